"""API keys. What is stored cannot be turned back into a key.

A key and those that replaced it by rotation are a line. What one of them owns belongs to the line, named by the id of
its first key, until the last of them has ended.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update

from app.storage.tables import api_key

# Of a row of the table: the line that the key belongs to.
LINE = func.coalesce(api_key.c.line, api_key.c.id)


class EndReason(StrEnum):
    """Why a key does not work any more."""

    REVOKED = "key_revoked"
    EXPIRED = "key_expired"


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """When a key, or the last key of a line, stopped to work, and why."""

    at: datetime
    reason: EndReason


@dataclass(frozen=True, slots=True)
class StoredKey:
    """``agency``: the root of the subtree that the key may write, ``None`` for the whole country.

    ``expires_at``: when it stops to work, ``None`` for never. ``last_used_at``: to about a minute. ``line``: the first
    key of its rotations, ``None`` for that key itself.
    """

    id: str
    hash: bytes
    agency: str | None
    scopes: frozenset[str]
    note: str
    created_at: datetime
    revoked_at: datetime | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    line: str | None = None

    @property
    def owner(self) -> str:
        """To whom belongs what this key writes: the line, by its first key."""
        return self.line or self.id

    def end(self, now: datetime) -> KeyEnd | None:
        """When the key stopped to work; ``None`` while it works."""
        ends = []
        if self.revoked_at is not None:
            ends.append(KeyEnd(self.revoked_at, EndReason.REVOKED))
        if self.expires_at is not None and self.expires_at <= now:
            ends.append(KeyEnd(self.expires_at, EndReason.EXPIRED))
        return min(ends, key=lambda each: each.at, default=None)


def add(connection: Connection, key: StoredKey) -> None:
    values = {column.name: getattr(key, column.name) for column in api_key.c}
    connection.execute(insert(api_key).values(values | {"scopes": " ".join(sorted(key.scopes))}))


def get(connection: Connection, id_: str) -> StoredKey | None:
    row = connection.execute(select(api_key).where(api_key.c.id == id_)).one_or_none()
    return _key(row) if row else None


def all_keys(connection: Connection) -> list[StoredKey]:
    return [_key(row) for row in connection.execute(select(api_key).order_by(api_key.c.created_at, api_key.c.id))]


def of_lines(connection: Connection, lines: Collection[str]) -> list[StoredKey]:
    """Every key of some lines, oldest first."""
    query = select(api_key).where(LINE.in_(lines)).order_by(api_key.c.created_at, api_key.c.id)
    return [_key(row) for row in connection.execute(query)]


def line_ends(connection: Connection, lines: Collection[str], now: datetime) -> dict[str, KeyEnd]:
    """Of those of the lines that have ended, when their last key did, and why."""
    ends: dict[str, list[KeyEnd | None]] = {}
    for key in of_lines(connection, lines):
        ends.setdefault(key.owner, []).append(key.end(now))
    return {
        line: max((each for each in of_line if each), key=lambda each: each.at)
        for line, of_line in ends.items()
        if None not in of_line
    }


def lines_in_force(now: datetime) -> Select[tuple[str]]:
    """The lines of which a key works, for a query."""
    works = and_(api_key.c.revoked_at.is_(None), or_(api_key.c.expires_at.is_(None), api_key.c.expires_at > now))
    return select(LINE).where(works).correlate(None)


def revoke(connection: Connection, id_: str, now: datetime) -> bool:
    """Revoke a key; ``False`` if there is none of that id that is not revoked yet."""
    alive = (api_key.c.id == id_) & api_key.c.revoked_at.is_(None)
    return connection.execute(update(api_key).where(alive).values(revoked_at=now)).rowcount == 1


def expire(connection: Connection, id_: str, at: datetime) -> None:
    """Let a key work until then and no longer."""
    connection.execute(update(api_key).where(api_key.c.id == id_).values(expires_at=at))


def join_line(connection: Connection, id_: str, line: str) -> None:
    """Make a key one of a line."""
    connection.execute(update(api_key).where(api_key.c.id == id_).values(line=line))


def use(connection: Connection, id_: str, now: datetime) -> None:
    """Note that a key was used, unless a later use is noted or somebody else writes to its row at this moment."""
    free = (
        select(api_key.c.id)
        .where(api_key.c.id == id_, or_(api_key.c.last_used_at.is_(None), api_key.c.last_used_at < now))
        .with_for_update(skip_locked=True, key_share=True)
    )
    connection.execute(update(api_key).where(api_key.c.id.in_(free)).values(last_used_at=now))


def _key(row: Row[Any]) -> StoredKey:
    return StoredKey(**{**row._mapping, "scopes": frozenset(row.scopes.split())})
