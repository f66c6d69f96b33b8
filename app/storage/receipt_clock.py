"""When things arrive: never before what arrived earlier, so that a moment divides the past in two."""

from datetime import datetime

from sqlalchemy import Connection, select

from app.storage.tables import edition, submission


def moment(connection: Connection, now: datetime) -> datetime:
    """When what a writer stores now arrived: ``now``, or where its clock is behind, when the newest thing did."""
    newest = (
        select(submission.c.received_at).order_by(submission.c.id.desc()).limit(1),
        select(edition.c.published_at).order_by(edition.c.id.desc()).limit(1),
    )
    arrived: list[datetime] = [each for query in newest for each in connection.execute(query).scalars()]
    return max([now, *arrived])
