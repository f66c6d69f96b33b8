"""How an agency moved from one period to the next, column by column."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scoring import as_score


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Against the period before: points won, and places won (positive is up).

    ``None`` where either is unknown; for places also where the two ranks are not of the same kind and field.
    """

    score: Decimal | None
    rank: int | None


NO_CHANGE = ScoreChange(None, None)


def _change(now: Evaluation, before: Evaluation, code: str, by: str) -> ScoreChange:
    """How the agency ``code``, which is in both, moved in the column ``by``."""
    new, old = now.cards[code].points(by), before.cards[code].points(by)
    rank, earlier = now.columns[by].ranks[code], before.columns[by].ranks[code]
    comparable = (rank.source, rank.ranked) == (earlier.source, earlier.ranked)
    return ScoreChange(
        None if new is None or old is None else as_score(new - old),
        earlier.rank - rank.rank if comparable and earlier.rank and rank.rank else None,
    )


def changes_since(before: Evaluation, now: Evaluation, by: str) -> dict[str, ScoreChange]:
    """How every agency of ``now`` moved in the column ``by``."""
    if by not in before.scorecard.maxima:
        return dict.fromkeys(now.cards, NO_CHANGE)
    return {code: _change(now, before, code, by) if code in before.cards else NO_CHANGE for code in now.cards}
