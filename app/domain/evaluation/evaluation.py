"""A cohort in one period: its cards and columns, put together from what was reported and published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.agencies import Agency, Cohort, root_code
from app.domain.evaluation.agency_scores import make_card
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
    cards = _Cards(basis, scorecard, known, RollUp(scorecard.measures, period, known.counts, known.parts))
    found = {agency.code: cards.make(agency) for agency in agencies}
    return Evaluation(period, cohort, basis, scorecard, found, Columns(scorecard, basis, list(found.values())), known)


class _Cards:
    """Makes the cards of a cohort."""

    def __init__(self, basis: Basis, scorecard: Scorecard, known: Known, rollup: RollUp) -> None:
        self._basis, self._scorecard, self._known, self._rollup = basis, scorecard, known, rollup
        self._silent: dict[str | None, Card] = {}

    def make(self, agency: Agency) -> Card:
        officials = self._known.officials.get(agency.code, {})
        if officials or self._rollup.has_data(agency.code):
            return self._card(agency, officials)
        # Of whom nothing is known the same is said of all in a ministry or province.
        root = root_code(agency.code)
        shared = root if self._rollup.has_data(root) else None
        if shared not in self._silent:
            self._silent[shared] = self._card(agency, officials)
        return replace(self._silent[shared], agency=agency)

    def _card(self, agency: Agency, officials: Mapping[str, Official]) -> Card:
        return make_card(self._scorecard, agency, self._basis, self._rollup, officials)
