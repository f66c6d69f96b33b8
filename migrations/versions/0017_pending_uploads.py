"""files that wait to be confirmed"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pending_upload",
        sa.Column("key_id", sa.String(length=16), nullable=False, comment="the first key of the line that sent it"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False, comment="SHA-256 of the content as it was sent"),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=True, comment="of rows that name none"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False, comment="of the content"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="compressed with zlib"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_pending_upload_key_id")),
        sa.PrimaryKeyConstraint("key_id", "kind", "digest", name=op.f("pk_pending_upload")),
    )
    op.create_index(op.f("ix_pending_upload_expires_at"), "pending_upload", ["expires_at"])


def downgrade() -> None:
    op.drop_table("pending_upload")
