"""The periods that are scored: a month ``2025-02``, a quarter ``2025-Q1``, a year ``2025``."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from app.domain.errors import Refusal


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PER_YEAR = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 1}
_FORM = re.compile(r"(?P<year>2[01][0-9]{2})(?:-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4]))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A month, quarter or year. ``number`` counts from 1 within the year; a year's is 1."""

    kind: PeriodKind
    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2025-02``, ``2025-Q1`` or ``2025``; refuse anything else with ``unknown_period``."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise Refusal("unknown_period", value=text)
        year = int(match["year"])
        if match["month"]:
            return cls(PeriodKind.MONTH, year, int(match["month"]))
        if match["quarter"]:
            return cls(PeriodKind.QUARTER, year, int(match["quarter"]))
        return cls(PeriodKind.YEAR, year, 1)

    @classmethod
    def of(cls, day: date, kind: PeriodKind) -> "Period":
        """The month, quarter or year that a day belongs to."""
        return cls(kind, day.year, (day.month - 1) * PER_YEAR[kind] // 12 + 1)

    @classmethod
    def between(cls, first: date, last: date) -> "Period":
        """The period with this first and last day; refuses ``days_not_a_period``."""
        for kind in PeriodKind:
            period = cls.of(first, kind)
            if (period.first_day, period.last_day) == (first, last):
                return period
        raise Refusal("days_not_a_period", first=first, last=last)

    def __str__(self) -> str:
        suffix = {PeriodKind.MONTH: f"-{self.number:02}", PeriodKind.QUARTER: f"-Q{self.number}", PeriodKind.YEAR: ""}
        return f"{self.year}{suffix[self.kind]}"

    @cached_property
    def first_day(self) -> date:
        months = 12 // PER_YEAR[self.kind]
        return date(self.year, (self.number - 1) * months + 1, 1)

    @cached_property
    def last_day(self) -> date:
        return self._moved(1).first_day - timedelta(days=1)

    @cached_property
    def months(self) -> tuple["Period", ...]:
        """The months of a quarter or a year, in order; a month is made of none."""
        if self.kind is PeriodKind.MONTH:
            return ()
        length = 12 // PER_YEAR[self.kind]
        first = self.first_day.month
        return tuple(Period(PeriodKind.MONTH, self.year, number) for number in range(first, first + length))

    @property
    def previous(self) -> "Period":
        """The period of the same kind just before this one."""
        return self._moved(-1)

    def _moved(self, steps: int) -> "Period":
        per_year = PER_YEAR[self.kind]
        years, number = divmod(self.number - 1 + steps, per_year)
        return Period(self.kind, self.year + years, number + 1)
