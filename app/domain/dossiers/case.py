"""One dossier before the rules: what it is judged by, and what the sources tell of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.domain.dossiers.closing import Timing, timing
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.facts import Fact, fact
from app.domain.dossiers.registers import DossierRegisters, Procedure
from app.domain.dossiers.rules import DossierRules
from app.domain.periods import Period
from app.domain.working_days import WorkingCalendar


@dataclass(frozen=True)
class Case:
    """``end``: the instant as of which the period is judged (``app.domain.dossiers.closing.end_of``)."""

    dossier: Dossier
    period: Period
    rules: DossierRules
    registers: DossierRegisters
    calendar: WorkingCalendar
    end: datetime

    @cached_property
    def procedure(self) -> Procedure | None:
        """The procedure as it was when the dossier was received, or else filed."""
        day = self.dossier.received_on or self.dossier.filed_on
        return self.registers.procedure(self.dossier.procedure, day) if day else None

    @cached_property
    def timing(self) -> Timing:
        return timing(self.dossier, self.procedure, self.calendar, self.end, self.rules.precision)

    def told(self, field: str) -> Fact:
        """Whether a field of the dossier is true, or a number above 0."""
        value = getattr(self.dossier, field)
        if value is None:
            return fact(None, "field_missing", field=field)
        return fact(bool(value), f"{field}_{'yes' if value else 'no'}", value=value)

    def flag(self, field: str) -> Fact:
        """Whether a flag of the procedure is set in the register."""
        code = self.dossier.procedure
        if not self.registers.has_procedures:
            return fact(None, "no_procedure_register", procedure=code)
        if self.procedure is None:
            return fact(None, "procedure_unknown", procedure=code)
        value = getattr(self.procedure, field)
        if value is None:
            return fact(None, "flag_unknown", procedure=code, field=field)
        return fact(bool(value), f"{field}_{'yes' if value else 'no'}")
