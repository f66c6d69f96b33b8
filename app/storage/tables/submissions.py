"""What was sent, whether it was taken in or refused."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text, text
from sqlalchemy.types import JSON

from app.storage.tables.base import metadata
from app.storage.types import Moment, PeriodColumn

_HOLDS = text("status = 'rejected' AND values_deleted_at IS NULL")

submission = Table(
    "submission",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("status", String(16), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("as_of", Moment, comment="null where it was refused before this could be read"),
    Column("source", Text),
    Column("provenance", String(16), comment="what counts come from: dossiers, portal; null where nobody said"),
    Column("digest", String(80), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("key_id", ForeignKey("api_key.id"), comment="null for a load by the administrator"),
    Column("rows", Integer, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("errors", JSON, nullable=False),
    Column("values_deleted_at", Moment, comment="when what it had held was deleted; null while it may be there"),
    Index(None, "kind", "id"),
    Index(None, "received_at"),
    Index(None, "as_of"),
    Index("ix_submission_refused_values", "received_at", sqlite_where=_HOLDS, postgresql_where=_HOLDS),
    sqlite_autoincrement=True,
)

submission_period = Table(
    "submission_period",
    metadata,
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("period", PeriodColumn, nullable=False),
    PrimaryKeyConstraint("submission_id", "period"),
    Index(None, "period", "submission_id"),
)
