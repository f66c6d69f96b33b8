"""Reported counts and published results: append-only, the one with the latest ``as_of`` counts.

Of two with the same ``as_of`` the one submitted later counts.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    exists,
    func,
    or_,
    select,
)

from app.domain.enums import Provenance
from app.domain.evaluation.published_results import Results
from app.domain.evaluation.reported_counts import Reports
from app.domain.periods import Period
from app.domain.time import UNBOUNDED, AsOf
from app.storage import agencies
from app.storage.agencies import Beneath
from app.storage.figures import histories, periods, results
from app.storage.provenance import comes_from
from app.storage.tables import (
    agency,
    measure,
    official_result,
    statistic,
    submission,
    submission_period,
)
from app.storage.types import one_of, several


def counts(
    connection: Connection,
    period: Period,
    codes: Iterable[str],
    bounds: AsOf = UNBOUNDED,
    *,
    pulled: bool = False,
    provenance: Provenance | None = None,
) -> dict[str, Reports]:
    """The counts of some agencies that stand, by agency and measure, within ``bounds``.

    ``pulled``: as if nobody had reported but our own pulls of the portal; ``provenance``: but who had it from there.
    """
    return counts_of(connection, [period], codes, bounds, pulled=pulled, provenance=provenance)[period]


def counts_of(  # noqa: PLR0913 - each narrows what is read
    connection: Connection,
    periods: Sequence[Period],
    codes: Iterable[str],
    bounds: AsOf = UNBOUNDED,
    measures: Collection[str] | None = None,
    *,
    pulled: bool = False,
    provenance: Provenance | None = None,
) -> dict[Period, dict[str, Reports]]:
    """The same for several periods, by period; with ``measures`` only the counts of these."""
    found: dict[Period, dict[str, Reports]] = {period: {} for period in periods}
    for some in agencies.chunks(codes):
        read = histories.read(connection, periods, some, bounds, measures, pulled=pulled, provenance=provenance)
        for period, by_agency in read.items():
            found[period].update(by_agency)
    return found


def officials(
    connection: Connection, period: Period, codes: Iterable[str], bounds: AsOf = UNBOUNDED, *, pulled: bool = False
) -> dict[str, Results]:
    """The published results of some agencies that stand, by agency and column, within ``bounds``.

    ``pulled``: as if nobody had told them but the portal.
    """
    found: dict[str, Results] = {}
    for some in agencies.chunks(codes):
        found.update(results.read(connection, period, some, bounds, pulled=pulled))
    return found


def is_known(connection: Connection, periods: Sequence[Period]) -> bool:
    """Whether there is any count or published result for one of these periods, whatever its date."""
    return bool(connection.execute(_IS_KNOWN, {"periods": periods}).scalar_one())


_IS_KNOWN = select(
    or_(*(exists().where(table.c.period.in_(several("periods"))) for table in (statistic, official_result)))
)


def roots_with_reports(
    connection: Connection,
    beneath: Beneath,
    periods: Sequence[Period],
    measures: Collection[str],
    known_at: datetime | None = None,
) -> set[str]:
    """The ministries and provinces of those agencies of whom anybody ever reported a count of these measures for one of
    these periods."""
    wanted = select(measure.c.id).where(one_of(measure.c.code, "codes"))
    spoke = exists().where(
        statistic.c.period.in_(periods), statistic.c.agency_id == agency.c.id, statistic.c.measure_id.in_(wanted)
    )
    if known_at is not None:
        spoke = spoke.where(submission.c.id == statistic.c.submission_id, submission.c.received_at <= known_at)
    query = select(func.substr(agency.c.code, 1, 3)).where(beneath.condition, spoke).distinct()
    return set(connection.execute(query, {"codes": list(measures)}).scalars())


def published(connection: Connection, period: Period, bounds: AsOf = UNBOUNDED) -> list[str]:
    """The codes of the agencies of which something was published within ``bounds``."""
    query = (
        select(agency.c.code)
        .join(official_result, official_result.c.agency_id == agency.c.id)
        .join(submission, submission.c.id == official_result.c.submission_id)
        .where(official_result.c.period == period)
        .distinct()
    )
    return list(connection.execute(query.where(*_within(bounds))).scalars())


def told_of(
    connection: Connection, period: Period, provenances: Iterable[Provenance], root: str | None, bounds: AsOf
) -> list[str]:
    """The codes of the agencies, of ``root`` and those below it, that have a count from these within ``bounds``."""
    wanted = or_(*map(comes_from, provenances))
    query = (
        select(agency.c.code)
        .join(statistic, statistic.c.agency_id == agency.c.id)
        .join(submission, submission.c.id == statistic.c.submission_id)
        .where(statistic.c.period == period, wanted, *_within(bounds))
        .distinct()
    )
    return list(connection.execute(query if root is None else query.where(agencies.within(root))).scalars())


def dates_after(connection: Connection, period: Period, codes: Iterable[str], as_of: datetime) -> list[datetime]:
    """The later dates at which any of these agencies' counts changed."""
    own = select(submission.c.as_of).where(submission.c.id == submission_period.c.submission_id)
    newest = select(func.max(own.scalar_subquery())).where(submission_period.c.period == period)
    last: datetime | None = connection.execute(newest).scalar_one()
    if last is None or last <= as_of:  # as for most of what arrives
        return []
    query = (
        select(submission.c.as_of)
        .join(statistic, statistic.c.submission_id == submission.c.id)
        .where(statistic.c.period == period, submission.c.as_of > as_of)
        .distinct()
    )
    ids = list(agencies.ids(connection, codes).values())
    return sorted(connection.execute(query.where(statistic.c.agency_id.in_(ids))).scalars())


def dates_of(
    connection: Connection, periods: Sequence[Period], codes: Iterable[str], bounds: AsOf = UNBOUNDED
) -> set[datetime]:
    """The dates of all counts and published results that some agencies have in some periods within ``bounds``, those
    that were superseded, too."""
    found: set[datetime] = set()
    for some in agencies.chunks(codes):
        for table in (statistic, official_result):
            theirs = select(agency.c.id).where(one_of(agency.c.code, "codes"))
            query = (
                select(submission.c.as_of)
                .join(table, table.c.submission_id == submission.c.id)
                .where(table.c.period.in_(several("periods")), table.c.agency_id.in_(theirs), *_within(bounds))
                .distinct()
            )
            found.update(connection.execute(query, {"codes": some, "periods": periods}).scalars())
    return found


def periods_of(connection: Connection, codes: Iterable[str], bounds: AsOf = UNBOUNDED) -> list[Period]:
    """The periods for which any of these agencies has a count or a published result within ``bounds``."""
    ids = list(agencies.ids(connection, codes).values())
    found: set[Period] = set()
    for table in (statistic, official_result):
        each = periods.of(table)
        theirs = select(table.c.submission_id).where(table.c.period == each.c.period, table.c.agency_id.in_(ids))
        query = select(each.c.period).where(each.c.period.is_not(None))
        if bounds != UNBOUNDED:
            # First whether anything at all arrived: else every figure of a later period would be looked at.
            fits = select(submission.c.id).where(submission.c.id == submission_period.c.submission_id, *_within(bounds))
            arrived = select(submission_period.c.period).where(submission_period.c.period == each.c.period)
            query = query.where(_any(arrived.where(_any(fits))))
            theirs = theirs.join(submission).where(*_within(bounds))
        found.update(connection.execute(query.where(_any(theirs))).scalars())
    return sorted(found, key=lambda period: (period.last_day, period.first_day))


def _any(query: Select[Any]) -> ColumnElement[bool]:
    """Whether there is a row, by looking for the first: of an ``EXISTS`` PostgreSQL may make a join over everything."""
    return query.limit(1).scalar_subquery().is_not(None)


def _within(bounds: AsOf) -> Iterator[ColumnElement[bool]]:
    if bounds.as_of is not None:
        yield submission.c.as_of <= bounds.as_of
    if bounds.known_at is not None:
        yield submission.c.received_at <= bounds.known_at
