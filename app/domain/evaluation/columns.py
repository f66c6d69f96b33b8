"""Where every agency of a cohort stands in one column: ranks and averages, and how many they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.evaluation.cohort_scores import CohortScores
from app.domain.evaluation.ranks import rank
from app.domain.evaluation.scores import Basis, Official, Source, common_source
from app.domain.scorecard.rounding import Rounding
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import as_score, mean_points


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


@dataclass(frozen=True, slots=True)
class _Field:
    """What a column is made of, by agency code: the scores in hundredths of a point, with what they rest on, and what
    was published, where that is wanted."""

    scores: Mapping[str, int]
    sources: set[Source | None]
    officials: Mapping[str, Official]

    @classmethod
    def of(cls, code: str, cohort: CohortScores) -> "_Field":
        points, sources = cohort.points[code], cohort.sources[code]
        scores = {agency: score for agency, score in zip(cohort.codes, points, strict=True) if score is not None}
        used = {source for source, score in zip(sources, points, strict=True) if score is not None}
        # What was published about the whole cohort is wanted only where our own cohort has holes.
        lend = cohort.basis is not Basis.COMPUTED and len(scores) < len(points)
        officials = cohort.about_cohort(code) if lend else {}
        return cls(scores, used, officials)

    def average(self, rounding: Rounding) -> Average:
        published = (each for each in self.officials.values() if each.average is not None)
        newest = max(published, key=lambda each: each.cohort_age, default=None)
        if newest is not None:
            return Average(newest.average, Method.PUBLISHED, Source.OFFICIAL, None)
        if not self.scores:
            return NO_AVERAGE
        mean = as_score(mean_points(list(self.scores.values()), rounding))
        return Average(mean, Method.MEAN, common_source(self.sources), len(self.scores))

    def ranks(self) -> dict[str, Rank]:
        """Published ranks if we could not rank more agencies ourselves, else ours: the two are not of one field."""
        lent = {
            agency: Rank(each.rank, each.ranked, Source.OFFICIAL)
            for agency, each in self.officials.items()
            if each.rank is not None
        }
        if lent and len(lent) >= len(self.scores):
            return lent
        places = rank(self.scores)
        made = {place: Rank(place, len(places), Source.COMPUTED) for place in set(places.values())}
        return {agency: made[place] for agency, place in places.items()}


class Columns(dict[str, Column]):
    """The columns of a cohort by code: the total, each group, each indicator. Each is made when it is asked for."""

    def __init__(self, cohort: CohortScores) -> None:
        super().__init__()
        self._cohort, self._rounding = cohort, cohort.scorecard.average

    def __missing__(self, code: str) -> Column:
        field = _Field.of(code, self._cohort)
        ranks, average = field.ranks(), field.average(self._rounding)
        if code == TOTAL:
            average = self._total_average(average)
        by_agency = {agency: ranks.get(agency, UNRANKED) for agency in self._cohort.codes}
        self[code] = column = Column(by_agency, average, len(field.scores), len(by_agency))
        return column

    def _total_average(self, average: Average) -> Average:
        """Over the agencies that have a total: the sum of their rounded group averages, as the portal does
        (10 October 2026: 62.59); the mean of their totals where a total was published without its groups.

        There is none where a group average is itself only a published, rounded figure: its sum is not known.
        """
        if average.method is not Method.MEAN:
            return average
        fields = [_Field.of(group, self._cohort) for group in self._cohort.scorecard.codes_by_group]
        if any(field.average(self._rounding).method is Method.PUBLISHED for field in fields):
            return NO_AVERAGE
        complete = list(_Field.of(TOTAL, self._cohort).scores)
        if not all(code in field.scores for field in fields for code in complete):
            return average
        means = [mean_points([field.scores[code] for code in complete], self._rounding) for field in fields]
        return replace(average, value=as_score(sum(means)), method=Method.SUM)
