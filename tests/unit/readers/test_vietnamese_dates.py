"""Days and periods as people in Vietnam write them."""

import pytest

from app.readers.uploads.vietnamese_dates import iso_day, periods_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/07/2025", "2025-07-01"),
        ("1/7/2025", "2025-07-01"),
        ("31.12.2026", "2026-12-31"),
        ("1-7-2025", "2025-07-01"),
        ("2025-07-01", "2025-07-01"),
        ("07/13/2025", "07/13/2025"),
        ("31/9/2026", "31/9/2026"),
        ("1/7-2025", "1/7-2025"),
        ("1/7/25", "1/7/25"),
        ("từ 1/7/2025", "từ 1/7/2025"),
    ],
)
def test_the_day_comes_first(text: str, day: str) -> None:
    assert iso_day(text) == day


@pytest.mark.parametrize(
    ("title", "periods"),
    [
        ("TỔNG HỢP SỐ LIỆU THÁNG 9 NĂM 2026", ["2026-09"]),
        ("Tháng 09/2026", ["2026-09"]),
        ("Biểu số liệu quý III/2026", ["2026-Q3"]),
        ("Quý 4 năm 2026", ["2026-Q4"]),
        ("Hưng Yên, ngày 05 tháng 10 năm 2026", []),
        ("Từ tháng 1 đến tháng 9 năm 2026", []),
        ("Tính đến hết tháng 9/2026", []),
        ("So với tháng 8/2026", []),
        ("Tháng 7 và tháng 8 năm 2026", []),
        ("Tháng 9, quý III năm 2026", []),
        ("Tháng 9/2026 so với tháng 8/2026", ["2026-09"]),
        ("Tháng 13/2026", []),
        ("Kế hoạch năm 2026", []),
        ("Quyết định 766/QĐ-TTg", []),
    ],
)
def test_the_period_of_a_title(title: str, periods: list[str]) -> None:
    assert list(map(str, periods_in(title))) == periods
