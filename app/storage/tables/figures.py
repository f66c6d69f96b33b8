"""Counts and published results; append-only."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.storage.tables.base import metadata
from app.storage.types import PeriodColumn, Scaled

measure = Table(
    "measure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
)

quality = Table(
    "quality",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", Text, nullable=False, comment="the publisher's flag"),
    Column("message", Text, nullable=False, comment="the publisher's sentence; empty if there was none"),
    UniqueConstraint("status", "message"),
)

statistic = Table(
    "statistic",
    metadata,
    Column("period", PeriodColumn, nullable=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("measure_id", ForeignKey("measure.id"), nullable=False),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("quality_id", ForeignKey("quality.id")),
    PrimaryKeyConstraint("period", "agency_id", "measure_id", "submission_id"),
    CheckConstraint("value >= 0", name="not_negative"),
    sqlite_with_rowid=False,
)

official_result = Table(
    "official_result",
    metadata,
    Column("period", PeriodColumn, nullable=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("code", String(64), nullable=False, comment="total, a group or an indicator"),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("score", Scaled(2), comment="null where only the rate was published"),
    Column("max", Scaled(2)),
    Column("rate", Scaled(6), comment="per cent"),
    Column("rank", Integer),
    Column("ranked", Integer),
    Column("average", Scaled(2)),
    Column("detail_score", Scaled(2), comment="the score where it was published once more beside its details"),
    Column("quality_id", ForeignKey("quality.id")),
    PrimaryKeyConstraint("period", "agency_id", "code", "submission_id"),
    sqlite_with_rowid=False,
)
