"""Rankings and histories as JSON-stat 2.0."""

import re
from typing import Any

import pytest

from tests.conftest import Client
from tests.integration.opendata.cubes import cell, check


def cube(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}format=json-stat")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    check(found)
    return found


def test_a_ranking(reader: Client) -> None:
    found = cube(reader, "/v1/rankings/2026")
    assert found["size"] == [1, 34, 9]
    assert found["role"] == {"time": ["period"], "geo": ["agency"], "metric": ["column"]}
    columns = found["dimension"]["column"]["category"]
    assert columns["index"] == ["total", "CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL", "rank", "ranked"]
    assert (columns["label"]["CKMB"], columns["unit"]["CKMB"]) == (
        "Công khai, minh bạch", {"label": "điểm", "decimals": 2},
    )  # fmt: skip
    assert found["label"] == "Xếp hạng các tỉnh, thành phố: Năm 2026"
    assert found["dimension"]["agency"]["category"]["label"]["H20"] == "Đồng Tháp"
    assert found["dimension"]["agency"]["category"]["index"][0] == "H20"
    assert cell(found, period="2026", agency="H20", column="total") == 68.80
    assert cell(found, period="2026", agency="H20", column="rank") == 1
    assert cell(found, period="2026", agency="H20", column="CKMB") == 11.46
    assert cell(found, "status", period="2026", agency="H20", column="total") == "mixed"
    assert cell(found, "status", period="2026", agency="H20", column="TTTT") == "official"
    extension = found["extension"]
    assert (extension["cohort"], extension["of"], extension["by"]) == ("provinces", 34, "total")
    assert (extension["scorecards"], extension["verified"]) == ({"2026": "qd766-2022-06-23"}, {"2026": True})
    assert extension["averages"]["total"] == {
        "value": 62.59, "method": "sum_of_group_averages", "basis": "mixed", "averaged": 34,
    }  # fmt: skip
    assert (extension["max"]["total"], extension["max"]["TDGQ"]) == (100, 20)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/rankings/2026", "/v1/rankings/2026?by=TDGQ", "/v1/rankings/2025-02", "/v1/rankings/2026-Q3",
        "/v1/rankings/2026-Q3?cohort=H44.departments", "/v1/rankings/2026?basis=computed",
    ],
)  # fmt: skip
def test_the_cube_says_what_the_list_says(reader: Client, path: str) -> None:
    found, listed = cube(reader, path), reader.get(path).json()
    period = found["dimension"]["period"]["category"]["index"][0]
    assert found["dimension"]["agency"]["category"]["index"] == [each["agency"]["code"] for each in listed["items"]]
    for item in listed["items"]:
        where = {"period": period, "agency": item["agency"]["code"]}
        assert cell(found, **where, column=listed["by"]) == item["score"]
        assert cell(found, **where, column="rank") == item["rank"]
        assert cell(found, **where, column="ranked") == item["ranked"]
        for group, score in item["groups"].items():
            assert cell(found, **where, column=group) == score
        told = cell(found, "status", **where, column=listed["by"])
        assert told.removesuffix("_derived") == (item["basis"] or "missing")
        assert told.endswith("_derived") == item["derived"]
    assert ("updated" in found) == (listed["as_of"] is not None)
    assert set(found["status"]) <= set(found["extension"]["status"]["label"])


def test_a_ranking_by_an_indicator_has_its_column(reader: Client) -> None:
    found = cube(reader, "/v1/rankings/2026?by=DOSSIER_SYNC")
    columns = found["dimension"]["column"]["category"]
    assert columns["index"][7] == "DOSSIER_SYNC"
    assert columns["label"]["DOSSIER_SYNC"] in found["note"][1]
    scores = [cell(found, period="2026", agency=code, column="DOSSIER_SYNC") for code in agencies(found)]
    assert scores == sorted(scores, reverse=True)


def agencies(found: dict[str, Any]) -> list[str]:
    codes: list[str] = found["dimension"]["agency"]["category"]["index"]
    return codes


def test_numbers_are_written_digit_by_digit(reader: Client) -> None:
    text = reader.get("/v1/rankings/2026?format=json-stat").text
    assert '"value":[68.80,11.46,' in re.sub(r"\s", "", text)


def test_departments_are_no_places(reader: Client) -> None:
    found = cube(reader, "/v1/rankings/2026-Q3?cohort=H44.departments")
    assert found["role"] == {"time": ["period"], "metric": ["column"]}
    assert found["label"] == "Xếp hạng các sở, ban, ngành thuộc H44: Quý III/2026"


def test_nothing_is_known_of_the_ministries(reader: Client) -> None:
    found = cube(reader, "/v1/rankings/2026?cohort=ministries")
    assert (found["size"], found["value"], "updated" in found) == ([1, 0, 9], [], False)


def test_missing_figures_say_so(reader: Client) -> None:
    found = cube(reader, "/v1/rankings/2025-02")
    where = {"period": "2025-02", "agency": "H44"}
    assert cell(found, **where, column="total") is None
    assert cell(found, "status", **where, column="total") == "missing"
    assert cell(found, "status", **where, column="rank") == "unranked"
    assert cell(found, period="2025-02", agency="H31", column="rank") == 19
    assert cell(found, period="2025-02", agency="H31", column="ranked") == 63


def test_a_history(reader: Client) -> None:
    found = cube(reader, "/v1/history/H31")
    periods = found["dimension"]["period"]["category"]
    assert periods == {"index": ["2025-02", "2026"], "label": {"2025-02": "Tháng 02/2025", "2026": "Năm 2026"}}
    assert found["size"] == [2, 1, 10]
    told = [
        tuple(cell(found, period=period, agency="H31", column=column) for column in ("total", "rank", "ranked"))
        for period in periods["index"]
    ]
    assert told == [(76.72, 19, 63), (59.63, 28, 34)]
    assert cell(found, period="2026", agency="H31", column="average") == 62.59
    assert found["updated"].startswith("2026-10-10T")
    assert "cohort" not in found["extension"]


def test_a_history_of_nothing(reader: Client) -> None:
    found = cube(reader, "/v1/history/H31?kind=quarter&by=DOSSIER_SYNC")
    assert (found["size"], found["value"]) == ([0, 1, 5], [])


@pytest.mark.parametrize("name", ["limit", "offset"])
def test_a_cube_has_no_pages(reader: Client, name: str) -> None:
    answer = reader.get(f"/v1/rankings/2026?format=json-stat&{name}=1")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_with_format")
    assert answer.json()["errors"][0]["parameter"] == name


@pytest.mark.parametrize("path", ["/v1/averages/2026", "/v1/reconciliation/2026"])
def test_other_tables_are_no_cubes(reader: Client, path: str) -> None:
    answer = reader.get(f"{path}?format=json-stat")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_value")
