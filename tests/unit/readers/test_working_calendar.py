"""The calendar of working days against a library that knows the law, with the days named in which it is wrong."""

from datetime import date, timedelta

import holidays
import pytest

from app.domain.working_days import WorkingCalendar, YearUnknown
from app.readers.files.registers import read_working_calendar

CALENDAR = read_working_calendar()
YEARS = (2024, 2025, 2026, 2027)
# Announced for public offices (2 January off, 10 January worked in exchange), which the library does not have.
DIFFERENCES = {date(2026, 1, 2): False, date(2026, 1, 10): True}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("year", "number"), [(2024, 251), (2025, 250), (2026, 249), (2027, 249)])
def test_each_year_has_its_number_of_working_days(year: int, number: int) -> None:
    assert CALENDAR.working_days_between(date(year, 1, 1), date(year, 12, 31)) == number


def test_the_library_differs_on_two_days_only() -> None:
    library = holidays.country_holidays("VN", years=YEARS)
    days = [day for year in YEARS for day in days_of(year)]
    differing = {day: mine for day in days if (mine := CALENDAR.is_working_day(day)) != library.is_working_day(day)}
    assert differing == DIFFERENCES


def test_every_row_says_something_that_the_weekday_does_not() -> None:
    assert all(worked == (day.weekday() >= 5) for day, worked in CALENDAR.exceptions.items())
    assert CALENDAR.years == set(YEARS)


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 20), 2, date(2026, 11, 25)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
    ids=[
        "counting starts the day after and passes over a weekend",
        "a holiday is passed over",
        "into the next year, over a day off in exchange",
        "a worked Saturday counts",
        "over Tết",
        "no days: the day itself",
    ],
)
def test_working_days_are_added(day: date, number: int, found: date) -> None:
    assert CALENDAR.add_working_days(day, number) == found


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 21), date(2026, 11, 25), 2),
        (date(2025, 12, 31), date(2026, 1, 10), 6),
    ],
    ids=["none to itself", "a weekend", "a holiday between", "a day off in exchange, a worked Saturday, the next year"],
)
def test_the_difference_of_two_numbers_is_the_working_days_between(first: date, last: date, number: int) -> None:
    assert CALENDAR.number_of(last) - CALENDAR.number_of(first) == number
    assert CALENDAR.working_days_between(first + timedelta(days=1), last) == number


def test_numbers_end_where_a_year_is_not_known() -> None:
    gap = WorkingCalendar({date(2024, 1, 1): False, date(2025, 1, 1): False, date(2027, 1, 1): False})
    assert [min(gap.numbers), max(gap.numbers)] == [date(2024, 1, 1), date(2025, 12, 31)]
    assert list(gap.numbers) == [*days_of(2024), *days_of(2025)]
    for day in (date(2023, 12, 31), date(2026, 1, 1), date(2027, 1, 2)):
        with pytest.raises(YearUnknown, match=str(day.year)):
            gap.number_of(day)
    assert WorkingCalendar({}).numbers == {}


def test_a_year_that_is_not_in_the_calendar_is_not_guessed() -> None:
    with pytest.raises(YearUnknown, match="2028") as caught:
        CALENDAR.add_working_days(date(2027, 12, 30), 5)
    assert caught.value.year == 2028
