"""Breaks in a series of periods: where two that follow one another are not comparable."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import TOTAL


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """Why a period cannot be compared with the one before.

    ``scorecard``: another one was in force. ``members``: how many agencies the cohort had and has, where that changed.
    ``merged``: the agencies that were merged into this one. Of ranks alone: ``field``, among how many the ranks are
    where that changed, and ``source``, that one was published and the other counted.
    """

    scorecard: bool = False
    members: tuple[int, int] | None = None
    merged: tuple[Agency, ...] = ()
    field: tuple[int | None, int | None] | None = None
    source: bool = False

    @property
    def of_scores(self) -> bool:
        """Whether the scores cannot be compared either."""
        return bool(self.scorecard or self.members or self.merged)


NO_BREAK = SeriesBreak()


def breaks_of(history: Sequence[Evaluation], code: str) -> list[SeriesBreak | None]:
    """For each period of an agency's history, oldest first, the break that it begins with; ``None`` for none."""
    found = [_between(before, now, code) for before, now in pairwise(history)]
    return [None, *(None if each == NO_BREAK else each for each in found)] if history else []


def _between(before: Evaluation, now: Evaluation, code: str) -> SeriesBreak:
    old, new = before.columns[TOTAL].ranks[code], now.columns[TOTAL].ranks[code]
    both = old.rank is not None and new.rank is not None
    sizes = len(before.cards), len(now.cards)
    members = sizes if sizes[0] != sizes[1] else None
    others = (card.agency for card in before.cards.values())
    return SeriesBreak(
        scorecard=before.scorecard.id != now.scorecard.id,
        members=members,
        merged=tuple(each for each in others if each.merged_into == code and not each.valid_on(now.period.last_day)),
        # Of two cohorts of different size the ranks cannot be of one field.
        field=(old.ranked, new.ranked) if both and not members and old.ranked != new.ranked else None,
        source=both and old.source != new.source,
    )
