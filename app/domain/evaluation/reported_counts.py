"""What one agency reported for one period: plain numbers, which become counts with their origin when asked for."""

from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.scoring import Count

NO_FLAGS: Mapping[str, Quality] = {}


class Origins(NamedTuple):
    """The submissions that values come from, in their order, or the one that all come from; ``dates`` of at least
    these."""

    submissions: Sequence[int] | int
    dates: Mapping[int, datetime]


class Reports(Mapping[str, Count]):
    """The counts of an agency by measure.

    ``places``: where the value of a measure stands in ``numbers``; agencies that reported the same measures may share
    it, and are then scored together. ``flags``: of the counts that have one.
    """

    __slots__ = ("_agency", "_dates", "_flags", "_period", "_submissions", "numbers", "places")

    def __init__(
        self,
        agency: str,
        period: Period,
        places: Mapping[str, int],
        numbers: Sequence[int],
        origins: Origins,
        flags: Mapping[str, Quality] = NO_FLAGS,
    ) -> None:
        self._agency, self._period, self.places, self.numbers = agency, period, places, numbers
        self._submissions, self._dates = origins
        self._flags = flags

    @classmethod
    def of(
        cls,
        agency: str,
        period: Period,
        numbers: Mapping[str, int],
        submissions: Mapping[str, int],
        dates: Mapping[int, datetime],
        flags: Mapping[str, Quality] = NO_FLAGS,
    ) -> "Reports":
        """From the values and the submissions by measure."""
        places = {measure: place for place, measure in enumerate(numbers)}
        origins = Origins([submissions[measure] for measure in numbers], dates)
        return cls(agency, period, places, list(numbers.values()), origins, flags)

    def __getitem__(self, measure: str) -> Count:
        value, submission = self.numbers[self.places[measure]], self._submission(measure)
        flag = self._flags.get(measure)
        return Count(value, submission, self._dates[submission], self._agency, self._period, flag)

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __contains__(self, measure: object) -> bool:
        return measure in self.places

    def keys(self) -> KeysView[str]:
        return self.places.keys()

    def __or__(self, other: "Reports") -> "Reports":
        """With what else was read of the same agency and period."""
        return Reports.of(
            self._agency,
            self._period,
            {**self.numbers_of(self), **other.numbers_of(other)},
            {measure: each._submission(measure) for each in (self, other) for measure in each},
            {**self._dates, **other._dates},
            {**self._flags, **other._flags},
        )

    def numbers_of(self, measures: Iterable[str]) -> dict[str, int]:
        """The values of those of some measures that were reported."""
        return {measure: self.numbers[self.places[measure]] for measure in measures if measure in self.places}

    def newest(self, measures: Iterable[str]) -> datetime:
        """The date of the newest count of one or more measures, which were reported."""
        found = self._submissions
        if isinstance(found, int):
            return self._dates[found]
        return max(map(self._dates.__getitem__, set(map(found.__getitem__, map(self.places.__getitem__, measures)))))

    def _submission(self, measure: str) -> int:
        found = self._submissions
        return found if isinstance(found, int) else found[self.places[measure]]
