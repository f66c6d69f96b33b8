"""Working days of public offices: Monday to Friday but for holidays, and Saturdays that are worked in exchange."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_SATURDAY = 5


class YearUnknown(LookupError):
    """The calendar does not say which days of a year are worked."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the calendar has no days of {year}")
        self.year = year


@dataclass(frozen=True)
class WorkingCalendar:
    """``exceptions``: the days that are not as their weekday says, and whether they are worked.

    A year is known if any of its days is among them: every year has holidays.
    """

    exceptions: Mapping[date, bool]

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.exceptions)

    def is_working_day(self, day: date) -> bool:
        """Raises ``YearUnknown``."""
        if day.year not in self.years:
            raise YearUnknown(day.year)
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    @cached_property
    def numbers(self) -> Mapping[date, int]:
        """How many working days there are from the first day of the calendar until each of its days, in their order:
        the difference of two is the number of working days after the one and until the other.

        It ends before the first year that is not known.
        """
        found: dict[date, int] = {}
        day, number = date(min(self.years, default=date.min.year), 1, 1), 0
        while day.year in self.years:
            number += self.is_working_day(day)
            found[day] = number
            day += timedelta(days=1)
        return found

    def number_of(self, day: date) -> int:
        """The day's among ``numbers``. Raises ``YearUnknown``."""
        if day not in self.numbers:
            raise YearUnknown(day.year)
        return self.numbers[day]

    def add_working_days(self, day: date, number: int) -> date:
        """The ``number``-th working day after ``day``: counting starts the day after. Of 0 it is ``day`` itself.

        Raises ``YearUnknown`` where the count leads into a year that is not known.
        """
        while number > 0:
            day += timedelta(days=1)
            number -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from ``first`` to ``last``, both included. Raises ``YearUnknown``."""
        days = (last - first).days + 1
        return sum(self.is_working_day(first + timedelta(days=number)) for number in range(days))
