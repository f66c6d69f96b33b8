"""Stored answers of pulls that have become old: how much they take, and how they are deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, select

from app.storage.tables import portal_answer, portal_body


@dataclass(frozen=True, slots=True)
class Amount:
    """Answers, and the bytes that their bodies take as they are stored: compressed, equal ones once."""

    answers: int
    stored_bytes: int


def amount(connection: Connection, before: datetime) -> Amount:
    """The answers that came before a moment; bodies that a later answer has too are not counted."""
    old = portal_answer.c.answered_at < before
    later = exists().where(portal_answer.c.digest == portal_body.c.digest, portal_answer.c.answered_at >= before)
    bodies = portal_body.c.digest.in_(select(portal_answer.c.digest).where(old)) & ~later
    answers = connection.execute(select(func.count()).select_from(portal_answer).where(old)).scalar_one()
    size = connection.execute(select(func.coalesce(func.sum(func.length(portal_body.c.body)), 0)).where(bodies))
    return Amount(answers, int(size.scalar_one()))


def delete_oldest(connection: Connection, before: datetime, limit: int) -> Amount:
    """Delete at most ``limit`` answers that came before a moment, the oldest first, and the bodies of no answer."""
    query = select(portal_answer.c.id).where(portal_answer.c.answered_at < before)
    ids = connection.execute(query.order_by(portal_answer.c.answered_at).limit(limit)).scalars().all()
    gone = delete(portal_answer).where(portal_answer.c.id.in_(ids)).returning(portal_answer.c.digest)
    digests = set(connection.execute(gone).scalars())
    used = exists().where(portal_answer.c.digest == portal_body.c.digest)
    unused = delete(portal_body).where(portal_body.c.digest.in_(digests), ~used)
    sizes = connection.execute(unused.returning(func.length(portal_body.c.body))).scalars()
    return Amount(len(ids), sum(sizes))
