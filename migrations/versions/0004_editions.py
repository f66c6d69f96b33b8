"""editions: results that were announced, frozen"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.String(length=48), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column(
            "as_of",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the date that was asked for; null for all that was known",
        ),
        sa.Column("scorecard", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True, comment="null for the administrator"),
        sa.Column("digest", sa.String(length=80), nullable=False, comment="SHA-256 over the document"),
        sa.Column("bytes", sa.BigInteger(), nullable=False, comment="size of the document"),
        sa.Column("replaces_id", sa.Integer(), nullable=True, comment="the edition that this one corrects"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False, comment="compressed with zlib"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_edition_key_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["edition.id"], name=op.f("fk_edition_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_edition_replaces_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_period_cohort"), ["period", "cohort"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_period_cohort"))

    op.drop_table("edition")
