"""Periods and moments."""

from datetime import UTC, date, datetime

import pytest

from app.domain.errors import Refusal
from app.domain.periods import Period, PeriodKind
from app.domain.time import day_of, parse_as_of, parse_day, parse_moment


@pytest.mark.parametrize(
    ("text", "first", "last", "previous"),
    [
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28), "2025-01"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01"),
        ("2025-01", date(2025, 1, 1), date(2025, 1, 31), "2024-12"),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31), "2025-11"),
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31), "2024-Q4"),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31), "2025-Q3"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "2024"),
    ],
)
def test_a_period(text: str, first: date, last: date, previous: str) -> None:
    period = Period.parse(text)
    assert (str(period), period.first_day, period.last_day, str(period.previous)) == (text, first, last, previous)
    assert Period.between(first, last) == period


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 1, 1), date(2025, 2, 28)),
        (date(2025, 2, 1), date(2025, 4, 30)),
        (date(2025, 1, 2), date(2025, 1, 31)),
        (date(2025, 1, 1), date(2026, 12, 31)),
        (date(2025, 1, 31), date(2025, 1, 1)),
    ],
)
def test_days_that_are_no_period(first: date, last: date) -> None:
    with pytest.raises(Refusal, match="days_not_a_period"):
        Period.between(first, last)


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-13", "2025-00", "2025-1", "2025-Q0", "2025-Q5", "2025-q1", "1999", "2200", "２０２５", "2025\n"],
)
def test_not_a_period(text: str) -> None:
    with pytest.raises(Refusal, match="unknown_period"):
        Period.parse(text)


def test_moments() -> None:
    assert parse_moment("2026-10-10T14:00:40+07:00") == datetime(2026, 10, 10, 7, 0, 40, tzinfo=UTC)
    assert parse_moment("2026-10-10T07:00:40Z") == datetime(2026, 10, 10, 7, 0, 40, tzinfo=UTC)
    assert day_of(datetime(2026, 10, 9, 17, 0, tzinfo=UTC)) == date(2026, 10, 10)


def test_a_day_ends_in_vietnam() -> None:
    assert parse_as_of("2026-10-10") == datetime(2026, 10, 10, 16, 59, 59, 999999, tzinfo=UTC)
    assert parse_as_of("2026-10-10T07:00:40Z") == datetime(2026, 10, 10, 7, 0, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-10",
        "2026-10-10T07:00:40",
        "now",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T07:00:40Z",
        "2026-10-10T24:00:00Z",
        "2026-10-10T07:00:40+06:60",
        "2026-10-10 07:00:40Z",
        "20261010T070040Z",
        "2026-W41-6T07:00:40Z",
    ],
)
def test_not_a_moment(text: str) -> None:
    with pytest.raises(Refusal, match="moment_invalid"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["10/10/2026", "2026-02-30", "1900-01-01", "", "20261010", "2026-W41-6"])
def test_not_a_day(text: str) -> None:
    with pytest.raises(Refusal, match="day_invalid"):
        parse_day(text)


@pytest.mark.parametrize("kind", PeriodKind)
@pytest.mark.parametrize(
    "day", [date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2024, 2, 29), date(2026, 12, 31)]
)
def test_the_period_of_a_day(day: date, kind: PeriodKind) -> None:
    period = Period.of(day, kind)
    assert period.kind is kind
    assert period.first_day <= day <= period.last_day
