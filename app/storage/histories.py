"""Reads counts by the agency: all that it ever reported for a period comes as one row, of which the newest stand.

The driver makes a Python object of every row and every value, which takes longer than finding them: a country's counts
row by row take four times as long as the same in rows of one agency each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, cast, func, select

from app.domain.moments import Bounds
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.reports import Reports
from app.storage.tables import agency, measure, portal_submission, quality, statistic, submission
from app.storage.types import one_of


@dataclass(frozen=True, slots=True)
class Reach:
    """Which conditions a query for figures has; without one it has no cost."""

    dated: bool
    known: bool
    pulled: bool

    @classmethod
    def of(cls, bounds: Bounds, *, pulled: bool) -> "Reach":
        return cls(bounds.as_of is not None, bounds.known_at is not None, pulled)


def read(
    connection: Connection,
    periods: Sequence[Period],
    codes: Sequence[str],
    bounds: Bounds,
    measures: Collection[str] | None,
    *,
    pulled: bool,
) -> dict[Period, dict[str, Reports]]:
    """The counts of some agencies that stand within ``bounds``, by period and agency; with ``measures`` only of these.

    ``codes``: so many as fit into one statement.
    """
    names = dict(connection.execute(_MEASURES).all())
    query = _histories(Reach.of(bounds, pulled=pulled), some=measures is not None)
    wanted = [id_ for id_, code in names.items() if measures is None or code in measures]
    values = {"codes": codes, "measures": wanted, "as_of": bounds.as_of, "known_at": bounds.known_at}
    found = {}
    for period in periods:
        rows: Sequence[Any] = connection.execute(query, {**values, "period": period}).all()
        standing = _Standing(connection, names, rows)
        found[period] = {row[0]: standing.of(period, row) for row in rows}
    return found


def _several(name: str) -> Any:
    return bindparam(name, expanding=True)


_MEASURES = select(measure.c.id, measure.c.code)
_AGENCIES = select(agency.c.id).where(one_of(agency.c.code, "codes"))
_CODE = select(agency.c.code).where(agency.c.id == statistic.c.agency_id).scalar_subquery()
_DATES = (
    select(submission.c.id, submission.c.as_of)
    .where(submission.c.id.in_(_several("submissions")))
    .order_by(submission.c.as_of, submission.c.id)
)
_QUALITIES = select(quality).where(quality.c.id.in_(_several("qualities")))


@cache
def _histories(reach: Reach, *, some: bool) -> Select[Any]:
    """Of each agency the measures, the submissions and the values of its counts in a period, and for each that has a
    flag the measure, the submission and the flag: each as numbers with commas between them.

    Made once: making it takes longer than most of its answers. ``some``: only of the ``measures`` given.
    """
    flagged = _text(statistic.c.measure_id) + "," + _text(statistic.c.submission_id)
    query: Select[Any] = (
        select(
            _CODE,
            *(_joined(_text(statistic.c[name])) for name in ("measure_id", "submission_id", "value")),
            _joined(flagged + "," + _text(statistic.c.quality_id)),  # null without a flag, and nulls are left out
        )
        .where(statistic.c.period == bindparam("period"), statistic.c.agency_id.in_(_AGENCIES))
        .group_by(statistic.c.agency_id)
    )
    if some:
        query = query.where(statistic.c.measure_id.in_(_several("measures")))
    if reach.dated or reach.known:
        query = query.join(submission, submission.c.id == statistic.c.submission_id)
    if reach.dated:
        query = query.where(submission.c.as_of <= bindparam("as_of"))
    if reach.known:
        query = query.where(submission.c.received_at <= bindparam("known_at"))
    if reach.pulled:
        query = query.join(portal_submission, portal_submission.c.submission_id == statistic.c.submission_id)
    return query


def _text(number: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(number, Text)


def _joined(text: ColumnElement[str]) -> ColumnElement[str]:
    return func.aggregate_strings(text, ",")


def _numbers(joined: str) -> list[int]:
    found: list[int] = orjson.loads(f"[{joined}]")
    return found


class _Standing:
    """Finds in rows of ``_histories`` the counts that stand. ``measures``: their codes by id."""

    def __init__(self, connection: Connection, measures: Mapping[int, str], rows: Sequence[Any]) -> None:
        self._measures = measures
        self._codes: dict[str, list[str]] = {}  # most agencies report the same measures, in the same submissions
        self._submissions = {joined: _numbers(joined) for joined in {row[2] for row in rows}}
        several = set[int]().union(*self._submissions.values())
        dates = connection.execute(_DATES, {"submissions": list(several)}).all() if several else ()
        self._dates: dict[int, datetime] = dict(dates)
        self._places = {id_: place for place, (id_, _) in enumerate(dates)}
        self._flags = {row[4]: _numbers(row[4]) for row in rows if row[4]}
        flags = {id_ for some in self._flags.values() for id_ in some[2::3]}
        found = connection.execute(_QUALITIES, {"qualities": list(flags)}).all() if flags else ()
        self._qualities = {row.id: Quality(row.status, row.message or None) for row in found}

    def of(self, period: Period, row: Any) -> Reports:
        code, joined_measures, joined_submissions, joined_values, joined_flags = row
        measures = self._codes.get(joined_measures)
        if measures is None:
            measures = self._codes[joined_measures] = [self._measures[id_] for id_ in _numbers(joined_measures)]
        submissions, values = self._submissions[joined_submissions], _numbers(joined_values)
        if len(set(submissions)) == 1:
            numbers, origins = dict(zip(measures, values, strict=True)), dict.fromkeys(measures, submissions[0])
        else:
            numbers, origins = self._newest(measures, submissions, values)
        return Reports(code, period, numbers, origins, self._dates, self._flags_of(joined_flags, origins))

    def _newest(
        self, measures: Sequence[str], submissions: Sequence[int], values: Sequence[int]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Of each measure the value from the submission with the latest date, and this submission."""
        places = self._places
        numbers: dict[str, int] = {}
        origins: dict[str, int] = {}
        for name, submission_id, value in zip(measures, submissions, values, strict=True):
            if name not in origins or places[origins[name]] < places[submission_id]:
                numbers[name] = value
                origins[name] = submission_id
        return numbers, origins

    def _flags_of(self, joined: str | None, origins: Mapping[str, int]) -> dict[str, Quality]:
        """The flags of the counts that stand, by measure."""
        if joined is None:
            return {}
        flags = self._flags[joined]
        return {
            name: self._qualities[flag]
            for id_, submission_id, flag in zip(flags[::3], flags[1::3], flags[2::3], strict=True)
            if origins[name := self._measures[id_]] == submission_id
        }
