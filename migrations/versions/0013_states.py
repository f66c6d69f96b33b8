"""indexes that find the last date of figures, and the last change of the register, up to a moment"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_submission_as_of", "submission", ["as_of"])
    op.create_index("ix_agency_version_recorded_at_id", "agency_version", ["recorded_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_agency_version_recorded_at_id", "agency_version")
    op.drop_index("ix_submission_as_of", "submission")
