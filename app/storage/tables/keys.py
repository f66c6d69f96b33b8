"""API keys."""

from sqlalchemy import Column, LargeBinary, String, Table, Text

from app.storage.tables.base import metadata
from app.storage.types import Moment

api_key = Table(
    "api_key",
    metadata,
    Column("id", String(16), primary_key=True, comment="the part of the key that may be shown"),
    Column("hash", LargeBinary, nullable=False, comment="HMAC-SHA256 of the whole key"),
    Column("agency", String(32), comment="root of the subtree it may write; null for the whole country"),
    Column("scopes", String(128), nullable=False, comment="separated by spaces"),
    Column("note", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("expires_at", Moment, comment="null for a key that does not expire"),
    Column("last_used_at", Moment, comment="to about a minute"),
    Column("line", String(16), comment="id of the first key of its rotations; null for that key itself"),
)
