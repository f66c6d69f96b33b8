"""the register of agencies remembers what it said before"""

from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    version = op.create_table(
        "agency_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True, comment="null for the bundled registers"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="1970-01-01 if it is not known"),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("statistical_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.Column("names", sa.JSON(), nullable=False, comment="pairs of first day and name, in order"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_version_agency_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_agency_version_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_version")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agency_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_version_agency_id_recorded_at"), ["agency_id", "recorded_at"], unique=False
        )
    if not context.is_offline_mode():
        if rows := _present(op.get_bind()):
            op.bulk_insert(version, rows)
    elif context.get_starting_revision_argument():
        raise CommandError("0008 makes rows of those that are there: upgrade to it without --sql")


def downgrade() -> None:
    with op.batch_alter_table("agency_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_version_agency_id_recorded_at"))

    op.drop_table("agency_version")


def _present(connection: sa.Connection) -> list[dict[str, Any]]:
    """The register as it stands, as the first version of everything."""
    agency = sa.table(
        "agency",
        *(sa.column(name) for name in ("id", "level", "statistical_code", "merged_into")),
        sa.column("valid_from", sa.Date()),
        sa.column("valid_to", sa.Date()),
    )
    name = sa.table("agency_name", sa.column("agency_id"), sa.column("first_day", sa.Date()), sa.column("name"))
    names: dict[int, list[tuple[str, str]]] = {}
    for borne in connection.execute(sa.select(name).order_by(name.c.agency_id, name.c.first_day)):
        names.setdefault(borne.agency_id, []).append((borne.first_day.isoformat(), borne.name))
    rows = [dict(row._mapping) for row in connection.execute(sa.select(agency).order_by(agency.c.id))]
    arrived = _arrivals(connection, [row["id"] for row in rows if row["level"] != "province"])
    for row in rows:
        id_ = row.pop("id")
        submission_id, recorded_at = arrived.get(id_, (None, ALWAYS))
        row |= {"agency_id": id_, "names": names[id_], "submission_id": submission_id, "recorded_at": recorded_at}
    return rows


def _arrivals(connection: sa.Connection, ids: list[int]) -> dict[int, tuple[int, datetime]]:
    """Which submission brought each agency that was not bundled, and when.

    Submissions say how many agencies they registered or changed, not which. Where all of them together changed as
    many as there are, each was only ever registered, and they came in the order of their ids. Else nobody knows.
    """
    submission = sa.table(
        "submission",
        *(sa.column(name) for name in ("id", "kind", "status", "figures")),
        sa.column("received_at", sa.DateTime(timezone=True)),
    )
    accepted = (submission.c.kind == "agencies", submission.c.status == "accepted")
    query = sa.select(submission.c.id, submission.c.received_at, submission.c.figures).where(*accepted)
    rows = connection.execute(query.order_by(submission.c.id)).all()
    if sum(row.figures for row in rows) != len(ids):
        return {}
    brought = chain.from_iterable(repeat((row.id, row.received_at), row.figures) for row in rows)
    return dict(zip(ids, brought, strict=True))
