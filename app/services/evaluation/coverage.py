"""Which periods there are figures of, and since when they stand: for the description of the data sets."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.enums import Kind
from app.domain.periods import Period
from app.storage import submissions
from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class Coverage:
    """The periods, oldest first, each with the moment at which something of it was last taken in.

    ``figures``: of any kind; ``published``: only those of which there are published results.
    """

    figures: dict[Period, datetime]
    published: dict[Period, datetime]


def get_coverage(database: Database) -> Coverage:
    """What has been taken in so far."""
    with database.reading() as connection:
        found = submissions.newest_by_period(connection)
    figures: dict[Period, datetime] = {}
    for _, period, moment in found:
        figures[period] = max(moment, figures.get(period, moment))
    published = {period: moment for kind, period, moment in found if kind is Kind.OFFICIAL_RESULTS}
    return Coverage(_ordered(figures), _ordered(published))


def _ordered(moments: dict[Period, datetime]) -> dict[Period, datetime]:
    return dict(sorted(moments.items(), key=lambda each: (each[0].last_day, each[0].first_day)))
