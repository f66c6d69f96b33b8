"""Publishing in two steps: what would be announced, and announcing just that. A step that comes twice is done once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort, Level, is_within, root_code
from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import day_of
from app.services.context import AppContext
from app.services.editions.editions import get_edition, list_editions, open_edition
from app.services.editions.publishing import Order, Preview, fingerprint_of, preview, publish
from app.services.editions.withdrawal import withdraw
from app.services.evaluation.ranking_context import cohorts_below
from app.services.keys import Author
from app.storage import agencies
from app.storage.agencies import Filter
from app.storage.editions import StoredEdition

_NO_REASON_YET = "…"
_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What may be published of a cohort's period. ``last``: the edition that no other has replaced, if there is one.

    ``refusal``: why there is nothing to publish, where there is no ``preview``.
    """

    last: StoredEdition | None
    preview: Preview | None
    refusal: Refusal | None

    @property
    def is_same(self) -> bool:
        """Whether the edition that stands says the same already."""
        found = self.preview
        stands = found is not None and found.replaced is not None and found.replaced.stands
        return stands and found is not None and not found.differences and not found.averages


def cohorts_of(service: AppContext, author: Author, period: Period) -> list[Cohort]:
    """The cohorts that an author may publish, as far as they have a member in a period."""
    day = period.last_day
    if author.root is not None and root_code(author.root) != author.root:
        return []
    with service.database.reading() as connection:
        if author.root is not None:
            return cohorts_below(connection, author.root, period, None)
        found = {
            Cohort.of(each)
            for level in Level
            for each in agencies.page(connection, day, Filter(level, valid_on=day), _ALL)
        }
    return sorted(found, key=lambda each: (each.root or "", str(each) != str(Cohort(Level.PROVINCE)), str(each)))


def cohort_roots(service: AppContext, cohorts: Iterable[Cohort]) -> Mapping[str, Agency]:
    """The ministries and provinces of some cohorts, by code, under today's names."""
    with service.database.reading() as connection:
        return agencies.find(connection, {each.root for each in cohorts if each.root}, day_of(service.now()))


def draft(service: AppContext, author: Author, period: Period, cohort: Cohort) -> Draft:
    """What ``confirm`` would publish now; refuses ``cohort_outside``."""
    last = _last(service, period, cohort)
    reason = _NO_REASON_YET if last else None
    order = Order(period, cohort, Basis.BEST, replaces=last.id if last else None, reason=reason)
    try:
        return Draft(last, preview(service, order, author), None)
    except Refusal as refusal:
        if refusal.code == "cohort_outside":
            raise
        return Draft(last, None, refusal)


def confirm(service: AppContext, author: Author, order: Order) -> StoredEdition:
    """Publish what was seen; where just that was published by this author already, that edition.

    Refuses what ``publish`` does.
    """
    try:
        return publish(service, order, author)
    except Refusal as refusal:
        if refusal.code not in ("edition_exists", "edition_replaced"):
            raise
        last = _last(service, order.period, order.cohort)
        if last and last.stands and last.key_id == author.key_id and _says(service, last) == order.seen:
            return last
        raise


def take_back(service: AppContext, author: Author, id_: int, reason: str) -> StoredEdition:
    """Withdraw an edition; where this author has done so already, it stays as it is. Refuses what ``withdraw`` does."""
    try:
        return withdraw(service, id_, reason, author)
    except Refusal as refusal:
        stored = get_edition(service.database, id_) if refusal.code == "edition_already_withdrawn" else None
        if stored and stored.withdrawal and stored.withdrawal.key_id == author.key_id:
            return stored
        raise


def editions_of(service: AppContext, author: Author, limit: int) -> list[StoredEdition]:
    """The newest editions that hold an agency of the author's subtree, the newest first."""
    found = list_editions(service.database, None, None, None, _ALL)
    return [each for each in found if _touches(each.cohort, author)][:limit]


def members_of(service: AppContext, author: Author, id_: int) -> list[tuple[str, str]]:
    """The agencies of an edition that are within the author's subtree, by code, each with its name in the edition."""
    _, edition = open_edition(service.database, id_)
    cards = edition.evaluation.cards.values()
    found = [(card.agency.code, card.agency.name) for card in cards if author.may_write(card.agency.code)]
    return sorted(found)


def today_of(service: AppContext) -> Period:
    """The month before this one: what an office reports on where nothing is known yet."""
    today = day_of(service.now())
    return Period.parse(f"{today.year}-{today.month:02}").previous


def _touches(cohort: Cohort, author: Author) -> bool:
    if author.root is None or cohort.root is None:
        return True
    return is_within(cohort.root, author.root) or is_within(author.root, cohort.root)


def _says(service: AppContext, stored: StoredEdition) -> str:
    _, edition = open_edition(service.database, stored.id)
    return fingerprint_of(edition)


def _last(service: AppContext, period: Period, cohort: Cohort) -> StoredEdition | None:
    """The edition of a cohort's period that no other has replaced: the newest of them."""
    return next(iter(list_editions(service.database, period, cohort, None, 1)), None)
