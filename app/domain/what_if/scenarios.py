"""What becomes of agencies, and of their cohort, if counts were others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.agencies import Agency
from app.domain.evaluation.columns import UNRANKED, Average, Method, Rank
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import Count, Rule
from app.domain.what_if.changed_counts import with_counts
from app.domain.what_if.changes import NewCounts, counts_of


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A score and its rank before and after. ``source``: what the new score rests on; ``increments``: it is a published
    one, or has one in it, to which points were added; ``left_out``: the indicators under it whose counts are not known,
    so that they stayed out of that."""

    code: str
    max: Decimal
    before: Decimal | None
    after: Decimal | None
    source: Source | None
    derived: bool
    increments: bool
    left_out: tuple[str, ...]
    rank_before: Rank
    rank_after: Rank

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class CountChange:
    """A count before, ``None`` where it was not known, and after; ``derived``: nobody reported it as it was."""

    measure: str
    before: int | None
    after: int
    derived: bool


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """What changed counts do to an agency: ``figures`` has the total, every group and the indicators that changed.

    By the total: ``passed`` were before it or level and are behind; ``level`` were not and are; ``passed_by`` were
    behind or level and are before it. All three are empty where either rank is not known, or is a published one.
    """

    agency: Agency
    counts: tuple[CountChange, ...]
    figures: tuple[FigureChange, ...]
    passed: tuple[Agency, ...]
    level: tuple[Agency, ...]
    passed_by: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A cohort as it is and as it would be, and what becomes of the agencies whose counts change."""

    before: Evaluation
    after: Evaluation
    agencies: tuple[AgencyChange, ...]


def scenario(before: Evaluation, new: NewCounts) -> Scenario:
    """What new counts, by agency and measure, would make of a cohort."""
    after = with_counts(before, new)
    return Scenario(before, after, tuple(_agency(before, after, code, new[code]) for code in new))


def rank_after(after: Evaluation, column: str, code: str) -> Rank:
    """A rank with the changed counts; none where only published ranks are told, which rest on others."""
    rank = after.columns[column].ranks[code]
    return UNRANKED if rank.source is Source.OFFICIAL else rank


def average_after(after: Evaluation, column: str) -> Average:
    """An average with the changed counts; without a value where only a published one is told."""
    average = after.columns[column].average
    return replace(average, value=None) if average.method is Method.PUBLISHED else average


def _agency(before: Evaluation, after: Evaluation, code: str, new: Mapping[str, int]) -> AgencyChange:
    old, card = counts_of(before, code), after.cards[code]
    counts = tuple(_count(measure, old.get(measure), value) for measure, value in new.items())
    was = before.cards[code]
    changed = [each for each in before.scorecard.indicators if was.points(each) != card.points(each)]
    columns = (TOTAL, *before.scorecard.codes_by_group, *changed)
    figures = tuple(_figure(before, after, code, column) for column in columns)
    return AgencyChange(card.agency, counts, figures, *_passing(before, after, code))


def _count(measure: str, old: Count | None, value: int) -> CountChange:
    return CountChange(measure, old.value if old else None, value, old is not None and old.derived is not None)


def _figure(before: Evaluation, after: Evaluation, code: str, column: str) -> FigureChange:
    old, new = before.cards[code], after.cards[code]
    scorecard, figure = before.scorecard, new.figures[column]
    parts = (TOTAL, *scorecard.codes_by_group) if column == TOTAL else (column,)
    unknown = [each.code for each in scorecard.indicators_of[column] if new.outcomes[each.code].rule is Rule.MISSING]
    return FigureChange(
        column,
        figure.max,
        old.score(column),
        figure.score,
        figure.source,
        figure.derived,
        any(new.source(each) is Source.OFFICIAL and old.points(each) != new.points(each) for each in parts),
        tuple(unknown) if figure.source in (Source.OFFICIAL, Source.MIXED) else (),
        before.columns[column].ranks[code],
        rank_after(after, column, code),
    )


def _passing(
    before: Evaluation, after: Evaluation, code: str
) -> tuple[tuple[Agency, ...], tuple[Agency, ...], tuple[Agency, ...]]:
    """Who was passed, who is level now, and who passed, by the total."""
    found: tuple[list[Agency], list[Agency], list[Agency]] = ([], [], [])
    own_before, own_after = before.columns[TOTAL].ranks[code], rank_after(after, TOTAL, code)
    for other, card in before.cards.items():
        was = _order(own_before, before.columns[TOTAL].ranks[other])
        now = _order(own_after, rank_after(after, TOTAL, other))
        if was is not None and now is not None and was != now:
            found[now + 1].append(card.agency)
    passed, level, passed_by = found
    return tuple(passed), tuple(level), tuple(passed_by)


def _order(own: Rank, other: Rank) -> int | None:
    """-1 where the one is before the other, 0 where they are level, 1 where it is behind; ``None`` if not known."""
    if own.rank is None or other.rank is None or Source.OFFICIAL in (own.source, other.source):
        return None
    return (own.rank > other.rank) - (own.rank < other.rank)
