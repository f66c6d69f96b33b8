"""Editions: written once, never changed."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, and_, cast, insert, select

from app.domain.agencies import Cohort
from app.domain.editions import Used
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.storage.tables import api_key, edition, edition_withdrawal, submission


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When an edition was withdrawn and why; ``key_id`` and ``key_agency`` tell by whom, as with editions."""

    at: datetime
    reason: str
    key_id: str | None
    key_agency: str | None


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """What is known of an edition without its document.

    ``as_of`` is the date that was asked for. ``key_id`` and ``key_agency`` tell who published it; both are ``None``
    for the administrator. ``digest`` is that of the document, of ``bytes`` bytes. ``id`` is 0 until it is stored.
    """

    period: Period
    cohort: Cohort
    basis: Basis
    as_of: datetime | None
    scorecard: str
    published_at: datetime
    key_id: str | None
    key_agency: str | None
    digest: str
    bytes: int
    replaces: int | None
    reason: str | None
    replaced_by: int | None = None
    withdrawal: Withdrawal | None = None
    id: int = 0

    @property
    def stands(self) -> bool:
        """Whether it was neither replaced nor withdrawn."""
        return self.replaced_by is None and self.withdrawal is None


_SUCCESSOR = edition.alias("successor")
_WITHDRAWER = api_key.alias("withdrawer")
_WITHDRAWAL = [
    edition_withdrawal.c.withdrawn_at,
    edition_withdrawal.c.reason.label("withdrawal_reason"),
    edition_withdrawal.c.key_id.label("withdrawer_id"),
    _WITHDRAWER.c.agency.label("withdrawer_agency"),
]
_COLUMNS = [column for column in edition.c if column is not edition.c.document]


def add(connection: Connection, new: StoredEdition, document: bytes) -> int:
    """Store an edition and return its id."""
    values = {
        "period": new.period,
        "cohort": str(new.cohort),
        "basis": new.basis,
        "as_of": new.as_of,
        "scorecard": new.scorecard,
        "published_at": new.published_at,
        "key_id": new.key_id,
        "digest": new.digest,
        "bytes": new.bytes,
        "replaces_id": new.replaces,
        "reason": new.reason,
        "document": zlib.compress(document),
    }
    id_: int = connection.execute(insert(edition).values(values).returning(edition.c.id)).scalar_one()
    return id_


def get(connection: Connection, id_: int) -> StoredEdition | None:
    row = connection.execute(_select().where(edition.c.id == id_)).one_or_none()
    return _edition(row) if row else None


def document(connection: Connection, id_: int) -> bytes:
    """The document of an edition that exists."""
    packed: bytes = connection.execute(select(edition.c.document).where(edition.c.id == id_)).scalar_one()
    return zlib.decompress(packed)


def digests(connection: Connection) -> dict[int, str]:
    """The digest under which each edition was published."""
    query = select(edition.c.id, cast(edition.c.digest, Text).label("digest"))
    return {row.id: row.digest for row in connection.execute(query)}


def page(
    connection: Connection,
    period: Period | None,
    cohort: Cohort | None,
    before: int | None,
    limit: int,
    known_at: datetime | None = None,
) -> list[StoredEdition]:
    """At most ``limit`` editions with ids below ``before``, the newest first; with ``known_at`` as they were then."""
    query = _select(known_at).order_by(edition.c.id.desc()).limit(limit)
    if period is not None:
        query = query.where(edition.c.period == period)
    if cohort is not None:
        query = query.where(edition.c.cohort == str(cohort))
    if before is not None:
        query = query.where(edition.c.id < before)
    return [_edition(row) for row in connection.execute(query)]


def standing(
    connection: Connection, period: Period, cohort: Cohort, known_at: datetime | None = None
) -> StoredEdition | None:
    """The edition of a cohort's period that was neither replaced nor withdrawn, by ``known_at``."""
    found = last(connection, period, cohort, known_at)
    return found if found and found.stands else None


def last(
    connection: Connection, period: Period, cohort: Cohort, known_at: datetime | None = None
) -> StoredEdition | None:
    """The edition of a cohort's period that no other has replaced, by ``known_at``, also one that was withdrawn."""
    query = _select(known_at).where(
        edition.c.period == period, edition.c.cohort == str(cohort), _SUCCESSOR.c.id.is_(None)
    )
    row = connection.execute(query).one_or_none()
    return _edition(row) if row else None


def withdraw(connection: Connection, id_: int, at: datetime, key_id: str | None, reason: str) -> None:
    """Keep that an edition was withdrawn."""
    values = {"edition_id": id_, "withdrawn_at": at, "key_id": key_id, "reason": reason}
    connection.execute(insert(edition_withdrawal).values(values))


def used(connection: Connection, ids: Iterable[int]) -> tuple[Used, ...]:
    """Some accepted submissions, by id."""
    query = select(submission.c.id, submission.c.digest, submission.c.as_of, submission.c.source)
    rows = connection.execute(query.where(submission.c.id.in_(list(ids))).order_by(submission.c.id))
    return tuple(Used(**row._mapping) for row in rows)


def _select(known_at: datetime | None = None) -> Select[Any]:
    """Editions with what replaced or withdrew them; with ``known_at`` as far as that had happened by then."""
    succeeds = _SUCCESSOR.c.replaces_id == edition.c.id
    withdrawn = edition_withdrawal.c.edition_id == edition.c.id
    if known_at is not None:
        succeeds = and_(succeeds, _SUCCESSOR.c.published_at <= known_at)
        withdrawn = and_(withdrawn, edition_withdrawal.c.withdrawn_at <= known_at)
    query = (
        select(*_COLUMNS, api_key.c.agency.label("key_agency"), _SUCCESSOR.c.id.label("replaced_by"), *_WITHDRAWAL)
        .outerjoin(api_key, api_key.c.id == edition.c.key_id)
        .outerjoin(_SUCCESSOR, succeeds)
        .outerjoin(edition_withdrawal, withdrawn)
        .outerjoin(_WITHDRAWER, _WITHDRAWER.c.id == edition_withdrawal.c.key_id)
    )
    return query if known_at is None else query.where(edition.c.published_at <= known_at)


def _edition(row: Row[Any]) -> StoredEdition:
    values = dict(row._mapping)
    replaces = values.pop("replaces_id")
    told = [values.pop(column.name) for column in _WITHDRAWAL]
    withdrawal = Withdrawal(*told) if row.withdrawn_at else None
    values |= {"cohort": Cohort.parse(row.cohort), "basis": Basis(row.basis), "replaces": replaces}
    return StoredEdition(**values, withdrawal=withdrawal)
