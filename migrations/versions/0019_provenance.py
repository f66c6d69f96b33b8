"""what the counts of a submission come from"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "submission",
        sa.Column(
            "provenance",
            sa.String(length=16),
            nullable=True,
            comment="what counts come from: dossiers, portal; null where nobody said",
        ),
    )


def downgrade() -> None:
    op.drop_column("submission", "provenance")
