"""One agency's scores: in every column the one that counts, as plain numbers; the rest is made when it is asked for.

There is one way for every source of figures: computed from reported counts, from derived ones or from those of the
province, granted, or published.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from app.domain.agencies import Agency
from app.domain.evaluation.computed_scores import ComputedScores
from app.domain.evaluation.rollup import RollUp
from app.domain.evaluation.scores import Basis, Card, Figure, Official, Source, common_source, newest
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import Points, as_points, as_score, sum_points

Made = TypeVar("Made")


def make_card(
    scorecard: Scorecard, agency: Agency, basis: Basis, rollup: RollUp, officials: Mapping[str, Official]
) -> Card:
    """Score an agency, and choose the figure that counts for the total, each group and each indicator.

    ``officials``: what was published of it, by column.
    """
    scores = AgencyScores(basis, ComputedScores(scorecard, rollup, agency.code), officials)
    figures = _Made(scorecard.maxima, scores.figure)
    return ScoredCard(agency, figures, _Made(scorecard.indicators, scores.computed.outcome), scores)


@dataclass(frozen=True, slots=True)
class ScoredCard(Card):
    """A card of which only the scores are there yet."""

    scores: "AgencyScores"

    def points(self, column: str) -> Points:
        return self.scores.points.get(column)

    def score(self, column: str) -> Decimal | None:
        return self.scores.score(column)

    def source(self, column: str) -> Source | None:
        return self.scores.sources.get(column)

    def official(self, column: str) -> Official | None:
        return self.scores.officials.get(column)

    @property
    def as_of(self) -> datetime | None:
        if self.scores.is_all_reported:
            return self.figures[TOTAL].as_of
        return self.scores.newest()


class AgencyScores:
    """The score that counts in every column that has one, and what it rests on.

    ``sources`` has the columns that have a figure, ``points`` their scores.
    """

    __slots__ = ("_basis", "_summed", "computed", "officials", "points", "sources")

    def __init__(self, basis: Basis, computed: ComputedScores, officials: Mapping[str, Official]) -> None:
        self._basis, self.computed, self.officials = basis, computed, officials
        self.points = self._standing()
        self.sources = dict.fromkeys(self.points, Source.COMPUTED)
        for column in computed.scorecard.maxima if officials else ():
            if column != TOTAL and column not in self.points and (score := self._published(column)) is not None:
                self.points[column], self.sources[column] = as_points(score), Source.OFFICIAL
        self._summed = self._add_total()

    def _published(self, column: str) -> Decimal | None:
        """The published score of a column, where published ones may be shown."""
        official = self.officials.get(column)
        return None if official is None or self._basis is Basis.COMPUTED else official.score

    def _standing(self) -> dict[str, Points]:
        """The computed scores that are shown. A published one goes before one from derived counts: the agencies below
        may not all be registered."""
        if self._basis is Basis.OFFICIAL:
            return {}
        points = self.computed.points.copy()
        for column in self.computed.derived:
            if self._published(column) is not None:
                points.pop(column, None)
        return points

    def _add_total(self) -> bool:
        """The sum of the groups; a published total only where no group is computed from reported counts (the letter of
        February 2025 prints groups with one decimal, which do not add up to its total). Returns whether it is a sum."""
        groups, sources, derived = self.computed.scorecard.codes_by_group, self.sources, self.computed.derived
        published = self._published(TOTAL)
        if published is not None and not any(
            sources.get(code) is Source.COMPUTED and code not in derived for code in groups
        ):
            self.points[TOTAL], sources[TOTAL] = as_points(published), Source.OFFICIAL
        elif sources.keys() >= groups.keys():
            self.points[TOTAL] = sum_points(map(self.points.__getitem__, groups))
            sources[TOTAL] = common_source(map(sources.__getitem__, groups))
            return True
        return False

    @property
    def is_all_reported(self) -> bool:
        """Whether every figure is computed, and none from derived counts."""
        return self.sources.get(TOTAL) is Source.COMPUTED and not self.computed.derived

    def _shown(self, column: str) -> Official | None:
        """The published result that is the figure of a column, if one is."""
        if self.sources.get(column) is not Source.OFFICIAL or (column == TOTAL and self._summed):
            return None
        return self.officials[column]

    def score(self, column: str) -> Decimal | None:
        """The score as it is shown; a published one as it was written."""
        points = self.points.get(column)
        if points is None:
            return None
        official = self._shown(column)
        return as_score(points) if official is None else official.score

    def figure(self, column: str) -> Figure:
        """The figure of a column; ``KeyError`` if the scorecard has no such column."""
        source = self.sources.get(column)
        return Figure(
            column,
            self.computed.scorecard.maxima[column],
            self.score(column),
            source,
            self.as_of(column),
            () if source else self._missing(column),
            self.officials.get(column),
            self._is_derived(column),
            () if source else self._not_derived(column),
        )

    def as_of(self, column: str) -> datetime | None:
        """The date of the figure of a column; of a total that of the newest group."""
        if official := self._shown(column):
            return official.as_of
        source = self.sources.get(column)
        if source is Source.COMPUTED:
            return self.computed.as_of((column,))
        return newest(map(self.as_of, self.computed.scorecard.codes_by_group)) if source else None

    def newest(self) -> datetime | None:
        """The date of the newest figure."""
        computed = [column for column, source in self.sources.items() if source is Source.COMPUTED]
        published = (official.as_of for column in self.sources if (official := self._shown(column)))
        return newest((*published, self.computed.as_of(computed)))

    def _is_derived(self, column: str) -> bool:
        if column == TOTAL:
            return self._summed and any(map(self._is_derived, self.computed.scorecard.codes_by_group))
        return self.sources.get(column) is Source.COMPUTED and column in self.computed.derived

    def _missing(self, column: str) -> tuple[str, ...]:
        """What a column misses, named one step below it: of the total groups, of others measures."""
        if column == TOTAL:
            return tuple(code for code in self.computed.scorecard.codes_by_group if code not in self.sources)
        return (column,) if self._basis is Basis.OFFICIAL else self.computed.missing(column)

    def _not_derived(self, column: str) -> tuple[NotDerived, ...]:
        """Why counts that there are give none of those that a column misses, a total through its missing groups."""
        if self._basis is Basis.OFFICIAL:
            return ()
        columns = self._missing(TOTAL) if column == TOTAL else (column,)
        return tuple(dict.fromkeys(each for code in columns for each in self.computed.not_derived(code)))


class _Made(Mapping[str, Made]):
    """Values by their keys, each made when it is first asked for."""

    __slots__ = ("_keys", "_make", "_there")

    def __init__(self, keys: Collection[str], make: Callable[[str], Made]) -> None:
        self._keys, self._make = keys, make
        self._there: dict[str, Made] = {}

    def __getitem__(self, key: str) -> Made:
        value = self._there.get(key)
        if value is None:
            value = self._there[key] = self._make(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
