"""What is asked of the dossiers, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.agencies import Agency
from app.domain.dossiers.registers import DossierRegisters
from app.domain.dossiers.rules import DossierRules
from app.domain.periods import Period
from app.domain.working_days import WorkingCalendar


@dataclass(frozen=True, kw_only=True)
class Question:
    """``end``: the instant as of which the period is judged (``app.domain.dossiers.closing.end_of``).

    ``owners``: the source that owns an agency and all below it. ``as_of``: versions after it are not looked at.
    """

    period: Period
    end: datetime
    rules: DossierRules
    registers: DossierRegisters
    calendar: WorkingCalendar
    agencies: Mapping[str, Agency]
    owners: Mapping[str, str] = field(default_factory=dict)
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class DossierCount:
    """``number``: ``None`` where it is missing. ``unknown``: why, and of how many dossiers."""

    number: int | None
    unknown: Mapping[str, int] = field(default_factory=dict)


Counts = dict[str, dict[str, DossierCount]]
"""By agency and measure: of every agency for which a dossier is in the base of some measure."""
