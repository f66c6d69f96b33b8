"""What was read from the national portal."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text
from sqlalchemy.types import JSON

from app.storage.tables.base import metadata
from app.storage.types import Moment, PeriodColumn

agency_alias = Table(
    "agency_alias",
    metadata,
    Column("alias", String(64), primary_key=True, comment="what another system calls the agency: the portal's UUID"),
    Column("agency_id", ForeignKey("agency.id"), nullable=False, index=True),
    Column("learned_at", Moment, nullable=False),
)

portal_pull = Table(
    "portal_pull",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("base_url", Text, nullable=False),
    Column("period", PeriodColumn, nullable=False),
    Column("provinces", Text, nullable=False, comment="codes separated by spaces; empty for all"),
    Column("depth", String(16), nullable=False, server_default="children", comment="how far down it goes"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment, comment="null while it runs and after it was interrupted"),
    Column("not_before", Moment, comment="the portal asked to be left alone until then"),
    sqlite_autoincrement=True,
)

portal_body = Table(
    "portal_body",
    metadata,
    Column("digest", String(80), primary_key=True),
    Column("body", LargeBinary, nullable=False, comment="compressed with zlib"),
)

portal_answer = Table(
    "portal_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pull_id", ForeignKey("portal_pull.id"), nullable=False, index=True),
    Column("unit", String(32), nullable=False, comment="the province asked about; empty for the country"),
    Column("url", Text, nullable=False),
    Column("question", Text, nullable=False, comment="the body of the request"),
    Column("answered_at", Moment, nullable=False, index=True),
    Column("status", Integer, comment="null where no answer came"),
    Column("media_type", Text),
    Column("digest", ForeignKey("portal_body.digest"), nullable=False, index=True),
    Column("fault", String(64), comment="why it cannot be used; null if it can"),
    sqlite_autoincrement=True,
)

portal_submission = Table(
    "portal_submission",
    metadata,
    Column("submission_id", ForeignKey("submission.id"), primary_key=True),
    Column("pull_id", ForeignKey("portal_pull.id"), nullable=False, index=True),
    Column("unit", String(32), nullable=False, comment="the province; empty for the country"),
)

procedure = Table(
    "procedure",
    metadata,
    Column("id", String(64), primary_key=True, comment="the portal's UUID"),
    Column("code", String(64).with_variant(String(64, collation="C"), "postgresql"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, comment="code and name as they are searched"),
    Column("state", Text),
    Column("department", String(64), comment="the portal's UUID of the agency that announced it"),
    Column("applied", JSON, nullable=False, comment="the portal's UUIDs of the agencies that handle it"),
)
