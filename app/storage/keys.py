"""API keys. What is stored cannot be turned back into a key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from app.storage.tables import api_key


@dataclass(frozen=True, slots=True)
class StoredKey:
    """``agency``: the root of the subtree that the key may write, ``None`` for the whole country.

    ``expires_at``: when it stops to work, ``None`` for never. ``last_used_at``: to about a minute.
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


def add(connection: Connection, key: StoredKey) -> None:
    values = {column.name: getattr(key, column.name) for column in api_key.c}
    connection.execute(insert(api_key).values(values | {"scopes": " ".join(sorted(key.scopes))}))


def get(connection: Connection, id_: str) -> StoredKey | None:
    row = connection.execute(select(api_key).where(api_key.c.id == id_)).one_or_none()
    return _key(row) if row else None


def all_keys(connection: Connection) -> list[StoredKey]:
    return [_key(row) for row in connection.execute(select(api_key).order_by(api_key.c.created_at, api_key.c.id))]


def revoke(connection: Connection, id_: str, now: datetime) -> bool:
    """Revoke a key; ``False`` if there is none of that id that is not revoked yet."""
    alive = (api_key.c.id == id_) & api_key.c.revoked_at.is_(None)
    return connection.execute(update(api_key).where(alive).values(revoked_at=now)).rowcount == 1


def expire(connection: Connection, id_: str, at: datetime) -> None:
    """Let a key work until then and no longer."""
    connection.execute(update(api_key).where(api_key.c.id == id_).values(expires_at=at))


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
