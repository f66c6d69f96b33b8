"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "code", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("statistical_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "merged_into", sa.String(length=32), nullable=True, comment="code of the agency that took this one over"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_level_code"), ["level", "code"], unique=False)

    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=16), nullable=False, comment="the part of the key that may be shown"),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="HMAC-SHA256 of the whole key"),
        sa.Column(
            "agency",
            sa.String(length=32),
            nullable=True,
            comment="root of the subtree it may write; null for the whole country",
        ),
        sa.Column("scopes", sa.String(length=128), nullable=False, comment="separated by spaces"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("code", name=op.f("uq_measure_code")),
    )
    op.create_table(
        "agency_name",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False, comment="0001-01-01 for the first known name"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_name_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "first_day", name=op.f("pk_agency_name")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "as_of",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null where it was refused before this could be read",
        ),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True, comment="null for a load by the administrator"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_submission_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "official_result",
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False, comment="total, a group or an indicator"),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True, comment="null where only the rate was published"),
        sa.Column("max", sa.BigInteger(), nullable=True),
        sa.Column("rate", sa.BigInteger(), nullable=True, comment="per cent"),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("ranked", sa.Integer(), nullable=True),
        sa.Column("average", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_official_result_agency_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_official_result_submission_id")),
        sa.PrimaryKeyConstraint("period", "agency_id", "code", "submission_id", name=op.f("pk_official_result")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statistic",
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_statistic_not_negative")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_statistic_agency_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_statistic_measure_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_statistic_submission_id")),
        sa.PrimaryKeyConstraint("period", "agency_id", "measure_id", "submission_id", name=op.f("pk_statistic")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "submission_period",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_period_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "period", name=op.f("pk_submission_period")),
    )


def downgrade() -> None:
    op.drop_table("submission_period")
    op.drop_table("statistic")
    op.drop_table("official_result")
    op.drop_table("submission")
    op.drop_table("agency_name")
    op.drop_table("measure")
    op.drop_table("api_key")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_level_code"))

    op.drop_table("agency")
