"""The ranks above an agency's own."""

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source
from app.domain.scorecard.scorecard import TOTAL


def better_ranks(evaluation: Evaluation, code: str) -> dict[int, list[str]]:
    """The better ranks by the total that somebody has, the nearest first, with who has them.

    Empty for the first, and where the rank is not known or is a published one: then the others' scores are not.
    """
    ranks = evaluation.columns[TOTAL].ranks
    own, found = ranks[code], dict[int, list[str]]()
    if own.rank is None or own.source is Source.OFFICIAL:
        return found
    for each, rank in ranks.items():
        if rank.rank is not None and rank.rank < own.rank:
            found.setdefault(rank.rank, []).append(each)
    return dict(sorted(found.items(), reverse=True))
