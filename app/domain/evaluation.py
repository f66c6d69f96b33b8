"""A cohort in one period: its cards and columns, put together from what was reported and published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Change:
    """Against the period before: points won, and places won (positive is up).

    ``None`` where either is unknown; for places also where the two ranks are not of the same kind and field.
    """

    score: Decimal | None
    rank: int | None


NO_CHANGE = Change(None, None)


def changes_since(before: Evaluation, now: Evaluation, by: str) -> dict[str, Change]:
    """What changed in one column between two evaluations, by agency code."""
    return {code: _change(before, now, code, by) for code in now.cards}


def _change(before: Evaluation, now: Evaluation, code: str, by: str) -> Change:
    if code not in before.cards or by not in before.scorecard.maxima:
        return NO_CHANGE
    new, old = now.cards[code].figures[by].score, before.cards[code].figures[by].score
    rank, earlier = now.columns[by].ranks[code], before.columns[by].ranks[code]
    comparable = (rank.source, rank.ranked) == (earlier.source, earlier.ranked)
    return Change(
        None if new is None or old is None else new - old,
        earlier.rank - rank.rank if comparable and earlier.rank and rank.rank else None,
    )
