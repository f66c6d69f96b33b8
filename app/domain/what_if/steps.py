"""What some cases give: to their own indicator, to those that move with it, to the group and to the total."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import Points
from app.domain.what_if.cases import Position
from app.domain.what_if.standing import Standing


@dataclass(frozen=True, slots=True)
class Effect:
    """What another indicator gains (+) or loses (-), in hundredths; ``None`` where its counts are not known."""

    code: str
    gain: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """So many cases, and what they give, in hundredths of a point.

    ``gain``: of their own indicator; it can be more than was asked for, as one case of few is worth more. ``moves``:
    others in whose numerators the same cases count. ``group_gain`` and ``total_gain`` add these up, without what is not
    known. ``lowers``: others in whose denominators new cases count as well, and what these lose where the new cases are
    good in nothing else; it is added up nowhere: cases as good as those before them change no ratio.
    ``possible``: whether it can still be done; ``None`` where the scorecard does not say.
    """

    cases: int
    gain: int
    moves: tuple[Effect, ...]
    lowers: tuple[Effect, ...]
    group_gain: int
    group_points: Points
    total_gain: int
    total_points: Points
    possible: bool | None


def converting(standing: Standing, code: str, points: int, *, possible: bool | None) -> Step | None:
    """The fewest existing cases that must become good for at least ``points``; ``None`` where all do not do it."""
    position = standing.positions[code]
    cases = position.converted(points)
    if cases is None:
        return None
    moves = _effects(standing, standing.moved_with(code), good=cases, more=0)
    return _step(standing, Effect(code, _gain(position, cases, 0)), cases, moves, (), possible)


def adding(standing: Standing, code: str, points: int, *, possible: bool | None) -> Step | None:
    """The fewest new good cases for at least ``points``; ``None`` where no number does it."""
    position = standing.positions[code]
    cases = position.added(points)
    if cases is None:
        return None
    moved = standing.moved_with(code)
    moves = _effects(standing, moved, good=cases, more=cases)
    others = (each for each in standing.counted_with(code) if each not in moved)
    lowers = tuple(each for each in _effects(standing, others, good=0, more=cases) if each.gain != 0)
    return _step(standing, Effect(code, _gain(position, cases, cases)), cases, moves, lowers, possible)


def _step(
    standing: Standing,
    own: Effect,
    cases: int,
    moves: tuple[Effect, ...],
    lowers: tuple[Effect, ...],
    possible: bool | None,
) -> Step:
    group = standing.group_of(own.code)
    in_group, of_all = (
        sum(each.gain for each in (own, *moves) if each.gain and column in (TOTAL, standing.group_of(each.code)))
        for column in (group, TOTAL)
    )
    return Step(
        cases,
        own.gain or 0,
        moves,
        lowers,
        in_group,
        standing.base(group).after(in_group),
        of_all,
        standing.base(TOTAL).after(of_all),
        possible,
    )


def _effects(standing: Standing, codes: Iterable[str], *, good: int, more: int) -> tuple[Effect, ...]:
    """What others gain where so many cases count as good, and so many ``more`` count at all."""
    found = ((code, standing.positions.get(code)) for code in codes)
    return tuple(Effect(code, None if each is None else _gain(each, good, more)) for code, each in found)


def _gain(position: Position, good: int, more: int) -> int:
    denominator = position.denominator + more
    numerator = min(position.numerator + good, max(denominator, position.numerator))
    return (position.with_counts(numerator, denominator) or 0) - position.points
