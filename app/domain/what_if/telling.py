"""Steps and paths in words, for people: on the page in both languages, in the letter in Vietnamese."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.messages.message import Text
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import as_score
from app.domain.what_if.card_levers import Cases
from app.domain.what_if.goals import Goal
from app.domain.what_if.opportunities import Opportunities, Opportunity
from app.domain.what_if.paths import Aim, Path, PathStep
from app.domain.what_if.steps import Step
from app.domain.what_if.targets import Reach

_MOST_NAMES = 3
_NEW = Text("{step} (phát sinh mới)", "{step} (new cases)")
_LEVEL = Text("đồng hạng {names}", "level with {names}")
_PASSED = Text("vượt {names}", "passes {names}")
_INSTEAD = Text("{step} thay cho {cases}", "{step} instead of {cases}")
_MORE = Text("{names} và {count} đơn vị khác", "{names} and {count} more")


@dataclass(frozen=True, slots=True)
class NextStep:
    """A cheap next gain: its words, its points, and whether it can still be had."""

    text: str
    gain: Decimal
    possible: bool


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells in one language: ``of`` chooses the text, ``number`` writes cases and ``change`` points with their sign."""

    of: Callable[[Text], str]
    number: Callable[[int], str]
    change: Callable[[Decimal], str]

    def cases(self, scorecard: Scorecard, code: str, cases: int, kind: Cases) -> str:
        """So many cases of an indicator's lever: ``thêm 15 thủ tục có thanh toán trực tuyến lần đầu``."""
        step = self.of(scorecard.levers[code].done.text(cases)).replace("{cases}", self.number(cases))
        return self.of(_NEW).format(step=step) if kind is Cases.NEW else step

    def steps(self, scorecard: Scorecard, steps: Sequence[PathStep]) -> str:
        """All of a path; with their points where they are several."""
        told = [self.cases(scorecard, each.code, each.cases, each.kind) for each in steps]
        if len(steps) == 1:
            return told[0]
        gains = (self.change(as_score(each.gain)) for each in steps)
        return ", ".join(f"{step} ({gain})" for step, gain in zip(told, gains, strict=True))

    def reach(self, evaluation: Evaluation, goal: Goal, reach: Reach) -> str:
        """What a set of levers takes to a rank by the total, and to pass who is there, if the set reaches it:
        ``thêm 15 thủ tục có thanh toán trực tuyến lần đầu: đồng hạng Sơn La; 17: vượt Sơn La``."""
        by_aim = {path.aim: path for path in reach.paths}
        first, beyond = by_aim[Aim.REACH], by_aim.get(Aim.PASS)
        names = self.names(holders(evaluation, goal))
        level = self.of(_LEVEL).format(names=names)
        passed = self.of(_PASSED).format(names=names)
        steps = self.steps(evaluation.scorecard, first.steps)
        if first.points > goal.points:
            return f"{steps}: {passed}"
        if beyond is None:
            return f"{steps}: {level}"
        return f"{steps}: {level}; {self._beyond(evaluation.scorecard, first, beyond)}: {passed}"

    def _beyond(self, scorecard: Scorecard, first: Path, beyond: Path) -> str:
        """Only what is more: of one lever its number alone, of several the one that takes more."""
        pairs = list(zip(first.steps, beyond.steps, strict=False))
        same = [(one.code, one.kind) for one in first.steps] == [(one.code, one.kind) for one in beyond.steps]
        more = [(one, other) for one, other in pairs if one.cases != other.cases]
        if not same or len(more) > 1:
            return self.steps(scorecard, beyond.steps)
        ((one, other),) = more
        if len(pairs) == 1:
            return self.number(other.cases)
        step = self.cases(scorecard, other.code, other.cases, other.kind)
        return self.of(_INSTEAD).format(step=step, cases=self.number(one.cases))

    def names(self, agencies: Sequence[Agency]) -> str:
        """Of many only the first, and how many more there are."""
        names = ", ".join(each.name for each in agencies[:_MOST_NAMES])
        more = len(agencies) - _MOST_NAMES
        return self.of(_MORE).format(names=names, count=more) if more > 0 else names

    def next_steps(self, scorecard: Scorecard, found: Opportunities, most: int) -> list[NextStep]:
        """The cheapest gains, in the order in which they were found; of each indicator by the cheaper cases."""
        told = []
        for item in found.items:
            if way := _cheaper(item):
                step, kind = way
                text = self.cases(scorecard, item.code, step.cases, kind)
                told.append(NextStep(text, as_score(step.total_gain), bool(step.possible)))
        return told[:most]


def holders(evaluation: Evaluation, goal: Goal) -> list[Agency]:
    """Who has the score that a goal asks for in total."""
    return [card.agency for card in evaluation.cards.values() if card.points(TOTAL) == goal.points]


def _cheaper(item: Opportunity) -> tuple[Step, Cases] | None:
    """By existing cases or by new ones; what is possible before what is not."""
    ways = [(step, kind) for kind, step in ((Cases.CONVERTED, item.next.converted), (Cases.NEW, item.next.new)) if step]
    known = [(step, kind) for step, kind in ways if step.possible is not None]
    return min(known, key=lambda way: (not way[0].possible, way[0].cases), default=None)
