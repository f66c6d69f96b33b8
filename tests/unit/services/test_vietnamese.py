"""Vietnamese numbers, dates and periods."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.periods import Period
from app.services import vietnamese


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10.80", "10,8"),
        ("10", "10"),
        ("100", "100"),
        ("0", "0"),
        ("0.49", "0,49"),
        ("57.71", "57,71"),
        ("0.005", "0,01"),
        ("0.125", "0,13"),
        ("464494", "464.494"),
        ("1234567.5", "1.234.567,5"),
    ],
)
def test_numbers(value: str, text: str) -> None:
    assert vietnamese.number(Decimal(value)) == text
    assert vietnamese.rate(Decimal(value)) == f"{text}%"
    assert vietnamese.over(Decimal(value), 20) == f"{text}/20"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2025-03-05", "ngày 05 tháng 3 năm 2025"),
        ("2025-02-28", "ngày 28 tháng 02 năm 2025"),
        ("2026-01-09", "ngày 09 tháng 01 năm 2026"),
        ("2026-12-31", "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days(day: str, text: str) -> None:
    assert vietnamese.day(date.fromisoformat(day)) == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2025-02", "tháng 02 năm 2025"),
        ("2025-11", "tháng 11 năm 2025"),
        ("2026-Q3", "quý III năm 2026"),
        ("2026", "năm 2026"),
    ],
)
def test_periods(period: str, text: str) -> None:
    assert vietnamese.period(Period.parse(period)) == text
