"""By when a dossier must be handled: the promised time, else the time that its procedure may take."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.precision import end_of_day, number_of
from app.domain.dossiers.registers import Procedure, TimeUnit
from app.domain.dossiers.rules import Precision
from app.domain.time import day_of
from app.domain.working_days import WorkingCalendar, YearUnknown


class DeadlineBy(StrEnum):
    """Where a deadline comes from: the promised time, the longest time that the procedure may take, or nowhere.

    ``UNKNOWN``: the longest time is in working days of a year that the calendar does not have.
    """

    PROMISE = "promise"
    MAX_TIME = "max_time"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Deadline:
    """``number``: the last day or minute in time, ``None`` where none is known."""

    by: DeadlineBy
    number: int | None = None


def find_deadline(
    dossier: Dossier, procedure: Procedure | None, calendar: WorkingCalendar, precision: Precision
) -> Deadline:
    """The promised time; without one, what the procedure may take from the receipt on.

    Hours run from the receipt itself. Days, working days and months count from the day after and end with their last
    day; a month ends on the day of the same number, or on its last where it has none (Civil Code 2015, articles 147 and
    148; that a last day off moves to the next working day is left out: the formula sheet does not have it).
    """
    if dossier.due_at:
        return Deadline(DeadlineBy.PROMISE, number_of(dossier.due_at, precision))
    if dossier.received_at is None or procedure is None or procedure.max_time is None or procedure.unit is None:
        return Deadline(DeadlineBy.NOTHING)
    if procedure.unit is TimeUnit.HOUR:
        last = dossier.received_at + timedelta(hours=procedure.max_time)
        return Deadline(DeadlineBy.MAX_TIME, number_of(last, precision))
    try:
        day = find_last_day(day_of(dossier.received_at), procedure.max_time, procedure.unit, calendar)
    except YearUnknown:
        return Deadline(DeadlineBy.UNKNOWN)
    return Deadline(DeadlineBy.MAX_TIME, end_of_day(day, precision))


def find_last_day(received_on: date, number: int, unit: TimeUnit, calendar: WorkingCalendar) -> date:
    """The last of a number of days, working days or months after the receipt. Raises ``YearUnknown``."""
    if unit is TimeUnit.DAY:
        return received_on + timedelta(days=number)
    if unit is TimeUnit.WORKING_DAY:
        return calendar.add_working_days(received_on, number)
    return add_months(received_on, number)


def add_months(day: date, number: int) -> date:
    """The day of the same number ``number`` months later, or the last of that month where it has none."""
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
