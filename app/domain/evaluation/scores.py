"""One agency's card: for the total, each group and each indicator the figure that counts, and its basis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.agencies import Agency
from app.domain.quality import Quality
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.scoring import Outcome, Points, as_points


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
    ``rank``, ``ranked`` and ``average`` are what somebody sent who covers the cohort: where that is an older submission
    than the score's, ``cohort_submission`` and ``cohort_as_of`` are of it.
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
    cohort_submission: int | None = None
    cohort_as_of: datetime | None = None

    @property
    def cohort_age(self) -> tuple[datetime, int]:
        """Of two the greater is of what was published last about the cohort."""
        return self.cohort_as_of or self.as_of, self.cohort_submission or self.submission


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody who does not cover the cohort of an agency says of its rank there or of the average.

    ``claimed_by``: the agency whose key sent it. It enters no rank and no average.
    """

    claimed_by: str
    submission: int
    as_of: datetime
    rank: int | None = None
    ranked: int | None = None
    average: Decimal | None = None

    @property
    def told(self) -> dict[str, int | Decimal]:
        """What is claimed, by the name of the field."""
        fields = {"rank": self.rank, "ranked": self.ranked, "average": self.average}
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Figure:
    """A score with its basis and date; or none, with what is missing.

    What is missing is named one step below: for the total groups, for groups and indicators measures;
    where only published results count, the column itself. A figure without a score that misses nothing had no cases.
    ``derived``: some of the counts under the score were not reported, but rolled up. ``not_derived``: why counts that
    there are, of months or of agencies below, do not give those that are missing.
    """

    code: str
    max: Decimal
    score: Decimal | None = None
    source: Source | None = None
    as_of: datetime | None = None
    missing: tuple[str, ...] = ()
    official: Official | None = None
    derived: bool = False
    not_derived: tuple[NotDerived, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """``figures`` by column, ``outcomes`` by indicator."""

    agency: Agency
    figures: Mapping[str, Figure]
    outcomes: Mapping[str, Outcome]

    def points(self, column: str) -> Points:
        """The score in a column in hundredths of a point."""
        score = self.score(column)
        return None if score is None else as_points(score)

    def score(self, column: str) -> Decimal | None:
        return self.figures[column].score

    def source(self, column: str) -> Source | None:
        return self.figures[column].source

    def official(self, column: str) -> Official | None:
        """What was published in a column, whether it is what counts or not."""
        return self.figures[column].official

    def claim(self, _column: str) -> Claim | None:
        """What is only claimed in a column; a card that was frozen has no claims."""
        return None

    @property
    def as_of(self) -> datetime | None:
        """The date of the newest figure."""
        return newest(figure.as_of for figure in self.figures.values())


def common_source(sources: Iterable[Source | None]) -> Source:
    """The one source of some figures, or ``mixed``."""
    only = {source for source in sources if source}
    return only.pop() if len(only) == 1 else Source.MIXED


def newest(moments: Iterable[datetime | None]) -> datetime | None:
    """The latest of some moments, if there is any."""
    return max((moment for moment in moments if moment), default=None)
