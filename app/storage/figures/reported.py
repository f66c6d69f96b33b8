"""Who has sent figures for a period, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.domain.enums import Kind
from app.domain.periods import Period
from app.storage import agencies
from app.storage.tables import agency, official_result, statistic, submission


@dataclass(frozen=True, slots=True)
class Sent:
    """The newest figures of an agency: when the last came, and the last date of any."""

    received_at: datetime
    as_of: datetime


def sent_for(connection: Connection, kind: Kind, period: Period, codes: Iterable[str]) -> dict[str, Sent]:
    """Those of some agencies of which there are figures of a kind for a period, by code."""
    table = statistic if kind is Kind.STATISTICS else official_result
    received, dated = func.max(submission.c.received_at), func.max(submission.c.as_of)
    query = (
        select(agency.c.code, received.label("received_at"), dated.label("as_of"))
        .join(table, table.c.agency_id == agency.c.id)
        .join(submission, submission.c.id == table.c.submission_id)
        .where(table.c.period == period)
        .group_by(agency.c.code)
    )
    found: dict[str, Sent] = {}
    for some in agencies.chunks(codes):
        for row in connection.execute(query.where(agency.c.code.in_(some))):
            found[row.code] = Sent(row.received_at, row.as_of)
    return found
