"""What it takes to get somewhere: how many points are missing, and the cheapest path of cases to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scoring import as_points, as_score
from app.domain.what_if.card_levers import CardLevers, Cases, KindOf, WhyLeftOut, increments
from app.domain.what_if.goals import Goal, GoalKind, Wish, goal_of
from app.domain.what_if.lever_choice import LeverChoice, LeverSet
from app.domain.what_if.paths import Aim, Path, PathFinder


@dataclass(frozen=True, slots=True)
class Reach:
    """What a set of levers can do. ``points``: the highest score that it leads to, in hundredths of a point.
    ``paths``: one for each aim that it reaches, none where it falls short."""

    levers: LeverSet
    points: int
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """The answer for one agency and one goal in a column, while all others stand still.

    ``would_have_taken``: the cheapest of all levers if every existing case could still be made good, where for some it
    is too late: no proposal. ``increments``: which scores are published ones, to which gains are added.
    """

    by: str
    goal: Goal
    ended: bool
    reaches: tuple[Reach, ...]
    would_have_taken: Reach | None
    increments: tuple[str, ...]
    left_out: Mapping[str, WhyLeftOut]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks: to get what is wished in a column, by which ``levers`` and with which ``effort``, as
    ``LeverChoice.parse`` reads them."""

    by: str
    wish: Wish
    levers: str | None = None
    effort: str | None = None

    def answer(self, evaluation: Evaluation, code: str, grades: Mapping[str, Decimal], *, ended: bool) -> Targets:
        """For one agency; ``grades``: the limits of its office. Refuses what ``goal_of``, ``LeverChoice.parse`` and
        ``targets`` refuse."""
        choice = LeverChoice.parse(self.levers, self.effort, evaluation.scorecard)
        return targets(
            evaluation, code, self.by, goal_of(evaluation, code, self.by, self.wish, grades), choice, ended=ended
        )


def targets(evaluation: Evaluation, code: str, by: str, goal: Goal, choice: LeverChoice, *, ended: bool) -> Targets:
    """The cheapest paths to a goal; ``ended``: whether the period has, so that nothing but mending is left.

    Refuses ``target_beyond_reach`` where not even all that is past would have led there.
    """
    aims = {Aim.REACH: goal.gap}
    if goal.kind is GoalKind.RANK and as_score(goal.points) < evaluation.scorecard.maxima[by]:
        aims[Aim.PASS] = goal.gap + 1
    search = _Search(PathFinder(evaluation, code, by, aims), CardLevers.of(evaluation, code, by), goal, choice)
    reaches = [search.reach(each, each.kind_of(ended=ended)) for each in choice.sets]
    past = None
    if not all(evaluation.scorecard.levers[each].mends(ended=ended) for each in choice.only):
        named = LeverSet.CHOSEN if LeverSet.CHOSEN in choice.sets else LeverSet.ALL
        past = search.reach(named, lambda _: Cases.CONVERTED)
    every = [*reaches, past] if past else reaches
    if not any(each.paths for each in every):
        most = as_score(max(each.points for each in every))
        raise Refusal("target_beyond_reach", agency=code, by=by, goal=as_score(goal.points), reach=most).at(
            Location(parameter=goal.kind)
        )
    published = increments(evaluation.cards[code], evaluation.scorecard, by)
    return Targets(by, goal, ended, tuple(reaches), past, published, search.card_levers.left_out)


@dataclass(frozen=True, slots=True)
class _Search:
    """The paths to one goal by different levers."""

    finder: PathFinder
    card_levers: CardLevers
    goal: Goal
    choice: LeverChoice

    def reach(self, levers: LeverSet, kind_of: KindOf) -> Reach:
        found = self.card_levers.taking(kind_of, self.choice.only, self.choice.efforts)
        most = self.goal.now + sum(lever.gain(lever.most) for lever in found)
        full = as_points(self.card_levers.scorecard.maxima[self.finder.by])
        return Reach(levers, min(most, full), self.finder.find(found))
