"""When people are told a rank, an average or a best: only where enough of the cohort has a score.

First of 63 says nothing while 62 have no score. What was published as such stands: it was made of the whole cohort.
Whatever is made for people (pages, XLSX, letters) takes its columns from here; the data of ``/v1`` have all, with how
many they rest on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from app.domain.evaluation.columns import Column, Method
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source
from app.domain.findings import FindingLimits


def comparable(evaluation: Evaluation, limits: FindingLimits) -> Evaluation:
    """The evaluation without the ranks and averages that we made of too few of its cohort."""
    return replace(evaluation, columns=_ComparableColumns(evaluation.columns, limits))


def is_withheld(column: Column, limits: FindingLimits) -> bool:
    """Whether there are scores in a column, but too few to compare with: some rank or average is not told."""
    few = column.ranked > 0 and not limits.enough(column.ranked, column.of)
    ranks_published = any(rank.source is Source.OFFICIAL for rank in column.ranks.values())
    return few and not (ranks_published and column.average.method is Method.PUBLISHED)


def best(evaluation: Evaluation, code: str, limits: FindingLimits) -> Decimal | None:
    """The highest score in a column of which enough have one."""
    column = evaluation.columns[code]
    if not limits.enough(column.ranked, column.of):
        return None
    scores = (card.score(code) for card in evaluation.cards.values())
    return max((score for score in scores if score is not None), default=None)


class _ComparableColumns(Mapping[str, Column]):
    """Each is made when it is asked for, as those that it is made of."""

    def __init__(self, columns: Mapping[str, Column], limits: FindingLimits) -> None:
        self._columns, self._limits, self._made = columns, limits, dict[str, Column]()

    def __getitem__(self, code: str) -> Column:
        if code not in self._made:
            self._made[code] = self._limits.comparable(self._columns[code])
        return self._made[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
