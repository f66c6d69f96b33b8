"""the audit trail: who wrote what, each entry sealed to the one before"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A table that is rebuilt (batch_alter_table on SQLite) loses its triggers: whoever alters it makes them anew.
_SQLITE = (
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'audit_entry only grows'); END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'audit_entry only grows'); END""",
    # INSERT OR REPLACE deletes without asking the trigger above.
    """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
       WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id >= NEW.id)
       BEGIN SELECT RAISE(ABORT, 'audit_entry only grows'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_entry_only_grows() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'audit_entry only grows'; END $$""",
    """CREATE TRIGGER audit_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_only_grows()""",
)


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="the one before and 1"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True, comment="null for the administrator"),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False, comment="canonical JSON: digests by subject and part"),
        sa.Column("previous", sa.String(length=64), nullable=False, comment="digest of the entry before"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="HMAC-SHA256 of all the others"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    for statement in _SQLITE if op.get_context().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_entry")
    if op.get_context().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_entry_only_grows()")
