"""Files that wait for whoever sent them to confirm them. Each belongs to a line of keys, and expires."""

import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select

from app.domain.enums import Kind
from app.storage.tables import pending_upload


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """What is known of a waiting file without its content. ``line``: of keys; ``period``: of rows that name none."""

    line: str
    kind: Kind
    digest: str
    media_type: str
    period: str | None
    received_at: datetime
    expires_at: datetime
    bytes: int


_HEAD = [each for each in pending_upload.c if each.name != "content"]


def add(connection: Connection, new: PendingUpload, content: bytes) -> None:
    """Let a file wait; one that waits already waits anew."""
    connection.execute(delete(pending_upload).where(_is(new.line, new.kind, new.digest)))
    values = {name: getattr(new, name) for name in new.__dataclass_fields__ if name != "line"}
    connection.execute(insert(pending_upload).values({**values, "key_id": new.line, "content": zlib.compress(content)}))


def of_line(connection: Connection, line: str, now: datetime) -> list[PendingUpload]:
    """The files of a line of keys that wait and have not expired, the newest first."""
    alive = (pending_upload.c.key_id == line) & (pending_upload.c.expires_at > now)
    query = select(*_HEAD).where(alive).order_by(pending_upload.c.received_at.desc(), pending_upload.c.digest)
    return [PendingUpload(row.key_id, Kind(row.kind), *tuple(row)[2:]) for row in connection.execute(query)]


def content(connection: Connection, line: str, kind: Kind, digest: str) -> bytes:
    """The content of a file that waits."""
    query = select(pending_upload.c.content).where(_is(line, kind, digest))
    packed: bytes = connection.execute(query).scalar_one()
    return zlib.decompress(packed)


def remove(connection: Connection, line: str, kind: Kind, digest: str) -> bool:
    """Whether the file was still there."""
    return connection.execute(delete(pending_upload).where(_is(line, kind, digest))).rowcount == 1


def any_expired(connection: Connection, now: datetime) -> bool:
    return connection.execute(select(exists().where(pending_upload.c.expires_at <= now))).scalar_one()


def forget_expired(connection: Connection, now: datetime) -> None:
    connection.execute(delete(pending_upload).where(pending_upload.c.expires_at <= now))


def forget_line(connection: Connection, line: str) -> None:
    """Delete what waits for a line of keys."""
    connection.execute(delete(pending_upload).where(pending_upload.c.key_id == line))


def _is(line: str, kind: Kind, digest: str) -> ColumnElement[bool]:
    own = pending_upload.c
    return (own.key_id == line) & (own.kind == kind) & (own.digest == digest)
