"""How far a rank is from the next: hundredths of a point, and the cases they equal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Card
from app.domain.scorecard.rounding import Rounding, RoundingMode
from app.domain.scorecard.scorecard import SCORE_DECIMALS, TOTAL
from app.domain.scorecard.scoring import as_points, as_score, rounded_quotient
from app.domain.what_if.cases import Position, positions

_POINTS = Rounding(SCORE_DECIMALS, RoundingMode.HALF_UP)
_LEAST = Fraction(1, 10**SCORE_DECIMALS)


@dataclass(frozen=True, slots=True)
class CheapestLever:
    """The one indicator by which an agency closes a gap with the fewest existing cases that can still be made good."""

    agency: str
    indicator: str
    cases: int


@dataclass(frozen=True, slots=True)
class Margin:
    """What lies between an agency and those on the next place up or down; several have that place where they are level.

    ``gap``: points between the two totals, always positive. ``lever``: by what the lower one draws level while the
    others stand still; ``None`` where no single indicator does it.
    """

    agencies: tuple[str, ...]
    rank: int
    gap: Decimal
    lever: CheapestLever | None


@dataclass(frozen=True, slots=True)
class SmallDenominator:
    """An indicator with so few cases that one is worth at least 0.01 points: its maximum in hundredths is at least
    cases x ``full_at``. ``case_points``: what one is worth, rounded half up."""

    indicator: str
    cases: int
    case_points: Decimal


Places = Sequence[tuple[int, tuple[str, ...]]]
"""Ranks in rising order, each with the agencies that have it."""


def places_of(ranks: Mapping[str, int]) -> Places:
    """The places of some ranks by agency; of one place the agencies in the order of their codes."""
    found: dict[int, list[str]] = {}
    for code, rank in sorted(ranks.items()):
        found.setdefault(rank, []).append(code)
    return [(rank, tuple(codes)) for rank, codes in sorted(found.items())]


def margins(
    evaluation: Evaluation, places: Places, code: str, rank: int, *, ended: bool
) -> tuple[Margin | None, Margin | None]:
    """An agency's margins to the next place up and to the next down; ``None`` where it is the first or the last.

    ``ended``: whether the period has, after which some cases can no more be made good.
    """
    own = evaluation.cards[code].points(TOTAL) or 0
    at = next(number for number, (place, _) in enumerate(places) if place == rank)
    above = below = None
    if at:
        place, codes = places[at - 1]
        gap = (evaluation.cards[codes[0]].points(TOTAL) or 0) - own
        above = Margin(codes, place, as_score(gap), cheapest_lever(evaluation, (code,), gap, ended=ended))
    if at + 1 < len(places):
        place, codes = places[at + 1]
        gap = own - (evaluation.cards[codes[0]].points(TOTAL) or 0)
        below = Margin(codes, place, as_score(gap), cheapest_lever(evaluation, codes, gap, ended=ended))
    return above, below


def cheapest_lever(evaluation: Evaluation, agencies: Sequence[str], gap: int, *, ended: bool) -> CheapestLever | None:
    """By what the first of some agencies wins ``gap`` hundredths of a point: of equal numbers of cases the indicator
    that stands first in the scorecard. To published groups the increments of their indicators are added."""
    found = [
        CheapestLever(agency, indicator, cases)
        for agency in agencies
        for indicator, cases in _levers(evaluation, evaluation.cards[agency], gap, ended=ended)
    ]
    return min(found, key=lambda each: each.cases, default=None)


def _levers(evaluation: Evaluation, card: Card, gap: int, *, ended: bool) -> Iterator[tuple[str, int]]:
    """Each indicator by which an agency can win so much today, with the cases that it takes."""
    scorecard, known = evaluation.scorecard, positions(card)
    for group, codes in scorecard.codes_by_group.items():
        if (card.points(group) or 0) + gap > as_points(scorecard.maxima[group]):
            continue  # a published group that is older than the counts could pass its maximum
        for code in codes:
            position, lever = known.get(code), scorecard.levers.get(code)
            if position and lever and position.own and lever.mends(ended=ended):
                cases = position.converted(position.points + gap)
                if cases is not None:
                    yield code, cases


def small_denominators(evaluation: Evaluation, code: str) -> tuple[SmallDenominator, ...]:
    """The indicators of an agency, in the scorecard's order, in which a single case moves the score."""
    return tuple(
        SmallDenominator(indicator, each.denominator, rounded_quotient(*worth.as_integer_ratio(), _POINTS))
        for indicator, each in positions(evaluation.cards[code]).items()
        if each.own and each.denominator and (worth := _case_worth(each)) >= _LEAST
    )


def _case_worth(position: Position) -> Fraction:
    """What one case is worth, in points, before any rounding."""
    indicator = position.indicator
    return Fraction(indicator.max) / (Fraction(indicator.full_at) * position.denominator)
