"""The cards of a cohort: read from its columns, each made when it is asked for, with all that explains its scores."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from app.domain.evaluation.cohort_scores import CohortScores
from app.domain.evaluation.dates import Dates
from app.domain.evaluation.scores import Basis, Card, Claim, Figure, Official, Source
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.scorecard import TOTAL, Indicator
from app.domain.scorecard.scoring import Outcome, Points, as_score, score_indicator

Made = TypeVar("Made")


class Cards(Mapping[str, Card]):
    """The cards of a cohort by agency code. None is kept: to make one takes no longer than to find it."""

    __slots__ = ("_cohort", "_dates")

    def __init__(self, cohort: CohortScores) -> None:
        self._cohort, self._dates = cohort, Dates(cohort)

    def __getitem__(self, code: str) -> Card:
        place, scorecard = self._cohort.places[code], self._cohort.scorecard
        scores = AgencyScores(self._cohort, self._dates, place)
        figures, outcomes = _Made(scorecard.maxima, scores.figure), _Made(scorecard.indicators, scores.outcome)
        return ScoredCard(self._cohort.agencies[place], figures, outcomes, scores)

    def __iter__(self) -> Iterator[str]:
        return iter(self._cohort.places)

    def __len__(self) -> int:
        return len(self._cohort.places)

    def __contains__(self, code: object) -> bool:
        return code in self._cohort.places


@dataclass(frozen=True, slots=True)
class ScoredCard(Card):
    """A card of which only the scores are there yet."""

    scores: "AgencyScores"

    def points(self, column: str) -> Points:
        return self.scores.points(column)

    def score(self, column: str) -> Decimal | None:
        return self.scores.score(column)

    def source(self, column: str) -> Source | None:
        return self.scores.source(column)

    def official(self, column: str) -> Official | None:
        return self.scores.results.get(column)

    def claim(self, column: str) -> Claim | None:
        return self.scores.results.claim(column)

    @property
    def as_of(self) -> datetime | None:
        return self.scores.newest


class AgencyScores:
    """One agency's place in the columns of its cohort, and what its scores rest on."""

    __slots__ = ("_cohort", "_dates", "_place", "results")

    def __init__(self, cohort: CohortScores, dates: Dates, place: int) -> None:
        self._cohort, self._dates, self._place, self.results = cohort, dates, place, cohort.results[place]

    def points(self, column: str) -> Points:
        return self._cohort.points[column][self._place]

    def source(self, column: str) -> Source | None:
        return self._cohort.sources[column][self._place]

    def score(self, column: str) -> Decimal | None:
        """The score as it is shown; a published one as it was written."""
        points = self.points(column)
        if points is None:
            return None
        is_sum = column == TOTAL and self._place not in self._cohort.published_totals
        if self.source(column) is Source.OFFICIAL and not is_sum:
            return self.results.score(column)
        return as_score(points)

    def figure(self, column: str) -> Figure:
        """The figure of a column; ``KeyError`` if the scorecard has no such column."""
        source = self.source(column)
        return Figure(
            column,
            self._cohort.scorecard.maxima[column],
            self.score(column),
            source,
            self._dates.of(self._place, (column,)),
            () if source else self._missing(column),
            self.results.get(column),
            self._is_derived(column),
            () if source else self._not_derived(column),
        )

    def outcome(self, code: str) -> Outcome:
        """An indicator's score with all that explains it; ``KeyError`` if the scorecard has no such indicator."""
        cohort, indicator = self._cohort, self._cohort.scorecard.indicators[code]
        if code not in cohort.computed.unreported[self._place]:
            return score_indicator(indicator, cohort.rollup.reported(self._code))
        found = cohort.rollup.find(indicator, self._code)
        return score_indicator(indicator, found.counts, found.incomplete, self._obstacles(indicator))

    @property
    def newest(self) -> datetime | None:
        """The date of the newest figure."""
        return self._dates.newest[self._place]

    @property
    def _code(self) -> str:
        return self._cohort.codes[self._place]

    def _is_computed(self, code: str) -> bool:
        return bool(self._cohort.computed.there[code][self._place])

    def _is_derived(self, column: str) -> bool:
        if column == TOTAL:
            is_sum = self.source(TOTAL) is not None and self._place not in self._cohort.published_totals
            return is_sum and any(map(self._is_derived, self._cohort.scorecard.codes_by_group))
        derived = self._cohort.computed.derived.get(column, ())
        return self._place in derived and self.source(column) is Source.COMPUTED

    def _missing(self, column: str) -> tuple[str, ...]:
        """What a column misses, named one step below it: of the total groups, of others measures."""
        scorecard = self._cohort.scorecard
        if column == TOTAL:
            return tuple(code for code in scorecard.codes_by_group if self.source(code) is None)
        if self._cohort.basis is Basis.OFFICIAL:
            return (column,)
        lacking: dict[str, None] = {}
        for indicator in scorecard.indicators_of[column]:
            if not self._is_computed(indicator.code):
                there = self._cohort.rollup.find(indicator, self._code).numbers
                lacking.update((measure, None) for measure in indicator.measures if measure not in there)
        return tuple(lacking)

    def _not_derived(self, column: str) -> tuple[NotDerived, ...]:
        """Why counts that there are give none of those that a column misses, a total through its missing groups."""
        if self._cohort.basis is Basis.OFFICIAL:
            return ()
        columns = self._missing(TOTAL) if column == TOTAL else (column,)
        indicators = (each for code in columns for each in self._cohort.scorecard.indicators_of[code])
        return tuple(dict.fromkeys(reason for each in indicators for reason in self._obstacles(each)))

    def _obstacles(self, indicator: Indicator) -> tuple[NotDerived, ...]:
        """Why counts that there are of an indicator without a score do not give it."""
        if self._is_computed(indicator.code):
            return ()
        return self._cohort.rollup.not_derived(indicator, self._code)


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
