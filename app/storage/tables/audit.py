"""The audit trail, and what changed last."""

from sqlalchemy import Column, Integer, String, Table, Text

from app.storage.tables.base import metadata
from app.storage.types import Moment

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="the one before and 1"),
    Column("at", Moment, nullable=False),
    # No foreign key: an entry must be able to outlive what it speaks of.
    Column("key_id", String(16), comment="null for the administrator"),
    Column("action", String(32), nullable=False),
    Column("subjects", Text, nullable=False, comment="canonical JSON: digests by subject and part"),
    Column("previous", String(64), nullable=False, comment="digest of the entry before"),
    Column("digest", String(64), nullable=False, comment="HMAC-SHA256 of all the others"),
)

change = Table(
    "change",
    metadata,
    Column(
        "subject",
        String(64).with_variant(String(64, collation="C"), "postgresql"),
        primary_key=True,
        comment="figures/2025-02/H31, register/H31, edition/12",
    ),
    Column("serial", Integer, nullable=False, index=True, comment="id of the audit entry of the last change"),
    Column("changed_at", Moment, nullable=False),
)
