"""What is wrong with a single dossier as it was sent: refused, or taken with a warning.

The codes have their sentences in ``app.domain.messages.dossiers``.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from app.domain.dossiers.dossier import Dossier, Status, Supplement
from app.domain.time import CLOCKS_DIFFER, VIETNAM, day_of

FIRST_YEAR, LAST_YEAR = 2000, 2100
_FIRST, _AFTER_LAST = datetime(FIRST_YEAR, 1, 1, tzinfo=VIETNAM), datetime(LAST_YEAR + 1, 1, 1, tzinfo=VIETNAM)
_HAPPENED = ("as_of", "filed_at", "received_at", "done_at", "returned_at", "refused_at")
_UNRECEIVED = {Status.FILED, Status.REFUSED}


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """``field``: where it stands. ``refused``: the row cannot be taken; else it is a warning."""

    code: str
    field: str
    refused: bool
    data: Mapping[str, object]


def problems(dossier: Dossier, now: datetime) -> tuple[Problem, ...]:
    """All that is wrong with a dossier; if some time is in no possible year, only that."""
    happened = tuple(_happened(dossier))
    years = tuple(_years((*happened, *_promised(dossier))))
    return years or (*_future(happened, now), *_order(dossier))


def _years(moments: tuple[tuple[str, datetime], ...]) -> Iterator[Problem]:
    for name, moment in moments:
        if not _FIRST <= moment < _AFTER_LAST:
            yield Problem("dossier_year", name, True, {"field": name, "first": FIRST_YEAR, "last": LAST_YEAR})


def _future(moments: tuple[tuple[str, datetime], ...], now: datetime) -> Iterator[Problem]:
    latest = now + CLOCKS_DIFFER
    for name, moment in moments:
        if moment > latest:
            yield Problem("dossier_in_future", name, True, {"field": name, "value": moment.isoformat()})


def _order(dossier: Dossier) -> Iterator[Problem]:
    if dossier.received_at is None:
        if dossier.status not in _UNRECEIVED and not dossier.deleted:
            yield Problem("dossier_not_received", "received_at", True, {"status": int(dossier.status)})
        return
    if dossier.done_at and dossier.done_at < dossier.received_at:
        times = {"done_at": dossier.done_at.isoformat(), "received_at": dossier.received_at.isoformat()}
        yield Problem("dossier_done_before_received", "done_at", True, times)
    due_on, received_on = dossier.due_on, dossier.received_on
    if received_on and _is_odd(dossier.supplements, received_on):
        yield Problem("dossier_supplements_odd", "supplements", False, {})
    # Days, not times: a promise may be a day without an hour.
    if due_on and received_on and due_on < received_on:
        days = {"due_on": due_on, "received_on": received_on}
        yield Problem("dossier_due_before_received", "due_at", False, days)


def _is_odd(supplements: Iterable[Supplement], received_on: date) -> bool:
    """Whether papers were asked for before the receipt, came before they were asked for, or were waited for twice at
    one time: more is taken off the processing than the citizen took."""
    until: datetime | None = None
    for each in supplements:
        is_early = day_of(each.asked_at) < received_on or (until is not None and each.asked_at < until)
        if is_early or (each.returned_at is not None and each.returned_at < each.asked_at):
            return True
        until = each.returned_at
    return False


def _happened(dossier: Dossier) -> Iterator[tuple[str, datetime]]:
    """What cannot lie in the future, by the name of its field."""
    for name in _HAPPENED:
        if moment := getattr(dossier, name):
            yield name, moment
    for request in dossier.supplements:
        yield "supplements.asked_at", request.asked_at
        if request.returned_at:
            yield "supplements.returned_at", request.returned_at
    for row in dossier.progress:
        yield "progress.at", row.at


def _promised(dossier: Dossier) -> Iterator[tuple[str, datetime]]:
    moments = [("due_at", dossier.due_at)]
    for request in dossier.supplements:
        moments += [("supplements.due_before", request.due_before), ("supplements.due_after", request.due_after)]
    yield from ((name, moment) for name, moment in moments if moment)
