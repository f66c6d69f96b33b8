"""retries: what was answered to requests that may come again"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retry",
        sa.Column("key_id", sa.String(length=16), nullable=False, comment="the API key that wrote"),
        sa.Column("idempotency_key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=80), nullable=False, comment="SHA-256 of what was asked"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it was claimed, later when it was answered",
        ),
        sa.Column(
            "claim",
            sa.String(length=32),
            nullable=True,
            comment="of whoever is at work on it; null when it is answered",
        ),
        sa.Column(
            "claimed_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when others may take it from a process that has died",
        ),
        sa.Column("status", sa.Integer(), nullable=True, comment="of the answer; null until there is one"),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="compressed with zlib"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_retry_key_id")),
        sa.PrimaryKeyConstraint("key_id", "idempotency_key", name=op.f("pk_retry")),
    )
    with op.batch_alter_table("retry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retry_created_at"), ["created_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("retry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retry_created_at"))

    op.drop_table("retry")
