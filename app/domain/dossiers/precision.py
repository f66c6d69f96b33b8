"""Times as whole numbers, days or minutes: the same comparisons and differences then hold for both precisions."""

from datetime import UTC, date, datetime, time, timedelta

from app.domain.dossiers.rules import Precision
from app.domain.time import VIETNAM, day_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
Shown = date | datetime


def number_of(moment: datetime, precision: Precision) -> int:
    """The day in Vietnam as its ordinal, or the minutes since 1970."""
    return day_of(moment).toordinal() if precision is Precision.DATE else (moment - _EPOCH) // _MINUTE


def end_of_day(day: date, precision: Precision) -> int:
    """A day in Vietnam as a number: its last minute where minutes count."""
    if precision is Precision.DATE:
        return day.toordinal()
    return number_of(datetime.combine(day + timedelta(days=1), time(), VIETNAM), precision) - 1


def shown(number: int, precision: Precision) -> Shown:
    """The day, or the time in Vietnam, that a number stands for."""
    if precision is Precision.DATE:
        return date.fromordinal(number)
    return (_EPOCH + number * _MINUTE).astimezone(VIETNAM)
