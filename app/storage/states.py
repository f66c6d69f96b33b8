"""Which states there were: between two of them, every moment that is asked about has the same answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, func, select

from app.storage.agencies import ALWAYS
from app.storage.tables import agency_version, submission


@dataclass(frozen=True, slots=True)
class Arrival:
    """The last that had arrived by a moment: when, and the ids of the submission and of the version of an agency; 0
    where there was none. The ids tell apart what arrives later with the same time."""

    at: datetime
    submission: int
    version: int


def arrived_by(connection: Connection, known_at: datetime) -> Arrival:
    """What stands for ``known_at``: all questions with the same arrival have the same answers."""
    sent = _last(connection, submission, "received_at", known_at)
    recorded = _last(connection, agency_version, "recorded_at", known_at)
    return Arrival(max(sent[0], recorded[0]), sent[1], recorded[1])


def _last(connection: Connection, table: Table, column: str, moment: datetime) -> tuple[datetime, int]:
    time = table.c[column]
    query = select(time, table.c.id).where(time <= moment).order_by(time.desc(), table.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return (row[0], row[1]) if row else (ALWAYS, 0)


def dated_by(connection: Connection, as_of: datetime) -> datetime | None:
    """The last date of figures up to ``as_of``; ``None`` if no figures are dated later: then it bounds nothing."""
    date = submission.c.as_of
    if connection.execute(select(func.min(date)).where(date > as_of)).scalar_one() is None:
        return None
    newest: datetime | None = connection.execute(select(func.max(date)).where(date <= as_of)).scalar_one()
    return newest or ALWAYS
