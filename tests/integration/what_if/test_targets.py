"""Targets over HTTP: what is told, as JSON and as a table; when an answer changes; what is refused."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from tests.conftest import SECRET, UNLIMITED, Client, Databases

TARGETS = "/v1/targets/2026/H31"


def get(client: Client, query: str) -> Any:
    answer = client.get(TARGETS + query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def demo(databases: Databases) -> Client:
    return Client.on(databases.demo())


def test_a_rank_on_both_databases(demo: Client) -> None:
    found = get(demo, "?rank=27&levers=recoverable")
    assert {name: found[name] for name in ("target", "asked", "score", "rank", "ranked", "of", "goal", "gap")} == {
        "target": "rank", "asked": "27", "score": 59.63, "rank": 28, "ranked": 34, "of": 34, "goal": 59.74, "gap": 0.11,
    }  # fmt: skip
    (reach,) = found["paths"]
    (step,) = reach["path"]["steps"]
    assert (step["code"], step["kind"], step["cases"], step["gain"]) == (
        "PAYMENT_PROCEDURE_USED", "converted", 15, 0.11,
    )  # fmt: skip
    assert (reach["levers"], reach["reached"]) == ("recoverable", True)
    assert reach["path"]["level_with"] == [{"code": "H52", "name": "Sơn La"}]
    assert reach["to_pass"]["steps"][0]["cases"] == 17
    assert (found["ended"], found["increments"]) == (False, ["CLGQ", "TTTT"])
    assert found["assumptions"][0]["code"] == "others_stand_still"
    assert {each["reason"] for each in found["left_out"]} == {"counts_unknown"}
    assert found["would_have_taken"]["path"]["steps"][0]["code"] == "PUBLISH_ON_TIME"


def test_other_targets(reader: Client) -> None:
    assert get(reader, "?average=true&by=MDSH")["gap"] == 0.12
    assert (get(reader, "?score=60.1")["asked"], get(reader, "?average=true")["asked"]) == ("60.1", None)
    papers = get(reader, "?rank=1&levers=papers")["paths"][0]
    assert (papers["reached"], papers["reach"], papers["path"], papers["to_pass"]) == (False, 64.55, None, None)
    assert [each["levers"] for each in get(reader, "?rank=20")["paths"]] == ["all", "recoverable", "papers"]


def test_efforts(reader: Client) -> None:
    (reach,) = get(reader, "?rank=27&levers=recoverable&effort=PAYMENT_PROCEDURE_USED:10")["paths"]
    assert (reach["path"]["effort"], reach["path"]["steps"][0]["code"]) == (68, "CITIZEN_DATA_CONNECTED_FORMALITY")


def test_a_table(reader: Client) -> None:
    answer = reader.get(f"{TARGETS}?rank=20&levers=papers", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["possible"], row["aim"], row["code"], row["cases"], row["title"]) for row in rows[:2]] == [
        ("true", "reach", "ORIGINAL_RESULT_AVAILABLE", "148016", "Dossiers with an electronic result"),
        ("true", "reach", "SO_HOA_GIAY_TO_GIAI_QUYET", "67274", "Dossiers digitised"),
    ]
    assert {(row["possible"], row["cases"]) for row in rows[4:]} == {("false", "17")}
    unreached = reader.get(f"{TARGETS}?rank=1&levers=papers&format=csv&locale=vi").text.splitlines()[1]
    assert unreached == "papers;true;;false;64,55" + ";" * 14
    vietnamese = reader.get(f"{TARGETS}?rank=27&levers=papers&format=csv&locale=vi").text
    assert "Tỷ lệ hồ sơ TTHC có cấp kết quả giải quyết TTHC điện tử" in vietnamese


def test_the_end_of_the_period_ends_levers_and_answers(sqlite_databases: Databases) -> None:
    """With a date of the figures the answer rests on no other day than the last of the period."""
    now = datetime(2026, 12, 30, 3, tzinfo=UTC)
    settings = Settings(database_url=sqlite_databases.demo(), key_secret=SECRET, **UNLIMITED)
    client = Client(create_app(settings, lambda: now))
    address = f"{TARGETS}?rank=27&levers=recoverable&as_of=2026-10-10"
    etags = []
    for _ in range(3):
        answer = client.get(address)
        etags.append(answer.headers["etag"])
        assert client.get(address, headers={"If-None-Match": etags[-1]}).status_code == 304
        now += timedelta(days=1)
        client.service.changes.look()
    assert (etags[0] == etags[1], etags[1] == etags[2]) == (True, False)
    assert answer.json()["ended"] is True
    assert [step["code"] for step in answer.json()["paths"][0]["path"]["steps"]] == [
        "ORIGINAL_RESULT_AVAILABLE", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE",
    ]  # fmt: skip
    then = client.get(f"{TARGETS}?rank=27&levers=recoverable&known_at=2026-12-30").json()
    assert (then["ended"], then["known_at"]) == (False, "2026-12-30T23:59:59.999999+07:00")


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("", "one_target", None),
        ("?rank=3&score=70", "one_target", None),
        ("?rank=28", "target_rank_held", "rank"),
        ("?rank=35", "target_rank_beyond", "rank"),
        ("?score=50", "target_reached", "score"),
        ("?score=95", "target_beyond_reach", "score"),
        ("?score=20.5&by=TDGQ", "target_above_max", "score"),
        ("?average=true&by=MDHL", "target_reached", "average"),
        ("?grade=khá", "no_grades", "grade"),
        ("?rank=3&by=DOSSIER_SYNC", "unknown_column", "by"),
        ("?rank=3&levers=some", "unknown_lever", "levers"),
        ("?rank=3&effort=DOSSIER_SYNC:0", "effort_invalid", "effort"),
    ],
)
def test_what_is_refused(reader: Client, query: str, code: str, parameter: str | None) -> None:
    answer = reader.get(TARGETS + query)
    found = answer.json()
    assert (answer.status_code, found["code"]) == (422, code), found
    assert parameter is None or parameter in answer.text


@pytest.mark.parametrize("query", ["?rank=0", "?rank=x", "?score=1e1", "?rank=3&edition=1", "?average=maybe"])
def test_what_is_no_query(reader: Client, query: str) -> None:
    assert reader.get(TARGETS + query).status_code == 422


def test_who_has_no_score(reader: Client) -> None:
    answer = reader.get("/v1/targets/2026-Q3/H31?score=50")
    assert (answer.status_code, answer.json()["code"]) == (422, "target_no_score")
    assert reader.get("/v1/targets/2026/H999?rank=1").status_code == 404
