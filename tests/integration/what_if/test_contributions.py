"""Who costs what, over HTTP."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import Client, Databases

ASKED = "/v1/contributions/2026-Q3/H44"
ON_TIME = f"{ASKED}?by=DOSSIER_ON_TIME"


@pytest.fixture
def demo(databases: Databases) -> Iterator[Client]:
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def test_who_has_phu_thos_late_dossiers(demo: Client) -> None:
    answer = demo.get(ON_TIME).json()
    (found,) = answer["items"]
    assert (answer["agency"]["name"], found["bad"], found["denominator"]) == ("Phú Thọ", 61478, 464494)
    assert (found["lost"], found["exact"], found["score"]) == (2.65, 2.647, 17.35)
    assert [(each["agency"]["code"], each["bad"], each["points"]) for each in found["parts"][:2]] == [
        ("H44.45", 22309, 0.961),
        ("H44.42", 4770, 0.205),
    ]
    assert found["subtotals"] == [{"level": "department", "agencies": 12, "bad": 28102, "points": 1.21}]
    assert found["unlisted"] == {"bad": 33376, "points": 1.437}
    communes = [{"agency": "H44.100", "measures": {"dossiers_received": 50000, "dossiers_on_time": 20000}}]
    unit = {"agencies": [{"code": "H44.100", "name": "UBND Phường Việt Trì", "level": "commune"}]}
    key = demo.key("H44")
    assert demo.post("/v1/agencies", json=unit, headers=key).status_code in (200, 201)
    assert demo.post("/v1/statistics", json={"period": "2026-Q3", "statistics": communes}, headers=key).is_success
    (told,) = demo.get(ON_TIME).json()["items"]
    assert [each["level"] for each in told["subtotals"]] == ["department", "commune"]
    assert told["unlisted"] == {"bad": 3376, "points": 0.145}
    (deeper,) = demo.get("/v1/contributions/2026-Q3/H44.45?by=DOSSIER_ON_TIME").json()["items"]
    assert (deeper["parts"], deeper["unlisted"]["bad"]) == ([], 22309)


def test_lines_sum_to_the_loss_in_json_and_in_the_table(reader: Client) -> None:
    for item in reader.get(ASKED).json()["items"]:
        if item["reason"] is None:
            lines = [each["points"] for each in item["parts"]]
            lines += [item["unlisted"]["points"], item["forgiven"], item["rounding"]]
            assert sum(Decimal(str(each)) for each in lines) == Decimal(str(item["lost"])), item["code"]
    rows = [line.split(",") for line in reader.get(f"{ASKED}?by=MDHL&format=csv").text.splitlines()]
    assert rows[0] == ["indicator", "title", "line", "agency", "name", "level", "cases", "bad", "points"]
    satisfied = [row for row in rows if row[0] == "DOSSIER_RECEIVING_SATISFACTION"]
    assert [row[2] for row in satisfied if row[2] != "part"] == ["lost", "unlisted", "forgiven", "rounding"]
    assert sum(Decimal(row[-1]) for row in satisfied[1:]) == Decimal(satisfied[0][-1]) == Decimal("0.22")
    assert [row[2:4] for row in rows if row[0] == "PETITION_PROCESSING_ON_TIME"] == [["not_additive", "H44"]]


def test_where_it_cannot_be_divided_it_says_why(reader: Client) -> None:
    found = {each["code"]: each for each in reader.get(f"{ASKED}?by=total").json()["items"]}
    assert len(found) == 21
    assert {each["reason"] for each in found.values()} == {None, "not_additive", "nothing_lost"}
    shared = found["PUBLISH_ON_TIME"]
    assert (shared["parts"], shared["exact"], shared["rounding"]) == ([], None, None)
    assert "do not add up" in shared["detail"]
    assert "không cộng được" in shared["detail_vi"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/contributions/2026-Q3/H99", 404, "unknown_agency"),
        ("/v1/contributions/2026-Q3/H03", 404, "agency_not_in_period"),
        (f"{ASKED}?by=X", 422, "unknown_column"),
        (f"{ASKED}?edition=1", 422, "query_invalid"),
        ("/v1/contributions/2019/H44", 422, "no_scorecard"),
    ],
)
def test_refusals(reader: Client, path: str, status: int, code: str) -> None:
    answer = reader.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_it_is_kept_until_somebody_below_sends_something(writer: Client) -> None:
    etag = writer.get(ASKED).headers["etag"]
    assert writer.get(ASKED, headers={"If-None-Match": etag}).status_code == 304
    sent: dict[str, Any] = {
        "period": "2026-Q3",
        "statistics": [{"agency": "H44.45", "measures": {"dossiers_received": 70000}}],
    }
    assert writer.post("/v1/statistics", json=sent, headers=writer.key("H44")).is_success
    assert writer.get(ASKED, headers={"If-None-Match": etag}).status_code == 200
    before = writer.get(f"{ASKED}?known_at=2020-01-01").json()["items"]
    assert {each["reason"] for each in before} == {"counts_unknown"}
    assert "etag" not in writer.get(f"{ASKED}?known_at=2030-01-01").headers
