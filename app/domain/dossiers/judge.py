"""The verdict on one dossier for every measure: a function of dossier, period, rules and end, never a stored flag."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.dossiers.case import Case
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.facts import Fact, all_of
from app.domain.dossiers.measures import DOSSIER_MEASURES, DossierMeasure
from app.domain.dossiers.reasons import Reason, sentences
from app.domain.dossiers.registers import DossierRegisters
from app.domain.dossiers.rules import DossierRules
from app.domain.messages import Text
from app.domain.periods import Period
from app.domain.working_days import WorkingCalendar


class Outcome(StrEnum):
    """``OUT``: not among the dossiers that a measure looks at. ``IN``: among them, of a measure that counts them all.

    ``YES`` and ``NO``: among them, and counted or not. ``UNKNOWN``: a register or the source does not tell.
    """

    OUT = "out"
    IN = "in"
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def counts(self) -> bool:
        return self in (Outcome.IN, Outcome.YES)


OUTCOMES = {
    Outcome.OUT: Text("không xét", "not looked at"),
    Outcome.IN: Text("được tính", "counts"),
    Outcome.YES: Text("được tính", "counts"),
    Outcome.NO: Text("không được tính", "does not count"),
    Outcome.UNKNOWN: Text("không rõ", "not known"),
}
"""What they are called."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons``: what decided, the most important first. ``key``: what is counted, where that is not the dossier."""

    measure: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    key: str | None = None

    @property
    def reason(self) -> Reason:
        """The reason that matters most."""
        return self.reasons[0]

    @property
    def dates(self) -> dict[str, date]:
        """The days that decided, by their names; times where minutes count."""
        return {name: day for each in self.reasons for name, day in each.dates.items()}

    @property
    def text(self) -> Text:
        """The sentences of all reasons."""
        return sentences(self.reasons)


def judge(  # noqa: PLR0913, PLR0917 - a verdict is a function of all of them
    dossier: Dossier,
    period: Period,
    rules: DossierRules,
    registers: DossierRegisters,
    calendar: WorkingCalendar,
    end: datetime,
    measures: Collection[str] = DOSSIER_MEASURES,
) -> dict[str, Verdict]:
    """The verdicts on a dossier by measure. ``end``: of the period as it is asked about (``closing.end_of``).

    ``measures``: those that are asked for.
    """
    case = Case(dossier, period, rules, registers, calendar, end)
    return {code: _verdict(case, measure) for code, measure in DOSSIER_MEASURES.items() if code in measures}


def _verdict(case: Case, measure: DossierMeasure) -> Verdict:
    key = measure.key(case.dossier) if measure.key else None
    base = measure.base(case)
    if base.holds is False:
        return Verdict(measure.code, Outcome.OUT, base.reasons, key)
    if measure.holds is None:
        return Verdict(measure.code, Outcome.IN if base.holds else Outcome.UNKNOWN, base.reasons, key)
    found = all_of(measure.holds(case), base)
    return Verdict(measure.code, _outcome(found), found.reasons, key)


def _outcome(found: Fact) -> Outcome:
    if found.holds is None:
        return Outcome.UNKNOWN
    return Outcome.YES if found.holds else Outcome.NO
