"""editions that were withdrawn, and why; beside the editions, of which no row ever changes"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition_withdrawal",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True, comment="null for the administrator"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_withdrawal_edition_id")),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_edition_withdrawal_key_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_edition_withdrawal")),
    )


def downgrade() -> None:
    op.drop_table("edition_withdrawal")
