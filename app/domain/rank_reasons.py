"""Why an agency has its rank: its groups against the average, and who stands just before and just behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.agencies import Agency
from app.domain.evaluation.columns import Rank
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import TOTAL


@dataclass(frozen=True, slots=True)
class GroupDistance:
    """A group's score less the average of the cohort, in points."""

    code: str
    distance: Decimal


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An agency on the next place up or down; ``distance``: points between the two totals, always positive."""

    agency: Agency
    rank: int
    distance: Decimal


@dataclass(frozen=True, slots=True)
class RankReasons:
    """What lifts a total above the average and what pulls it down, and the places beside it.

    ``distance``: the total less its average. ``lifts`` and ``lowers``: the largest distance first; ``level``: groups at
    their average; ``unknown``: groups without a score or an average. ``remainder``: what the groups leave of
    ``distance``, where all are known: 0 where total and average are sums of the groups' and their averages.
    ``tied``: others of the same rank. A place beside is empty where nobody has it or its scores are not known.
    """

    rank: Rank
    distance: Decimal | None
    lifts: tuple[GroupDistance, ...]
    lowers: tuple[GroupDistance, ...]
    level: tuple[str, ...]
    unknown: tuple[str, ...]
    remainder: Decimal | None
    ahead: tuple[Neighbour, ...]
    tied: tuple[Agency, ...]
    behind: tuple[Neighbour, ...]


def rank_reasons(evaluation: Evaluation, code: str) -> RankReasons:
    """Why an agency stands where it does, from ranks and averages as the evaluation tells them
    (``app.domain.comparable``)."""
    distances = {group: _distance(evaluation, code, group) for group in evaluation.scorecard.groups_by_code}
    known = [GroupDistance(group, distance) for group, distance in distances.items() if distance is not None]
    unknown = tuple(group for group, distance in distances.items() if distance is None)
    own = _distance(evaluation, code, TOTAL)
    remainder = None if own is None or unknown else own - sum(each.distance for each in known)
    ranks, by_rank = evaluation.columns[TOTAL].ranks, _by_rank(evaluation)
    place = ranks[code].rank
    before, after = _beside(by_rank, place) if place else (None, None)
    return RankReasons(
        ranks[code],
        own,
        tuple(sorted((each for each in known if each.distance > 0), key=lambda each: -each.distance)),
        tuple(sorted((each for each in known if each.distance < 0), key=lambda each: each.distance)),
        tuple(each.code for each in known if each.distance == 0),
        unknown,
        remainder,
        _neighbours(evaluation, code, before, by_rank.get(before or 0, ()), up=True),
        tuple(evaluation.cards[each].agency for each in by_rank.get(place or 0, ()) if each != code),
        _neighbours(evaluation, code, after, by_rank.get(after or 0, ()), up=False),
    )


def _distance(evaluation: Evaluation, code: str, column: str) -> Decimal | None:
    score, average = evaluation.cards[code].score(column), evaluation.columns[column].average.value
    return None if score is None or average is None else score - average


def _by_rank(evaluation: Evaluation) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for code, each in evaluation.columns[TOTAL].ranks.items():
        if each.rank is not None:
            found[each.rank] = (*found.get(each.rank, ()), code)
    return found


def _beside(by_rank: Mapping[int, tuple[str, ...]], place: int) -> tuple[int | None, int | None]:
    """The ranks next to one: with published ranks, of which only some may be known, not just any before and after."""
    before = max((rank for rank in by_rank if rank < place), default=None)
    if before is not None and before + len(by_rank[before]) != place:
        before = None
    after = place + len(by_rank[place])
    return before, after if after in by_rank else None


def _neighbours(
    evaluation: Evaluation, code: str, rank: int | None, codes: tuple[str, ...], *, up: bool
) -> tuple[Neighbour, ...]:
    """Those on a place beside; none where the scores do not bear out the ranks, as published ones may be older."""
    own = evaluation.cards[code].score(TOTAL)
    found = []
    for each in codes:
        card = evaluation.cards[each]
        score = card.score(TOTAL)
        if own is None or score is None or rank is None:
            return ()
        distance = score - own if up else own - score
        if distance <= 0:
            return ()
        found.append(Neighbour(card.agency, rank, distance))
    return tuple(found)
