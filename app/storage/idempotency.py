"""Requests that may come again: who is at work on them, and what they were answered."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select, update

from app.storage.tables import retry

_FIRST_REFUSAL = 400  # of the statuses


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The idempotency key of a request, and the line of API keys that it belongs to: others have their own."""

    author: str
    name: str


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """``headers``: those that are part of the answer, not of the connection that it is sent over."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What is known of a request: its answer, or until when whoever is at work on it has it."""

    fingerprint: str
    until: datetime | None
    answer: StoredResponse | None


@dataclass(frozen=True, slots=True)
class Claim:
    """That ``token`` alone may answer a request, ``until`` somebody else takes it over."""

    key: RequestKey
    token: str
    until: datetime


def get(connection: Connection, key: RequestKey, since: datetime, refused_until: datetime) -> Request | None:
    """The request of this key, if it came or was answered ``since``, and not if it was refused by ``refused_until``."""
    query = select(retry).where(_of(key), retry.c.created_at >= since, ~_refused(refused_until))
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    answer = None if row.status is None else StoredResponse(row.status, row.headers, zlib.decompress(row.body))
    return Request(row.fingerprint, row.claimed_until, answer)


def claim(connection: Connection, new: Claim, fingerprint: str, now: datetime) -> None:
    """Claim a request, whoever had it before."""
    connection.execute(delete(retry).where(_of(new.key)))
    values = {
        "key_id": new.key.author,
        "idempotency_key": new.key.name,
        "fingerprint": fingerprint,
        "created_at": now,
        "claim": new.token,
        "claimed_until": new.until,
        "headers": {},
        "body": b"",
    }
    connection.execute(insert(retry).values(values))


def keep(connection: Connection, held: Claim, answer: StoredResponse, now: datetime) -> bool:
    """Store the answer; ``False``, and nothing, if the claim does not hold any more."""
    values = {
        "created_at": now,
        "claim": None,
        "claimed_until": None,
        "status": answer.status,
        "headers": dict(answer.headers),
        "body": zlib.compress(answer.body),
    }
    return connection.execute(update(retry).where(_held(held)).values(values)).rowcount == 1


def release(connection: Connection, held: Claim) -> None:
    """Forget a request that was not answered, unless somebody else has taken it over."""
    connection.execute(delete(retry).where(_held(held)))


def any_before(connection: Connection, moment: datetime) -> bool:
    return connection.execute(select(exists().where(retry.c.created_at < moment))).scalar_one()


def refusals(connection: Connection, until: datetime) -> int:
    """How many refusals, given until a moment, are kept: their bodies say what was wrong with what was sent."""
    return connection.execute(select(func.count()).select_from(retry).where(_refused(until))).scalar_one()


def forget_refusals(connection: Connection, until: datetime) -> int:
    """Delete these refusals, and say how many there were. Who sends such a request again is answered anew."""
    return connection.execute(delete(retry).where(_refused(until))).rowcount


def forget(connection: Connection, before: datetime) -> None:
    """Delete every request that came and was answered before a time."""
    connection.execute(delete(retry).where(retry.c.created_at < before))


def hand_over(connection: Connection, key_id: str, line: str) -> None:
    """Make what was kept for a key that of its line, where the line has nothing under the same name."""
    taken = select(retry.c.idempotency_key).where(retry.c.key_id == line)
    own = (retry.c.key_id == key_id) & retry.c.idempotency_key.not_in(taken)
    connection.execute(update(retry).where(own).values(key_id=line))


def forget_line(connection: Connection, line: str) -> int:
    """Delete what was kept for a line of keys; how many requests it was."""
    return connection.execute(delete(retry).where(retry.c.key_id == line)).rowcount


def _of(key: RequestKey) -> ColumnElement[bool]:
    return (retry.c.key_id == key.author) & (retry.c.idempotency_key == key.name)


def _refused(until: datetime) -> ColumnElement[bool]:
    return (func.coalesce(retry.c.status, 0) >= _FIRST_REFUSAL) & (retry.c.created_at <= until)


def _held(held: Claim) -> ColumnElement[bool]:
    return _of(held.key) & (retry.c.claim == held.token)
