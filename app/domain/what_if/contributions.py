"""Who costs what: the points that an agency lost in an indicator, divided among those directly below it by their cases.

An indicator of the maximum m with full marks from the ratio f on loses m - m/f x good/cases. A child with so many bad
cases has m/f x bad/cases of it; the bad cases of no listed child have theirs; and what the threshold forgives,
m/f x (1 - f), is not lost. These sum to the loss exactly. Only what is shown is rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.domain.agencies import Level
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.rollup import is_additive
from app.domain.messages import Text
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import Outcome, shown_part, worth
from app.domain.what_if.cases_below import CaseCount, CasesBelow, cards_below, cases_below


class NotDivided(StrEnum):
    """Why the points lost in an indicator cannot be divided among the agencies below."""

    NOT_ADDITIVE = "not_additive"
    COUNTS_UNKNOWN = "counts_unknown"
    NO_CASES = "no_cases"
    NOTHING_LOST = "nothing_lost"


NOT_DIVIDED = {
    NotDivided.NOT_ADDITIVE: Text(
        "Số liệu của các cơ quan bên dưới không cộng được thành số chung: chẳng hạn, một thủ tục do nhiều cơ quan cùng "
        "thực hiện.",
        "The counts of the agencies below do not add up to the whole: one procedure, for example, is handled by "
        "several of them.",
    ),
    NotDivided.COUNTS_UNKNOWN: Text(
        "Chưa biết số liệu của chính cơ quan này.", "The counts of the agency itself are not known."
    ),
    NotDivided.NO_CASES: Text(
        "Không phát sinh trường hợp nào trong kỳ, nên không có gì để chia.",
        "There were no cases in the period, so that there is nothing to divide.",
    ),
    NotDivided.NOTHING_LOST: Text(
        "Đã đạt điểm tối đa: không mất điểm nào.", "The indicator has full marks: no points are lost."
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Points lost, exactly: those of some agencies' ``bad`` cases."""

    bad: int
    exact: Fraction

    @property
    def points(self) -> Decimal:
        """As it is shown: rounded half up to 3 decimals."""
        return shown_part(self.exact)


@dataclass(frozen=True, slots=True)
class ChildPart(Part):
    """``count``: the agency directly below, and its cases."""

    count: CaseCount


@dataclass(frozen=True, slots=True)
class Subtotal(Part):
    """All agencies of one level directly below: how many of them have counts."""

    level: Level
    agencies: int


@dataclass(frozen=True, slots=True)
class Contributions:
    """An indicator's loss and its parts. ``reason``: why there are none; then all the rest but ``outcome`` is empty.

    ``unlisted``: what no agency below accounts for, less than nothing where those below have counted more bad cases.
    ``forgiven``: what full marks from a lower ratio on do not take, never more than nothing.
    """

    indicator: Indicator
    outcome: Outcome
    below: CasesBelow
    reason: NotDivided | None
    parts: tuple[ChildPart, ...] = ()
    subtotals: tuple[Subtotal, ...] = ()
    unlisted: Part | None = None
    forgiven: Fraction = Fraction(0)

    @property
    def lost(self) -> Decimal | None:
        """The maximum less the score that our counts give."""
        return None if self.outcome.score is None else self.indicator.max - self.outcome.score

    @property
    def exact(self) -> Fraction:
        """The same before any rounding: the sum of all parts."""
        rest = self.unlisted.exact if self.unlisted else 0
        return sum((each.exact for each in self.parts), Fraction(rest)) + self.forgiven

    @property
    def rounding(self) -> Decimal:
        """What is left of ``lost`` when all parts are taken away as they are shown."""
        taken = [each.points for each in self.parts]
        taken += [self.unlisted.points] if self.unlisted else []
        return (self.lost or 0) - sum(taken, shown_part(self.forgiven))


def contributions(
    evaluation: Evaluation, code: str, below: Sequence[Evaluation], by: str | None = None
) -> list[Contributions]:
    """Of an agency, from the evaluations of the cohorts ``below`` it: in every indicator whose counts add up, or in
    those of the column ``by``, a total, a group or an indicator of the scorecard."""
    scorecard, cards = evaluation.scorecard, cards_below(code, below)
    wanted = scorecard.indicators_of[by] if by else tuple(scorecard.indicators.values())
    outcomes = evaluation.cards[code].outcomes
    found = []
    for indicator in wanted:
        adds_up, outcome = is_additive(indicator, scorecard.measures), outcomes[indicator.code]
        if not (adds_up or by):
            continue
        # What does not add up is not looked at below.
        there = cases_below(evaluation, indicator, code, cards if adds_up else ())
        found.append(_contributed(outcome, there, adds_up=adds_up))
    return found


def _contributed(outcome: Outcome, below: CasesBelow, *, adds_up: bool) -> Contributions:
    own = below.own
    if not adds_up:
        reason = NotDivided.NOT_ADDITIVE
    elif own is None:
        reason = NotDivided.COUNTS_UNKNOWN
    elif own.cases == 0:
        reason = NotDivided.NO_CASES
    elif outcome.score == outcome.indicator.max:
        reason = NotDivided.NOTHING_LOST
    else:
        return _divided(outcome, below, own)
    return Contributions(outcome.indicator, outcome, below, reason)


def _divided(outcome: Outcome, below: CasesBelow, own: CaseCount) -> Contributions:
    indicator = outcome.indicator
    full_at = Fraction(indicator.full_at)
    each = worth(indicator, 1, own.cases)  # what one bad case costs
    parts = tuple(ChildPart(count.bad, each * count.bad, count) for count in below.counts)
    subtotals = []
    for level in Level:
        bad = [count.bad for count in below.counts if count.agency.level is level]
        if bad:
            subtotals.append(Subtotal(sum(bad), each * sum(bad), level, len(bad)))
    rest = own.bad - below.bad
    forgiven = -Fraction(indicator.max) / full_at * (1 - full_at)
    return Contributions(indicator, outcome, below, None, parts, tuple(subtotals), Part(rest, each * rest), forgiven)
