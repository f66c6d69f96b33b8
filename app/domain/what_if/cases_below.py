"""Whose cases are not good, agency by agency below a ministry or province: counts that add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.agencies import Agency, parent_code
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.rollup import is_additive
from app.domain.evaluation.scores import Card
from app.domain.scorecard.scorecard import Indicator, Scorecard
from app.domain.scorecard.scoring import percent

_ON_TIME, _RECEIVED = ("dossiers_on_time",), ("dossiers_received",)


@dataclass(frozen=True, slots=True)
class CaseCount:
    """An agency's cases, and how many of them are not good: of dossiers on time, those that are late."""

    agency: Agency
    cases: int
    bad: int


@dataclass(frozen=True, slots=True)
class CasesBelow:
    """``counts``: of those below whose counts are known, the most bad cases first; ``unknown``: the others below.

    ``bad``: the sum of ``counts``. ``own``: what the agency above has itself, ``None`` where that is not known.
    """

    indicator: Indicator
    counts: tuple[CaseCount, ...]
    unknown: tuple[Agency, ...]
    bad: int
    own: CaseCount | None

    @property
    def whole(self) -> int:
        """What shares are of: all bad cases of the agency above, or those that are known below where it has none of its
        own or has fewer."""
        return max(self.bad, self.own.bad if self.own else 0)

    def share(self, count: CaseCount) -> Decimal | None:
        """One agency's part of the whole in per cent; ``None`` where nothing is bad."""
        return percent(count.bad, self.whole) if self.whole else None


def timeliness_indicator(scorecard: Scorecard) -> Indicator | None:
    """The indicator that counts dossiers handled on time, if the scorecard has one and its counts add up."""
    for each in scorecard.indicators.values():
        if (each.numerator, each.denominator) == (_ON_TIME, _RECEIVED) and is_additive(each, scorecard.measures):
            return each
    return None


def cards_below(code: str, below: Iterable[Evaluation]) -> list[Card]:
    """Those directly below an agency, from the evaluations of the cohorts ``below``: what is further down is in their
    counts already."""
    return [
        card
        for each in below
        for card in map(each.cards.__getitem__, (child for child in each.cards if parent_code(child) == code))
    ]


def cases_below(evaluation: Evaluation, indicator: Indicator, code: str, cards: Sequence[Card]) -> CasesBelow:
    """Of an agency and of the ``cards`` of those directly below it, in an indicator whose counts add up."""
    known = {card.agency.code: _counted(card, indicator.code) for card in cards}
    counts = sorted((each for each in known.values() if each), key=lambda each: (-each.bad, each.agency.code))
    unknown = tuple(card.agency for card in cards if known[card.agency.code] is None)
    own = _counted(evaluation.cards[code], indicator.code)
    return CasesBelow(indicator, tuple(counts), unknown, sum(each.bad for each in counts), own)


def _counted(card: Card, indicator: str) -> CaseCount | None:
    outcome = card.outcomes.get(indicator)
    if outcome is None or outcome.numerator is None or outcome.denominator is None:
        return None
    return CaseCount(card.agency, outcome.denominator, outcome.denominator - outcome.numerator)
