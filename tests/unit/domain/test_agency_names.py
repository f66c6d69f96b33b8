"""Which agency a name means: as written, without accents, without what stands before it; never by likeness."""

from datetime import date

import pytest

from app.domain.agencies import Agency, Level
from app.domain.agency_names import AgencyNames
from app.domain.agency_search import NamedAgency

DAY = date(2026, 10, 31)


def commune(code: str, name: str, *former: str, valid_to: date | None = None) -> NamedAgency:
    return NamedAgency(Agency(code, name, Level.COMMUNE, valid_to=valid_to), former)


NAMES = AgencyNames(
    [
        commune("H31.1", "Phường Phố Hiến"),
        commune("H31.2", "Xã Tân Hưng"),
        commune("H31.3", "Xã Tân Hùng"),
        commune("H31.4", "Xã Minh Châu"),
        commune("H31.5", "Xã Minh Châu", valid_to=date(2025, 6, 30)),
        commune("H31.6", "Xã Hồng Châu"),
        commune("H31.7", "Phường Hồng Châu"),
        commune("H31.8", "Xã Mới", "Xã Cũ", "Xã Tân Hưng"),
        commune("H31.9", "Xã Hết", valid_to=date(2025, 6, 30)),
        commune("H31.10", "Đặc khu Số 1"),
    ]
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Phường Phố Hiến", ["H31.1"]),
        ("  PHƯỜNG   PHỐ HIẾN ", ["H31.1"]),
        ("Pho\u031b\u0300ng", []),
        ("phuong pho hien", ["H31.1"]),
        ("UBND phường Phố Hiến", ["H31.1"]),
        ("Ủy ban nhân dân Phường Phố Hiến", ["H31.1"]),
        ("Phố Hiến", ["H31.1"]),
        ("UBND Phố Hiến", ["H31.1"]),
        ("Xã Phố Hiến", []),
        ("Xã Tân Hưng", ["H31.2"]),
        ("Xa Tan Hung", ["H31.2", "H31.3"]),
        ("Xã Minh Châu", ["H31.4"]),
        ("Hồng Châu", ["H31.6", "H31.7"]),
        ("Xã Cũ", ["H31.8"]),
        ("Xã Hết", ["H31.9"]),
        ("H31.1", ["H31.1"]),
        ("h31.1", ["H31.1"]),
        ("H32.1", []),
        ("", []),
        ("...", []),
        ("Xã " * 100, []),
    ],
)
def test_what_a_name_means(text: str, codes: list[str]) -> None:
    assert [each.code for each in NAMES.find(text, DAY)] == codes


def test_of_equal_names_that_of_the_day() -> None:
    assert [each.code for each in NAMES.find("Xã Minh Châu", date(2025, 1, 31))] == ["H31.4", "H31.5"]


@pytest.mark.parametrize(
    ("text", "near"),
    [("Phuong Pho Hiem", "Phường Phố Hiến"), ("Sở Giao thông", None), ("x" * 300, None)],
)
def test_the_nearest_name(text: str, near: str | None) -> None:
    assert NAMES.nearest(text) == near


def test_the_nearest_is_not_sought_among_thousands() -> None:
    many = AgencyNames([commune(f"H31.{number}", f"Xã Số {number}") for number in range(2_001)])
    assert (many.nearest("Xã Sô 5x"), [each.code for each in many.find("xa so 5", DAY)]) == (None, ["H31.5"])


def test_how_many_there_are() -> None:
    assert (len(NAMES), len(AgencyNames([]))) == (10, 0)
