"""A cohort in one period: its cards and columns, put together from what was reported and published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.agencies import Agency, Cohort
from app.domain.cards import Basis, Card, Official, Reported, make_card
from app.domain.periods import Period
from app.domain.rollup import NO_PARTS, Parts, RollUp
from app.domain.scorecard import Scorecard
from app.domain.scoring import ZERO, Count
from app.domain.standings import Column, Columns


@dataclass(frozen=True, slots=True)
class Known:
    """What is known in one period, by agency code: counts by measure, published results by column.

    ``parts``: what counts that nobody reported can be derived from.
    """

    counts: Mapping[str, Mapping[str, Count]]
    officials: Mapping[str, Mapping[str, Official]]
    parts: Parts = NO_PARTS


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The cards of a cohort by agency code, and its columns by code: the total, each group, each indicator."""

    period: Period
    cohort: Cohort
    basis: Basis
    scorecard: Scorecard
    cards: Mapping[str, Card]
    columns: Mapping[str, Column]
    known: Known

    @property
    def as_of(self) -> datetime | None:
        """The date of the newest figure; ``None`` where there is none."""
        dates = (figure.as_of for card in self.cards.values() for figure in card.figures.values())
        return max((moment for moment in dates if moment), default=None)

    @property
    def verified(self) -> bool:
        return self.scorecard.is_verified(self.cohort.level, self.period)

    def standing(self, by: str) -> list[Card]:
        """The cards in the order of a ranking; the unranked last, those with a score before those without."""
        ranks = self.columns[by].ranks

        def place(card: Card) -> tuple[bool, int, bool, Decimal, str]:
            rank, score = ranks[card.agency.code].rank, card.figures[by].score
            return rank is None, rank or 0, score is None, -(score or ZERO), card.agency.code

        return sorted(self.cards.values(), key=place)


def evaluate(
    period: Period,
    cohort: Cohort,
    basis: Basis,
    scorecard: Scorecard,
    agencies: Sequence[Agency],
    known: Known,
) -> Evaluation:
    """Score, rank and average some agencies. For measures that are inherited the counts of their ministries and
    provinces are needed too."""
    rollup = RollUp(scorecard.measures, period, known.counts, known.parts)
    cards: dict[str, Card] = {}
    for agency in agencies:
        found = {code: rollup.find(indicator, agency.code) for code, indicator in scorecard.indicators.items()}
        reported = Reported(found, known.officials.get(agency.code, {}))
        cards[agency.code] = make_card(scorecard, agency, basis, reported)
    columns = Columns(scorecard, basis, list(cards.values()))
    return Evaluation(period, cohort, basis, scorecard, cards, columns, known)
