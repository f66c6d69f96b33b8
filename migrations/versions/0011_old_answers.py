"""indexes for deleting old answers of the portal"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = ("answered_at", "digest")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(op.f(f"ix_portal_answer_{column}"), "portal_answer", [column])


def downgrade() -> None:
    for column in reversed(COLUMNS):
        op.drop_index(op.f(f"ix_portal_answer_{column}"), table_name="portal_answer")
