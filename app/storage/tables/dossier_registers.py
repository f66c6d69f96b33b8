"""The registers of procedures and online services: every entry as each submission gave it."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.types import JSON

from app.storage.tables.base import Code, metadata

_EntryCode = String(64).with_variant(String(64, collation="C"), "postgresql")


def _register(name: str, *own: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column("submission_id", ForeignKey("submission.id"), nullable=False),
        Column("root", Code, nullable=False, comment="the agency whose entry it is; empty: the country's"),
        Column("code", _EntryCode, nullable=False),
        Column("first_day", Date, nullable=False, comment="0001-01-01 if none was given"),
        Column("last_day", Date),
        Column("name", Text),
        *own,
        Column("agencies", JSON, nullable=False, comment="codes of those that handle it"),
        PrimaryKeyConstraint("submission_id", "code", "first_day"),
        Index(None, "code", "root"),
    )


registered_procedure = _register(
    "registered_procedure",
    Column("needs_paper_result", Boolean),
    Column("has_fee", Boolean),
    Column("for_citizens", Boolean),
    Column("level", String(16)),
    Column("max_time", Integer),
    Column("unit", String(16)),
    Column("online", String(16)),
)

registered_service = _register(
    "registered_service",
    Column("procedure", _EntryCode, nullable=False, comment="code of the procedure that it is for"),
    Column("status", Text, comment="as the sender calls it"),
)
