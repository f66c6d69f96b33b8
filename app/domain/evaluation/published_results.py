"""What was published of one agency for one period: plain scores, which become results with all else when asked for."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from app.domain.evaluation.scores import Claim, Official
from app.domain.scorecard.scoring import as_points


class Results(Mapping[str, Official]):
    """The published results of an agency by column.

    ``about_cohort``: whether any tells a rank or an average that counts: no claim does.
    """

    __slots__ = ()
    about_cohort: bool

    @abstractmethod
    def points(self, column: str) -> int | None:
        """The published score of a column in hundredths of a point, if there is one."""

    @abstractmethod
    def score(self, column: str) -> Decimal | None:
        """The same as it was published; ``KeyError`` where nothing was."""

    @abstractmethod
    def as_of(self, column: str) -> datetime:
        """The date of what was published; ``KeyError`` where nothing was."""

    @abstractmethod
    def claim(self, column: str) -> Claim | None:
        """What is only claimed of the cohort in a column."""


class GivenResults(Results):
    """Of results, and claims by column, that are made already."""

    __slots__ = ("_claims", "_officials", "_points", "about_cohort")

    def __init__(self, officials: Mapping[str, Official], claims: Mapping[str, Claim] | None = None) -> None:
        self._claims = claims or {}
        scores = {column: each.score for column, each in officials.items()}
        self._officials = officials
        self._points = {column: as_points(score) for column, score in scores.items() if score is not None}
        self.about_cohort = any(each.rank is not None or each.average is not None for each in officials.values())

    def __getitem__(self, column: str) -> Official:
        return self._officials[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._officials)

    def __len__(self) -> int:
        return len(self._officials)

    def points(self, column: str) -> int | None:
        return self._points.get(column)

    def score(self, column: str) -> Decimal | None:
        return self._officials[column].score

    def as_of(self, column: str) -> datetime:
        return self._officials[column].as_of

    def claim(self, column: str) -> Claim | None:
        return self._claims.get(column)


NO_RESULTS = GivenResults({})


def results_of(officials: Mapping[str, Official]) -> Results:
    """Results as they were read, or of what is made already."""
    return officials if isinstance(officials, Results) else GivenResults(officials)
