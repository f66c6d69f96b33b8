"""Publishing editions, and reading them."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.agencies import Agency, Cohort, is_within
from app.domain.editions import AverageDifference, Difference, Edition, differences, submissions_of
from app.domain.errors import Location, Refusal
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
from app.services.evaluation.evaluate import Evaluator, Ranking, check_column
from app.services.keys import Author
from app.services.webhooks.registration import announce
from app.storage import editions, receipt_clock
from app.storage.database import Connection, Database
from app.storage.editions import StoredEdition

MAX_REASON = 2000
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """What to freeze. ``replaces``: the id of the edition that it corrects; then ``reason`` must say why."""

    period: Period
    cohort: Cohort
    basis: Basis = Basis.BEST
    as_of: datetime | None = None
    replaces: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class EditionDifferences:
    """What ``after`` says otherwise than ``before``, by agency and column, and of the averages."""

    before: StoredEdition
    after: StoredEdition
    items: list[Difference]
    averages: list[AverageDifference]


def publish(service: AppContext, order: Order, author: Author) -> StoredEdition:
    """Freeze a cohort's results and announce them.

    Of a cohort's period one edition stands; a second one must replace it. Refusals: ``cohort_outside``,
    ``reason_missing``, ``text_invalid``, ``character_lost``, ``as_of_in_future``, ``edition_exists``,
    ``edition_replaced``, ``edition_of_other``, ``unknown_edition``, ``edition_empty``, and those of an evaluation.
    """
    now = service.now()
    order = _checked(order, author, now)
    evaluator = Evaluator(service.database, service.registers.scorecards, order.basis, day_of(now), order.as_of)
    with service.database.writing() as connection:
        now = receipt_clock.moment(connection, now)
        replaced = _replaced(connection, order)
        evaluation, before = evaluator.compared(connection, order.period, order.cohort)
        columns = evaluation.scorecard.maxima
        # Points that are granted to all, whoever reports, are no results.
        if not (submissions := submissions_of(evaluation)) or not any(
            evaluation.columns[code].ranked for code in columns
        ):
            raise Refusal("edition_empty", period=order.period, cohort=order.cohort)
        edition = Edition(
            evaluation,
            {code: changes_since(before, evaluation, code) for code in columns} if before else {},
            now,
            order.as_of,
            replaced.digest if replaced else None,
            order.reason,
            editions.used(connection, submissions),
        )
        document = documents.write(edition)
        new = StoredEdition(
            order.period,
            order.cohort,
            order.basis,
            order.as_of,
            evaluation.scorecard.id,
            now,
            author.key_id,
            author.root,
            digest_of(document),
            len(document),
            order.replaces,
            order.reason,
        )
        stored = _get(connection, editions.add(connection, new, document))
        audit_trail.record(
            service.database, connection, Act("edition.published", author.key_id, now), f"edition/{stored.id}"
        )
        announce(connection, "edition.published", _told(service, stored), now)
        return stored


def _told(service: AppContext, stored: StoredEdition) -> dict[str, object]:
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


def digest_of(document: bytes) -> str:
    """The digest of an edition: SHA-256 over its canonical document."""
    return f"sha256:{hashlib.sha256(document).hexdigest()}"


def _checked(order: Order, author: Author, now: datetime) -> Order:
    """The order with its reason as it is kept."""
    if not is_within(order.cohort.root or "", author.root):
        raise Refusal("cohort_outside", cohort=order.cohort, root=author.root)
    if order.replaces is not None and not order.reason:
        raise Refusal("reason_missing").at(Location(pointer="/reason"))
    as_of = order.as_of and not_ahead(order.as_of, now)
    if order.as_of is not None and as_of is None:
        raise Refusal("as_of_in_future", value=order.as_of.isoformat(), now=now.isoformat()).at(
            Location(pointer="/as_of")
        )
    try:
        reason = None if order.reason is None else parse_text(order.reason, "reason", MAX_REASON).text
        return replace(order, as_of=as_of, reason=reason)
    except Refusal as refusal:
        raise refusal.at(Location(pointer="/reason")) from None


def _replaced(connection: Connection, order: Order) -> StoredEdition | None:
    """The edition that is corrected, which must be the one that stands for the same cohort and period."""
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
    if there := editions.standing(connection, order.period, order.cohort):
        raise Refusal("edition_exists", value=there.id, period=order.period, cohort=order.cohort).at(where)
    return None


def list_editions(
    database: Database,
    period: Period | None,
    cohort: Cohort | None,
    before: int | None,
    limit: int,
    known_at: datetime | None = None,
) -> list[StoredEdition]:
    """At most ``limit`` editions with ids below ``before``, the newest first, also those that were replaced.

    With ``known_at`` those published by then, and what had replaced them by then.
    """
    with database.reading() as connection:
        return editions.page(connection, period, cohort, before, limit, known_at)


def get_edition(database: Database, id_: int) -> StoredEdition:
    """One edition without its document; refuses ``unknown_edition``."""
    with database.reading() as connection:
        return _get(connection, id_)


def get_document(database: Database, id_: int) -> tuple[StoredEdition, bytes]:
    """An edition and its canonical document; refuses ``unknown_edition``."""
    with database.reading() as connection:
        return _get(connection, id_), editions.document(connection, id_)


def open_edition(database: Database, id_: int) -> tuple[StoredEdition, Edition]:
    """An edition with all that it froze; refuses ``unknown_edition``."""
    stored, document = get_document(database, id_)
    return stored, documents.read(document)


def altered(database: Database) -> list[int]:
    """The ids of the editions whose document no longer has the digest under which it was published."""
    found: list[int] = []
    before: int | None = None
    while some := list_editions(database, None, None, before, _AT_ONCE):
        for stored in some:
            _, document = get_document(database, stored.id)
            if digest_of(document) != stored.digest:
                found.append(stored.id)
        before = some[-1].id
    return found


def ranking_of(edition: Edition, by: str = TOTAL) -> Ranking:
    """The ranking that an edition froze, by one of its columns; refuses ``unknown_column``."""
    check_column(edition.evaluation.scorecard, by)
    return Ranking(edition.evaluation, by, edition.changes.get(by, {}))


def member_of(edition: Edition, code: str) -> Agency:
    """An agency of the edition's cohort; refuses ``agency_not_in_edition``."""
    card = edition.evaluation.cards.get(code)
    if card is None:
        raise Refusal("agency_not_in_edition", value=code, cohort=edition.evaluation.cohort)
    return card.agency


def compare(database: Database, id_: int, other: int | None) -> EditionDifferences:
    """What an edition says otherwise than another, or than the one that it replaces.

    Refuses ``unknown_edition``, ``edition_replaces_none``, and ``edition_of_other`` for editions of different cohorts.
    """
    after, new = open_edition(database, id_)
    before_id = other or after.replaces
    if before_id is None:
        raise Refusal("edition_replaces_none", value=id_).at(Location(parameter="from"))
    before, old = open_edition(database, before_id)
    if before.cohort != after.cohort:
        raise Refusal("edition_of_other", value=before.id, period=before.period, cohort=before.cohort).at(
            Location(parameter="from")
        )
    return EditionDifferences(before, after, *differences(old.evaluation, new.evaluation))


def _get(connection: Connection, id_: int) -> StoredEdition:
    found = editions.get(connection, id_)
    if found is None:
        raise Refusal("unknown_edition", value=id_)
    return found
