"""When dossiers closed, what their pauses take off, and whether that was in time: ``app.domain.dossiers.closing`` and
``deadline``, for many at once.

All are whole numbers, days or minutes; nothing here knows of time zones, months or holidays.
"""

from collections.abc import Callable
from datetime import date
from enum import IntEnum

import ibis
import ibis.expr.types as ir

from app.counting.columns import MINUTES_OF_DAY, minute_of
from app.counting.question import Question
from app.domain.dossiers.registers import TimeUnit
from app.domain.dossiers.rules import Precision

_EPOCH = date(1970, 1, 1)


class By(IntEnum):
    """What closed a dossier: see ``app.domain.dossiers.closing.ClosedBy``. ``ENDED``: done, returned or ended."""

    ENDED = 0
    REQUEST = 1
    REQUESTS = 2
    END = 3


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def number(minute: ir.IntegerValue, precision: Precision) -> ir.IntegerValue:
    """The day, or the minute itself."""
    return minute // MINUTES_OF_DAY if precision is Precision.DATE else minute


def ended(rows: ir.Table, question: Question) -> ir.IntegerValue:
    """The minute at which a dossier truly closed by the end of the period; null if it had not."""
    end = _last_minute(question)
    return ibis.coalesce(
        *(
            (rows[name] <= end).ifelse(rows[name], ibis.null("int64"))
            for name in ("first_done", "first_returned", "first_ended")
        )
    )


def _last_minute(question: Question) -> int:
    """The last minute that is looked at: what lies within the last day is, where days count."""
    end = minute_of(question.end)
    if question.rules.precision is Precision.DATE:
        return end - end % MINUTES_OF_DAY + MINUTES_OF_DAY - 1
    return end


def with_closing(rows: ir.Table, question: Question) -> ir.Table:
    """With ``closed_by``, ``closed`` (a number) and ``paused``. ``rows`` have ``ended``."""
    end, precision = _last_minute(question), question.rules.precision
    asked = rows.supplements.filter(lambda each: each.asked <= end)
    answered = asked.filter(lambda each: (each.returned <= end).fill_null(False))
    rows = rows.mutate(
        ended=number(rows.ended, precision),
        requests=asked.length(),
        answered=answered.length(),
        first_ask=rows.supplements.map(lambda each: each.asked).mins(),
    )
    rows = rows.mutate(
        closed_by=ibis.cases(
            (rows.ended.notnull(), By.ENDED),
            (rows.requests > 1, By.REQUESTS),
            ((rows.requests == 1) & (rows.answered == 0), By.REQUEST),
            else_=By.END,
        )
    )
    rows = rows.mutate(
        closed=ibis.cases(
            (rows.closed_by == By.ENDED, rows.ended),
            (rows.closed_by == By.REQUEST, number(rows.first_ask, precision)),
            else_=number(ibis.literal(minute_of(question.end), "int64"), precision),
        )
    )
    return rows.mutate(paused=rows.closed_by.isin([By.ENDED, By.END]).ifelse(_paused(rows, precision), 0))


def _paused(rows: ir.Table, precision: Precision) -> ir.IntegerValue:
    """From each request to its answer, or to the closing where that was first, added up; none of a request for which
    the promised time was moved."""

    def length(each: ir.StructValue) -> ir.IntegerValue:
        returned = ibis.least(number(each.returned, precision).fill_null(rows.closed), rows.closed)
        moved = has_moved(rows, each, lambda minute: number(minute, precision))
        return moved.ifelse(0, ibis.greatest(returned - number(each.asked, precision), 0))

    return rows.supplements.map(length).sums().fill_null(0)


def has_moved(
    rows: ir.Table, each: ir.StructValue, number: Callable[[ir.IntegerValue], ir.IntegerValue]
) -> ir.BooleanValue:
    """Whether the promised time that stands now is no longer the one before a request that names a new one."""
    stands = (number(each.due_before) == number(rows.due)).fill_null(False)
    return rows.due.notnull() & each.due_after.notnull() & ~stands


def with_on_time(rows: ir.Table, question: Question) -> ir.Table:
    """With ``on_time``: closed, less the pauses, not after the deadline; or no deadline is known. Null where the
    calendar does not tell. ``rows`` have the columns of ``with_closing`` and of the procedure."""
    precision = question.rules.precision
    deadline = ibis.coalesce(number(rows.due, precision), _from_max_time(rows, precision))
    unlimited = rows.due.isnull() & (rows.max_time.isnull() | rows.unit.isnull() | rows.received.isnull())
    return rows.mutate(
        on_time=ibis.cases(
            (rows.closed_by == By.REQUESTS, ibis.literal(False)),
            (unlimited, ibis.literal(True)),
            else_=rows.closed - rows.paused <= deadline,
        )
    )


def _from_max_time(rows: ir.Table, precision: Precision) -> ir.IntegerValue:
    """By what the procedure may take. ``last_day``, a day number, was looked up: days, working days, months."""
    last = rows.last_day if precision is Precision.DATE else rows.last_day * MINUTES_OF_DAY + (MINUTES_OF_DAY - 1)
    return (rows.unit == TimeUnit.HOUR).ifelse(number(rows.received + rows.max_time * 60, precision), last)
