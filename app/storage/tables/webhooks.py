"""Who is told of what, and what came of it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from app.storage.tables.base import Code, metadata
from app.storage.types import Moment

webhook = Table(
    "webhook",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("key_id", ForeignKey("api_key.id"), nullable=False, comment="the key that registered it"),
    Column("agency", Code, comment="root of that key's subtree; null for the whole country"),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("disabled_reason", String(32)),
    Column("secret", Text, nullable=False, comment="readable, for it signs"),
    Column("previous_secret", Text, comment="signs too, until previous_until"),
    Column("previous_until", Moment),
    sqlite_autoincrement=True,
)

webhook_message = Table(
    "webhook_message",
    metadata,
    Column("id", String(64), primary_key=True, comment="the same in every attempt and for every receiver"),
    Column("type", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("payload", Text, nullable=False, comment="the body, as it is signed"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("webhook_id", ForeignKey("webhook.id"), nullable=False, index=True),
    Column("message_id", ForeignKey("webhook_message.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, comment="since it was queued, or queued again by hand"),
    Column("next_attempt_at", Moment, comment="null when it is delivered or has failed"),
    Column("claim", String(32), comment="of whoever is sending it"),
    Column("claimed_until", Moment, comment="when others may take it from a sender that has died"),
    UniqueConstraint("message_id", "webhook_id"),
    Index(None, "state", "next_attempt_at"),
    sqlite_autoincrement=True,
)

webhook_attempt = Table(
    "webhook_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("webhook_delivery.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("status", Integer, comment="null where no answer came"),
    Column("duration_ms", Integer, nullable=False),
    Column("error", String(32), comment="null for a success"),
    sqlite_autoincrement=True,
)
