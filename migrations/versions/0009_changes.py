"""what changed last: for pollers, and for answers that are kept"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    code = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
    change = op.create_table(
        "change",
        sa.Column("subject", code, nullable=False, comment="figures/2025-02/H31, register/H31, edition/12"),
        sa.Column("serial", sa.Integer(), nullable=False, comment="id of the audit entry of the last change"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_serial"), ["serial"], unique=False)
    if context.is_offline_mode():
        if context.get_starting_revision_argument():
            raise CommandError("0009 makes rows of those that are there: upgrade to it without --sql")
        return
    connection = op.get_bind()
    subjects = sorted({*_figures(connection), *_registers(connection), *_editions(connection)})
    if subjects:
        # When each of them changed last is not known: all of them with the newest entry, which nobody has seen yet.
        head = connection.execute(sa.text("SELECT coalesce(max(id), 0) FROM audit_entry")).scalar_one()
        now = datetime.now(UTC)
        op.bulk_insert(change, [{"subject": each, "serial": head, "changed_at": now} for each in subjects])


def downgrade() -> None:
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_serial"))
    op.drop_table("change")


def _figures(connection: sa.Connection) -> set[str]:
    query = (
        "SELECT DISTINCT f.period, substr(a.code, 1, 3) FROM (SELECT DISTINCT period, agency_id FROM {table}) f "
        "JOIN agency a ON a.id = f.agency_id"
    )
    tables = ("statistic", "official_result")
    rows = (row for name in tables for row in connection.execute(sa.text(query.format(table=name))))
    return {f"figures/{_name(period)}/{root}" for period, root in rows}


def _name(period: int) -> str:
    """A stored period as it is written: 202500 the year, 202502 February, 202521 the first quarter."""
    year, number = divmod(period, 100)
    return str(year) if number == 0 else f"{year}-Q{number - 20}" if number > 20 else f"{year}-{number:02}"


def _registers(connection: sa.Connection) -> set[str]:
    rows = connection.execute(sa.text("SELECT DISTINCT substr(code, 1, 3) FROM agency"))
    return {f"register/{root}" for (root,) in rows}


def _editions(connection: sa.Connection) -> set[str]:
    return {f"edition/{id_}" for (id_,) in connection.execute(sa.text("SELECT id FROM edition"))}
