"""key lines: which keys replaced which by rotation; updates with the serials that the audit trail gives them"""

import json
from collections.abc import Iterator

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
    if not op.get_context().as_sql:  # a script cannot read the trail
        _follow_trail(op.get_bind())


def downgrade() -> None:
    _comment_on_owner("the API key that wrote")
    op.drop_column("api_key", "line")


def _comment_on_owner(text: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN retry.key_id IS '{text}'")


def _follow_trail(connection: sa.Connection) -> None:
    """Where revision 0009 found figures it gave them the newest serial of that day; the trail knows the true one."""
    told = dict[str, int]()
    for id_, subjects in connection.execute(sa.text("SELECT id, subjects FROM audit_entry ORDER BY id")):
        told |= dict.fromkeys(_updates(subjects), id_)
    if told:
        query = sa.text("UPDATE change SET serial = :serial WHERE subject = :subject AND serial <> :serial")
        connection.execute(query, [{"subject": subject, "serial": serial} for subject, serial in told.items()])


def _updates(subjects: str) -> Iterator[str]:
    """What changed by an entry of the trail, which may have been tampered with."""
    try:
        found = json.loads(subjects)
    except ValueError:
        return
    for subject, parts in found.items() if isinstance(found, dict) else ():
        kind, _, id_ = subject.partition("/")
        if kind == "submission":
            words = [part.split() for part in parts]
            yield from (f"figures/{each[0]}/{each[1]}" for each in words if len(each) == 3)
        elif kind == "agency":
            yield f"register/{id_[:3]}"
        elif kind == "edition":
            yield subject
