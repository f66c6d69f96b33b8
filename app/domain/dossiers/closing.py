"""When a dossier closed as seen from the end of a period, what its pauses take off, and whether that was in time.

Nothing after the end is looked at: a dossier that was open and in time then stays so whenever it is closed later.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from app.domain.dossiers.deadline import Deadline, DeadlineBy, find_deadline
from app.domain.dossiers.dossier import Dossier, Status, Supplement
from app.domain.dossiers.precision import number_of
from app.domain.dossiers.registers import Procedure
from app.domain.dossiers.rules import Precision
from app.domain.periods import Period
from app.domain.time import parse_as_of
from app.domain.working_days import WorkingCalendar


class ClosedBy(StrEnum):
    """What closed a dossier, in this order: processing done; the result returned; withdrawn, stopped or refused.

    Of those still open: ``REQUEST``, the only request for papers, which was not answered; ``REQUESTS``, more than one,
    so that it is late; ``END``, none of these, so that the end of the period counts.
    """

    DONE = "done"
    RETURNED = "returned"
    ENDED = "ended"
    REQUEST = "request"
    REQUESTS = "requests"
    END = "end"


CLOSING_STATUSES = {
    ClosedBy.DONE: frozenset({Status.DONE}),
    ClosedBy.RETURNED: frozenset({Status.RETURNED}),
    ClosedBy.ENDED: frozenset({Status.WITHDRAWN, Status.STOPPED, Status.REFUSED}),
}
"""The statuses of progress rows that close a dossier, in the order in which they are asked for."""


@dataclass(frozen=True, slots=True)
class Closing:
    """``at`` is the end of the period where nothing closed the dossier."""

    by: ClosedBy
    at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """``length``: days or minutes that the citizen took and that are taken off.

    ``not_taken_off``: what was left out because the promised time had been moved instead.
    """

    length: int = 0
    not_taken_off: int = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """``closed``: ``closing.at`` as a number. ``on_time``: ``None`` where the calendar does not tell."""

    closing: Closing
    closed: int
    pause: Pause
    deadline: Deadline
    on_time: bool | None


def end_of(period: Period, now: datetime) -> datetime:
    """The instant as of which a period is judged: its end in Vietnam, or now while it still runs."""
    return min(now, parse_as_of(period.last_day.isoformat()))


def timing(
    dossier: Dossier, procedure: Procedure | None, calendar: WorkingCalendar, end: datetime, precision: Precision
) -> Timing:
    """Whether a dossier was handled in time, and what decided.

    In time: closed, less the pauses, not after the deadline; or no deadline is known. Late: more than one request for
    papers and still open.
    """
    closing = close(dossier, end, precision)
    closed = number_of(closing.at, precision)
    pause = _pause(dossier, closing, precision)
    deadline = find_deadline(dossier, procedure, calendar, precision)
    return Timing(closing, closed, pause, deadline, _is_on_time(closing, closed - pause.length, deadline))


def _is_on_time(closing: Closing, closed: int, deadline: Deadline) -> bool | None:
    if closing.by is ClosedBy.REQUESTS:
        return False
    if deadline.number is None:
        return True if deadline.by is DeadlineBy.NOTHING else None
    return closed <= deadline.number


def close(dossier: Dossier, end: datetime, precision: Precision) -> Closing:
    """What closed a dossier by ``end``.

    The progress rows decide, the earliest of the first kind of ``ClosedBy`` that there is; without any row the times
    that the dossier states.
    """
    if ended := ending(dossier, end, precision):
        return ended
    asked = requests_by(dossier, end, precision)
    if len(asked) > 1:
        return Closing(ClosedBy.REQUESTS, end)
    if asked and not _by(end, asked[0].returned_at, precision):
        return Closing(ClosedBy.REQUEST, asked[0].asked_at)
    return Closing(ClosedBy.END, end)


def requests_by(dossier: Dossier, end: datetime, precision: Precision) -> list[Supplement]:
    """The requests for papers that had been made by ``end``."""
    return [each for each in dossier.supplements if _by(end, each.asked_at, precision)]


def ending(dossier: Dossier, end: datetime | None, precision: Precision) -> Closing | None:
    """What truly closed a dossier by ``end`` (``None``: ever); no requests for papers."""
    for by, moment in first_endings(dossier).items():
        if moment and (end is None or _by(end, moment, precision)):
            return Closing(by, moment)
    return None


def first_endings(dossier: Dossier) -> dict[ClosedBy, datetime | None]:
    """The first moment of each kind that closes a dossier, in the order in which they are asked."""
    if dossier.progress:
        return {
            by: min((row.at for row in dossier.progress if row.status in statuses), default=None)
            for by, statuses in CLOSING_STATUSES.items()
        }
    return {
        ClosedBy.DONE: dossier.done_at,
        ClosedBy.RETURNED: dossier.returned_at,
        ClosedBy.ENDED: dossier.refused_at,
    }


def _by(end: datetime, moment: datetime | None, precision: Precision) -> bool:
    return moment is not None and number_of(moment, precision) <= number_of(end, precision)


def _pause(dossier: Dossier, closing: Closing, precision: Precision) -> Pause:
    if closing.by in (ClosedBy.REQUEST, ClosedBy.REQUESTS):
        return Pause()
    number = partial(number_of, precision=precision)
    taken_off = taken_off_requests(dossier, precision)
    others = [each for each in dossier.supplements if each not in taken_off]
    return Pause(waited(taken_off, closing.at, number), waited(others, closing.at, number))


def waited(requests: Iterable[Supplement], closed_at: datetime, number: Callable[[datetime], int]) -> int:
    """The time from each request for papers to the answer, or to the closing where that was first, added up.

    ``number``: a moment as a whole number of what is added up.
    """
    ends = ((each.asked_at, min(each.returned_at or closed_at, closed_at)) for each in requests)
    return sum(max(0, number(end) - number(asked_at)) for asked_at, end in ends)


def taken_off_requests(dossier: Dossier, precision: Precision) -> list[Supplement]:
    """The requests for papers whose pause is taken off: where the source has moved the promised time for one, its pause
    is in that already."""
    return [each for each in dossier.supplements if not _has_moved(dossier, each, precision)]


def _has_moved(dossier: Dossier, supplement: Supplement, precision: Precision) -> bool:
    """Whether the promised time that stands now is no longer the one before a request that names a new one."""
    if dossier.due_at is None or supplement.due_after is None:
        return False
    before = supplement.due_before
    return before is None or number_of(before, precision) != number_of(dossier.due_at, precision)
