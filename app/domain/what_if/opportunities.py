"""What the next hundredth of a point costs in cases, and what full marks do: by indicator, and what else it moves."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source
from app.domain.measures import MeasureKind
from app.domain.scorecard.levers import Change, Lever
from app.domain.scorecard.rounding import Rounding, RoundingMode
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import Outcome, Points, Rule, as_points, rounded_quotient, worth
from app.domain.what_if.cases import Position
from app.domain.what_if.standing import Base, Standing
from app.domain.what_if.steps import Step, adding, converting

PER_THOUSAND = Rounding(6, RoundingMode.HALF_UP)
_COMING_IN = (MeasureKind.FLOW, MeasureKind.REASSESSED)  # dossiers and petitions; procedures are no cases that arrive


class OpportunityState(StrEnum):
    """How an indicator stands: points can be won; full marks, or the ratio is beyond them; no cases; marks granted
    without measuring; counts that the agency shares with all of its province; counts not known."""

    OPEN = "open"
    FULL = "full"
    CAPPED = "capped"
    NO_CASES = "no_cases"
    GRANTED = "granted"
    SHARED = "shared"
    UNKNOWN = "unknown"


class OpportunitySort(StrEnum):
    """By room, largest first; by the cases that the asked gain takes, fewest first, what is possible before what is
    not; by points per 1,000 cases, most first; or in the scorecard's order."""

    ROOM = "room"
    CASES = "cases"
    POINTS = "points"
    SCORECARD = "scorecard"


@dataclass(frozen=True, slots=True)
class Ways:
    """The same gain by existing cases made good, and by new good ones; ``None`` where no number of them does it."""

    converted: Step | None = None
    new: Step | None = None


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One indicator; scores and room in hundredths of a point.

    ``points``: what its counts give, where they are known, else what was published; ``published``: where the card
    shows that instead. ``source``: what ``points`` rest on. ``next``: for the gain that was asked for; ``full``: for
    full marks. ``per_thousand``: points that 1,000 existing cases made good are worth before rounding, to 6 decimals.
    ``possible``: whether anything still helps; ``None`` where the scorecard does not say.
    """

    indicator: Indicator
    outcome: Outcome
    group: str
    state: OpportunityState
    points: Points
    published: Points
    source: Source | None
    room: int | None
    per_thousand: Decimal | None
    lever: Lever | None
    may_move: tuple[str, ...]
    possible: bool | None
    next: Ways
    full: Ways

    @property
    def code(self) -> str:
        return self.indicator.code


@dataclass(frozen=True, slots=True)
class Opportunities:
    """Every indicator of an agency, sorted; ``bases``: the total and the groups, to which gains are added.

    ``ended``: the period has, so that what only new cases move reads "would have taken".
    """

    gain: int
    sort: OpportunitySort
    ended: bool
    bases: tuple[Base, ...]
    items: tuple[Opportunity, ...]


def opportunities(
    evaluation: Evaluation, code: str, *, ended: bool, gain: int = 1, sort: OpportunitySort = OpportunitySort.ROOM
) -> Opportunities:
    """What ``gain`` more hundredths and full marks take in each indicator, and what can still be done about it."""
    standing = Standing.of(evaluation, code)
    items = (_opportunity(standing, each, gain, ended=ended) for each in evaluation.scorecard.indicators.values())
    return Opportunities(gain, sort, ended, standing.bases, tuple(sorted(items, key=_PLACES[sort])))


def _opportunity(standing: Standing, indicator: Indicator, gain: int, *, ended: bool) -> Opportunity:
    code, outcome = indicator.code, standing.card.outcomes[indicator.code]
    position, lever = standing.positions.get(code), standing.lever(code)
    points, published, source = _scores(standing, code, position)
    state, full = _state(outcome, position, indicator.formula.full), indicator.formula.full
    workable = state in (OpportunityState.OPEN, OpportunityState.NO_CASES) and (points or 0) < full
    following, whole = (
        _ways(standing, code, aim, ended=ended) if workable else Ways() for aim in ((points or 0) + gain, full)
    )
    return Opportunity(
        indicator,
        outcome,
        standing.group_of(code),
        state,
        points,
        published,
        source,
        None if points is None and position is None else full - (points or 0),
        _per_thousand(position) if position and state is OpportunityState.OPEN else None,
        lever,
        standing.perhaps_moved_with(code),
        _possible(state, whole, lever, ended=ended),
        following,
        whole,
    )


def _scores(standing: Standing, code: str, position: Position | None) -> tuple[Points, Points, Source | None]:
    """What the counts give, what was published where the card shows that instead, and what the first rests on."""
    shown, source = standing.card.points(code), standing.card.source(code)
    if position is None:
        return shown, None, source
    counted = position.with_counts(position.numerator, position.denominator)
    return counted, shown if source is Source.OFFICIAL else None, Source.COMPUTED


def _state(outcome: Outcome, position: Position | None, full: int) -> OpportunityState:
    if outcome.rule is Rule.GRANTED:
        return OpportunityState.GRANTED
    if position is None:
        return OpportunityState.UNKNOWN
    if not position.own:
        return OpportunityState.SHARED
    if position.denominator == 0:
        return OpportunityState.NO_CASES
    if position.points < full:
        return OpportunityState.OPEN
    return OpportunityState.CAPPED if outcome.uncapped and as_points(outcome.uncapped) > full else OpportunityState.FULL


def _ways(standing: Standing, code: str, points: int, *, ended: bool) -> Ways:
    lever, indicator = standing.lever(code), standing.scorecard.indicators[code]
    mends = None if lever is None else lever.mends(ended=ended)
    adds = None if lever is None else not ended and lever.change is not Change.LOST
    arrive = all(standing.scorecard.measures[each].kind in _COMING_IN for each in indicator.denominator)
    return Ways(
        converting(standing, code, points, possible=mends),
        adding(standing, code, points, possible=adds) if arrive else None,
    )


def _possible(state: OpportunityState, whole: Ways, lever: Lever | None, *, ended: bool) -> bool | None:
    if lever is None:
        return None
    if state is OpportunityState.UNKNOWN:
        return lever.mends(ended=ended) or lever.takes_new_cases(ended=ended)
    return any(each is not None and bool(each.possible) for each in (whole.converted, whole.new))


def _per_thousand(position: Position) -> Decimal:
    """1,000 x max / (full_at x denominator)."""
    points = worth(position.indicator, 1000, position.denominator)
    return rounded_quotient(points.numerator, points.denominator, PER_THOUSAND)


def _by_cases(item: Opportunity) -> tuple[bool, bool, int]:
    steps = [step for step in (item.next.converted, item.next.new) if step]
    possible = [step.cases for step in steps if step.possible]
    return not possible, not steps, min(possible or [step.cases for step in steps], default=0)


_PLACES: dict[OpportunitySort, Callable[[Opportunity], tuple[Decimal | int, ...]]] = {
    OpportunitySort.ROOM: lambda item: (item.room is None, -(item.room or 0)),
    OpportunitySort.CASES: _by_cases,
    OpportunitySort.POINTS: lambda item: (-(item.per_thousand or Decimal(0)),),
    OpportunitySort.SCORECARD: lambda _item: (),
}
