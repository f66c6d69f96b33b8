"""Reads counts by the agency: all that it ever reported for a period comes as one row, of which the newest stand.

The driver makes a Python object of every row and every value, which takes longer than finding them: a country's counts
row by row take four times as long as the same in rows of one agency each.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Table, Text, bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.domain.enums import Provenance
from app.domain.evaluation.reported_counts import NO_FLAGS, Origins, Reports
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.time import AsOf
from app.storage.provenance import comes_from
from app.storage.tables import agency, measure, portal_submission, quality, statistic, submission
from app.storage.types import one_of, several


@dataclass(frozen=True, slots=True)
class Reach:
    """Which conditions a query for figures has; without one it has no cost."""

    dated: bool
    known: bool
    pulled: bool
    provenance: Provenance | None = None

    @classmethod
    def of(cls, bounds: AsOf, *, pulled: bool, provenance: Provenance | None = None) -> "Reach":
        return cls(bounds.as_of is not None, bounds.known_at is not None, pulled, provenance)

    def narrowed(self, query: Select[Any], table: Table) -> Select[Any]:
        """A query for figures of a table with its conditions, joined with their submissions where these decide.

        Parameters: the ``as_of`` up to which figures are dated, the ``known_at`` up to which they were received.
        """
        if self.dated or self.known or self.provenance:
            query = query.join(submission, submission.c.id == table.c.submission_id)
        if self.provenance:
            query = query.where(comes_from(self.provenance))
        if self.dated:
            query = query.where(submission.c.as_of <= bindparam("as_of"))
        if self.known:
            query = query.where(submission.c.received_at <= bindparam("known_at"))
        if self.pulled:
            query = query.join(portal_submission, portal_submission.c.submission_id == table.c.submission_id)
        return query


def read(  # noqa: PLR0913 - each narrows what is read
    connection: Connection,
    periods: Sequence[Period],
    codes: Sequence[str],
    bounds: AsOf,
    measures: Collection[str] | None,
    *,
    pulled: bool,
    provenance: Provenance | None = None,
) -> dict[Period, dict[str, Reports]]:
    """The counts of some agencies that stand within ``bounds``, by period and agency; with ``measures`` only of these.

    ``codes``: so many as fit into one statement. ``pulled``, ``provenance``: as if nobody else had reported.
    """
    names = dict(connection.execute(_MEASURES).all())
    query = _histories(Reach.of(bounds, pulled=pulled, provenance=provenance), some=measures is not None)
    wanted = [id_ for id_, code in names.items() if measures is None or code in measures]
    values = {"codes": codes, "measures": wanted, "as_of": bounds.as_of, "known_at": bounds.known_at}
    found = {}
    for period in periods:
        rows: Sequence[Any] = connection.execute(query, {**values, "period": period}).all()
        standing = _CurrentCounts(connection, names, rows)
        found[period] = {row[0]: standing.of(period, row) for row in rows}
    return found


_MEASURES = select(measure.c.id, measure.c.code)
_AGENCIES = select(agency.c.id).where(one_of(agency.c.code, "codes"))
_CODE = select(agency.c.code).where(agency.c.id == statistic.c.agency_id).scalar_subquery()
_DATES = (
    select(submission.c.id, submission.c.as_of)
    .where(submission.c.id.in_(several("submissions")))
    .order_by(submission.c.as_of, submission.c.id)
)
_QUALITIES = select(quality).where(quality.c.id.in_(several("qualities")))


class Listed(FunctionElement[str]):
    """The numbers of a group as a JSON array."""

    inherit_cache = True
    type = Text()


@compiles(Listed)
def _json_agg(element: Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_agg({compiler.process(element.clauses, **options)}) AS TEXT)"


@compiles(Listed, "sqlite")
def _json_group_array(element: Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


_COLUMNS = ("measure_id", "submission_id", "value", "quality_id")


@cache
def _histories(reach: Reach, *, some: bool) -> Select[Any]:
    """Of each agency the measures, the submissions, the values and the flags of its counts in a period, as four arrays
    in one order.

    Made once: making it takes longer than most of its answers. ``some``: only of the ``measures`` given.
    """
    query: Select[Any] = (
        select(_CODE, *(Listed(statistic.c[name]) for name in _COLUMNS))
        .where(statistic.c.period == bindparam("period"), statistic.c.agency_id.in_(_AGENCIES))
        .group_by(statistic.c.agency_id)
    )
    if some:
        query = query.where(statistic.c.measure_id.in_(several("measures")))
    return reach.narrowed(query, statistic)


class _CurrentCounts:
    """Finds in rows of ``_histories`` the counts that stand. ``measures``: their codes by id."""

    def __init__(self, connection: Connection, measures: Mapping[int, str], rows: Sequence[Any]) -> None:
        self._measures = measures
        # Most agencies report the same measures: then they share the places of these, too.
        self._codes: dict[str, list[str]] = {}
        self._places: dict[tuple[str, ...], dict[str, int]] = {}
        self._submissions = Submissions(connection, {row[2] for row in rows})
        self._flags = Flags(connection, {row[4] for row in rows})

    def of(self, period: Period, row: Any) -> Reports:
        code, listed_measures, listed_submissions, listed_values, listed_flags = row
        measures = self._codes.get(listed_measures)
        if measures is None:
            measures = self._codes[listed_measures] = [self._measures[id_] for id_ in orjson.loads(listed_measures)]
        submissions, numbers = self._submissions.listed[listed_submissions], orjson.loads(listed_values)
        flags = self._flags.listed[listed_flags]
        if len(set(measures)) < len(measures):  # some were corrected
            standing = self._submissions.standing(measures, submissions)
            measures = [measures[place] for place in standing]
            submissions = [submissions[place] for place in standing]
            numbers = [numbers[place] for place in standing]
            flags = [flags[place] for place in standing]
        same = submissions.count(submissions[0]) == len(submissions)
        origins = Origins(submissions[0] if same else array("q", submissions), self._submissions.dates)
        return Reports(code, period, self._shared(measures), array("q", numbers), origins, self._named(measures, flags))

    def _named(self, measures: Sequence[str], flags: Sequence[Quality | None]) -> Mapping[str, Quality]:
        if not self._flags.are_there:
            return NO_FLAGS
        return {measure: flag for measure, flag in zip(measures, flags, strict=True) if flag}

    def _shared(self, measures: Sequence[str]) -> dict[str, int]:
        key = tuple(measures)
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = {measure: place for place, measure in enumerate(measures)}
        return places


class Submissions:
    """The submissions of some figures: ``dates`` by id, and the ids of each list that was read."""

    def __init__(self, connection: Connection, lists: Iterable[str]) -> None:
        self.listed: dict[str, list[int]] = {listed: orjson.loads(listed) for listed in lists}
        several = set[int]().union(*self.listed.values())
        dates = connection.execute(_DATES, {"submissions": list(several)}).all() if several else ()
        self.dates: dict[int, datetime] = dict(dates)
        self._places = {id_: place for place, (id_, _) in enumerate(dates)}

    def standing(self, keys: Sequence[str], submissions: Sequence[int]) -> Collection[int]:
        """Where the figure of each key stands that comes from the submission with the latest date."""
        found = dict(zip(keys, range(len(keys)), strict=True))
        dated = self._places
        for place in set(range(len(keys))).difference(found.values()):
            if dated[submissions[found[keys[place]]]] < dated[submissions[place]]:
                found[keys[place]] = place
        return found.values()


class Flags:
    """The publisher's flags of some figures, by the lists that were read of their ids."""

    def __init__(self, connection: Connection, lists: Iterable[str]) -> None:
        listed: dict[str, list[int | None]] = {each: orjson.loads(each) for each in lists}
        ids = set[int | None]().union(*listed.values()) - {None}
        found = connection.execute(_QUALITIES, {"qualities": list(ids)}).all() if ids else ()
        qualities: dict[int | None, Quality] = {row.id: Quality(row.status, row.message or None) for row in found}
        self.are_there = bool(qualities)
        self.listed = {each: [qualities.get(id_) for id_ in numbers] for each, numbers in listed.items()}
