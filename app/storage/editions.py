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
from app.storage.tables import api_key, edition, submission


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
    id: int = 0


_SUCCESSOR = edition.alias("successor")
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
    """The edition of a cohort's period that no other has replaced, by ``known_at``."""
    query = _select(known_at).where(
        edition.c.period == period, edition.c.cohort == str(cohort), _SUCCESSOR.c.id.is_(None)
    )
    row = connection.execute(query).one_or_none()
    return _edition(row) if row else None


def used(connection: Connection, ids: Iterable[int]) -> tuple[Used, ...]:
    """Some accepted submissions, by id."""
    query = select(submission.c.id, submission.c.digest, submission.c.as_of, submission.c.source)
    rows = connection.execute(query.where(submission.c.id.in_(list(ids))).order_by(submission.c.id))
    return tuple(Used(**row._mapping) for row in rows)


def _select(known_at: datetime | None = None) -> Select[Any]:
    """Editions with what replaced them; with ``known_at`` as far as both had been published by then."""
    succeeds = _SUCCESSOR.c.replaces_id == edition.c.id
    if known_at is not None:
        succeeds = and_(succeeds, _SUCCESSOR.c.published_at <= known_at)
    query = (
        select(*_COLUMNS, api_key.c.agency.label("key_agency"), _SUCCESSOR.c.id.label("replaced_by"))
        .outerjoin(api_key, api_key.c.id == edition.c.key_id)
        .outerjoin(_SUCCESSOR, succeeds)
    )
    return query if known_at is None else query.where(edition.c.published_at <= known_at)


def _edition(row: Row[Any]) -> StoredEdition:
    values = dict(row._mapping)
    replaces = values.pop("replaces_id")
    values |= {"cohort": Cohort.parse(row.cohort), "basis": Basis(row.basis), "replaces": replaces}
    return StoredEdition(**values)
