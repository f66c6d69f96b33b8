"""Agencies that reported all there is to score: scored in one pass over plain numbers, explained when somebody asks.

Everything else (what is missing, derived from others or only published) is made by ``cards.make_card``.
``tests/unit/domain/test_tallies.py`` holds the two together: whoever can be tallied gets the same card from both.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from app.domain.agencies import Agency
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.scores import Card, Figure, Official, Source
from app.domain.scorecard.scorecard import TOTAL, Indicator, Scorecard, Unmeasured
from app.domain.scorecard.scoring import Count, Outcome, as_score, score_indicator, score_of, sum_points

Points = int | None  # hundredths of a point; none for want of cases


class Tally(NamedTuple):
    """The scores of an agency by column, and what it was that reported, by indicator, where that was not the agency
    itself: its ministry or province, or nobody where the marks are granted."""

    points: Mapping[str, Points]
    own: Reports
    elsewhere: Mapping[str, Reports | None]

    def reports(self, indicator: str) -> Reports | None:
        return self.elsewhere.get(indicator, self.own)


def tally(scorecard: Scorecard, own: Reports, above: Mapping[str, Count], *, alone: bool) -> Tally | None:
    """Score an agency from its own counts and, in what is inherited, from those of its ministry or province.

    ``None`` where that is not all: something is missing, or could be derived. ``alone``: there are neither months nor
    agencies below that anything could be derived from.
    """
    numbers = own.numbers
    points: dict[str, Points] = {}
    elsewhere: dict[str, Reports | None] = {}
    for code, indicator in scorecard.indicators.items():
        try:
            points[code] = score_of(indicator.formula, numbers)
        except KeyError:
            if not alone or not numbers.keys().isdisjoint(indicator.measures):
                return None
            found = _elsewhere(indicator, above)
            if found is None:
                return None
            points[code], elsewhere[code] = found
    groups = {code: sum_points(map(points.__getitem__, inner)) for code, inner in scorecard.codes_by_group.items()}
    return Tally({**points, **groups, TOTAL: sum(groups.values())}, own, elsewhere)


def _elsewhere(indicator: Indicator, above: Mapping[str, Count]) -> tuple[Points, Reports | None] | None:
    """The score of an indicator of which the agency itself counted nothing, and who did."""
    if indicator.inherited:
        if isinstance(above, Reports) and above.keys() >= set(indicator.measures):
            return score_of(indicator.formula, above.numbers), above
        return None
    return (indicator.formula.full, None) if indicator.unmeasured is Unmeasured.FULL else None


class TalliedCard(Card):
    """A card of which only the scores are there yet; its figures and outcomes are made when they are asked for."""

    __slots__ = ("_tally",)
    _tally: Tally

    def __init__(self, scorecard: Scorecard, agency: Agency, tallied: Tally, officials: Mapping[str, Official]) -> None:
        super().__init__(agency, _Figures(scorecard, tallied, officials), _Outcomes(scorecard, tallied))
        object.__setattr__(self, "_tally", tallied)

    def points(self, column: str) -> Points:
        return self._tally.points[column]

    def score(self, column: str) -> Decimal | None:
        points = self._tally.points[column]
        return None if points is None else as_score(points)

    def source(self, column: str) -> Source | None:
        return Source.COMPUTED

    @property
    def as_of(self) -> datetime | None:
        return self.figures[TOTAL].as_of


class _Figures(Mapping[str, Figure]):
    __slots__ = ("_made", "_officials", "_scorecard", "_tally")

    def __init__(self, scorecard: Scorecard, tallied: Tally, officials: Mapping[str, Official]) -> None:
        self._scorecard, self._tally, self._officials = scorecard, tallied, officials
        self._made: dict[str, Figure] = {}

    def __getitem__(self, column: str) -> Figure:
        figure = self._made.get(column)
        if figure is None:
            points = self._tally.points[column]
            self._made[column] = figure = Figure(
                column,
                self._scorecard.maxima[column],
                None if points is None else as_score(points),
                Source.COMPUTED,
                self._as_of(column),
                official=self._officials.get(column),
            )
        return figure

    def _as_of(self, column: str) -> datetime | None:
        """The date of the newest count under a score."""
        own, elsewhere = self._tally.own, self._tally.elsewhere
        if not elsewhere:
            return own.newest(self._scorecard.measures_of[column])
        indicators = self._scorecard.indicators_of[column]
        used = ((self._tally.reports(each.code), each.measures) for each in indicators)
        return max((reports.newest(measures) for reports, measures in used if reports is not None), default=None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tally.points)

    def __len__(self) -> int:
        return len(self._tally.points)


class _Outcomes(Mapping[str, Outcome]):
    __slots__ = ("_made", "_scorecard", "_tally")

    def __init__(self, scorecard: Scorecard, tallied: Tally) -> None:
        self._scorecard, self._tally = scorecard, tallied
        self._made: dict[str, Outcome] = {}

    def __getitem__(self, code: str) -> Outcome:
        outcome = self._made.get(code)
        if outcome is None:
            indicator = self._scorecard.indicators[code]
            self._made[code] = outcome = score_indicator(indicator, self._tally.reports(code) or {})
        return outcome

    def __iter__(self) -> Iterator[str]:
        return iter(self._scorecard.indicators)

    def __len__(self) -> int:
        return len(self._scorecard.indicators)
