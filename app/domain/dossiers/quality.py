"""What is wrong with a single dossier as it was sent: refused, or taken with a warning.

The codes have their sentences in ``app.domain.messages.dossiers``.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime

from app.domain.dossiers.dossier import Dossier, Status
from app.domain.time import CLOCKS_DIFFER, VIETNAM

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
    # Days, not times: a promise may be a day without an hour.
    due_on, received_on = dossier.due_on, dossier.received_on
    if due_on and received_on and due_on < received_on:
        days = {"due_on": due_on, "received_on": received_on}
        yield Problem("dossier_due_before_received", "due_at", False, days)


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
