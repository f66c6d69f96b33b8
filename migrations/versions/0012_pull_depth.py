"""how far down a pull goes: those before had asked for the children of their provinces"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("portal_pull") as table:
        table.add_column(
            sa.Column("depth", sa.String(16), nullable=False, server_default="children", comment="how far down it goes")
        )


def downgrade() -> None:
    with op.batch_alter_table("portal_pull") as table:
        table.drop_column("depth")
