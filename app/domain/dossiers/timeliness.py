"""Whether a dossier was on time, as a statement with the dates that decided."""

from collections.abc import Iterator
from datetime import datetime

from app.domain.dossiers.case import Case
from app.domain.dossiers.closing import ClosedBy, Timing, ending, requests_by
from app.domain.dossiers.deadline import DeadlineBy
from app.domain.dossiers.dossier import Dossier, Status
from app.domain.dossiers.facts import Fact
from app.domain.dossiers.precision import number_of, shown
from app.domain.dossiers.reasons import Reason
from app.domain.dossiers.rules import Precision

_STILL_OPEN = {ClosedBy.REQUEST, ClosedBy.REQUESTS, ClosedBy.END}
_CLOSED = {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.DONE, Status.RETURNED}


def on_time(case: Case) -> Fact:
    """Sheet 2.1: processing ended (else the result was returned, else withdrawn, stopped or refused), less the time
    that the citizen took, not after the promised day. Open with one request for papers that is not answered: judged by
    the moment of the request. Open after more than one request: late. Else open: on time while the promised day is not
    past at the period's end. Without a promised day: by the longest time of the procedure; without either: on time."""
    found, precision = case.timing, case.rules.precision
    return Fact(found.on_time, explain_timing(case.dossier, found, case.end, precision))


def explain_timing(dossier: Dossier, found: Timing, end: datetime, precision: Precision) -> tuple[Reason, ...]:
    """What decided whether a dossier was in time as seen from ``end``, and what one should know about that."""
    return (_verdict(dossier, found, end, precision), *_notes(dossier, found, precision))


def _verdict(dossier: Dossier, found: Timing, end: datetime, precision: Precision) -> Reason:
    by = found.closing.by
    data: dict[str, object] = {"closed": shown(found.closed, precision)}
    if by is ClosedBy.REQUESTS:
        requests = len(requests_by(dossier, end, precision))
        return Reason("requests_late", {**data, "requests": requests})
    if found.deadline.number is None:
        unknown = found.deadline.by is DeadlineBy.UNKNOWN
        return Reason("calendar_unknown" if unknown else "no_deadline", data)
    data["deadline"] = shown(found.deadline.number, precision)
    return Reason(f"{by}_{'in_time' if found.on_time else 'late'}", data)


def _notes(dossier: Dossier, found: Timing, precision: Precision) -> Iterator[Reason]:
    if found.pause.length:
        unit = "days" if precision is Precision.DATE else "minutes"
        yield Reason(f"paused_{unit}", {"pause": found.pause.length})
    if found.pause.not_taken_off:
        yield Reason("pause_in_deadline", {"pause_in_deadline": found.pause.not_taken_off})
    if found.deadline.by is DeadlineBy.MAX_TIME:
        yield Reason("deadline_from_max_time")
    if found.closing.by in _STILL_OPEN:
        yield from _why_open(dossier, precision)


def _why_open(dossier: Dossier, precision: Precision) -> Iterator[Reason]:
    """What one sees in the dossier and misses in the verdict."""
    if ended := ending(dossier, None, precision):
        yield Reason("closed_after_end", {"ended": shown(number_of(ended.at, precision), precision)})
    elif dossier.status in _CLOSED:
        yield Reason("closed_without_time", {"status": dossier.status.name})
