"""How many cases a score takes: exactly, by asking the arithmetic of the index with other counts."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.agencies import root_code
from app.domain.evaluation.scores import Card
from app.domain.measures import MAX_COUNT
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import Points, score_ratio


@dataclass(frozen=True, slots=True)
class Position:
    """Where an agency stands in an indicator: its counts. ``own``: they are the agency's own, or of those below it;
    else they are shared by all below a ministry or province, and it cannot move them."""

    indicator: Indicator
    numerator: int
    denominator: int
    own: bool = True

    @property
    def points(self) -> int:
        """The score in hundredths of a point; 0 where there is none for want of cases, as the group counts it."""
        return self.with_counts(self.numerator, self.denominator) or 0

    @property
    def bad(self) -> int:
        """The cases that could still be made good."""
        return max(self.denominator - self.numerator, 0)

    def with_counts(self, numerator: int, denominator: int) -> Points:
        return score_ratio(self.indicator.formula, numerator, denominator)

    def converted(self, points: int) -> int | None:
        """The fewest existing cases that must become good for at least ``points``; ``None`` where all do not do it."""
        if (self.with_counts(self.denominator, self.denominator) or 0) < points:
            return None
        reached = range(self.numerator, max(self.denominator, self.numerator) + 1)
        return bisect_left(reached, points, key=lambda n: self.with_counts(n, self.denominator) or 0)

    def added(self, points: int) -> int | None:
        """The fewest new cases, all of them good, for at least ``points``; ``None`` where no number does it."""
        if points > self.indicator.formula.full:
            return None
        new = range(MAX_COUNT - self.denominator + 1)
        least = bisect_left(new, points, key=lambda k: self.with_counts(self.numerator + k, self.denominator + k) or 0)
        return least if least < len(new) else None


def positions(card: Card) -> Mapping[str, Position]:
    """By indicator, in the scorecard's order, where an agency stands; those are missing whose counts are not known.

    What is not measured below a ministry or province is not the agency's own there, even where it was sent for the
    agency itself: the portal copies the counts to all below.
    """
    is_root = card.agency.code == root_code(card.agency.code)
    return {
        code: Position(
            outcome.indicator, outcome.numerator, outcome.denominator, is_root or not outcome.indicator.inherited
        )
        for code, outcome in card.outcomes.items()
        if outcome.numerator is not None and outcome.denominator is not None
    }
