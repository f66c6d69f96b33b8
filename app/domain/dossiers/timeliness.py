"""Whether a dossier was on time, as a statement with the dates that decided."""

from collections.abc import Iterator

from app.domain.dossiers.case import Case
from app.domain.dossiers.closing import ClosedBy, Timing, ending, requests_by
from app.domain.dossiers.deadline import DeadlineBy
from app.domain.dossiers.dossier import Status
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
    found = case.timing
    return Fact(found.on_time, (_verdict(case, found), *_notes(case, found)))


def _verdict(case: Case, found: Timing) -> Reason:
    precision, by = case.rules.precision, found.closing.by
    data: dict[str, object] = {"closed": shown(found.closed, precision)}
    if by is ClosedBy.REQUESTS:
        requests = len(requests_by(case.dossier, case.end, precision))
        return Reason("requests_late", {**data, "requests": requests})
    if found.deadline.number is None:
        unknown = found.deadline.by is DeadlineBy.UNKNOWN
        return Reason("calendar_unknown" if unknown else "no_deadline", data)
    data["deadline"] = shown(found.deadline.number, precision)
    return Reason(f"{by}_{'in_time' if found.on_time else 'late'}", data)


def _notes(case: Case, found: Timing) -> Iterator[Reason]:
    precision = case.rules.precision
    if found.pause.length:
        unit = "days" if precision is Precision.DATE else "minutes"
        yield Reason(f"paused_{unit}", {"pause": found.pause.length})
    if found.pause.not_taken_off:
        yield Reason("pause_in_deadline", {"pause_in_deadline": found.pause.not_taken_off})
    if found.deadline.by is DeadlineBy.MAX_TIME:
        yield Reason("deadline_from_max_time")
    if found.closing.by in _STILL_OPEN:
        yield from _why_open(case)


def _why_open(case: Case) -> Iterator[Reason]:
    """What one sees in the dossier and misses in the verdict."""
    if ended := ending(case.dossier, None, case.rules.precision):
        yield Reason(
            "closed_after_end", {"ended": shown(number_of(ended.at, case.rules.precision), case.rules.precision)}
        )
    elif case.dossier.status in _CLOSED:
        yield Reason("closed_without_time", {"status": case.dossier.status.name})
