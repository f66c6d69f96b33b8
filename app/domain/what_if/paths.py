"""A path: which cases lead to a gain at the least effort, and where it leads while all others stand still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source
from app.domain.scorecard.scoring import as_points
from app.domain.what_if.card_levers import CardLever, Cases
from app.domain.what_if.cheapest import Option, cheapest
from app.domain.what_if.goals import others_of


class Aim(StrEnum):
    """To have the score that is asked for, or with a rank also one hundredth more, so that who has it is passed."""

    REACH = "reach"
    PASS = "pass"  # noqa: S105


@dataclass(frozen=True, slots=True)
class PathStep:
    """So many cases of one kind. ``code``: the indicator whose lever it is; ``gains``: what they add to it and to each
    other indicator of the column that they move, in hundredths of a point. ``effort``: of one case. ``derived``: some
    of the counts were not reported, but rolled up."""

    code: str
    kind: Cases
    cases: int
    effort: int
    gains: tuple[tuple[str, int], ...]
    derived: bool

    @property
    def gain(self) -> int:
        return sum(gain for _, gain in self.gains)


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest cases for an aim. ``points``: the score then, in hundredths of a point. ``rank``: then; ``None``
    where we do not rank ourselves. ``level_with``: who has the same score then; ``passed``: who has as much or more
    now, and less then."""

    aim: Aim
    steps: tuple[PathStep, ...]
    points: int
    rank: int | None
    level_with: tuple[Agency, ...]
    passed: tuple[Agency, ...]

    @property
    def effort(self) -> int:
        return sum(step.cases * step.effort for step in self.steps)


@dataclass(frozen=True, slots=True)
class PathFinder:
    """Finds the paths of one agency in one column. ``aims``: how many hundredths of a point each is away. ``ends``: how
    many cases of a lever are of use, by its codes and kind, as several sets hold it."""

    evaluation: Evaluation
    code: str
    by: str
    aims: Mapping[Aim, int]
    ends: dict[tuple[tuple[str, ...], Cases], int] = field(default_factory=dict)

    def find(self, levers: Sequence[CardLever]) -> tuple[Path, ...]:
        """The cheapest path for each aim that the levers reach.

        Of equally cheap ones that with the fewest levers, then that of the first levers of the scorecard.
        """
        options, found = self._options(max(self.aims.values()), levers), []
        for aim, gap in self.aims.items():
            taken = cheapest(options, gap)
            if taken is not None:
                used = [(lever, cost // lever.effort) for lever, (_, cost) in zip(levers, taken, strict=True) if cost]
                found.append(self._leading(aim, tuple(self._step(lever, cases) for lever, cases in used)))
        return tuple(found)

    def _options(self, gap: int, levers: Sequence[CardLever]) -> list[list[Option]]:
        """The options of each lever, without those that alone cost more than a way to the gap that is known: each
        lever as far as it goes, the best for their effort first."""
        ends = [(self._end(lever, gap) * lever.effort, min(gap, lever.gain(lever.most))) for lever in levers]
        spent = gained = 0
        for cost, gain in sorted((each for each in ends if each[1]), key=lambda end: Fraction(*end)):
            if gained < gap:
                spent, gained = spent + cost, gained + gain
        steps = (lever.steps(gap, spent // lever.effort) for lever in levers)
        return [
            [(gain, cases * lever.effort) for gain, cases in each] for lever, each in zip(levers, steps, strict=True)
        ]

    def _end(self, lever: CardLever, gap: int) -> int:
        key = lever.codes, lever.kind
        if key not in self.ends:
            self.ends[key] = lever.least(min(gap, lever.gain(lever.most)))
        return self.ends[key]

    def _leading(self, aim: Aim, steps: tuple[PathStep, ...]) -> Path:
        evaluation, by = self.evaluation, self.by
        now, full = evaluation.cards[self.code].points(by) or 0, as_points(evaluation.scorecard.maxima[by])
        then = min(now + sum(step.gain for step in steps), full)
        others = others_of(evaluation, self.code, by)
        is_ranked = evaluation.columns[by].ranks[self.code].source is Source.COMPUTED
        rank = 1 + sum(points > then for points in others.values()) if is_ranked else None
        level, passed = (
            tuple(evaluation.cards[each].agency for each, points in others.items() if low <= points < high)
            for low, high in ((then, then + 1), (now, then))
        )
        return Path(aim, steps, then, rank, level, passed)

    def _step(self, lever: CardLever, cases: int) -> PathStep:
        outcomes = self.evaluation.cards[self.code].outcomes
        gains = tuple((each.indicator.code, lever.points_of(each, cases) - each.points) for each in lever.moved)
        derived = any(outcomes[each].derived for each, _ in gains)
        return PathStep(lever.codes[0], lever.kind, cases, lever.effort, gains, derived)
