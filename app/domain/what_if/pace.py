"""Pace: how good the rest of a period must be for it to end at a score."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.measures import MAX_COUNT
from app.domain.periods import Period
from app.domain.scorecard.levers import Change
from app.domain.scorecard.rounding import QUOTIENTS, RoundingMode
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import Count, Derivation, DerivationMethod, Outcome, as_points, as_score
from app.domain.time import day_of
from app.domain.what_if.cases import Position
from app.domain.what_if.standing import Standing

_SHARE_UNITS = 10_000  # shares are told in hundredths of a per cent


class PaceAim(StrEnum):
    """Where a target comes from: asked for, the average of the cohort, full marks."""

    SCORE = "score"
    AVERAGE = "average"
    FULL = "full"


class PaceReach(StrEnum):
    """Whether the rest of the period decides: it is safe even if nothing more is good, out of reach even if all is."""

    OPEN = "open"
    SAFE = "safe"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a period up to the date of the figures (``until``, counted whole), and those that remain."""

    until: date
    elapsed: int
    remaining: int

    @classmethod
    def of(cls, period: Period, until: date) -> "Span":
        until = min(max(until, period.first_day - timedelta(days=1)), period.last_day)
        return cls(until, (until - period.first_day).days + 1, (period.last_day - until).days)


@dataclass(frozen=True, slots=True)
class PaceTarget:
    """What one score asks of the rest.

    ``good``: the fewest further cases that must be good, by the index's own rounding; more than are expected where the
    score is out of reach, 0 where it is safe. ``share``: the same of all further cases, in hundredths of a per cent,
    rounded up so that it suffices; ``None`` where no further cases are expected.
    """

    aim: PaceAim
    points: int
    reach: PaceReach
    good: int
    share: int | None


@dataclass(frozen=True, slots=True)
class PaceItem:
    """One indicator; scores in hundredths of a point.

    ``position`` is ``None`` where its counts are not known. ``expected``: further cases; ``given``: somebody named
    them, else they come in as fast as up to now: denominator / elapsed days x remaining days, rounded half up.
    ``best`` and ``least``: the score at the end if all of them are good, or none.
    """

    indicator: Indicator
    outcome: Outcome
    position: Position | None
    span: Span | None
    expected: int | None
    given: bool
    best: int | None
    least: int | None
    targets: tuple[PaceTarget, ...]


@dataclass(frozen=True, slots=True)
class PaceQuestion:
    """``by``: an indicator, else all that only new cases move. ``points`` (hundredths) and ``expected`` go with it."""

    by: str | None = None
    points: int | None = None
    expected: int | None = None


def pace(evaluation: Evaluation, code: str, question: PaceQuestion, today: date) -> tuple[PaceItem, ...]:
    """How good the rest must be, for each indicator that is asked about.

    Refuses ``period_ended`` when nothing is left to be good, ``pace_needs_indicator``, ``unknown_column``,
    ``not_by_new_cases`` and ``above_maximum``.
    """
    if today > evaluation.period.last_day:
        raise Refusal("period_ended", period=evaluation.period, day=evaluation.period.last_day)
    standing = Standing.of(evaluation, code)
    return tuple(_item(evaluation, standing, each, question) for each in _indicators(standing, question))


def _indicators(standing: Standing, question: PaceQuestion) -> list[Indicator]:
    scorecard = standing.scorecard
    moved = [code for code, lever in scorecard.levers.items() if lever.change is Change.NEW_CASES]
    if question.by is None:
        for name, value in (("score", question.points), ("expected", question.expected)):
            if value is not None:
                raise Refusal("pace_needs_indicator", value=name).at(Location(parameter=name))
        return [scorecard.indicators[code] for code in scorecard.indicators if code in moved]
    if question.by not in scorecard.maxima:
        raise Refusal("unknown_column", value=question.by, scorecard=scorecard.id, allowed=", ".join(moved)).at(
            Location(parameter="by")
        )
    if question.by not in moved:
        raise Refusal("not_by_new_cases", value=question.by, allowed=", ".join(moved)).at(Location(parameter="by"))
    indicator = scorecard.indicators[question.by]
    if question.points is not None and question.points > indicator.formula.full:
        raise Refusal("above_maximum", value=as_score(question.points), limit=indicator.max).at(
            Location(parameter="score")
        )
    return [indicator]


def _item(evaluation: Evaluation, standing: Standing, indicator: Indicator, question: PaceQuestion) -> PaceItem:
    outcome = standing.card.outcomes[indicator.code]
    position = standing.positions.get(indicator.code)
    if position is None or outcome.as_of is None:
        return PaceItem(indicator, outcome, None, None, None, False, None, None, ())
    span = Span.of(evaluation.period, _until(outcome, day_of(outcome.as_of)))
    expected = _expected(position, span) if question.expected is None else question.expected
    targets = (_target(position, expected, aim, points) for aim, points in _aims(evaluation, indicator, question))
    return PaceItem(
        indicator,
        outcome,
        position,
        span,
        expected,
        question.expected is not None,
        _at_end(position, expected, expected),
        _at_end(position, 0, expected),
        tuple(targets),
    )


def _until(outcome: Outcome, day: date) -> date:
    """The last day that the counts tell of: of sums over months the end of the last one, if that is before ``day``."""
    months = [part.period.last_day for each in outcome.derivations for part in _months(each)]
    return min([day, *([max(months)] if months else [])])


def _months(derivation: Derivation) -> Iterator[Count]:
    return iter(derivation.parts if derivation.method is DerivationMethod.MONTHS else ())


def _expected(position: Position, span: Span) -> int:
    if span.elapsed == 0:
        return 0
    return min(QUOTIENTS[RoundingMode.HALF_UP](position.denominator * span.remaining, span.elapsed), MAX_COUNT)


def _aims(evaluation: Evaluation, indicator: Indicator, question: PaceQuestion) -> Iterator[tuple[PaceAim, int]]:
    if question.points is not None:
        yield PaceAim.SCORE, question.points
        return
    average = evaluation.columns[indicator.code].average.value
    if average is not None:
        yield PaceAim.AVERAGE, as_points(average)
    yield PaceAim.FULL, indicator.formula.full


def _target(position: Position, expected: int, aim: PaceAim, points: int) -> PaceTarget:
    good = _fewest(position, expected, points)
    reach = PaceReach.SAFE if good == 0 else PaceReach.OPEN if good <= expected else PaceReach.OUT_OF_REACH
    return PaceTarget(aim, points, reach, good, -(-good * _SHARE_UNITS // expected) if expected else None)


def _fewest(position: Position, expected: int, points: int) -> int:
    """Good cases among so many further ones. If there were only more of them, all would do at last: counted on beyond
    ``expected``, so that it is told by how much a score is out of reach."""
    most = max(position.denominator + expected - position.numerator, 0) + 1
    return bisect_left(range(most), points, key=lambda good: _at_end(position, good, expected))


def _at_end(position: Position, good: int, expected: int) -> int:
    return position.with_counts(position.numerator + good, position.denominator + expected) or 0
