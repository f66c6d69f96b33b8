"""Webhooks after https://www.standardwebhooks.com: who registers them, and what they are told."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import Location, Refusal
from app.domain.time import VIETNAM
from app.readers import exact_json
from app.readers.webhooks.addresses import check_url
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.services.context import AppContext
from app.services.if_match import Tags, require
from app.services.keys import Author
from app.storage.database import Connection
from app.storage.webhooks import outbox, registrations
from app.storage.webhooks.outbox import Delivery, WebhookMessage
from app.storage.webhooks.registrations import Secrets, Webhook, WebhookWindow

EDITION_PUBLISHED = "edition.published"
EDITION_WITHDRAWN = "edition.withdrawn"
PING = "webhook.ping"
_SECRET_BYTES = 32


def announce(connection: Connection, type_: str, data: Mapping[str, Any], now: datetime) -> str:
    """Queue a message for every active webhook, in the transaction of what it tells of; returns its id.

    ``data`` is what JSON can hold, and decimals. Told is all or nothing with the transaction.
    """
    message = _message(type_, data, now)
    outbox.queue(connection, message, outbox.active(connection, now))
    return message.id


def register(service: AppContext, author: Author, url: str, description: str) -> Webhook:
    """Register a webhook for the author's key. Refuses what ``check_url`` does."""
    if author.key_id is None:
        raise Refusal("key_missing")
    try:
        check_url(url, allow_private=service.settings.webhook_allow_private)
    except Refusal as refusal:
        raise refusal.at(Location(pointer="/url", column="url")) from None
    new = Webhook(0, url, description, author.key_id, author.root, service.now(), Secrets(_new_secret()))
    with service.database.writing() as connection:
        id_ = registrations.add(connection, new)
        _record(service, connection, author, "registered", id_)
        return _get(service, connection, author, id_)


def list_webhooks(service: AppContext, author: Author, window: WebhookWindow) -> list[Webhook]:
    """A window of the webhooks of the author's subtree, the newest first."""
    with service.database.reading() as connection:
        return registrations.page(connection, author.root, window, service.now())


def get(service: AppContext, author: Author, id_: int) -> Webhook:
    """Refuses ``unknown_webhook``, also for one outside the author's subtree."""
    with service.database.reading() as connection:
        return _get(service, connection, author, id_)


def tag_of(webhook: Webhook) -> str:
    """A strong entity tag: another one whenever anything about the webhook is another, its secret included."""
    return f'"{hashlib.sha256(repr(webhook).encode()).hexdigest()[:32]}"'


def remove(service: AppContext, author: Author, id_: int, wanted: Tags | None = None) -> None:
    """Delete a webhook, with what it was still to be told. Refuses ``unknown_webhook``, ``precondition_failed``."""
    with service.database.writing() as connection:
        require(wanted, tag_of(_get(service, connection, author, id_)))
        registrations.remove(connection, id_)
        _record(service, connection, author, "removed", id_)


def rotate(service: AppContext, author: Author, id_: int, wanted: Tags | None = None) -> Webhook:
    """Give a webhook a new secret; the old one signs beside it for a time.

    Refuses ``unknown_webhook``, ``precondition_failed``.
    """
    until = service.now() + timedelta(hours=service.settings.webhook_overlap_hours)
    with service.database.writing() as connection:
        old = _get(service, connection, author, id_)
        require(wanted, tag_of(old))
        registrations.rotate(connection, id_, Secrets(_new_secret(), old.secrets.current, until))
        _record(service, connection, author, "secret_replaced", id_)
        return _get(service, connection, author, id_)


def enable(service: AppContext, author: Author, id_: int, wanted: Tags | None = None) -> Webhook:
    """Tell a disabled webhook again, first what it was not told before.

    Refuses ``unknown_webhook``, ``precondition_failed``, ``webhook_ended``.
    """
    with service.database.writing() as connection:
        found = _get(service, connection, author, id_)
        require(wanted, tag_of(found))
        _refuse_ended(found)
        registrations.enable(connection, id_)
        _record(service, connection, author, "enabled", id_)
        return _get(service, connection, author, id_)


@dataclass(frozen=True, slots=True)
class DeliveryWindow:
    """``before``: only deliveries with smaller ids."""

    before: int | None
    limit: int


def list_deliveries(service: AppContext, author: Author, id_: int, page: DeliveryWindow) -> list[Delivery]:
    """The webhook's deliveries, the newest first. Refuses ``unknown_webhook``."""
    with service.database.reading() as connection:
        _get(service, connection, author, id_)
        return outbox.deliveries(connection, id_, page.before, page.limit)


def redeliver(service: AppContext, author: Author, id_: int, delivery: int) -> Delivery:
    """Queue a delivery again, whatever came of it, under the same message id.

    Refuses ``unknown_webhook``, ``unknown_delivery``, ``webhook_disabled``, ``webhook_ended``.
    """
    with service.database.writing() as connection:
        _require_active(_get(service, connection, author, id_))
        if not outbox.queue_again(connection, id_, delivery, service.now()):
            raise Refusal("unknown_delivery", value=delivery, webhook=id_)
        return outbox.delivery(connection, delivery)


def ping(service: AppContext, author: Author, id_: int) -> Delivery:
    """Queue a message for this webhook alone, to try it out.

    Refuses ``unknown_webhook``, ``webhook_disabled``, ``webhook_ended``.
    """
    with service.database.writing() as connection:
        _require_active(_get(service, connection, author, id_))
        message = _message(PING, {"webhook": id_}, service.now())
        outbox.queue(connection, message, [id_])
        return outbox.delivery(connection, outbox.delivery_of(connection, message.id))


def _record(service: AppContext, connection: Connection, author: Author, what: str, id_: int) -> None:
    act = Act(f"webhook.{what}", author.key_id, service.now())
    audit_trail.record(service.database, connection, act, f"webhook/{id_}")


def _get(service: AppContext, connection: Connection, author: Author, id_: int) -> Webhook:
    found = registrations.get(connection, id_, author.root, service.now())
    if found is None:
        raise Refusal("unknown_webhook", value=id_)
    return found


def _require_active(found: Webhook) -> None:
    _refuse_ended(found)
    if found.disabled_at:
        raise Refusal("webhook_disabled", value=found.id)


def _refuse_ended(found: Webhook) -> None:
    if found.ended:
        at = found.ended.at.astimezone(VIETNAM).isoformat(timespec="seconds")
        raise Refusal("webhook_ended", value=found.id, key=found.key_id, at=at)


def _message(type_: str, data: Mapping[str, Any], now: datetime) -> WebhookMessage:
    timestamp = now.astimezone(VIETNAM).isoformat()
    payload = exact_json.dumps({"type": type_, "timestamp": timestamp, "data": dict(data)})
    return WebhookMessage(f"msg_{secrets.token_hex(16)}", type_, now, payload.decode())


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"
