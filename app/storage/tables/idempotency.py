"""Writes that may be sent again, with their answers."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, String, Table
from sqlalchemy.types import JSON

from app.storage.tables.base import metadata
from app.storage.types import Moment

retry = Table(
    "retry",
    metadata,
    Column(
        "key_id", ForeignKey("api_key.id"), nullable=False, comment="the first key of the line of API keys that wrote"
    ),
    Column("idempotency_key", String(255), nullable=False),
    Column("fingerprint", String(80), nullable=False, comment="SHA-256 of what was asked"),
    Column("created_at", Moment, nullable=False, index=True, comment="when it was claimed, later when it was answered"),
    Column("claim", String(32), comment="of whoever is at work on it; null when it is answered"),
    Column("claimed_until", Moment, comment="when others may take it from a process that has died"),
    Column("status", Integer, comment="of the answer; null until there is one"),
    Column("headers", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="compressed with zlib"),
    PrimaryKeyConstraint("key_id", "idempotency_key"),
)
