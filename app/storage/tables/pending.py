"""Files that wait for whoever sent them to confirm them."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from app.storage.tables.base import metadata
from app.storage.types import Moment

pending_upload = Table(
    "pending_upload",
    metadata,
    Column("key_id", ForeignKey("api_key.id"), nullable=False, comment="the first key of the line that sent it"),
    Column("kind", String(20), nullable=False),
    Column("digest", String(80), nullable=False, comment="SHA-256 of the content as it was sent"),
    Column("media_type", String(100), nullable=False),
    Column("period", String(16), comment="of rows that name none"),
    Column("received_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("bytes", Integer, nullable=False, comment="of the content"),
    Column("content", LargeBinary, nullable=False, comment="compressed with zlib"),
    PrimaryKeyConstraint("key_id", "kind", "digest"),
)
