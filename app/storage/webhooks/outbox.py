"""The outbox: what webhooks are to be told, and what has come of telling it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from app.storage.keys import LINE, lines_in_force
from app.storage.tables import api_key, webhook, webhook_attempt, webhook_delivery, webhook_message
from app.storage.webhooks.registrations import Secrets


class State(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """``payload``: the body, byte for byte as it is signed."""

    id: str
    type: str
    created_at: datetime
    payload: str


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """``status`` is ``None`` where no answer came; ``error`` is ``None`` for a success."""

    at: datetime
    status: int | None
    duration_ms: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be told to one receiver, with every attempt, oldest first."""

    id: int
    message: str
    type: str
    created_at: datetime
    state: State
    next_attempt_at: datetime | None
    attempts: Sequence[DeliveryAttempt]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to send while ``claim`` holds; ``attempts`` have been made before."""

    id: int
    claim: str
    webhook: int
    attempts: int
    url: str
    secrets: Secrets
    message: WebhookMessage


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What one attempt leads to. ``disable``: why the webhook is not to be told any more."""

    attempt: DeliveryAttempt
    state: State
    next_attempt_at: datetime | None = None
    disable: str | None = None


def active(connection: Connection, now: datetime) -> list[int]:
    """The ids of all webhooks that are to be told."""
    query = select(webhook.c.id).select_from(webhook.join(api_key)).where(_active(now)).order_by(webhook.c.id)
    return list(connection.execute(query).scalars())


def queue(connection: Connection, message: WebhookMessage, webhooks: Iterable[int]) -> None:
    """Store a message, and that these webhooks are to be told of it."""
    values = {"id": message.id, "type": message.type, "created_at": message.created_at, "payload": message.payload}
    connection.execute(insert(webhook_message).values(values))
    rows = [
        {
            "webhook_id": id_,
            "message_id": message.id,
            "state": State.PENDING,
            "attempts": 0,
            "next_attempt_at": message.created_at,
        }
        for id_ in webhooks
    ]
    if rows:
        connection.execute(insert(webhook_delivery), rows)


def queue_again(connection: Connection, webhook_id: int, delivery: int, now: datetime) -> bool:
    """Make a delivery due now, with all its attempts before it; ``False`` if the webhook has none of that id."""
    found = (webhook_delivery.c.id == delivery) & (webhook_delivery.c.webhook_id == webhook_id)
    values = {
        "state": State.PENDING,
        "attempts": 0,
        "next_attempt_at": now,
        "claim": None,
        "claimed_until": None,
    }
    return connection.execute(update(webhook_delivery).where(found).values(values)).rowcount == 1


def any_due(connection: Connection, now: datetime) -> bool:
    return connection.execute(_due(now).limit(1)).first() is not None


def claim(connection: Connection, claim_: str, now: datetime, until: datetime, limit: int) -> list[Claimed]:
    """Take up to ``limit`` due deliveries, the longest due first; nobody else gets them before ``until``."""
    ids = list(connection.execute(_due(now).limit(limit)).scalars())
    mine = webhook_delivery.c.id.in_(ids)
    connection.execute(update(webhook_delivery).where(mine).values(claim=claim_, claimed_until=until))
    query = (
        select(webhook_delivery, webhook, webhook_message)
        .select_from(webhook_delivery.join(webhook).join(webhook_message))
        .where(mine)
        .order_by(webhook_delivery.c.id)
    )
    return [_claimed(row._mapping) for row in connection.execute(query)]


def record(connection: Connection, claimed: Claimed, outcome: DeliveryOutcome) -> bool:
    """Write down what came of an attempt; ``False``, and nothing, if the claim does not hold any more."""
    ours = (webhook_delivery.c.id == claimed.id) & (webhook_delivery.c.claim == claimed.claim)
    values = {
        "state": outcome.state,
        "attempts": claimed.attempts + 1,
        "next_attempt_at": outcome.next_attempt_at,
        "claim": None,
        "claimed_until": None,
    }
    changed = update(webhook_delivery).where(ours).values(values).returning(webhook_delivery.c.webhook_id)
    webhook_id = connection.execute(changed).scalar_one_or_none()
    if webhook_id is None:
        return False
    attempt = outcome.attempt
    row = {"delivery_id": claimed.id, "at": attempt.at, "status": attempt.status}
    row |= {"duration_ms": attempt.duration_ms, "error": attempt.error}
    connection.execute(insert(webhook_attempt).values(row))
    if outcome.disable:
        off = {"disabled_at": attempt.at, "disabled_reason": outcome.disable}
        connection.execute(update(webhook).where(webhook.c.id == webhook_id).values(off))
    return True


def deliveries(connection: Connection, webhook_id: int, before: int | None, limit: int) -> list[Delivery]:
    """At most ``limit`` deliveries with ids below ``before``, the newest first."""
    query = _DELIVERIES.where(webhook_delivery.c.webhook_id == webhook_id).limit(limit)
    if before is not None:
        query = query.where(webhook_delivery.c.id < before)
    return _with_attempts(connection, query)


def delivery(connection: Connection, id_: int) -> Delivery:
    """A delivery that exists."""
    return _with_attempts(connection, _DELIVERIES.where(webhook_delivery.c.id == id_))[0]


def delivery_of(connection: Connection, message: str) -> int:
    """The id of the delivery of a message that one webhook alone is told of."""
    query = select(webhook_delivery.c.id).where(webhook_delivery.c.message_id == message)
    id_: int = connection.execute(query).scalar_one()
    return id_


_DELIVERIES = (
    select(webhook_delivery, webhook_message.c.type, webhook_message.c.created_at)
    .select_from(webhook_delivery.join(webhook_message))
    .order_by(webhook_delivery.c.id.desc())
)


def _active(now: datetime) -> ColumnElement[bool]:
    """Of a webhook joined to its key: whether it is told, which ends with the last key of the line."""
    return and_(webhook.c.disabled_at.is_(None), LINE.in_(lines_in_force(now)))


def _due(now: datetime) -> Any:
    return (
        select(webhook_delivery.c.id)
        .select_from(webhook_delivery.join(webhook).join(api_key))
        .where(
            webhook_delivery.c.state == State.PENDING,
            # What has not been tried is due, though the clock may have been set back since it was queued.
            or_(webhook_delivery.c.attempts == 0, webhook_delivery.c.next_attempt_at <= now),
            or_(webhook_delivery.c.claimed_until.is_(None), webhook_delivery.c.claimed_until <= now),
            _active(now),
        )
        .order_by(webhook_delivery.c.next_attempt_at, webhook_delivery.c.id)
    )


def _with_attempts(connection: Connection, query: Any) -> list[Delivery]:
    rows = connection.execute(query).all()
    made: dict[int, list[DeliveryAttempt]] = {row.id: [] for row in rows}
    log = select(webhook_attempt).where(webhook_attempt.c.delivery_id.in_(made)).order_by(webhook_attempt.c.id)
    for each in connection.execute(log):
        made[each.delivery_id].append(DeliveryAttempt(each.at, each.status, each.duration_ms, each.error))
    return [
        Delivery(
            row.id,
            row.message_id,
            row.type,
            row.created_at,
            State(row.state),
            row.next_attempt_at,
            made[row.id],
        )
        for row in rows
    ]


def _claimed(row: Any) -> Claimed:
    of, told = webhook.c, webhook_message.c
    return Claimed(
        id=row[webhook_delivery.c.id],
        claim=row[webhook_delivery.c.claim],
        webhook=row[of.id],
        attempts=row[webhook_delivery.c.attempts],
        url=row[of.url],
        secrets=Secrets(row[of.secret], row[of.previous_secret], row[of.previous_until]),
        message=WebhookMessage(row[told.id], row[told.type], row[told.created_at], row[told.payload]),
    )
