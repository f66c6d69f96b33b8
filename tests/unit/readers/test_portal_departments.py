"""The portal's own ids and names of the provinces, as bundled."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.readers.files.registers import portal_departments, read_provinces

NEW_YEAR = date(2026, 1, 1)
PROVINCES = {entry.code for entry in read_provinces() if entry.last_day is None or entry.last_day >= NEW_YEAR}


def test_each_province_of_2026_has_its_own_id() -> None:
    departments = portal_departments()
    ids = [departments.department_id(code) or "" for code in PROVINCES]
    assert len(PROVINCES) == len(set(ids)) == 34
    assert [str(UUID(id_)) for id_ in ids] == ids
    assert set(departments.codes.values()) == PROVINCES
    assert {departments.code_of(id_.upper()) for id_ in ids} == PROVINCES


def test_names_are_those_of_the_register_with_the_portals_prefix() -> None:
    departments = portal_departments()
    names = {entry.code: entry.name for entry in read_provinces()}
    cities = {"H13", "H17", "H24", "H26", "H29", "H57"}
    for code in PROVINCES:
        prefix = "UBND Thành phố" if code in cities else "UBND tỉnh"
        assert departments.department_name(code, NEW_YEAR) == f"{prefix} {names[code]}"


@pytest.mark.parametrize(
    ("code", "name", "first"),
    [
        ("H19", "Đồng Nai", date(2026, 9, 17)),
        ("H05", "Bắc Ninh", date(2026, 10, 1)),
        ("H49", "Quảng Ninh", date(2026, 10, 1)),
    ],
)
def test_a_province_that_became_a_city(code: str, name: str, first: date) -> None:
    departments = portal_departments()
    before = first - timedelta(days=1)
    assert departments.department_name(code, before) == f"UBND tỉnh {name}"
    assert departments.department_name(code, first) == f"UBND Thành phố {name}"


def test_who_is_not_registered_has_neither() -> None:
    departments = portal_departments()
    for code in ("H02", "H44.100", "G22"):
        assert (departments.department_id(code), departments.department_name(code, NEW_YEAR)) == (None, None)
    assert departments.code_of("00000000-0000-0000-0000-000000000000") is None
