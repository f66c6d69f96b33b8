"""What was announced."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from app.storage.tables.base import metadata
from app.storage.types import Moment, PeriodColumn

edition = Table(
    "edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", PeriodColumn, nullable=False),
    Column("cohort", String(48), nullable=False),
    Column("basis", String(16), nullable=False),
    Column("as_of", Moment, comment="the date that was asked for; null for all that was known"),
    Column("scorecard", String(64), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("key_id", ForeignKey("api_key.id"), comment="null for the administrator"),
    Column("digest", String(80), nullable=False, comment="SHA-256 over the document"),
    Column("bytes", BigInteger, nullable=False, comment="size of the document"),
    Column("replaces_id", ForeignKey("edition.id"), unique=True, comment="the edition that this one corrects"),
    Column("reason", Text),
    Column("document", LargeBinary, nullable=False, comment="compressed with zlib"),
    Index(None, "period", "cohort"),
    sqlite_autoincrement=True,
)

# Beside the editions, of which no row ever changes.
edition_withdrawal = Table(
    "edition_withdrawal",
    metadata,
    Column("edition_id", ForeignKey("edition.id"), primary_key=True),
    Column("withdrawn_at", Moment, nullable=False),
    Column("key_id", ForeignKey("api_key.id"), comment="null for the administrator"),
    Column("reason", Text, nullable=False),
)
