"""key lines: which keys replaced which by rotation"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


_OWNER = "the first key of the line of API keys that wrote"


def upgrade() -> None:
    op.add_column(
        "api_key",
        sa.Column(
            "line",
            sa.String(length=16),
            nullable=True,
            comment="id of the first key of its rotations; null for that key itself",
        ),
    )
    _comment_on_owner(_OWNER)


def downgrade() -> None:
    _comment_on_owner("the API key that wrote")
    op.drop_column("api_key", "line")


def _comment_on_owner(text: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN retry.key_id IS '{text}'")
