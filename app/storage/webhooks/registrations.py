"""Webhooks: who is told of what happens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, or_, select, true, update

from app.storage import keys
from app.storage.keys import LINE, KeyEnd
from app.storage.tables import api_key, webhook, webhook_attempt, webhook_delivery


@dataclass(frozen=True, slots=True)
class Secrets:
    """``previous`` signs beside ``current`` until ``previous_until``."""

    current: str
    previous: str | None = None
    previous_until: datetime | None = None

    def in_force(self, now: datetime) -> list[str]:
        """The secrets to sign with, the current one first."""
        if self.previous and self.previous_until and now < self.previous_until:
            return [self.current, self.previous]
        return [self.current]


@dataclass(frozen=True, slots=True)
class Webhook:
    """``agency``: root of the subtree of the key that registered it, ``None`` for the whole country.

    ``disabled_reason``: why the receiver is not told any more; ``ended``: when the last key of its line stopped to
    work, ``None`` while there is one that works.
    """

    id: int
    url: str
    description: str
    key_id: str
    agency: str | None
    created_at: datetime
    secrets: Secrets
    disabled_at: datetime | None = None
    disabled_reason: str | None = None
    ended: KeyEnd | None = None


def add(connection: Connection, new: Webhook) -> int:
    """Store a webhook and return its id; the one in ``new`` is passed over."""
    values = {
        "url": new.url,
        "description": new.description,
        "key_id": new.key_id,
        "agency": new.agency,
        "created_at": new.created_at,
        "secret": new.secrets.current,
    }
    id_: int = connection.execute(insert(webhook).values(values).returning(webhook.c.id)).scalar_one()
    return id_


def get(connection: Connection, id_: int, root: str | None, now: datetime) -> Webhook | None:
    """A webhook that a key of the subtree ``root`` may see."""
    found = _webhooks(connection, _SELECT.where(webhook.c.id == id_, _within(root)), now)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class WebhookWindow:
    """``before``: only webhooks with smaller ids."""

    before: int | None
    limit: int


def page(connection: Connection, root: str | None, window: WebhookWindow, now: datetime) -> list[Webhook]:
    """A window of the webhooks of the subtree, the newest first."""
    query = _SELECT.where(_within(root)).order_by(webhook.c.id.desc()).limit(window.limit)
    if window.before is not None:
        query = query.where(webhook.c.id < window.before)
    return _webhooks(connection, query, now)


def of_line(connection: Connection, line: str) -> list[int]:
    """The ids of the webhooks that keys of a line registered."""
    query = select(webhook.c.id).select_from(webhook.join(api_key)).where(LINE.in_([line])).order_by(webhook.c.id)
    return list(connection.execute(query).scalars())


def remove(connection: Connection, id_: int) -> None:
    """Delete a webhook with its deliveries and their log."""
    own = select(webhook_delivery.c.id).where(webhook_delivery.c.webhook_id == id_)
    connection.execute(delete(webhook_attempt).where(webhook_attempt.c.delivery_id.in_(own)))
    connection.execute(delete(webhook_delivery).where(webhook_delivery.c.webhook_id == id_))
    connection.execute(delete(webhook).where(webhook.c.id == id_))


def rotate(connection: Connection, id_: int, secrets: Secrets) -> None:
    values = {
        "secret": secrets.current,
        "previous_secret": secrets.previous,
        "previous_until": secrets.previous_until,
    }
    connection.execute(update(webhook).where(webhook.c.id == id_).values(values))


def enable(connection: Connection, id_: int) -> None:
    connection.execute(update(webhook).where(webhook.c.id == id_).values(disabled_at=None, disabled_reason=None))


_SELECT = select(webhook, LINE.label("line")).select_from(webhook.join(api_key))


def _within(root: str | None) -> ColumnElement[bool]:
    if root is None:
        return true()
    return or_(webhook.c.agency == root, webhook.c.agency.startswith(f"{root}.", autoescape=True))


def _webhooks(connection: Connection, query: Select[Any], now: datetime) -> list[Webhook]:
    rows = connection.execute(query).all()
    ends = keys.line_ends(connection, {row.line for row in rows}, now)
    return [_webhook(row, ends.get(row.line)) for row in rows]


def _webhook(row: Row[Any], ended: KeyEnd | None) -> Webhook:
    return Webhook(
        id=row.id,
        url=row.url,
        description=row.description,
        key_id=row.key_id,
        agency=row.agency,
        created_at=row.created_at,
        secrets=Secrets(row.secret, row.previous_secret, row.previous_until),
        disabled_at=row.disabled_at,
        disabled_reason=row.disabled_reason,
        ended=ended,
    )
