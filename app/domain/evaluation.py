"""A cohort in one period: its cards and columns, put together from what was reported and published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.domain.agencies import Agency, Cohort
from app.domain.cards import Basis, Card, Official, Reported, make_card
from app.domain.periods import Period
from app.domain.scorecard import Scorecard
from app.domain.scoring import ZERO, Count
from app.domain.standings import Columns


@dataclass(frozen=True, slots=True)
class Known:
    """What is known in one period, by agency code: counts by measure, published results by column."""

    counts: Mapping[str, Mapping[str, Count]]
    officials: Mapping[str, Mapping[str, Official]]


@dataclass(frozen=True)
class Evaluation:
    period: Period
    cohort: Cohort
    basis: Basis
    scorecard: Scorecard
    cards: Mapping[str, Card]
    known: Known

    @cached_property
    def columns(self) -> Columns:
        return Columns(self.scorecard, self.basis, list(self.cards.values()))

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
    """Score, rank and average a cohort. The counts of its root are needed for measures that are inherited."""
    above = known.counts.get(cohort.root or "", {})
    cards = {
        agency.code: make_card(
            scorecard,
            agency,
            basis,
            Reported(known.counts.get(agency.code, {}), above, known.officials.get(agency.code, {})),
        )
        for agency in agencies
    }
    return Evaluation(period, cohort, basis, scorecard, cards, known)
