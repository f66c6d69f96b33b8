"""when the values of a refused submission were deleted, and an index that finds those that still are to be

Rows from before are covered as they are: they have been received at a time, and what they hold is in the same form.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEX = "ix_submission_refused_values"
HOLDS = sa.text("status = 'rejected' AND values_deleted_at IS NULL")


def upgrade() -> None:
    column = sa.Column(
        "values_deleted_at",
        sa.DateTime(timezone=True),
        nullable=True,
        comment="when what it had held was deleted; null while it may be there",
    )
    op.add_column("submission", column)
    op.create_index(INDEX, "submission", ["received_at"], sqlite_where=HOLDS, postgresql_where=HOLDS)


def downgrade() -> None:
    op.drop_index(INDEX, "submission")
    op.drop_column("submission", "values_deleted_at")
