"""One agency before any change: its counts, its scores, and which indicators one case touches together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Card, Source
from app.domain.scorecard.levers import Lever
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import Points, Rule, as_points
from app.domain.what_if.cases import Position, positions


@dataclass(frozen=True, slots=True)
class Base:
    """What gains are added to: a group or the total as the card has it; ``points`` in hundredths, ``None`` where the
    score is not known.

    ``increments``: it is a published score, to which gains of indicators whose counts are known are added, as groups
    are sums of rounded parts. ``left_out``: the indicators below it whose counts are not known, so that nothing can be
    said of them.
    """

    code: str
    points: Points
    full: int
    source: Source | None
    increments: bool
    left_out: tuple[str, ...]

    def after(self, gain: int) -> Points:
        """The score with a gain: never more than the maximum, which an older published score could pass."""
        return None if self.points is None else min(self.points + gain, self.full)


@dataclass(frozen=True, slots=True)
class Standing:
    """An agency's card and, by indicator, its counts where they are known."""

    scorecard: Scorecard
    card: Card
    positions: Mapping[str, Position]

    @classmethod
    def of(cls, evaluation: Evaluation, code: str) -> "Standing":
        card = evaluation.cards[code]
        return cls(evaluation.scorecard, card, positions(card))

    def lever(self, code: str) -> Lever | None:
        return self.scorecard.levers.get(code)

    def group_of(self, code: str) -> str:
        """The group of an indicator."""
        return next(group for group, codes in self.scorecard.codes_by_group.items() if code in codes)

    def moved_with(self, code: str) -> tuple[str, ...]:
        """The other indicators in whose numerators the same good case counts, too."""
        lever = self.lever(code)
        return tuple(self._counting(lever.moves if lever else (), code))

    def perhaps_moved_with(self, code: str) -> tuple[str, ...]:
        """The other indicators in whose numerators the same case may count: never added up."""
        lever = self.lever(code)
        return tuple(self._counting(lever.may_move if lever else (), code))

    def counted_with(self, code: str) -> tuple[str, ...]:
        """The other indicators in whose denominators a new case counts, too."""
        bases = self._bases(code)
        return tuple(each for each in self.scorecard.indicators if each != code and self._bases(each) & bases)

    def base(self, column: str) -> Base:
        """A group or the total, to which gains are added."""
        source, full = self.card.source(column), as_points(self.scorecard.maxima[column])
        unknown = tuple(
            each.code
            for each in self.scorecard.indicators_of[column]
            if each.code not in self.positions and self.card.outcomes[each.code].rule is not Rule.GRANTED
        )
        increments = source is not None and source is not Source.COMPUTED
        return Base(column, self.card.points(column), full, source, increments, unknown)

    @property
    def bases(self) -> tuple[Base, ...]:
        """The total and every group."""
        return tuple(map(self.base, (TOTAL, *self.scorecard.codes_by_group)))

    def _counting(self, measures: tuple[str, ...], but: str) -> Iterator[str]:
        for code, indicator in self.scorecard.indicators.items():
            if code != but and set(indicator.numerator) & set(measures):
                yield code

    def _bases(self, code: str) -> frozenset[str]:
        measures = (self.scorecard.measures[each] for each in self.scorecard.indicators[code].denominator)
        return frozenset(each.base for each in measures if each.base)
