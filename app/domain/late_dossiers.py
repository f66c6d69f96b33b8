"""Dossiers that were not handled on time, agency by agency below a ministry or province: counts that add up."""

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
class LateCount:
    """An agency's dossiers: how many came in, and how many of them were not handled on time."""

    agency: Agency
    received: int
    late: int


@dataclass(frozen=True, slots=True)
class LateDossiers:
    """``counts``: of those below whose counts are known, the most late first; ``unknown``: the others below.

    ``late``: the sum of ``counts``. ``own``: what the agency above has itself, ``None`` where that is not known.
    """

    indicator: Indicator
    counts: tuple[LateCount, ...]
    unknown: tuple[Agency, ...]
    late: int
    own: int | None

    @property
    def whole(self) -> int:
        """What shares are of: all late dossiers of the agency above, or those that are known below where it has none
        of its own or has fewer."""
        return max(self.late, self.own or 0)

    def share(self, count: LateCount) -> Decimal | None:
        """One agency's part of the whole in per cent; ``None`` where nothing is late."""
        return percent(count.late, self.whole) if self.whole else None


def timeliness_indicator(scorecard: Scorecard) -> Indicator | None:
    """The indicator that counts dossiers handled on time, if the scorecard has one and its counts add up."""
    for each in scorecard.indicators.values():
        if (each.numerator, each.denominator) == (_ON_TIME, _RECEIVED) and is_additive(each, scorecard.measures):
            return each
    return None


def late_dossiers(evaluation: Evaluation, code: str, below: Sequence[Evaluation]) -> LateDossiers | None:
    """Of the agencies directly below one, from the evaluations of the cohorts ``below``; ``None`` where nothing is
    known of any, or the scorecard does not count it."""
    indicator = timeliness_indicator(evaluation.scorecard)
    if indicator is None:
        return None
    cards = list(_children(code, below))
    known = {card.agency.code: _counted(card, indicator.code) for card in cards}
    counts = sorted((each for each in known.values() if each), key=lambda each: (-each.late, each.agency.code))
    own = _counted(evaluation.cards[code], indicator.code)
    unknown = tuple(card.agency for card in cards if known[card.agency.code] is None)
    late = sum(each.late for each in counts)
    return LateDossiers(indicator, tuple(counts), unknown, late, own.late if own else None) if counts else None


def _children(code: str, below: Iterable[Evaluation]) -> Iterable[Card]:
    """Only those directly below: what is further down is in their counts already."""
    return (card for each in below for card in each.cards.values() if parent_code(card.agency.code) == code)


def _counted(card: Card, indicator: str) -> LateCount | None:
    outcome = card.outcomes.get(indicator)
    if outcome is None or outcome.numerator is None or outcome.denominator is None:
        return None
    return LateCount(card.agency, outcome.denominator, outcome.denominator - outcome.numerator)
