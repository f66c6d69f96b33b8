"""A cohort in one period: its cards and columns, put together from what was reported and published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.agencies import Agency, Cohort
from app.domain.evaluation.agency_scores import Cards
from app.domain.evaluation.cohort_scores import CohortScores
from app.domain.evaluation.columns import Column, Columns
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import NO_PARTS, RollUp, RollupParts
from app.domain.evaluation.scores import Basis, Card, Official
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Known:
    """What is known in one period, by agency code: counts by measure, published results by column.

    ``parts``: what counts that nobody reported can be derived from.
    """

    counts: Mapping[str, Reports]
    officials: Mapping[str, Mapping[str, Official]]
    parts: RollupParts = NO_PARTS


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
        return max((moment for card in self.cards.values() if (moment := card.as_of)), default=None)

    @property
    def verified(self) -> bool:
        return self.scorecard.is_verified(self.cohort.level, self.period)

    def standing(self, by: str) -> list[Card]:
        """The cards in the order of a ranking; the unranked last, those with a score before those without."""
        ranks = self.columns[by].ranks

        def place(card: Card) -> tuple[bool, int, bool, int, str]:
            rank, score = ranks[card.agency.code].rank, card.points(by)
            return rank is None, rank or 0, score is None, -(score or 0), card.agency.code

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
    scores = CohortScores(scorecard, basis, agencies, rollup, known.officials)
    return Evaluation(period, cohort, basis, scorecard, Cards(scores), Columns(scores), known)
