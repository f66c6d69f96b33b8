"""How long dossiers took without the time that citizens took, and the mean of many.

It is not scored: so it is no measure, and nothing of it is stored.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial

from app.domain.dossiers.bases import received_or_filed
from app.domain.dossiers.case import Case
from app.domain.dossiers.closing import ending, taken_off_requests, waited
from app.domain.dossiers.dossier import Status
from app.domain.dossiers.precision import number_of
from app.domain.dossiers.registers import TimeUnit
from app.domain.dossiers.rules import Precision
from app.domain.scorecard.rounding import Rounding, RoundingMode
from app.domain.scorecard.scoring import rounded_quotient
from app.domain.time import day_of
from app.domain.working_days import WorkingCalendar, YearUnknown

FINISHED = (Status.DONE, Status.RETURNED)
MINUTES_OF_HOUR = 60
_SHOWN = Rounding(2, RoundingMode.HALF_UP)


class WhyUnknown(StrEnum):
    """Why it is not known how long a dossier took: no moment closed it; the unit is working days, of a year that the
    calendar does not have; it closed before its receipt, or its pauses are longer than all of it."""

    CLOSING_UNKNOWN = "closing_unknown"
    CALENDAR_UNKNOWN = "calendar_unknown"
    TIME_NEGATIVE = "time_negative"


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """``length``: days, working days, or minutes where the unit is hours; or why that is not known. ``paused``: what
    was taken off. ``unit``: as the register has it; ``None``: it does not tell."""

    unit: TimeUnit | None
    length: int | WhyUnknown
    paused: int = 0


def processing_time(case: Case) -> ProcessingTime | None:
    """From the receipt to the closing, less the pauses, of a dossier that is done or returned and was received in the
    period, whenever it closed; ``None`` for all others.

    The day of the receipt is not among the days or working days. No option of the rules changes anything here.
    """
    dossier, unit = case.dossier, case.procedure.unit if case.procedure else None
    if dossier.status not in FINISHED or dossier.received_at is None or not received_or_filed(case).holds:
        return None
    precision = Precision.MINUTE if unit is TimeUnit.HOUR else Precision.DATE
    closing = ending(dossier, None, precision)
    if closing is None:
        return ProcessingTime(unit, WhyUnknown.CLOSING_UNKNOWN)
    number = _numbering(unit, case.calendar)
    try:
        paused = waited(taken_off_requests(dossier, precision), closing.at, number)
        length = number(closing.at) - number(dossier.received_at) - paused
    except YearUnknown:
        return ProcessingTime(unit, WhyUnknown.CALENDAR_UNKNOWN)
    return ProcessingTime(unit, WhyUnknown.TIME_NEGATIVE) if length < 0 else ProcessingTime(unit, length, paused)


def counted_unit(unit: TimeUnit | None) -> TimeUnit:
    """The unit of a procedure's time; calendar days for months, which differ in length, and where none is known."""
    return unit if unit in (TimeUnit.HOUR, TimeUnit.WORKING_DAY) else TimeUnit.DAY


def _numbering(unit: TimeUnit | None, calendar: WorkingCalendar) -> Callable[[datetime], int]:
    if unit is TimeUnit.WORKING_DAY:
        return lambda moment: calendar.number_of(day_of(moment))
    return partial(number_of, precision=Precision.MINUTE if unit is TimeUnit.HOUR else Precision.DATE)


@dataclass(frozen=True, slots=True)
class MeanTime:
    """``total``: of ``dossiers``, in days, working days, or minutes where the unit is hours. ``unit_unknown``: those of
    them whose procedure has no unit in the register."""

    unit: TimeUnit
    total: int
    dossiers: int
    unit_unknown: int = 0

    @property
    def exact(self) -> Fraction:
        """In its unit."""
        return Fraction(self.total, self.dossiers * (MINUTES_OF_HOUR if self.unit is TimeUnit.HOUR else 1))

    @property
    def rounded(self) -> Decimal:
        """As it is shown: half up to 2 decimals."""
        return rounded_quotient(self.exact.numerator, self.exact.denominator, _SHOWN)


@dataclass(frozen=True, slots=True)
class MeanTimes:
    """Of an agency with all below it. ``by_unit``: hours, working days and days make no one mean. ``unknown``: the
    number of dossiers that are in none, by why."""

    by_unit: Mapping[TimeUnit, MeanTime] = field(default_factory=dict)
    unknown: Mapping[WhyUnknown, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimeSum:
    """Of the procedures with one unit in the register, ``None``: with none. ``total`` and ``dossiers`` as in
    ``MeanTime``; ``unknown`` as in ``MeanTimes``."""

    unit: TimeUnit | None
    total: int
    dossiers: int
    unknown: Mapping[WhyUnknown, int]


def add_up(sums: Iterable[TimeSum]) -> MeanTimes:
    """The means of an agency, of the sums of all its dossiers; what there is none of is left out."""
    by_unit: dict[TimeUnit, MeanTime] = {}
    unknown: Counter[WhyUnknown] = Counter()
    for each in sums:
        unknown.update(each.unknown)
        if each.dossiers:
            unit = counted_unit(each.unit)
            before = by_unit.get(unit, MeanTime(unit, 0, 0))
            total, dossiers = before.total + each.total, before.dossiers + each.dossiers
            unit_unknown = before.unit_unknown + (each.dossiers if each.unit is None else 0)
            by_unit[unit] = MeanTime(unit, total, dossiers, unit_unknown)
    return MeanTimes(by_unit, +unknown)
