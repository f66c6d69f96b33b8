"""The portal's charts, from what is known of months, of channels and of procedures."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app import data
from app.services.portal.facade_ids import stable_alias
from tests.conftest import Client, Databases
from tests.integration.portal.facade_client import ALL, ONE, QUARTER, YEAR, ask, publish, register, report, send

NUMBERS = [f"{number:02}" for number in range(1, 13)]


@pytest.fixture(scope="module")
def months(sqlite_databases: Databases) -> Iterator[Client]:
    """August is known of every province, September of two."""
    made = Client.on(sqlite_databases.demo())
    for kind in ("statistics", "official-results"):
        year = json.loads((data.FOLDER / "demo" / f"2026-provinces-{kind}.json").read_text("utf-8"))
        send(made, f"/v1/{kind}", {**year, "period": "2026-08"})
    report(made, "2026-09", "H44", dossiers_received=8, dossiers_on_time=6)
    publish(made, "2026-09", "H44", total=61.5)
    rate = {"agency": "H20", "code": "TDGQ", "rate": 87.5}
    send(made, "/v1/official-results", {"period": "2026-09", "results": [rate]})
    yield made
    made.service.database.engine.dispose()


def known(points: list[Any], *names: str) -> dict[str, Any]:
    """The points that are not null, by month."""
    assert [point["month"] for point in points] == NUMBERS
    return {
        point["month"]: tuple(point[name] for name in names)
        for point in points
        if any(point[name] is not None for name in names)
    }


@pytest.mark.parametrize("time", [YEAR, QUARTER, {"timeType": "month", "year": 2026, "month": 8}])
def test_the_months_of_the_country(months: Client, time: dict[str, Any]) -> None:
    found = ask(months, "service-results", **time, **ALL)
    assert known(found["monthlyChart"], "averageScore") == {"08": (62.59,)}
    assert known(found["dossierChart"], "onTimePct", "overduePct") == {"08": (86.64, 13.36)}
    progress = ask(months, "dvc-progress-tree", **time, **ALL)
    assert progress["monthlyChart"] == [{"month": "08", "onTimePct": 86.64, "overduePct": 13.36}]


def test_the_months_of_an_agency_are_its_own(months: Client) -> None:
    found = ask(months, "service-results", **YEAR, **ONE)
    year = ask(months, "service-results", **YEAR, **ALL)["evaluation"]
    (score,) = (unit["totalScore"] for unit in year if unit["departmentCode"] == "H44")
    assert known(found["monthlyChart"], "averageScore")["08"] == (score,)
    dossiers = known(found["dossierChart"], "onTimePct", "overduePct")
    assert (set(dossiers), dossiers["09"]) == ({"08", "09"}, (75, 25))
    progress = ask(months, "dvc-progress-tree", **YEAR, **ONE)
    assert [point["month"] for point in progress["monthlyChart"]] == ["08", "09"]


def test_a_published_rate_is_charted(months: Client) -> None:
    root = {"rootDepartmentId": stable_alias("H20")}
    found = ask(months, "service-results", **YEAR, **root)
    assert known(found["dossierChart"], "onTimePct", "overduePct")["09"] == (87.5, 12.5)
    assert known(found["monthlyChart"], "averageScore").keys() == {"08"}


def test_nothing_is_charted_by_procedure(months: Client) -> None:
    assert ask(months, "dvc-progress-tree", **YEAR, **ONE, formalityId="a")["monthlyChart"] == []


def test_a_month_without_dossiers_has_no_share(months: Client) -> None:
    register(months, H44_100="commune")
    report(months, "2026-07", "H44.100", dossiers_received=0, dossiers_on_time=0)
    root = {"rootDepartmentId": stable_alias("H44.100")}
    assert known(ask(months, "service-results", **YEAR, **root)["dossierChart"], "onTimePct", "overduePct") == {}


def test_what_an_agency_does_online(reader: Client) -> None:
    donuts = ask(reader, "service-results", **QUARTER, **ONE)["donuts"]
    assert donuts == {
        "onlineDossier": [
            {"code": "ONLINE", "name": "Trực tuyến", "value": 435258, "percent": 98.8},
            {"code": "OTHER", "name": "Trực tiếp, bưu chính", "value": 5300, "percent": 1.2},
        ],
        "onlineProvision": [
            {"code": "FULL", "name": "Toàn trình", "value": 21, "percent": 23.6},
            {"code": "PARTIAL", "name": "Một phần", "value": 31, "percent": 34.83},
            {"code": "NONE", "name": "Chưa cung cấp", "value": 37, "percent": 41.57},
        ],
    }


def test_what_the_country_does_online_is_known_when_all_provinces_are(writer: Client) -> None:
    time = {"timeType": "month", "year": 2026, "month": 9}
    codes = [unit["departmentCode"] for unit in ask(writer, "service-results", **YEAR, **ALL)["evaluation"]]

    def parts() -> list[Any]:
        donuts = ask(writer, "service-results", **time, **ALL)["donuts"]
        assert donuts["onlineProvision"] == []
        return [(part["code"], part["value"], part["percent"]) for part in donuts["onlineDossier"]]

    for code in codes[1:]:
        report(writer, "2026-09", code, dossiers_online=2, dossiers_all_channels=3)
    assert parts() == []
    report(writer, "2026-09", codes[0], dossiers_online=0, dossiers_all_channels=1)
    assert parts() == [("ONLINE", 66, 66), ("OTHER", 34, 34)]


def test_no_parts_are_shown_of_nothing(writer: Client) -> None:
    register(writer, H44_100="commune")
    report(writer, "2026-Q3", "H44.100", dossiers_online=0, dossiers_all_channels=0)
    root = {"rootDepartmentId": stable_alias("H44.100")}
    assert ask(writer, "service-results", **QUARTER, **root)["donuts"]["onlineDossier"] == []
