"""Where every agency of a cohort stands in one column: ranks and averages, and how many they rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.cards import Basis, Card, Figure, Official, Source
from app.domain.ranking import rank
from app.domain.scorecard import TOTAL, Scorecard
from app.domain.scoring import mean_score, sum_scores


class Method(StrEnum):
    """How an average was made."""

    MEAN = "mean_of_scores"
    SUM = "sum_of_group_averages"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Average:
    """An average over ``averaged`` agencies; of a published one it is not known over how many (``None``)."""

    value: Decimal | None
    method: Method | None
    source: Source | None
    averaged: int | None


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank among ``ranked`` agencies. ``source`` says whether we counted it or it was published."""

    rank: int | None
    ranked: int | None
    source: Source | None


UNRANKED = Rank(None, None, None)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a cohort: ranks by agency code, the average, and ``ranked`` of ``of`` agencies with a score."""

    ranks: Mapping[str, Rank]
    average: Average
    ranked: int
    of: int


def make_columns(scorecard: Scorecard, basis: Basis, cards: Sequence[Card]) -> dict[str, Column]:
    """Rank and average every column: the total, each group, each indicator."""
    columns = {code: _column(code, basis, cards) for code in scorecard.maxima}
    total = columns[TOTAL]
    if total.average.method is not Method.PUBLISHED:
        groups = [columns[group.code].average for group in scorecard.groups]
        columns[TOTAL] = replace(total, average=_total_average(groups, total))
    return columns


def _column(code: str, basis: Basis, cards: Sequence[Card]) -> Column:
    figures = {card.agency.code: card.figures[code] for card in cards}
    scores = {agency: figure.score for agency, figure in figures.items() if figure.score is not None}
    # What was published about the whole cohort is wanted only where our own cohort has holes.
    lend = basis is not Basis.COMPUTED and len(scores) < len(cards)
    positions = rank(scores)
    ranks = {agency: _rank(positions.get(agency), len(scores), figure, lend) for agency, figure in figures.items()}
    return Column(ranks, _average(figures, scores, lend), len(scores), len(cards))


def _rank(position: int | None, ranked: int, figure: Figure, lend: bool) -> Rank:
    official = figure.official
    if lend and official and official.rank is not None:
        return Rank(official.rank, official.ranked, Source.OFFICIAL)
    return UNRANKED if position is None else Rank(position, ranked, Source.COMPUTED)


def _average(figures: Mapping[str, Figure], scores: Mapping[str, Decimal], lend: bool) -> Average:
    published = [figure.official for figure in figures.values() if figure.official and lend]
    newest = max((each for each in published if each.average is not None), key=_age, default=None)
    if newest is not None:
        return Average(newest.average, Method.PUBLISHED, Source.OFFICIAL, None)
    if not scores:
        return Average(None, None, None, 0)
    sources = {figures[agency].source for agency in scores}
    source = sources.pop() if len(sources) == 1 else Source.MIXED
    return Average(mean_score(list(scores.values())), Method.MEAN, source, len(scores))


def _age(official: Official) -> tuple[object, int]:
    return official.as_of, official.submission


def _total_average(groups: Sequence[Average], total: Column) -> Average:
    """The sum of the rounded group averages, as the portal does (10 October 2026: 62.59).

    There is none where a group average is itself only a published, rounded figure: its sum is not known.
    """
    values = [group.value for group in groups if group.value is not None and group.method is Method.MEAN]
    if len(values) < len(groups) or total.ranked == 0:
        return Average(None, None, None, 0)
    sources = {group.source for group in groups}
    source = sources.pop() if len(sources) == 1 else Source.MIXED
    return Average(sum_scores(values), Method.SUM, source, total.ranked)
