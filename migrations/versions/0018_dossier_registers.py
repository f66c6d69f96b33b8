"""registers of procedures and online services, every entry as each submission gave it"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
_AGENCY = sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql")


def upgrade() -> None:
    _register(
        "registered_procedure",
        sa.Column("needs_paper_result", sa.Boolean(), nullable=True),
        sa.Column("has_fee", sa.Boolean(), nullable=True),
        sa.Column("for_citizens", sa.Boolean(), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("max_time", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=16), nullable=True),
        sa.Column("online", sa.String(length=16), nullable=True),
    )
    _register(
        "registered_service",
        sa.Column("procedure", _CODE, nullable=False, comment="code of the procedure that it is for"),
        sa.Column("status", sa.Text(), nullable=True, comment="as the sender calls it"),
    )


def downgrade() -> None:
    op.drop_table("registered_service")
    op.drop_table("registered_procedure")


def _register(name: str, *own: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("root", _AGENCY, nullable=False, comment="the agency whose entry it is; empty: the country's"),
        sa.Column("code", _CODE, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False, comment="0001-01-01 if none was given"),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        *own,
        sa.Column("agencies", sa.JSON(), nullable=False, comment="codes of those that handle it"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f(f"fk_{name}_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "code", "first_day", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_code_root"), name, ["code", "root"])
