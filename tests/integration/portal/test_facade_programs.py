"""What programs written for the portal ask, each question as the program asks it."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.services.portal.facade_ids import stable_alias
from app.storage.portal import procedures
from app.storage.portal.procedures import Procedure
from tests.conftest import Client, Databases
from tests.integration.portal.facade_client import (
    ALL,
    GROUPS,
    LEARNED,
    MEASURED,
    ONE,
    PHU_THO,
    QUARTER,
    YEAR,
    ask,
    envelope,
    register,
    report,
)

COMMUNES = ("H44.100", "H44.101")
# Where a unit of a group shows a count, and that of Đồng Tháp in 2026; online services are listed without counts.
COUNTS: dict[str, tuple[list[Any], float]] = {
    "transparency": (["metrics", 3, "numerator"], 349383),
    "dossier-digitized": (["metrics", 1, "numerator"], 96583),
    "handling-satisfaction": (["totalPetitions"], 286),
    "dvc-progress-tree": (["totalReceived"], 405424),
    "provide-online-tree": (["totalScore"], 8.84),
    "formality-online-payment-tree": (["totalDossierOnlinePaymentSuccess"], 227321),
}
OF_PHU_THO = {
    "transparency": 7.96, "dossier-digitized": 8.75, "handling-satisfaction": 12.25,
    "dvc-progress-tree": 17.35, "provide-online-tree": 8.41, "formality-online-payment-tree": 6.67,
}  # fmt: skip
NO_UNITS = {"total": 0, "currentPage": 1, "pageSize": 200, "totalPages": 0}


@pytest.fixture(scope="module")
def country(sqlite_databases: Databases) -> Iterator[Client]:
    """The bundled figures, two communes of Phú Thọ and two procedures."""
    made = Client.on(sqlite_databases.demo())
    register(made, H44_100="commune", H44_101="commune")
    for code in COMMUNES:
        report(made, "2026-Q3", code, dossiers_received=40, dossiers_on_time=30)
    found = [Procedure(LEARNED, "1.004203", "Đăng ký đất đai lần đầu", "ACTIVE", PHU_THO, (PHU_THO,))]
    found.append(Procedure("b", "1.000100", "Đăng ký kết hôn", "UPDATED", PHU_THO, ()))
    with made.service.database.writing() as connection:
        procedures.save(connection, found)
    yield made
    made.service.database.engine.dispose()


def test_a_daily_crawler_reads_the_provinces(country: Client) -> None:
    document = envelope(country, "service-results", **YEAR, **ALL, pageSize=100)
    assert (document["code"], document["message"]) == ("OK", "OK")
    units = document["data"]["evaluation"]
    assert len({unit["departmentId"] for unit in units}) == 34
    scores = [unit["totalScore"] for unit in units]
    assert scores == sorted(scores, reverse=True)
    first = units[0]
    assert [first[key] for key in ("departmentId", "departmentName", "departmentCode", "totalScore")] == [
        "019d2be3-6a85-74ec-a344-751a7a0bbdb5", "UBND tỉnh Đồng Tháp", "H20", 68.8,
    ]  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
def test_a_daily_crawler_reads_each_group_of_all_provinces(country: Client, group: str) -> None:
    codes = codes_of(ask(country, "service-results", **YEAR, **ALL)["evaluation"])
    units = listed(ask(country, group, **YEAR, **ALL, currentPage=1, pageSize=100))
    assert [codes[unit["departmentId"]] for unit in units] == sorted(codes.values())
    if group in MEASURED:
        assert [unit["stt"] for unit in units] == list(range(1, 35))
    place, count = COUNTS[group]
    found: Any = next(unit for unit in units if codes[unit["departmentId"]] == "H20")
    for step in place:
        found = found[step]
    assert found == count


def test_a_reader_of_one_province_tells_departments_from_communes(country: Client) -> None:
    data = ask(country, "service-results", **QUARTER, **ONE)
    assert data["overview"]["departmentName"] == "UBND tỉnh Phú Thọ"
    groups = [unit["childGroup"] for unit in data["evaluation"]]
    assert (groups, len(groups)) == (["AGENCY"] * 12, 12)
    assert not any("groupScores" in unit for unit in data["evaluation"])


@pytest.mark.parametrize("group", GROUPS)
def test_a_reader_of_one_province_reads_each_group_at_once(country: Client, group: str) -> None:
    """Satisfaction by ``timeType``, as the others."""
    data = ask(country, group, **QUARTER, **ONE, currentPage=1, pageSize=200)
    whole = data["overview"] if group in MEASURED else data["parent"]
    assert (whole["departmentId"], whole["totalScore"]) == (PHU_THO, OF_PHU_THO[group])
    known = codes_of(ask(country, "provide-online-tree", **QUARTER, **ONE)["children"])
    communes = [*COMMUNES] if group == "dvc-progress-tree" else []  # of nothing else are their counts known
    assert len(listed(data)) == 12 + len(communes)
    if group in MEASURED:
        assert data["pagination"] == {"total": 12, "currentPage": 1, "pageSize": 200, "totalPages": 1}
        assert [known[unit["departmentId"]] for unit in data["evaluation"]] == sorted(known.values())
    else:
        codes = [unit["departmentCode"] for unit in data["children"]]
        assert codes == sorted([*known.values(), *communes])


@pytest.mark.parametrize("group", GROUPS)
def test_an_analyst_takes_a_snapshot_of_each_group(country: Client, group: str) -> None:
    data = ask(country, group, **QUARTER, **ONE, currentPage=1)
    whole = data["overview"] if group in MEASURED else data["parent"]
    assert whole["departmentId"] == PHU_THO
    assert listed(data)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("scope", [ONE, ALL], ids=["province", "country"])
def test_an_analyst_asks_for_one_procedure(country: Client, group: str, scope: dict[str, Any]) -> None:
    name = "formalityID" if group == "dossier-digitized" else "formalityId"
    data = ask(country, group, **QUARTER, **scope, currentPage=1, **{name: LEARNED})
    assert listed(data) == []
    assert data.get("pagination", NO_UNITS) == NO_UNITS
    whole = data["overview"] if group in MEASURED else data["parent"]
    if scope is ALL:
        assert whole is None
        return
    assert (whole["departmentId"], whole["totalScore"]) == (PHU_THO, None)
    assert not any(metric["numerator"] for metric in whole.get("metrics", []))
    if group == "dossier-digitized":
        assert "CITIZEN_DATA_CONNECTED_FORMALITY" not in [metric["code"] for metric in whole["metrics"]]


def test_an_analyst_searches_procedures(country: Client) -> None:
    data = ask(country, "formalities", currentPage=1, pageSize=10, q="đất đai")
    assert [(each["id"], each["code"], each["state"]) for each in data["items"]] == [(LEARNED, "1.004203", "ACTIVE")]
    assert data["items"][0]["publishingDepartmentIds"] == [PHU_THO]
    assert data["pagination"] == {"total": 1, "currentPage": 1, "pageSize": 10, "totalPages": 1}
    second = ask(country, "formalities", currentPage=2, pageSize=1)
    assert [each["id"] for each in second["items"]] == [LEARNED]
    assert second["pagination"] == {"total": 2, "currentPage": 2, "pageSize": 1, "totalPages": 2}


def test_a_dashboard_watches_the_progress_of_communes(country: Client) -> None:
    children = ask(country, "dvc-progress-tree", **QUARTER, **ONE)["children"]
    communes = {unit["departmentCode"]: unit["departmentId"] for unit in children if unit["level"] == "COMMUNE"}
    assert communes == {code: stable_alias(code) for code in COMMUNES}
    for code, id_ in communes.items():
        data = ask(country, "dvc-progress-tree", **QUARTER, rootDepartmentId=id_, currentPage=1, pageSize=100)
        parent = data["parent"]
        assert (parent["departmentId"], parent["departmentCode"], data["children"]) == (id_, code, [])
        assert [parent[key] for key in ("totalReceived", "totalOnTime", "ratio", "totalScore")] == [40, 30, 75, 15]


@pytest.mark.parametrize("month", [1, 12])
def test_a_ranking_page_shows_no_zeros_for_a_month_without_data(country: Client, month: int) -> None:
    time = {"timeType": "month", "year": 2026, "month": month}
    data = ask(country, "service-results", **time, **ALL)
    assert (data["overview"]["totalScore"], data["evaluation"], data["radar"]) == (None, [], [])
    for group in GROUPS:
        assert listed(ask(country, group, **time, **ALL)) == []


def listed(data: Any) -> list[Any]:
    units: list[Any] = data["evaluation"] if "evaluation" in data else data["children"]
    return units


def codes_of(units: list[Any]) -> dict[str, str]:
    return {unit["departmentId"]: unit["departmentCode"] for unit in units}
