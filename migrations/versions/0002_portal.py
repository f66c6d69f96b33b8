"""the national portal: raw answers, aliases of agencies, flags of figures"""

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portal_body",
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="compressed with zlib"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_portal_body")),
    )
    op.create_table(
        "portal_pull",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("provinces", sa.Text(), nullable=False, comment="codes separated by spaces; empty for all"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null while it runs and after it was interrupted",
        ),
        sa.Column(
            "not_before",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the portal asked to be left alone until then",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_pull")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="the publisher's flag"),
        sa.Column("message", sa.Text(), nullable=False, comment="the publisher's sentence; empty if there was none"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality")),
        sa.UniqueConstraint("status", "message", name=op.f("uq_quality_status_message")),
    )
    op.create_table(
        "agency_alias",
        sa.Column(
            "alias",
            sa.String(length=64),
            nullable=False,
            comment="what another system calls the agency: the portal's UUID",
        ),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_alias_agency_id")),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_agency_alias")),
    )
    with op.batch_alter_table("agency_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_alias_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "portal_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pull_id", sa.Integer(), nullable=False),
        sa.Column(
            "unit", sa.String(length=32), nullable=False, comment="the province asked about; empty for the country"
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False, comment="the body of the request"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True, comment="null where no answer came"),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=True, comment="why it cannot be used; null if it can"),
        sa.ForeignKeyConstraint(["digest"], ["portal_body.digest"], name=op.f("fk_portal_answer_digest")),
        sa.ForeignKeyConstraint(["pull_id"], ["portal_pull.id"], name=op.f("fk_portal_answer_pull_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_answer")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("portal_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portal_answer_pull_id"), ["pull_id"], unique=False)

    op.create_table(
        "portal_submission",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("pull_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False, comment="the province; empty for the country"),
        sa.ForeignKeyConstraint(["pull_id"], ["portal_pull.id"], name=op.f("fk_portal_submission_pull_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_portal_submission_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_portal_submission")),
    )
    with op.batch_alter_table("portal_submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portal_submission_pull_id"), ["pull_id"], unique=False)

    op.create_table(
        "procedure",
        sa.Column("id", sa.String(length=64), nullable=False, comment="the portal's UUID"),
        sa.Column(
            "code", sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False, comment="code and name as they are searched"),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column(
            "department",
            sa.String(length=64),
            nullable=True,
            comment="the portal's UUID of the agency that announced it",
        ),
        sa.Column("applied", sa.JSON(), nullable=False, comment="the portal's UUIDs of the agencies that handle it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
    )
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedure_code"), ["code"], unique=False)

    if context.is_offline_mode() and op.get_context().dialect.name == "sqlite":
        # Without a connection nobody knows the tables that would have to be rebuilt.
        op.execute("ALTER TABLE official_result ADD COLUMN detail_score BIGINT")
        for table in ("official_result", "statistic"):
            reference = f"CONSTRAINT fk_{table}_quality_id REFERENCES quality (id)"
            op.execute(f"ALTER TABLE {table} ADD COLUMN quality_id INTEGER {reference}")
        return
    with op.batch_alter_table("official_result", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(
            sa.Column(
                "detail_score",
                sa.BigInteger(),
                nullable=True,
                comment="the score where it was published once more beside its details",
            )
        )
        batch_op.add_column(sa.Column("quality_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_official_result_quality_id"), "quality", ["quality_id"], ["id"])

    with op.batch_alter_table("statistic", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(sa.Column("quality_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_statistic_quality_id"), "quality", ["quality_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("statistic", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_statistic_quality_id"), type_="foreignkey")
        batch_op.drop_column("quality_id")

    with op.batch_alter_table("official_result", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_official_result_quality_id"), type_="foreignkey")
        batch_op.drop_column("quality_id")
        batch_op.drop_column("detail_score")

    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_code"))

    op.drop_table("procedure")
    with op.batch_alter_table("portal_submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_portal_submission_pull_id"))

    op.drop_table("portal_submission")
    with op.batch_alter_table("portal_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_portal_answer_pull_id"))

    op.drop_table("portal_answer")
    with op.batch_alter_table("agency_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_alias_agency_id"))

    op.drop_table("agency_alias")
    op.drop_table("quality")
    op.drop_table("portal_pull")
    op.drop_table("portal_body")
