"""The audit trail's entries. They are only ever added, which the database holds with triggers too."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, cast, insert, select

from app.storage.tables import audit_entry

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """``at``: ISO 8601 in UTC. ``subjects``: canonical JSON. Digests are in hexadecimal.

    What was written behind the service's back is shown as it stands, even where it is no time or no JSON.
    """

    id: int
    at: str
    key_id: str | None
    action: str
    subjects: str
    previous: str
    digest: str


def add(connection: Connection, new: AuditEntry) -> None:
    values = {column.name: getattr(new, column.name) for column in audit_entry.c}
    connection.execute(insert(audit_entry).values(values | {"at": datetime.fromisoformat(new.at)}))


def last(connection: Connection) -> AuditEntry | None:
    row = connection.execute(_select().order_by(audit_entry.c.id.desc()).limit(1)).one_or_none()
    return _entry(row) if row else None


def get(connection: Connection, id_: int) -> AuditEntry | None:
    row = connection.execute(_select().where(audit_entry.c.id == id_)).one_or_none()
    return _entry(row) if row else None


def page(connection: Connection, before: int | None, limit: int) -> list[AuditEntry]:
    """At most ``limit`` entries with ids below ``before``, the newest first."""
    query = _select().order_by(audit_entry.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_entry.c.id < before)
    return [_entry(row) for row in connection.execute(query)]


def of_actions(connection: Connection, actions: Collection[str]) -> list[AuditEntry]:
    """The entries that tell of these actions, oldest first."""
    rows = connection.execute(_select().where(audit_entry.c.action.in_(actions)).order_by(audit_entry.c.id))
    return [_entry(row) for row in rows]


def walk(connection: Connection) -> Iterator[AuditEntry]:
    """Every entry in order, a few in memory at a time."""
    rows = connection.execute(_select().order_by(audit_entry.c.id).execution_options(yield_per=_AT_ONCE))
    return map(_entry, rows)


def _select() -> Select[Any]:
    # As text: what was tampered with must be told of, and not stop the reader.
    return select(
        audit_entry.c.id,
        *(cast(column, Text).label(column.name) for column in audit_entry.c if column is not audit_entry.c.id),
    )


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**{**row._mapping, "at": iso(row.at)})


def iso(text: str) -> str:
    """The time as both databases write it, in one form; what is no time, as it stands."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).isoformat()
