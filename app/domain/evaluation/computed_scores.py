"""What one agency's counts give, as plain numbers: those that it reported, derived ones, those of its province."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.evaluation.rollup import ResolvedCounts, RollUp
from app.domain.evaluation.scores import newest
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.scorecard import Indicator, Scorecard
from app.domain.scorecard.scoring import Outcome, Points, score_indicator, score_of, sum_points


class ComputedScores:
    """What an agency's counts give. ``points``: by column, of those only in which no count is missing.

    ``found``: of the indicators that are not scored from the agency's own ``reports``, what was found instead.
    ``derived``: the columns that rest on derived counts.
    """

    __slots__ = ("_agency", "_rollup", "derived", "found", "points", "reports", "scorecard")

    def __init__(self, scorecard: Scorecard, rollup: RollUp, agency: str) -> None:
        self.scorecard, self.reports = scorecard, rollup.reported(agency)
        self._rollup, self._agency = rollup, agency
        self.points: dict[str, Points] = {}
        self.found: dict[str, ResolvedCounts] = {}
        self.derived: set[str] = set()
        numbers = self.reports.numbers
        for code, indicator in scorecard.indicators.items():
            try:
                self.points[code] = score_of(indicator.formula, numbers)
            except KeyError:
                self._find(indicator, rollup.find(indicator, agency))
        for group, codes in scorecard.codes_by_group.items():
            try:
                self.points[group] = sum_points(map(self.points.__getitem__, codes))
            except KeyError:  # an indicator misses a count
                continue
            if self.derived and not self.derived.isdisjoint(codes):
                self.derived.add(group)

    def _find(self, indicator: Indicator, found: ResolvedCounts) -> None:
        self.found[indicator.code] = found
        if found.derived:
            self.derived.add(indicator.code)
        try:
            self.points[indicator.code] = score_of(indicator.formula, found.numbers)
        except KeyError:
            granted = indicator.formula.granted
            if granted is not None and not found and not self._rollup.has_months(indicator, self._agency):
                self.points[indicator.code] = granted

    def outcome(self, code: str) -> Outcome:
        """An indicator's score with all that explains it."""
        indicator, found = self.scorecard.indicators[code], self.found.get(code)
        if found is None:
            return score_indicator(indicator, self.reports)
        return score_indicator(indicator, found.counts, found.incomplete, self._obstacles(indicator))

    def _obstacles(self, indicator: Indicator) -> tuple[NotDerived, ...]:
        return () if indicator.code in self.points else self._rollup.not_derived(indicator, self._agency)

    def as_of(self, columns: Sequence[str]) -> datetime | None:
        """The date of the newest count under the scores of some columns."""
        own: set[str] = set()
        dates: list[datetime | None] = []
        for column in columns:
            if not self.found:
                own |= self.scorecard.measures_of[column]
                continue
            for indicator in self.scorecard.indicators_of[column]:
                found = self.found.get(indicator.code)
                if found is None:
                    own.update(indicator.measures)
                elif found:
                    dates.append(found.newest(indicator.measures))
        return newest((*dates, self.reports.newest(own) if own else None))

    def missing(self, column: str) -> tuple[str, ...]:
        """The measures of which a column misses a count."""
        lacking = (
            measure
            for indicator in self.scorecard.indicators_of[column]
            if indicator.code not in self.points
            for measure in indicator.measures
            if measure not in self.found[indicator.code].numbers
        )
        return tuple(dict.fromkeys(lacking))

    def not_derived(self, column: str) -> tuple[NotDerived, ...]:
        """Why counts that there are give none of those that a column misses; each reason once."""
        indicators = self.scorecard.indicators_of[column]
        return tuple(dict.fromkeys(each for indicator in indicators for each in self._obstacles(indicator)))
