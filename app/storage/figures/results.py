"""Reads published results by the agency, as ``histories.py`` does counts: one row of arrays, of which the newest stand.

Scores are taken from it at once; what else was published becomes a result when somebody asks for it.

Two kinds of authors may speak of an agency: those who cover its cohort, and those who do not. Of the score the newest
submission decides, of the rank and the average the newest of the first kind; the newest of the second is a claim.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Select, bindparam, select

from app.domain.agencies import covers_cohort
from app.domain.evaluation.published_results import Results
from app.domain.evaluation.scores import Claim, Official
from app.domain.periods import Period
from app.domain.scorecard.scoring import as_score
from app.domain.time import AsOf
from app.storage.figures.histories import Flags, Listed, Reach, Submissions
from app.storage.tables import agency, api_key, official_result, submission
from app.storage.types import Scaled, one_of, several

RESULT_FIELDS = ("score", "max", "rate", "rank", "ranked", "average", "detail_score")
COHORT_FIELDS = ("rank", "ranked", "average")
_OWN_FIELDS = tuple(name for name in RESULT_FIELDS[1:] if name not in COHORT_FIELDS)

_COLUMNS = ("code", "submission_id", "quality_id", *RESULT_FIELDS)
_SCALES = {name: kind.decimals for name in RESULT_FIELDS if isinstance(kind := official_result.c[name].type, Scaled)}
_CODE = select(agency.c.code).where(agency.c.id == official_result.c.agency_id).scalar_subquery()
_AGENCIES = select(agency.c.id).where(one_of(agency.c.code, "codes"))
_ROOTS = (
    select(submission.c.id, api_key.c.agency)
    .join(api_key, api_key.c.id == submission.c.key_id)
    .where(submission.c.id.in_(several("submissions")), api_key.c.agency.is_not(None))
)


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
    return reach.narrowed(query, official_result)


_Places = Mapping[str, int]  # by column, where in the arrays the result stands
_NONE: _Places = {}


class _CurrentResults:
    """Finds in rows of ``_results`` the results that stand.

    ``roots``: of the submissions that tell anything of a cohort, those with the key of one agency, and that agency.
    """

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
        telling = {row[2] for row in rows if self._tells(row)}
        ids = set[int]().union(*(self.submissions.listed[listed] for listed in telling))
        self.roots: dict[int, str] = dict(connection.execute(_ROOTS, {"submissions": list(ids)}).all()) if ids else {}

    def of(self, row: Any) -> Results:
        columns = self._columns[row[1]]
        places: _Places = self._places[row[1]]
        submissions = self.submissions.listed[row[2]]
        if len(places) < len(columns):  # some were published several times
            places = self._newest(columns, submissions, range(len(columns)))
        about_cohort = self._tells(row)
        if not about_cohort or self.roots.keys().isdisjoint(submissions):
            return _StoredResults(self, row, places, places, _NONE, about_cohort=about_cohort)
        by_cover: dict[bool, list[int]] = {True: [], False: []}
        for place, id_ in enumerate(submissions):
            by_cover[covers_cohort(self.roots.get(id_), row[0])].append(place)
        covered, claims = (self._newest(columns, submissions, by_cover[covers]) for covers in (True, False))
        return _StoredResults(self, row, places, covered, claims, about_cohort=bool(covered))

    def _tells(self, row: Any) -> bool:
        """Whether anybody tells a rank of the agency or an average."""
        return not all(row[place] in self._untold for place in _OF_COHORT)

    def _newest(self, columns: Sequence[str], submissions: Sequence[int], among: Sequence[int]) -> _Places:
        """The newest of each column among the results at some places."""
        keys, their = [columns[place] for place in among], [submissions[place] for place in among]
        return {keys[place]: among[place] for place in self.submissions.standing(keys, their)}

    def rest(self, row: Any) -> tuple[str, ...]:
        """The arrays after that of scores; those that are alike, as most are, only once."""
        return tuple(self._texts.setdefault(listed, listed) for listed in row[5:])


_OF_COHORT = [1 + _COLUMNS.index(name) for name in COHORT_FIELDS]


class _StoredResults(Results):
    """What was published of an agency, as it was read: the scores apart, of all else the arrays.

    ``covered``: where that stands which decides of rank and average; ``claims``: where what is only claimed stands.
    """

    __slots__ = (
        "_claims", "_covered", "_flags", "_places", "_rest", "_roots", "_scores", "_submissions", "_those",
        "about_cohort",
    )  # fmt: skip

    def __init__(
        self,
        read_: _CurrentResults,
        row: Any,
        places: _Places,
        covered: _Places,
        claims: _Places,
        *,
        about_cohort: bool,
    ) -> None:
        self._places, self._covered, self._claims = places, covered, claims
        self._rest, self.about_cohort = read_.rest(row), about_cohort
        self._scores: list[int | None] = orjson.loads(row[4])  # a score is stored in hundredths of a point
        self._those, self._submissions = read_.submissions, read_.submissions.listed[row[2]]
        self._roots = read_.roots
        self._flags = read_.flags.listed[row[3]]

    def __getitem__(self, column: str) -> Official:
        place, covered = self._places[column], self._covered.get(column)
        values = self._values(_OWN_FIELDS, place)
        if covered is not None:
            values |= self._values(COHORT_FIELDS, covered)
        if covered is not None and covered != place:
            values |= {"cohort_submission": self._submissions[covered], "cohort_as_of": self._date(covered)}
        return Official(
            self._submissions[place], self._date(place), self.score(column), **values, quality=self._flags[place]
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
        return self._date(self._places[column])

    def claim(self, column: str) -> Claim | None:
        place = self._claims.get(column)
        if place is None:
            return None
        values, id_ = self._values(COHORT_FIELDS, place), self._submissions[place]
        if all(each is None for each in values.values()):
            return None
        return Claim(self._roots[id_], id_, self._date(place), **values)

    def _date(self, place: int) -> datetime:
        return self._those.dates[self._submissions[place]]

    def _values(self, names: Sequence[str], place: int) -> dict[str, Any]:
        """The fields of what was published that are no score, by name."""
        return {name: _value(name, orjson.loads(self._rest[_REST[name]])[place]) for name in names}


_REST = {name: place for place, name in enumerate(RESULT_FIELDS[1:])}


def _value(name: str, stored: int | None) -> Decimal | int | None:
    scale = _SCALES.get(name)
    return stored if scale is None or stored is None else Decimal(stored).scaleb(-scale)
