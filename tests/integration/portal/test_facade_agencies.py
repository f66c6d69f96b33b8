"""The portal's language: whom answers speak of, under which id and name, in which words and order."""

from typing import Any

import pytest

from app.services.portal.facade_ids import stable_alias
from tests.conftest import Client
from tests.integration.portal.facade_client import (
    ALL,
    LEARNED,
    ONE,
    PHU_THO,
    QUARTER,
    STABLE_PHU_THO,
    YEAR,
    ask,
    by_name,
    learn,
    path_of,
    publish,
    register,
    report,
)
from tests.integration.portal.test_facade import filled, values

__all__ = ["filled"]


def test_departments_come_before_communes_each_by_score(filled: Client) -> None:
    register(filled, H44_100="commune", H44_101="commune")
    publish(filled, "2026-Q3", "H44.100", total=20)
    publish(filled, "2026-Q3", "H44.101", total=99.5)
    units = ask(filled, "service-results", **QUARTER, **ONE)["evaluation"]
    assert [unit["childGroup"] for unit in units] == ["AGENCY"] * 12 + ["COMMUNE"] * 2
    assert [unit["totalScore"] for unit in units[12:]] == [99.5, 20]


def test_agencies_without_a_score_in_the_group_are_left_out(filled: Client) -> None:
    register(filled, H44_100="commune", H44_101="commune")
    report(filled, "2026-Q3", "H44.100", dossiers_received=4, dossiers_on_time=1)
    listed = [unit["departmentCode"] for unit in ask(filled, "dvc-progress-tree", **QUARTER, **ONE)["children"]]
    assert (len(listed), "H44.100" in listed, "H44.101" in listed) == (13, True, False)
    pages = ask(filled, "dossier-digitized", **QUARTER, **ONE)
    assert (len(pages["evaluation"]), pages["pagination"]["total"]) == (12, 12)  # two points are granted to everybody


def test_with_a_root_and_the_country_the_root_is_answered(reader: Client) -> None:
    assert ask(reader, "transparency", **QUARTER, **ONE, **ALL) == ask(reader, "transparency", **QUARTER, **ONE)
    country = ask(reader, "transparency", **YEAR, **ALL)
    assert ask(reader, "transparency", **YEAR, **ALL, rootDepartmentId="") == country


def test_any_agency_may_be_a_root_by_any_of_its_uuids(filled: Client) -> None:
    assert stable_alias("H44") == STABLE_PHU_THO
    learn(filled, H44=LEARNED, H44_23="23", H02="2")
    for root in (LEARNED, STABLE_PHU_THO, PHU_THO, PHU_THO.upper()):
        assert ask(filled, "dvc-progress-tree", **QUARTER, rootDepartmentId=root)["parent"]["departmentId"] == LEARNED
    units = ask(filled, "service-results", **YEAR, **ALL)["evaluation"]
    assert by_name(units, "UBND tỉnh Phú Thọ")["departmentId"] == LEARNED
    for root in ("23", stable_alias("H44.23")):
        alone = ask(filled, "service-results", **QUARTER, rootDepartmentId=root)
        assert (alone["overview"]["departmentCode"], alone["evaluation"]) == ("H44.23", [])
    merged = filled.post(path_of("transparency"), json=YEAR | {"rootDepartmentId": "2"})
    assert (merged.status_code, merged.json()["code"]) == (404, "AGENCY_NOT_IN_PERIOD")


def test_an_agency_is_a_root_as_soon_as_it_is_registered(filled: Client) -> None:
    root = {"rootDepartmentId": stable_alias("H44.100")}
    unknown = filled.post(path_of("dvc-progress-tree"), json=QUARTER | root)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "UNKNOWN_DEPARTMENT")
    register(filled, H44_100="commune")
    assert ask(filled, "dvc-progress-tree", **QUARTER, **root)["parent"]["departmentCode"] == "H44.100"


def test_a_commune_as_root_has_the_counts_of_its_online_services(filled: Client) -> None:
    register(filled, H44_100="commune")
    counts = {"dossiers_online": 8, "dossiers_all_channels": 10, "online_services": 5}
    report(filled, "2026-Q3", "H44.100", **counts)
    data = ask(filled, "provide-online-tree", **QUARTER, rootDepartmentId=stable_alias("H44.100"))
    names = ("channelOnlineSum", "channelTotalSum", "onlineServiceTotal", "onlineDossierCount", "totalScore")
    assert (values(data["parent"], *names), data["children"]) == ([8, 10, 5, None, None], [])


@pytest.mark.parametrize(
    ("quarter", "name"), [(2, "UBND tỉnh Đồng Nai"), (3, "UBND Thành phố Đồng Nai")], ids=["before", "after"]
)
def test_a_province_has_the_portals_name_of_the_periods_last_day(filled: Client, quarter: int, name: str) -> None:
    publish(filled, f"2026-Q{quarter}", "H19", total=50)
    (unit,) = (
        each
        for each in ask(filled, "service-results", **QUARTER | {"quarter": quarter}, **ALL)["evaluation"]
        if each["departmentCode"] == "H19"
    )
    assert unit["departmentName"] == name


def test_the_words_for_kinds_of_agencies(filled: Client) -> None:
    register(filled, H31_17="department", H31_217="commune", H31_90="district", G22="ministry", G22_1="department")
    for month in ("2025-06", "2025-07"):
        for code in ("H31.17", "H31.217", "G22.1", *(["H31.90"] if month == "2025-06" else [])):
            publish(filled, month, code, total=50, CKMB=9, TDGQ=10)

    def kinds(code: str, month: int) -> dict[str, Any]:
        body = {"timeType": "month", "year": 2025, "month": month, "rootDepartmentId": stable_alias(code)}
        lists, tree = ask(filled, "transparency", **body), ask(filled, "dvc-progress-tree", **body)
        cards = ask(filled, "service-results", **body)
        levels = {unit["departmentName"]: unit["level"] for unit in tree["children"]}
        groups = {unit["departmentName"]: unit["childGroup"] for unit in cards["evaluation"]}
        found = {}
        for unit in [lists["overview"], *lists["evaluation"]]:
            name = unit["departmentName"]
            kind = values(unit, "departmentType", "departmentLevel", "agencyLevel")
            found[name] = (*kind, levels.get(name), groups.get(name))
        return found

    below = {
        "UBND tỉnh Hưng Yên": ("PROVINCE", "PROVINCE", "level_1", None, None),
        "H31.17": ("PROVINCIAL_DEPARTMENT", "PROVINCE", "level_2", "PROVINCE", "AGENCY"),
        "H31.217": ("COMMUNE_PEOPLE_COMMITTEE", "COMMUNE", "level_2", "COMMUNE", "COMMUNE"),
    }
    nothing = (None,) * 5
    assert kinds("H31", 7) == below
    assert kinds("H31", 6) == {**below, "H31.90": nothing}
    assert kinds("G22", 7) == {"G22": nothing, "G22.1": nothing}
