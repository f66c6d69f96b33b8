"""Where every agency of a cohort stands in one column: ranks and averages, and how many they rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.cards import Basis, Card, Figure, Official, Source, common_source
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
NO_AVERAGE = Average(None, None, None, 0)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a cohort: ranks by agency code, the average, and ``ranked`` of ``of`` agencies with a score."""

    ranks: Mapping[str, Rank]
    average: Average
    ranked: int
    of: int


class Columns(dict[str, Column]):
    """The columns of a cohort by code: the total, each group, each indicator. Each is made when it is asked for."""

    def __init__(self, scorecard: Scorecard, basis: Basis, cards: Sequence[Card]) -> None:
        super().__init__()
        self._groups = [group.code for group in scorecard.groups]
        self._basis, self._cards = basis, cards

    def __missing__(self, code: str) -> Column:
        column = _column(code, self._basis, self._cards)
        if code == TOTAL:
            column = replace(column, average=self._total_average(column.average))
        self[code] = column
        return column

    def _total_average(self, average: Average) -> Average:
        """Over the agencies that have a total: the sum of their rounded group averages, as the portal does
        (10 October 2026: 62.59); the mean of their totals where a total was published without its groups.

        There is none where a group average is itself only a published, rounded figure: its sum is not known.
        """
        if average.method is not Method.MEAN:
            return average
        if any(self[group].average.method is Method.PUBLISHED for group in self._groups):
            return NO_AVERAGE
        complete = [card for card in self._cards if card.figures[TOTAL].score is not None]
        by_group = [[card.figures[group].score for card in complete] for group in self._groups]
        if any(score is None for scores in by_group for score in scores):
            return average
        means = [mean_score([score for score in scores if score is not None]) for scores in by_group]
        return replace(average, value=sum_scores(means), method=Method.SUM)


def _column(code: str, basis: Basis, cards: Sequence[Card]) -> Column:
    figures = {card.agency.code: card.figures[code] for card in cards}
    scores = {agency: figure.score for agency, figure in figures.items() if figure.score is not None}
    # What was published about the whole cohort is wanted only where our own cohort has holes.
    lend = basis is not Basis.COMPUTED and len(scores) < len(cards)
    officials = {agency: each.official for agency, each in figures.items() if lend and each.official}
    return Column(_ranks(figures, scores, officials), _average(figures, scores, officials), len(scores), len(cards))


def _ranks(
    figures: Mapping[str, Figure], scores: Mapping[str, Decimal], officials: Mapping[str, Official]
) -> dict[str, Rank]:
    """Published ranks if we could not rank more agencies ourselves, else ours: the two are not of one field."""
    lent = {
        agency: Rank(each.rank, each.ranked, Source.OFFICIAL)
        for agency, each in officials.items()
        if each.rank is not None
    }
    own = {agency: Rank(place, len(scores), Source.COMPUTED) for agency, place in rank(scores).items()}
    shown = lent if len(lent) >= len(own) else own
    return {agency: shown.get(agency, UNRANKED) for agency in figures}


def _average(
    figures: Mapping[str, Figure], scores: Mapping[str, Decimal], officials: Mapping[str, Official]
) -> Average:
    newest = max((each for each in officials.values() if each.average is not None), key=_age, default=None)
    if newest is not None:
        return Average(newest.average, Method.PUBLISHED, Source.OFFICIAL, None)
    if not scores:
        return NO_AVERAGE
    sources = [figures[agency].source for agency in scores]
    return Average(mean_score(list(scores.values())), Method.MEAN, common_source(sources), len(scores))


def _age(official: Official) -> tuple[object, int]:
    return official.as_of, official.submission
