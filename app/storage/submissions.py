"""Submissions: what came when, from whom, and whether it was taken in."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, ScalarSelect, Select, Table, func, insert, literal_column, select, update

from app.domain.enums import Kind, Provenance
from app.domain.periods import Period
from app.storage.figures import periods
from app.storage.tables import (
    api_key,
    official_result,
    portal_submission,
    statistic,
    submission,
    submission_period,
)


class Status(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Origin:
    """The pull from the portal that a submission came of, and the province it speaks of (empty: the country)."""

    pull: int
    unit: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a sender says of where figures come from, and the pull that read them, if one did."""

    told: str | None
    pull: int | None


@dataclass(frozen=True, slots=True)
class Submission:
    """``rows`` were read; ``figures`` (counts, results or changed agencies) were stored, none of a rejected one.

    ``faults`` counts them all, ``errors`` holds the first ones as they were answered; from ``values_deleted_at`` on
    without values, and there is no ``source``. ``values_withheld``: they are not shown to whoever asks. ``id`` is 0
    until it is stored. ``provenance``: as its sender said; of what a pull has made it is the portal. ``warnings``: what
    looks wrong and was taken in, told to whoever sends it; ``None`` later, for they are not stored. ``key_id`` and
    ``key_agency`` tell who sent it; both are ``None`` for the administrator.
    """

    kind: Kind
    status: Status
    received_at: datetime
    digest: str
    media_type: str
    bytes: int
    key_id: str | None
    as_of: datetime | None = None
    source: str | None = None
    rows: int = 0
    figures: int = 0
    faults: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    values_deleted_at: datetime | None = None
    values_withheld: bool = False
    warnings: list[dict[str, Any]] | None = None
    periods: tuple[Period, ...] = ()
    key_agency: str | None = None
    origin: Origin | None = None
    provenance: Provenance | None = None
    id: int = 0


# As in the condition of the index that finds them: a parameter would not be known to fulfil it.
_HOLDS_VALUES = (submission.c.status == literal_column("'rejected'")) & submission.c.values_deleted_at.is_(None)
_COLUMNS = tuple(column.name for column in submission.c if column.name != "id")
_IDS_TOGETHER = 5_000


def add(connection: Connection, new: Submission) -> int:
    """Store a submission and return its id. Ids only grow."""
    values = {name: getattr(new, name) for name in _COLUMNS}
    id_: int = connection.execute(insert(submission).values(values).returning(submission.c.id)).scalar_one()
    if new.periods:
        rows = [{"submission_id": id_, "period": period} for period in new.periods]
        connection.execute(insert(submission_period), rows)
    if new.origin:
        pulled = {"submission_id": id_, "pull_id": new.origin.pull, "unit": new.origin.unit}
        connection.execute(insert(portal_submission).values(pulled))
    return id_


def get(connection: Connection, id_: int) -> Submission | None:
    found = _with_periods(connection, connection.execute(_SELECT.where(submission.c.id == id_)))
    return found[0] if found else None


def page(
    connection: Connection,
    *,
    kind: Kind | None,
    before: int | None,
    limit: int,
    known_at: datetime | None = None,
) -> list[Submission]:
    """At most ``limit`` submissions with ids below ``before``, the newest first; with ``known_at`` those received by
    then."""
    query = _SELECT.order_by(submission.c.id.desc()).limit(limit)
    if kind is not None:
        query = query.where(submission.c.kind == kind)
    if before is not None:
        query = query.where(submission.c.id < before)
    if known_at is not None:
        query = query.where(submission.c.id <= last_by(known_at))
    return _with_periods(connection, connection.execute(query))


def refused(connection: Connection, until: datetime, limit: int, after: int = 0) -> list[Submission]:
    """The oldest rejected submissions, received by a moment and with ids above ``after``, whose values are stored."""
    query = _SELECT.where(_HOLDS_VALUES, submission.c.received_at <= until, submission.c.id > after)
    query = query.order_by(submission.c.received_at, submission.c.id).limit(limit)
    return _with_periods(connection, connection.execute(query))


def delete_values(connection: Connection, id_: int, errors: list[dict[str, Any]], at: datetime) -> None:
    """Replace the errors of a submission by those that hold no values, and forget its source."""
    values = {"errors": errors, "source": None, "values_deleted_at": at}
    connection.execute(update(submission).where(submission.c.id == id_).values(values))


def digest_of(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def accepted_digests(connection: Connection) -> set[str]:
    """The digests of everything that was taken in."""
    query = select(submission.c.digest).where(submission.c.status == Status.ACCEPTED)
    return set(connection.execute(query).scalars())


def newest_change(connection: Connection, kind: Kind) -> int:
    """The id of the newest submission of a kind that was taken in and changed something, 0 if there is none."""
    theirs = (submission.c.kind == kind) & (submission.c.status == Status.ACCEPTED) & (submission.c.figures > 0)
    id_: int | None = connection.execute(select(func.max(submission.c.id)).where(theirs)).scalar_one()
    return id_ or 0


def sources(connection: Connection, ids: Collection[int]) -> dict[int, Source]:
    """Where some submissions come from, by id."""
    query = select(submission.c.id, submission.c.source, portal_submission.c.pull_id)
    query = query.outerjoin(portal_submission, portal_submission.c.submission_id == submission.c.id)
    found: dict[int, Source] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _IDS_TOGETHER):
        some = wanted[start : start + _IDS_TOGETHER]
        rows = connection.execute(query.where(submission.c.id.in_(some)))
        found.update((row.id, Source(row.source, row.pull_id)) for row in rows)
    return found


def newest_by_period(connection: Connection) -> list[tuple[Kind, Period, datetime]]:
    """For each kind of figures and each period when something was last taken in."""
    return [
        (kind, row.period, row.newest)
        for kind, table in ((Kind.STATISTICS, statistic), (Kind.OFFICIAL_RESULTS, official_result))
        for row in connection.execute(_newest_by_period(kind, table))
    ]


def _newest_by_period(kind: Kind, table: Table) -> Select[Any]:
    """``table``: of the figures, whose periods all have an accepted submission of the kind."""
    each = periods.of(table)
    newest = (
        select(submission.c.received_at)
        .join(submission_period, submission_period.c.submission_id == submission.c.id)
        .where(submission_period.c.period == each.c.period)
        .where(submission.c.kind == kind, submission.c.status == Status.ACCEPTED)
        .order_by(submission_period.c.submission_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(each.c.period, newest.label("newest")).where(each.c.period.is_not(None))


def last_by(known_at: datetime) -> ScalarSelect[int]:
    """The id of the last submission that was received by then: none is received before the one before it."""
    known = select(submission.c.id).where(submission.c.received_at <= known_at)
    return known.order_by(submission.c.received_at.desc(), submission.c.id.desc()).limit(1).scalar_subquery()


_SELECT = (
    select(submission, api_key.c.agency.label("key_agency"), portal_submission.c.pull_id, portal_submission.c.unit)
    .outerjoin(api_key, api_key.c.id == submission.c.key_id)
    .outerjoin(portal_submission, portal_submission.c.submission_id == submission.c.id)
)


def _with_periods(connection: Connection, rows: Iterable[Row[Any]]) -> list[Submission]:
    found = list(rows)
    of_each: dict[int, list[Period]] = {}
    query = select(submission_period).where(submission_period.c.submission_id.in_([row.id for row in found]))
    for row in connection.execute(query.order_by(submission_period.c.period)):
        of_each.setdefault(row.submission_id, []).append(row.period)
    return [_submission(row, tuple(of_each.get(row.id, ()))) for row in found]


def _submission(row: Row[Any], periods: tuple[Period, ...]) -> Submission:
    values = {name: getattr(row, name) for name in _COLUMNS}
    values |= {"kind": Kind(row.kind), "status": Status(row.status)}
    origin = Origin(row.pull_id, row.unit) if row.pull_id else None
    told = Provenance.PORTAL if origin else row.provenance
    values |= {"provenance": told and Provenance(told)}
    return Submission(**values, periods=periods, key_agency=row.key_agency, origin=origin, id=row.id)
