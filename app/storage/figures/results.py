"""Reads published results by the agency, as ``histories.py`` does counts: one row of arrays, of which the newest stand.

Scores are taken from it at once; what else was published becomes a result when somebody asks for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Select, bindparam, select

from app.domain.evaluation.published_results import Results
from app.domain.evaluation.scores import Official
from app.domain.periods import Period
from app.domain.scorecard.scoring import as_score
from app.domain.time import AsOf
from app.storage.figures.histories import Flags, Listed, Reach, Submissions
from app.storage.tables import agency, official_result, submission
from app.storage.types import Scaled, one_of

RESULT_FIELDS = ("score", "max", "rate", "rank", "ranked", "average", "detail_score")

_COLUMNS = ("code", "submission_id", "quality_id", *RESULT_FIELDS)
_SCALES = {name: kind.decimals for name in RESULT_FIELDS if isinstance(kind := official_result.c[name].type, Scaled)}
_CODE = select(agency.c.code).where(agency.c.id == official_result.c.agency_id).scalar_subquery()
_AGENCIES = select(agency.c.id).where(one_of(agency.c.code, "codes"))


def read(
    connection: Connection, period: Period, codes: Sequence[str], bounds: AsOf, *, pulled: bool
) -> dict[str, Results]:
    """The published results of some agencies that stand within ``bounds``, by agency.

    ``codes``: so many as fit into one statement.
    """
    values = {"codes": codes, "period": period, "as_of": bounds.as_of, "known_at": bounds.known_at}
    rows: Sequence[Any] = connection.execute(_results(Reach.of(bounds, pulled=pulled)), values).all()
    standing = _CurrentResults(connection, rows)
    return {row[0]: standing.of(row) for row in rows}


@cache
def _results(reach: Reach) -> Select[Any]:
    """Of each agency what was published of it in a period, as arrays in one order. Made once, as that of counts."""
    query: Select[Any] = (
        select(_CODE, *(Listed(official_result.c[name]) for name in _COLUMNS))
        .where(official_result.c.period == bindparam("period"), official_result.c.agency_id.in_(_AGENCIES))
        .group_by(official_result.c.agency_id)
    )
    if reach.dated or reach.known:
        query = query.join(submission, submission.c.id == official_result.c.submission_id)
    return reach.narrowed(query, official_result)


class _CurrentResults:
    """Finds in rows of ``_results`` the results that stand."""

    def __init__(self, connection: Connection, rows: Sequence[Any]) -> None:
        self._columns: dict[str, list[str]] = {listed: orjson.loads(listed) for listed in {row[1] for row in rows}}
        self._places = {
            listed: {column: place for place, column in enumerate(columns)} for listed, columns in self._columns.items()
        }
        self.submissions = Submissions(connection, {row[2] for row in rows})
        self.flags = Flags(connection, {row[3] for row in rows})
        self._texts: dict[str, str] = {}
        # Of few agencies anything is told but their own score.
        of_cohort = {row[place] for row in rows for place in _OF_COHORT}
        self._untold = {listed for listed in of_cohort if not any(each is not None for each in orjson.loads(listed))}

    def of(self, row: Any) -> Results:
        places, columns = self._places[row[1]], self._columns[row[1]]
        if len(places) < len(columns):  # some were published several times
            standing = self.submissions.standing(columns, self.submissions.listed[row[2]])
            places = {columns[place]: place for place in standing}
        about_cohort = not all(row[place] in self._untold for place in _OF_COHORT)
        return _StoredResults(self, row, places, about_cohort=about_cohort)

    def rest(self, row: Any) -> tuple[str, ...]:
        """The arrays after that of scores; those that are alike, as most are, only once."""
        return tuple(self._texts.setdefault(listed, listed) for listed in row[5:])


_OF_COHORT = [1 + _COLUMNS.index(name) for name in ("rank", "average")]


class _StoredResults(Results):
    """What was published of an agency, as it was read: the scores apart, of all else the arrays."""

    __slots__ = ("_flags", "_places", "_rest", "_scores", "_submissions", "_those", "about_cohort")

    def __init__(self, read_: _CurrentResults, row: Any, places: Mapping[str, int], *, about_cohort: bool) -> None:
        self._places, self._rest, self.about_cohort = places, read_.rest(row), about_cohort
        self._scores: list[int | None] = orjson.loads(row[4])  # a score is stored in hundredths of a point
        self._those, self._submissions = read_.submissions, read_.submissions.listed[row[2]]
        self._flags = read_.flags.listed[row[3]]

    def __getitem__(self, column: str) -> Official:
        place = self._places[column]
        rest: dict[str, Any] = {
            name: _value(name, orjson.loads(listed)[place])
            for name, listed in zip(RESULT_FIELDS[1:], self._rest, strict=True)
        }
        return Official(
            self._submissions[place], self.as_of(column), self.score(column), **rest, quality=self._flags[place]
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def points(self, column: str) -> int | None:
        place = self._places.get(column)
        return None if place is None else self._scores[place]

    def score(self, column: str) -> Decimal | None:
        score = self._scores[self._places[column]]
        return None if score is None else as_score(score)

    def as_of(self, column: str) -> datetime:
        return self._those.dates[self._submissions[self._places[column]]]


def _value(name: str, stored: int | None) -> Decimal | int | None:
    scale = _SCALES.get(name)
    return stored if scale is None or stored is None else Decimal(stored).scaleb(-scale)
