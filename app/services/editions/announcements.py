"""What was announced of a cohort's period, and whether that is what a page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.agencies import Agency, Cohort
from app.domain.editions import Edition
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import day_of
from app.services.context import AppContext
from app.services.editions.editions import get_edition
from app.services.editions.opened import OpenedEditions
from app.services.evaluation.ranking_context import HISTORY
from app.services.versions import group_of, rests_on
from app.storage import agencies, editions
from app.storage.database import Connection
from app.storage.editions import StoredEdition

_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Announcement:
    """``shown``: the edition whose figures a page shows, ``None`` where it shows the live ones. ``standing``: the one
    that is current, or was at the moment that is asked about. ``newer``: when figures last arrived that the edition
    shown does not have; ``None`` if none did. ``changed``: how many agencies have another total live than in the
    standing edition; ``None`` where they are not compared."""

    shown: StoredEdition | None = None
    standing: StoredEdition | None = None
    newer: datetime | None = None
    changed: int | None = None


def standing_for(
    service: AppContext, period: Period, cohort: Cohort, basis: Basis = Basis.BEST, known_at: datetime | None = None
) -> StoredEdition | None:
    """The current edition of a cohort's period, unless another basis than its own is asked for; ``best`` is what is
    asked for where nobody chose."""
    with service.database.reading() as connection:
        found = editions.standing(connection, period, cohort, known_at)
    return found if found and basis in (Basis.BEST, found.basis) else None


def of_edition(service: AppContext, stored: StoredEdition) -> Announcement:
    """That an edition is shown. Whether there are newer figures is known without evaluating any."""
    with service.database.reading() as connection:
        standing = editions.standing(connection, stored.period, stored.cohort)
        return Announcement(stored, standing, _newer(service, connection, stored))


def of_live(
    service: AppContext, opened: OpenedEditions, evaluation: Evaluation, known_at: datetime | None, *, is_bound: bool
) -> Announcement:
    """That live figures are shown; ``is_bound``: those of the past or of another basis, which nobody compares."""
    with service.database.reading() as connection:
        standing = editions.standing(connection, evaluation.period, evaluation.cohort, known_at)
    if standing is None or is_bound:
        return Announcement(standing=standing)
    frozen = opened.totals(standing).cards
    codes = evaluation.cards.keys() | frozen.keys()
    scores = {
        code: [cards[code].score(TOTAL) if code in cards else None for cards in (evaluation.cards, frozen)]
        for code in codes
    }
    return Announcement(standing=standing, changed=sum(live != announced for live, announced in scores.values()))


def announced_history(
    service: AppContext, opened: OpenedEditions, stored: StoredEdition, edition: Edition, code: str
) -> list[Evaluation]:
    """An agency in the current editions of the periods before, of the same kind, oldest first; and in this edition."""
    with service.database.reading() as connection:
        found = editions.page(connection, None, stored.cohort, None, _ALL)
    period = stored.period
    past = [
        each
        for each in found
        if each.stands and each.period.kind is period.kind and each.period.first_day < period.first_day
    ]
    newest = sorted(past, key=lambda each: each.period.first_day)[-(HISTORY - 1) :]
    history = [opened.totals(each) for each in newest]
    known = [each for each in history if code in each.cards and each.cards[code].score(TOTAL) is not None]
    return [*known, edition.evaluation]


@dataclass(frozen=True, slots=True)
class EditionAround:
    """An edition and what it froze; the ministry or province that its cohort is part of; the edition that it replaced,
    with what that froze; and the one that replaced it."""

    stored: StoredEdition
    edition: Edition
    root: Agency | None
    before: StoredEdition | None
    replaced: Evaluation | None
    after: StoredEdition | None


def edition_around(service: AppContext, opened: OpenedEditions, id_: int) -> EditionAround:
    """An edition with what stands around it; refuses ``unknown_edition``."""
    with service.database.reading() as connection:
        stored = get_edition(service.database, id_)
        before = editions.get(connection, stored.replaces) if stored.replaces else None
        after = editions.get(connection, stored.replaced_by) if stored.replaced_by else None
        replaced = opened.whole(before).evaluation if before else None
        root = roots_of(service, [stored]).get(stored.cohort.root or "")
        return EditionAround(stored, opened.whole(stored), root, before, replaced, after)


def roots_of(service: AppContext, found: Iterable[StoredEdition]) -> Mapping[str, Agency]:
    """The ministries and provinces that the cohorts of some editions are part of, by code, under today's names."""
    codes = {each.cohort.root for each in found if each.cohort.root}
    with service.database.reading() as connection:
        return agencies.find(connection, codes, day_of(service.now()))


def _newer(service: AppContext, connection: Connection, stored: StoredEdition) -> datetime | None:
    state = service.changes.of(connection) or service.changes.state
    subjects = rests_on([stored.period], group_of(stored.cohort), dated=True).subjects
    arrived = [state.newest[each] for each in subjects if each.startswith("figures/") and each in state.newest]
    own = state.newest.get(f"edition/{stored.id}")
    newest = max(arrived, key=lambda change: change.serial, default=None)
    return newest.changed_at if newest and own and newest.serial > own.serial else None
