"""What there is to say first about a ranking: who leads, who rose and fell most, the average and its change."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.agencies import Agency
from app.domain.evaluation.columns import Average
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import ScoreChange


@dataclass(frozen=True, slots=True)
class Leaders:
    """The agencies ranked first, in the order of their codes, and the score that they have."""

    agencies: tuple[Agency, ...]
    score: Decimal


@dataclass(frozen=True, slots=True)
class Movers:
    """The agencies that rose (``places`` > 0) or fell (< 0) most, in the order of a ranking."""

    agencies: tuple[Agency, ...]
    places: int


@dataclass(frozen=True, slots=True)
class RankingSummary:
    """``None`` is what is not known, or may not be told.

    ``ranked`` of ``of`` agencies have a score. ``compared``: how many agencies are known to have moved, or to have
    kept their place. ``average_change``: in points, against an average that was made in the same way of as many of as
    many agencies, on the same maximum.
    """

    ranked: int
    of: int
    leaders: Leaders | None
    compared: int
    risen: Movers | None
    fallen: Movers | None
    average: Average
    average_change: Decimal | None


def summarize(
    now: Evaluation, before: Evaluation | None, by: str, changes: Mapping[str, ScoreChange]
) -> RankingSummary:
    """Of a ranking as people are told it (``app.domain.comparable``): ``now``, the period ``before`` and the
    ``changes`` between them, by agency code, in the column ``by``."""
    column = now.columns[by]
    places = {card.agency: changes[code].rank for card in now.standing(by) if (code := card.agency.code) in changes}
    moved = {agency: each for agency, each in places.items() if each is not None}
    return RankingSummary(
        ranked=column.ranked,
        of=column.of,
        leaders=_leaders(now, by),
        compared=len(moved),
        risen=_movers(moved, max((0, *moved.values()))),
        fallen=_movers(moved, min((0, *moved.values()))),
        average=column.average,
        average_change=_average_change(now, before, by),
    )


def _leaders(now: Evaluation, by: str) -> Leaders | None:
    first = [now.cards[code] for code, rank in now.columns[by].ranks.items() if rank.rank == 1]
    scores = {score for card in first if (score := card.score(by)) is not None}
    if len(scores) != 1:  # nobody; or published ranks whose scores do not agree with them
        return None
    return Leaders(tuple(sorted((card.agency for card in first), key=lambda each: each.code)), scores.pop())


def _movers(moved: Mapping[Agency, int], places: int) -> Movers | None:
    """Those that moved by so many places; nobody moved by none."""
    return Movers(tuple(agency for agency, each in moved.items() if each == places), places) if places else None


def _average_change(now: Evaluation, before: Evaluation | None, by: str) -> Decimal | None:
    if before is None or before.scorecard.maxima.get(by) != now.scorecard.maxima[by]:
        return None
    new, old = now.columns[by], before.columns[by]
    if new.average.value is None or old.average.value is None:
        return None
    kinds = [(each.average.method, each.average.averaged, each.of) for each in (new, old)]
    return new.average.value - old.average.value if kinds[0] == kinds[1] else None
