"""What the body of an agency is called at the head of its letter."""

from datetime import date

import pytest

from app.domain.agencies import Agency, Level
from app.services.letters.bodies import body_name, parent_name, province_name, seat_name, short_name

DAY = date(2026, 11, 5)
HUE = "Thừa Thiên Huế"


@pytest.mark.parametrize(
    ("code", "name", "level", "day", "body", "seat"),
    [
        ("H44", "Phú Thọ", Level.PROVINCE, DAY, "Ủy ban nhân dân tỉnh Phú Thọ", "Phú Thọ"),
        ("H26", "Hà Nội", Level.PROVINCE, DAY, "Ủy ban nhân dân thành phố Hà Nội", "Hà Nội"),
        ("H29", "Hồ Chí Minh", Level.PROVINCE, DAY, "Ủy ban nhân dân thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("H05", "Bắc Ninh", Level.PROVINCE, date(2026, 9, 30), "Ủy ban nhân dân tỉnh Bắc Ninh", "Bắc Ninh"),
        ("H05", "Bắc Ninh", Level.PROVINCE, date(2026, 10, 1), "Ủy ban nhân dân thành phố Bắc Ninh", "Bắc Ninh"),
        ("H57", HUE, Level.PROVINCE, date(2024, 5, 1), f"Ủy ban nhân dân tỉnh {HUE}", HUE),
        ("H03", "Bắc Kạn", Level.PROVINCE, date(2025, 2, 28), "Ủy ban nhân dân tỉnh Bắc Kạn", "Bắc Kạn"),
        ("H44.07", "Sở Công Thương - Tỉnh Phú Thọ", Level.DEPARTMENT, DAY, "Sở Công Thương", "Phú Thọ"),
        ("H44.201", "Xã Bản Nguyên", Level.COMMUNE, DAY, "Ủy ban nhân dân xã Bản Nguyên", "Bản Nguyên"),
        ("H44.202", "UBND Phường A - Tỉnh Phú Thọ", Level.COMMUNE, DAY, "Ủy ban nhân dân phường A", "A"),
        ("G22", "Bộ Y tế", Level.MINISTRY, DAY, "Bộ Y tế", ""),
    ],
)  # fmt: skip
def test_bodies(code: str, name: str, level: Level, day: date, body: str, seat: str) -> None:
    agency = Agency(code, name, level)
    assert (body_name(agency, day), seat_name(agency, day)) == (body, seat)


def test_only_a_department_has_a_committee_above_it() -> None:
    department = Agency("H26.07", "Sở Công Thương", Level.DEPARTMENT)
    assert parent_name(department, DAY) == "Ủy ban nhân dân thành phố Hà Nội"
    assert (province_name(department, DAY), short_name(department)) == ("Hà Nội", "Sở Công Thương")
    for other in (Agency("H26", "Hà Nội", Level.PROVINCE), Agency("H26.201", "Xã A", Level.COMMUNE)):
        assert parent_name(other, DAY) == ""
    assert parent_name(Agency("G22.1", "Cục A", Level.DEPARTMENT), DAY) == ""
