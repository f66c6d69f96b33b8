"""Publishing editions: what would be announced, and announcing it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.domain.agencies import Cohort, is_within
from app.domain.editions import AverageDifference, Difference, Edition, differences, submissions_of
from app.domain.errors import Location, Refusal
from app.domain.evaluation.columns import Column
from app.domain.evaluation.score_changes import changes_since
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.text import parse_text
from app.domain.time import day_of, not_ahead
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.services.context import AppContext
from app.services.editions import documents
from app.services.editions.editions import digest_of, find_edition
from app.services.evaluation.evaluate import Evaluator
from app.services.keys import Author
from app.services.webhooks.registration import EDITION_PUBLISHED, announce
from app.storage import editions, receipt_clock
from app.storage.database import Connection
from app.storage.editions import StoredEdition

MAX_REASON = 2000
_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Order:
    """What to freeze. ``replaces``: the id of the edition that it corrects; then ``reason`` must say why.

    ``allow_unranked``: also if nobody has a rank by the total. ``seen``: the fingerprint of the preview that was
    agreed to; nothing else is published.
    """

    period: Period
    cohort: Cohort
    basis: Basis = Basis.BEST
    as_of: datetime | None = None
    replaces: int | None = None
    reason: str | None = None
    allow_unranked: bool = True
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The edition that an order would make; ``replaced``: the one that it corrects, and what it says otherwise.

    ``fingerprint``: stands for all that the edition would say but when and why.
    """

    edition: Edition
    replaced: StoredEdition | None
    differences: list[Difference]
    averages: list[AverageDifference]
    fingerprint: str

    @property
    def total(self) -> Column:
        """How the total stands."""
        return self.edition.evaluation.columns[TOTAL]


def preview(service: AppContext, order: Order, author: Author) -> Preview:
    """What ``publish`` would announce; refuses the same, and changes nothing."""
    now = service.now()
    order = _checked(order, author, now)
    with service.database.reading() as connection:
        edition, replaced = _draft(service, connection, order, now)
        old = documents.read(editions.document(connection, replaced.id)).evaluation if replaced else None
    found: tuple[list[Difference], list[AverageDifference]] = ([], [])
    if old:
        found = differences(old, edition.evaluation)
    return Preview(edition, replaced, *found, fingerprint_of(edition))


def publish(service: AppContext, order: Order, author: Author) -> StoredEdition:
    """Freeze a cohort's results and announce them.

    Of a cohort's period one edition stands; a second one must replace it. Refusals: ``cohort_outside``,
    ``reason_missing``, ``text_invalid``, ``character_lost``, ``as_of_in_future``, ``edition_exists``,
    ``edition_withdrawn``, ``edition_replaced``, ``edition_of_other``, ``unknown_edition``, ``edition_empty``,
    ``edition_unranked``, ``edition_not_as_seen``, and those of an evaluation.
    """
    now = service.now()
    order = _checked(order, author, now)
    with service.database.writing() as connection:
        now = receipt_clock.moment(connection, now)
        edition, _ = _draft(service, connection, order, now)
        if order.seen is not None and order.seen != fingerprint_of(edition):
            raise Refusal("edition_not_as_seen", period=order.period, cohort=order.cohort)
        document = documents.write(edition)
        new = StoredEdition(
            order.period,
            order.cohort,
            order.basis,
            order.as_of,
            edition.evaluation.scorecard.id,
            now,
            author.key_id,
            author.root,
            digest_of(document),
            len(document),
            order.replaces,
            order.reason,
        )
        stored = find_edition(connection, editions.add(connection, new, document))
        audit_trail.record(
            service.database, connection, Act("edition.published", author.key_id, now), f"edition/{stored.id}"
        )
        announce(connection, EDITION_PUBLISHED, told(service, stored), now)
        return stored


def told(service: AppContext, stored: StoredEdition) -> dict[str, object]:
    """What a receiver of webhooks learns of an edition; the rest is at its address."""
    return {
        "id": stored.id,
        "period": str(stored.period),
        "cohort": str(stored.cohort),
        "basis": stored.basis,
        "scorecard": stored.scorecard,
        "digest": stored.digest,
        "replaces": stored.replaces,
        "reason": stored.reason,
        "url": service.address(f"/v1/editions/{stored.id}"),
    }


def check_covered(cohort: Cohort, author: Author) -> None:
    """Refuse ``cohort_outside`` to an author who may not speak for a cohort."""
    if not is_within(cohort.root or "", author.root):
        raise Refusal("cohort_outside", cohort=cohort, root=author.root)


def checked_reason(reason: str) -> str:
    """A reason as it is kept; refuses ``text_invalid``, ``character_lost``."""
    try:
        return parse_text(reason, "reason", MAX_REASON).text
    except Refusal as refusal:
        raise refusal.at(Location(pointer="/reason")) from None


def _checked(order: Order, author: Author, now: datetime) -> Order:
    """The order with its reason as it is kept."""
    check_covered(order.cohort, author)
    if order.replaces is not None and not order.reason:
        raise Refusal("reason_missing").at(Location(pointer="/reason"))
    as_of = order.as_of and not_ahead(order.as_of, now)
    if order.as_of is not None and as_of is None:
        raise Refusal("as_of_in_future", value=order.as_of.isoformat(), now=now.isoformat()).at(
            Location(pointer="/as_of")
        )
    return replace(order, as_of=as_of, reason=None if order.reason is None else checked_reason(order.reason))


def _draft(
    service: AppContext, connection: Connection, order: Order, now: datetime
) -> tuple[Edition, StoredEdition | None]:
    """The edition that a checked order makes, and the one that it corrects."""
    replaced = _replaced(connection, order)
    scorecards = service.registers.scorecards
    evaluator = Evaluator(service.database, scorecards, order.basis, day_of(now), order.as_of)
    evaluation, before = evaluator.compared(connection, order.period, order.cohort)
    columns = evaluation.scorecard.maxima
    # Points that are granted to all, whoever reports, are no results.
    if not (submissions := submissions_of(evaluation)) or not any(evaluation.columns[code].ranked for code in columns):
        raise Refusal("edition_empty", period=order.period, cohort=order.cohort)
    if not evaluation.columns[TOTAL].ranked and not order.allow_unranked:
        raise Refusal("edition_unranked", period=order.period, cohort=order.cohort)
    edition = Edition(
        evaluation,
        {code: changes_since(before, evaluation, code) for code in columns} if before else {},
        now,
        order.as_of,
        replaced.digest if replaced else None,
        order.reason,
        editions.used(connection, submissions),
    )
    return edition, replaced


def _replaced(connection: Connection, order: Order) -> StoredEdition | None:
    """The edition that is corrected, which must be the last one of the same cohort and period."""
    where = Location(pointer="/replaces")
    if order.replaces is not None:
        named = editions.get(connection, order.replaces)
        if named is None:
            raise Refusal("edition_not_there", value=order.replaces).at(where)
        if (named.period, named.cohort) != (order.period, order.cohort):
            raise Refusal("edition_of_other", value=named.id, period=named.period, cohort=named.cohort).at(where)
        if named.replaced_by is not None:
            raise Refusal("edition_replaced", value=named.id, by=named.replaced_by).at(where)
        return named
    if there := editions.last(connection, order.period, order.cohort):
        code = "edition_withdrawn" if there.withdrawal else "edition_exists"
        raise Refusal(code, value=there.id, period=order.period, cohort=order.cohort).at(where)
    return None


def fingerprint_of(edition: Edition) -> str:
    """The fingerprint of an edition: a digest that knows neither when it was published nor for which reason."""
    return digest_of(documents.write(replace(edition, published_at=_ANY_TIME, reason=None)))
