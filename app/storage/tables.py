"""The tables. ``migrations/`` builds them; ``alembic check`` holds the two together."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import JSON

from app.storage.types import Moment, PeriodColumn, Scaled

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Codes are compared by byte, so that order, prefixes and paging are the same in both databases.
Code = String(32).with_variant(String(32, collation="C"), "postgresql")

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
    sqlite_autoincrement=True,
)

measure = Table(
    "measure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
)

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
)

submission = Table(
    "submission",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("status", String(16), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("as_of", Moment, comment="null where it was refused before this could be read"),
    Column("source", Text),
    Column("digest", String(80), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("key_id", ForeignKey("api_key.id"), comment="null for a load by the administrator"),
    Column("rows", Integer, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("errors", JSON, nullable=False),
    sqlite_autoincrement=True,
)

submission_period = Table(
    "submission_period",
    metadata,
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("period", PeriodColumn, nullable=False),
    PrimaryKeyConstraint("submission_id", "period"),
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
    Column("answered_at", Moment, nullable=False),
    Column("status", Integer, comment="null where no answer came"),
    Column("media_type", Text),
    Column("digest", ForeignKey("portal_body.digest"), nullable=False),
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

webhook = Table(
    "webhook",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("key_id", ForeignKey("api_key.id"), nullable=False, comment="the key that registered it"),
    Column("agency", Code, comment="root of that key's subtree; null for the whole country"),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("disabled_reason", String(32)),
    Column("secret", Text, nullable=False, comment="readable, for it signs"),
    Column("previous_secret", Text, comment="signs too, until previous_until"),
    Column("previous_until", Moment),
    sqlite_autoincrement=True,
)

webhook_message = Table(
    "webhook_message",
    metadata,
    Column("id", String(64), primary_key=True, comment="the same in every attempt and for every receiver"),
    Column("type", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("payload", Text, nullable=False, comment="the body, as it is signed"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("webhook_id", ForeignKey("webhook.id"), nullable=False, index=True),
    Column("message_id", ForeignKey("webhook_message.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, comment="since it was queued, or queued again by hand"),
    Column("next_attempt_at", Moment, comment="null when it is delivered or has failed"),
    Column("claim", String(32), comment="of whoever is sending it"),
    Column("claimed_until", Moment, comment="when others may take it from a sender that has died"),
    UniqueConstraint("message_id", "webhook_id"),
    Index(None, "state", "next_attempt_at"),
    sqlite_autoincrement=True,
)

webhook_attempt = Table(
    "webhook_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("webhook_delivery.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("status", Integer, comment="null where no answer came"),
    Column("duration_ms", Integer, nullable=False),
    Column("error", String(32), comment="null for a success"),
    sqlite_autoincrement=True,
)

retry = Table(
    "retry",
    metadata,
    Column("key_id", ForeignKey("api_key.id"), nullable=False, comment="the API key that wrote"),
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
