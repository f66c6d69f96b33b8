"""One agency's card: for the total, each group and each indicator the figure that counts, and its basis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.agencies import Agency
from app.domain.evaluation.rollup import ResolvedCounts
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import TOTAL, Group, Scorecard
from app.domain.scorecard.scoring import Outcome, as_points, score_indicator, sum_group, sum_scores


class Basis(StrEnum):
    """Which figures an answer is made of: our own, the published ones, or for each group the best there is."""

    COMPUTED = "computed"
    OFFICIAL = "official"
    BEST = "best"


class Source(StrEnum):
    """What one figure rests on. A total of computed and official groups is ``mixed``."""

    COMPUTED = "computed"
    OFFICIAL = "official"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Official:
    """A published result, of which a letter may give only the rate.

    ``rate`` is in per cent; ``average`` is the cohort's average published with it. ``detail_score`` is the same
    score where it was published once more beside its details: on the national portal the two can be hours apart.
    """

    submission: int
    as_of: datetime
    score: Decimal | None = None
    max: Decimal | None = None
    rate: Decimal | None = None
    rank: int | None = None
    ranked: int | None = None
    average: Decimal | None = None
    detail_score: Decimal | None = None
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A score with its basis and date; or none, with what is missing.

    What is missing is named one step below: for the total groups, for groups and indicators measures;
    where only published results count, the column itself. A figure without a score that misses nothing had no cases.
    ``derived``: some of the counts under the score were not reported, but rolled up.
    """

    code: str
    max: Decimal
    score: Decimal | None = None
    source: Source | None = None
    as_of: datetime | None = None
    missing: tuple[str, ...] = ()
    official: Official | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    agency: Agency
    figures: Mapping[str, Figure]
    outcomes: Mapping[str, Outcome]

    def points(self, column: str) -> int | None:
        """The score in a column in hundredths of a point."""
        score = self.figures[column].score
        return None if score is None else as_points(score)

    def score(self, column: str) -> Decimal | None:
        return self.figures[column].score

    def source(self, column: str) -> Source | None:
        return self.figures[column].source

    @property
    def as_of(self) -> datetime | None:
        """The date of the newest figure."""
        return _newest(figure.as_of for figure in self.figures.values())


@dataclass(frozen=True, slots=True)
class Reported:
    """What is known of one agency: the counts that each indicator rests on, and published results by column."""

    found: Mapping[str, ResolvedCounts]
    officials: Mapping[str, Official]


def make_card(scorecard: Scorecard, agency: Agency, basis: Basis, reported: Reported) -> Card:
    """Score an agency, and choose the figure that counts for the total, each group and each indicator."""
    outcomes = {
        code: score_indicator(indicator, reported.found[code].counts, reported.found[code].incomplete)
        for code, indicator in scorecard.indicators.items()
    }
    officials = reported.officials
    figures: dict[str, Figure] = {}
    for code, outcome in outcomes.items():
        figures[code] = _indicator(outcome, basis, officials.get(code))
    for group in scorecard.groups:
        figures[group.code] = _group(group, basis, outcomes, officials.get(group.code))
    groups = [figures[group.code] for group in scorecard.groups]
    figures[TOTAL] = _total(scorecard, basis, groups, officials.get(TOTAL))
    return Card(agency, figures, outcomes)


def _indicator(outcome: Outcome, basis: Basis, official: Official | None) -> Figure:
    code, maximum = outcome.indicator.code, outcome.indicator.max
    if outcome.complete and _computed_stands(basis, official, derived=(derived := outcome.derived)):
        return Figure(code, maximum, outcome.score, Source.COMPUTED, outcome.as_of, official=official, derived=derived)
    return _official(code, maximum, basis, official, outcome.missing)


def _group(group: Group, basis: Basis, outcomes: Mapping[str, Outcome], official: Official | None) -> Figure:
    own = [outcomes[indicator.code] for indicator in group.indicators]
    score = sum_group(group, outcomes)
    derived = score is not None and any(outcome.derived for outcome in own)
    if score is not None and _computed_stands(basis, official, derived=derived):
        as_of = _newest(outcome.as_of for outcome in own)
        return Figure(group.code, group.max, score, Source.COMPUTED, as_of, official=official, derived=derived)
    missing = tuple(dict.fromkeys(code for outcome in own for code in outcome.missing))
    return _official(group.code, group.max, basis, official, missing)


def _computed_stands(basis: Basis, official: Official | None, *, derived: bool) -> bool:
    """Whether a score that can be computed is shown. A published one goes before one from derived counts: the
    agencies below may not all be registered."""
    if basis is Basis.BEST and derived:
        return official is None or official.score is None
    return basis is not Basis.OFFICIAL


def _official(code: str, maximum: Decimal, basis: Basis, official: Official | None, missing: tuple[str, ...]) -> Figure:
    if official is None or official.score is None or basis is Basis.COMPUTED:
        return Figure(code, maximum, missing=(code,) if basis is Basis.OFFICIAL else missing, official=official)
    return Figure(code, maximum, official.score, Source.OFFICIAL, official.as_of, official=official)


def _total(scorecard: Scorecard, basis: Basis, groups: list[Figure], official: Official | None) -> Figure:
    """The sum of the groups; a published total only where no group is computed from reported counts (the letter of
    February 2025 prints groups with one decimal, which do not add up to its total)."""
    reported = any(group.source is Source.COMPUTED and not group.derived for group in groups)
    if official and official.score is not None and basis is not Basis.COMPUTED and not reported:
        return _official(TOTAL, scorecard.max, basis, official, ())
    missing = tuple(group.code for group in groups if group.score is None)
    if missing:
        return Figure(TOTAL, scorecard.max, missing=missing, official=official)
    return Figure(
        TOTAL,
        scorecard.max,
        sum_scores([group.score for group in groups if group.score is not None]),
        common_source(group.source for group in groups),
        _newest(group.as_of for group in groups),
        official=official,
        derived=any(group.derived for group in groups),
    )


def common_source(sources: Iterable[Source | None]) -> Source:
    """The one source of some figures, or ``mixed``."""
    only = {source for source in sources if source}
    return only.pop() if len(only) == 1 else Source.MIXED


def _newest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)
