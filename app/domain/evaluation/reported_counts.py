"""What one agency reported for one period: plain numbers, which become counts with their origin when asked for."""

from collections.abc import Iterable, Iterator, KeysView, Mapping
from datetime import datetime

from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.scoring import Count


class Reports(Mapping[str, Count]):
    """The counts of an agency by measure.

    ``numbers``: their values; ``submissions``: where they come from; ``dates`` of at least these submissions;
    ``flags``: of the counts that have one.
    """

    __slots__ = ("_agency", "_dates", "_flags", "_made", "_period", "_submissions", "numbers")

    def __init__(
        self,
        agency: str,
        period: Period,
        numbers: Mapping[str, int],
        submissions: Mapping[str, int],
        dates: Mapping[int, datetime],
        flags: Mapping[str, Quality],
    ) -> None:
        self._agency, self._period, self.numbers = agency, period, numbers
        self._submissions, self._dates, self._flags = submissions, dates, flags
        self._made: dict[str, Count] = {}

    def __getitem__(self, measure: str) -> Count:
        count = self._made.get(measure)
        if count is None:
            value, submission = self.numbers[measure], self._submissions[measure]
            flag = self._flags.get(measure)
            count = Count(value, submission, self._dates[submission], self._agency, self._period, flag)
            self._made[measure] = count
        return count

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, measure: object) -> bool:
        return measure in self.numbers

    def keys(self) -> KeysView[str]:
        return self.numbers.keys()

    def __or__(self, other: "Reports") -> "Reports":
        """With what else was read of the same agency and period."""
        return Reports(
            self._agency,
            self._period,
            {**self.numbers, **other.numbers},
            {**self._submissions, **other._submissions},
            {**self._dates, **other._dates},
            {**self._flags, **other._flags},
        )

    def newest(self, measures: Iterable[str]) -> datetime:
        """The date of the newest count of one or more measures."""
        return max(map(self._dates.__getitem__, set(map(self._submissions.__getitem__, measures))))
