"""Pulls from the national portal: what was asked, every answer as it came, and who asks at the moment."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.enums import PullDepth
from app.domain.periods import Period
from app.storage.submissions import digest_of
from app.storage.tables import portal_answer, portal_body, portal_pull


@dataclass(frozen=True, slots=True)
class StoredPull:
    """``provinces``: empty for all of them. ``finished_at``: ``None`` while it runs and if it was interrupted."""

    id: int
    base_url: str
    period: Period
    provinces: tuple[str, ...]
    depth: PullDepth
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """``unit``: the province asked about, empty for the country. ``fault``: why it cannot be used."""

    unit: str
    url: str
    question: str
    answered_at: datetime
    status: int | None
    media_type: str | None
    body: bytes
    fault: str | None = None


def start(
    connection: Connection, base_url: str, period: Period, provinces: tuple[str, ...], depth: PullDepth, now: datetime
) -> StoredPull:
    scope = {"period": period, "provinces": " ".join(provinces), "depth": depth.value}
    values = {"base_url": base_url, "started_at": now, **scope}
    return _pull(connection.execute(insert(portal_pull).values(values).returning(portal_pull)).one())


def get(connection: Connection, id_: int) -> StoredPull | None:
    row = connection.execute(select(portal_pull).where(portal_pull.c.id == id_)).one_or_none()
    return None if row is None else _pull(row)


def newest(
    connection: Connection, base_url: str, period: Period, provinces: tuple[str, ...], depth: PullDepth, since: datetime
) -> StoredPull | None:
    """The newest pull for the same, begun after ``since``."""
    query = select(portal_pull).where(
        portal_pull.c.base_url == base_url,
        portal_pull.c.period == period,
        portal_pull.c.provinces == " ".join(provinces),
        portal_pull.c.depth == depth.value,
        portal_pull.c.started_at > since,
    )
    row = connection.execute(query.order_by(portal_pull.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _pull(row)


def finish(connection: Connection, id_: int, now: datetime) -> None:
    connection.execute(update(portal_pull).where(portal_pull.c.id == id_).values(finished_at=now))


def leave_alone(connection: Connection, id_: int, until: datetime) -> None:
    """The portal of this pull is not to be asked again before ``until``."""
    connection.execute(update(portal_pull).where(portal_pull.c.id == id_).values(not_before=until))


def not_before(connection: Connection, base_url: str) -> datetime | None:
    query = select(func.max(portal_pull.c.not_before)).where(portal_pull.c.base_url == base_url)
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def keep(connection: Connection, pull_id: int, answer: StoredAnswer) -> None:
    """Keep an answer as it came. Equal bodies are kept once."""
    digest = digest_of(answer.body)
    new = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    body = {"digest": digest, "body": zlib.compress(answer.body)}
    connection.execute(new(portal_body).values(body).on_conflict_do_nothing())
    values: dict[str, Any] = {
        name: getattr(answer, name)
        for name in ("unit", "url", "question", "answered_at", "status", "media_type", "fault")
    }
    connection.execute(insert(portal_answer).values(pull_id=pull_id, digest=digest, **values))


def answers(connection: Connection, pull_id: int) -> list[StoredAnswer]:
    """Every answer of a pull in the order in which they came."""
    query = select(portal_answer, portal_body.c.body).join(portal_body).where(portal_answer.c.pull_id == pull_id)
    return [_answer(row) for row in connection.execute(query.order_by(portal_answer.c.id))]


def newest_answer(connection: Connection, pull_id: int, url: str, question: str) -> StoredAnswer | None:
    """The newest answer to a question of a pull that can be used."""
    query = (
        select(portal_answer, portal_body.c.body)
        .join(portal_body)
        .where(
            portal_answer.c.pull_id == pull_id,
            portal_answer.c.url == url,
            portal_answer.c.question == question,
            portal_answer.c.fault.is_(None),
        )
    )
    row = connection.execute(query.order_by(portal_answer.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _answer(row)


def has_unit(connection: Connection, pull_id: int, unit: str) -> bool:
    """Whether a pull has any answer about this unit."""
    query = select(portal_answer.c.id).where(portal_answer.c.pull_id == pull_id, portal_answer.c.unit == unit)
    return connection.execute(query.limit(1)).first() is not None


def _pull(row: Row[Any]) -> StoredPull:
    provinces = tuple(row.provinces.split())
    depth = PullDepth(row.depth)
    return StoredPull(row.id, row.base_url, row.period, provinces, depth, row.started_at, row.finished_at)


def _answer(row: Row[Any]) -> StoredAnswer:
    body = zlib.decompress(row.body)
    return StoredAnswer(row.unit, row.url, row.question, row.answered_at, row.status, row.media_type, body, row.fault)
