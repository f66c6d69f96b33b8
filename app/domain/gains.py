"""Where an agency can win the most points: the distance to what the best quarter of its cohort reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.evaluation import Evaluation
from app.domain.scorecard import Scorecard
from app.domain.scoring import Rule

FEWEST = 4  # agencies with a score; of fewer there is no quarter


@dataclass(frozen=True, slots=True)
class Gain:
    """A column in which an agency with ``score`` would win ``points`` by reaching what the best quarter reaches."""

    code: str
    score: Decimal
    reached: Decimal

    @property
    def points(self) -> Decimal:
        return self.reached - self.score


def reached_by_best_quarter(scores: Sequence[Decimal]) -> Decimal | None:
    """What each of the best quarter has at least, a part of an agency counting as a whole one."""
    if len(scores) < FEWEST:
        return None
    return sorted(scores, reverse=True)[(len(scores) + 3) // 4 - 1]


def gains(evaluation: Evaluation, agency: str) -> list[Gain] | None:
    """The columns in which an agency stays behind the best quarter of those with a score, the farthest first.

    Indicators, or the group where not all its indicators have a score; without those whose points are granted to
    everybody. ``None`` where nothing can be compared.
    """
    figures, outcomes = evaluation.cards[agency].figures, evaluation.cards[agency].outcomes
    found, compared = [], False
    for code in _finest(evaluation.scorecard, {code for code, figure in figures.items() if figure.score is not None}):
        if code in outcomes and outcomes[code].rule is Rule.GRANTED:
            continue
        all_scores = (card.figures[code].score for card in evaluation.cards.values())
        reached = reached_by_best_quarter([score for score in all_scores if score is not None])
        score = figures[code].score
        if score is not None and reached is not None:
            compared = True
            if reached > score:
                found.append(Gain(code, score, reached))
    return sorted(found, key=lambda gain: -gain.points) if compared else None


def _finest(scorecard: Scorecard, scored: set[str]) -> list[str]:
    """The indicators of each group that all have a score, else the group."""
    columns: list[str] = []
    for group in scorecard.groups:
        own = [indicator.code for indicator in group.indicators]
        columns += own if scored.issuperset(own) else [group.code]
    return columns
