"""The register of agencies, on both databases."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.agencies import Agency, Cohort, Level
from app.services.context import AppContext
from app.storage import agencies
from app.storage.agencies import Beneath, Filter

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(("day", "members"), [(date(2025, 2, 28), 63), (date(2025, 6, 30), 63), (date(2025, 7, 1), 34)])
def test_the_provinces_of_a_day(service: AppContext, day: date, members: int) -> None:
    with service.database.reading() as connection:
        found = agencies.members(connection, Cohort(Level.PROVINCE), day)
    assert len(found) == members
    assert [each.code for each in found] == sorted(each.code for each in found)


def test_all_29_merged_provinces_say_into_which(service: AppContext) -> None:
    with service.database.reading() as connection:
        found = agencies.page(connection, TODAY, Filter(), 100)
    merged = {each.code: each.merged_into for each in found if each.valid_to}
    assert len(merged) == 29
    assert set(merged.values()) <= {each.code for each in found if not each.valid_to}
    assert {each.valid_to for each in found if each.valid_to} == {date(2025, 6, 30)}
    assert len({each.statistical_code for each in found}) == 63


def test_names_have_dates(service: AppContext) -> None:
    with service.database.reading() as connection:
        names = [agencies.find(connection, ["H57"], day)["H57"].name for day in (date(2024, 12, 31), date(2025, 1, 1))]
    assert names == ["Thừa Thiên Huế", "Huế"]


def test_saving_again_and_renaming(service: AppContext) -> None:
    commune = Agency("H44.100", "UBND Phường Việt Trì", Level.COMMUNE)
    with service.database.writing() as connection:
        assert agencies.save(connection, commune, date(2026, 1, 1))
        assert not agencies.save(connection, commune, None)
        assert agencies.save(connection, replace(commune, name="Phường Việt Trì"), date(2026, 10, 1))
        assert agencies.save(
            connection, replace(commune, name="Phường Việt Trì", valid_to=date(2027, 1, 1)), date(2026, 10, 1)
        )
    with service.database.reading() as connection:
        assert agencies.find(connection, ["H44.100"], date(2026, 9, 30))["H44.100"].name == "UBND Phường Việt Trì"
        assert agencies.find(connection, ["H44.100"], date(2026, 10, 1))["H44.100"].name == "Phường Việt Trì"
        assert agencies.names(connection, "H44.100") == [
            (None, "UBND Phường Việt Trì"),
            (date(2026, 10, 1), "Phường Việt Trì"),
        ]


def test_what_is_below_some_provinces(service: AppContext) -> None:
    entries = [
        Agency("H44.01", "Sở Y tế", Level.DEPARTMENT),
        Agency("H44.01.1", "Bệnh viện", Level.DEPARTMENT),
        Agency("H44.02", "Sở cũ", Level.DEPARTMENT, valid_to=date(2026, 6, 30)),
        Agency("H44.03", "Sở mới", Level.DEPARTMENT, valid_from=date(2026, 10, 1)),
        Agency("H31.01", "Sở Y tế", Level.DEPARTMENT),
        Agency("G22.01", "Cục", Level.DEPARTMENT),
    ]
    with service.database.writing() as connection:
        for entry in entries:
            agencies.save(connection, entry, None)
    with service.database.reading() as connection:

        def below(first_day: date, last_day: date) -> set[str]:
            found = agencies.below(connection, Beneath(["H44", "G22", "H01"]), first_day, last_day)
            assert all(each in entries for each in found)
            return {each.code for each in found}

        lasting = {"H44.01", "H44.01.1", "G22.01"}
        assert below(date(2026, 6, 30), date(2026, 9, 30)) == lasting | {"H44.02"}
        assert below(date(2026, 7, 1), date(2026, 10, 1)) == lasting | {"H44.03"}
        assert below(date(2026, 7, 1), date(2026, 9, 30)) == lasting
        deep = agencies.below(connection, Beneath(["H44", "H31"], deep=True), date(2026, 9, 30), date(2026, 9, 30))
        assert [each.code for each in deep] == ["H44.01.1"]


def test_subtrees_and_pages(service: AppContext) -> None:
    codes = ["H44.01", "H44.100", "H44.2", "H44.2.1"]
    with service.database.writing() as connection:
        for code in codes:
            agencies.save(connection, Agency(code, code, Level.COMMUNE), None)
    with service.database.reading() as connection:

        def found(wanted: Filter, limit: int = 100) -> list[str]:
            return [each.code for each in agencies.page(connection, TODAY, wanted, limit)]

        assert found(Filter(within="H44")) == ["H44", *codes]
        assert found(Filter(within="H44", after="H44.01"), 2) == ["H44.100", "H44.2"]
        assert found(Filter(within="H4")) == []
        assert found(Filter(within="H%")) == []
        assert found(Filter(level=Level.COMMUNE)) == codes
        assert len(found(Filter(valid_on=date(2025, 2, 28)))) == 67
        members = agencies.members(connection, Cohort(Level.COMMUNE, "H44"), TODAY)
        assert [each.code for each in members] == codes
