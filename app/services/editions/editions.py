"""Reading editions."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.domain.agencies import Agency, Cohort
from app.domain.editions import AverageDifference, Difference, Edition, differences
from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.services.editions import documents
from app.services.evaluation.evaluate import Ranking, check_column
from app.storage import editions
from app.storage.database import Connection, Database
from app.storage.editions import StoredEdition

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class EditionDifferences:
    """What ``after`` says otherwise than ``before``, by agency and column, and of the averages."""

    before: StoredEdition
    after: StoredEdition
    items: list[Difference]
    averages: list[AverageDifference]


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
        return find_edition(connection, id_)


def get_document(database: Database, id_: int) -> tuple[StoredEdition, bytes]:
    """An edition and its canonical document; refuses ``unknown_edition``."""
    with database.reading() as connection:
        return find_edition(connection, id_), editions.document(connection, id_)


def open_edition(database: Database, id_: int) -> tuple[StoredEdition, Edition]:
    """An edition with all that it froze; refuses ``unknown_edition``."""
    stored, document = get_document(database, id_)
    return stored, documents.read(document)


def digest_of(document: bytes) -> str:
    """The digest of an edition: SHA-256 over its canonical document."""
    return f"sha256:{hashlib.sha256(document).hexdigest()}"


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


def ranks_nobody(database: Database, stored: StoredEdition) -> bool:
    """Whether nobody has a rank by the total in an edition."""
    _, document = get_document(database, stored.id)
    return not documents.read(document, {TOTAL}).evaluation.columns[TOTAL].ranked


def ranking_of(edition: Edition, by: str = TOTAL, before: Evaluation | None = None) -> Ranking:
    """The ranking that an edition froze, by one of its columns; refuses ``unknown_column``.

    ``before``: what was announced of the period before.
    """
    check_column(edition.evaluation.scorecard, by)
    return Ranking(edition.evaluation, by, edition.changes.get(by, {}), before)


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


def find_edition(connection: Connection, id_: int) -> StoredEdition:
    """Refuses ``unknown_edition``."""
    found = editions.get(connection, id_)
    if found is None:
        raise Refusal("unknown_edition", value=id_)
    return found
