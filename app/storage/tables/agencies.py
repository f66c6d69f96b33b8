"""The register of agencies: as it is, and every state that it had."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text
from sqlalchemy.types import JSON

from app.storage.tables.base import Code, metadata
from app.storage.types import Moment

agency = Table(
    "agency",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Code, nullable=False, unique=True),
    Column("level", String(16), nullable=False),
    Column("statistical_code", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("merged_into", String(32), comment="code of the agency that took this one over"),
    Index(None, "level", "code"),
)

agency_name = Table(
    "agency_name",
    metadata,
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("first_day", Date, nullable=False, comment="0001-01-01 for the first known name"),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("agency_id", "first_day"),
)

agency_version = Table(
    "agency_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("submission_id", ForeignKey("submission.id"), comment="null for the bundled registers"),
    Column("recorded_at", Moment, nullable=False, comment="1970-01-01 if it is not known"),
    Column("level", String(16), nullable=False),
    Column("statistical_code", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("merged_into", String(32)),
    Column("names", JSON, nullable=False, comment="pairs of first day and name, in order"),
    Index(None, "agency_id", "recorded_at"),
    Index("ix_agency_version_recorded_at_id", "recorded_at", "id"),
    sqlite_autoincrement=True,
)
