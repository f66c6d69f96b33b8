"""What if counts were others, over HTTP: open, checked like a submission, stored nowhere."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.api.openapi.examples import SENT
from app.domain.what_if.changes import MAX_CHANGES
from tests.conftest import Client, Databases

ASKED, EXAMPLE = "/v1/scenarios/2026", SENT["scenarios"]


@pytest.fixture
def demo(databases: Databases) -> Iterator[Client]:
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def changed(*changes: tuple[str, str, int], **more: Any) -> dict[str, Any]:
    return {"changes": [{"agency": agency, "measure": measure, "by": by} for agency, measure, by in changes], **more}


def test_the_card_before_and_after_the_ranks_and_the_averages(reader: Client) -> None:
    answer = reader.post(ASKED, json=EXAMPLE)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    found = answer.json()
    (agency,) = found["agencies"]
    assert (agency["agency"]["name"], found["ranked"], found["of"]) == ("Hưng Yên", 34, 34)
    total = {name: agency["total"][name] for name in ("before", "after", "change", "rank_before", "rank_after")}
    assert total == {"before": 59.63, "after": 59.91, "change": 0.28, "rank_before": 28, "rank_after": 27}
    assert [each["code"] for each in agency["groups"]] == ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"]
    assert [each["code"] for each in agency["indicators"]] == ["DOSSIER_ON_TIME", "DOSSIER_RECEIVING_SATISFACTION"]
    assert [each["after"] for each in agency["counts"]] == [425877, 425667]
    assert [each["name"] for each in agency["passed"]] == ["Sơn La"]
    places = {each["agency"]["code"]: (each["rank_before"], each["rank_after"]) for each in found["ranking"]}
    assert {code: ranks for code, ranks in places.items() if ranks[0] != ranks[1]} == {"H31": (28, 27), "H52": (27, 28)}
    assert [each["code"] for each in found["averages"]] == ["total", *(each["code"] for each in agency["groups"])]
    assert (found["averages"][0]["method"], found["averages"][1]["method"]) == (
        "sum_of_group_averages",
        "mean_of_scores",
    )


def test_it_is_what_sending_the_same_counts_to_a_copy_gives(demo: Client) -> None:
    counts = {"dossiers_on_time": 430000, "petitions_on_time": 500, "procedures_using_citizen_data": 600}
    rows = [{"agency": "H31", "measure": measure, "to": value} for measure, value in counts.items()]
    asked = demo.post(ASKED, json={"changes": rows}).json()
    before = demo.get("/v1/rankings/2026").json()
    assert {each["agency"]["code"]: each["rank_before"] for each in asked["ranking"]} == ranks_in(before)
    sent = {"period": "2026", "statistics": [{"agency": "H31", "measures": counts}]}
    assert demo.post("/v1/statistics", json=sent, headers=demo.key()).status_code == 201
    after, averages = demo.get("/v1/rankings/2026").json(), demo.get("/v1/averages/2026").json()
    assert {each["agency"]["code"]: each["rank_after"] for each in asked["ranking"]} == ranks_in(after)
    assert [each["agency"]["code"] for each in asked["ranking"]] == [each["agency"]["code"] for each in after["items"]]
    card = demo.get("/v1/scores/2026/H31").json()
    (agency,) = asked["agencies"]
    assert agency["total"]["after"] == card["total"]["score"]
    assert [each["after"] for each in agency["groups"]] == [each["score"] for each in card["groups"]]
    assert [each["after"] for each in asked["averages"]] == [
        averages["total"],
        *(each["average"] for each in averages["groups"]),
    ]


def ranks_in(ranking: dict[str, Any]) -> dict[str, int]:
    return {each["agency"]["code"]: each["rank"] for each in ranking["items"]}


def test_nothing_is_stored(writer: Client) -> None:
    looked_at = ("/v1/submissions", "/v1/updates?updated_after=0", "/v1/rankings/2026")
    before = [writer.get(path).json() for path in looked_at]
    assert writer.post(ASKED, json=EXAMPLE).status_code == 200
    assert writer.post(ASKED, json=changed(("H31", "petitions", -(10**9)))).status_code == 422
    assert [writer.get(path).json() for path in looked_at] == before


def test_every_fault_is_told_at_once_with_its_place(reader: Client) -> None:
    changes = [
        {"agency": "H31", "measure": "dossiers_on_time", "by": 10**6},
        {"agency": "H99", "measure": "dossiers_on_time", "by": 1},
        {"agency": "H31\x00", "measure": "dossiers_on_time", "by": 1},
        {"agency": "H44.45", "measure": "dossiers_on_time", "by": 1},
        {"agency": "H03", "measure": "dossiers_on_time", "by": 1},
        {"agency": "H31", "measure": "dossiers_received", "by": 1, "to": 2},
        {"agency": "H31", "measure": "dossiers", "by": 1},
        {"agency": "H31", "measure": "dossiers_online", "by": 1},
        {"agency": "H31", "measure": "petitions", "by": "1"},
        {"agency": "H31", "measure": "petitions", "to": -1},
        {"agency": "H31", "by": 1, "period": "2026"},
        "H31",
    ]
    answer = reader.post(ASKED, json={"changes": changes})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["errors_total"]) == (422, "scenario_invalid", 13)
    found = {(each["pointer"], each["code"]) for each in problem["errors"]}
    assert found == {
        ("/changes/0", "numerator_exceeds_denominator"),
        ("/changes/1", "unknown_agency"),
        ("/changes/2", "unknown_agency"),
        ("/changes/3", "outside_cohort"),
        ("/changes/4", "agency_not_in_period"),
        ("/changes/5", "by_or_to"),
        ("/changes/6", "unknown_measure"),
        ("/changes/7", "count_unknown"),
        ("/changes/8/by", "unknown_value"),
        ("/changes/9/to", "unknown_value"),
        ("/changes/10/measure", "field_missing"),
        ("/changes/10/period", "unknown_member"),
        ("/changes/11", "json_shape"),
    }
    assert all(each["detail"] != each["detail_vi"] for each in problem["errors"])


@pytest.mark.parametrize(
    ("body", "code", "fault"),
    [
        ("{", "scenario_invalid", "json_invalid"),
        ("[]", "scenario_invalid", "json_shape"),
        ('{"changes": 1}', "scenario_invalid", "unknown_value"),
        ('{"changes": [], "period": "2026"}', "scenario_invalid", "unknown_member"),
        ('{"changes": []}', "no_changes", None),
        ('{"changes": [{"agency": "H31", "agency": "H44"}]}', "submission_invalid", "key_repeated"),
        ('{"changes": [{"agency": "H31", "measure": "petitions", "by": ' + "9" * 5000 + "}]}", "scenario_invalid",
         "json_invalid"),
        (json.dumps({"changes": [{}] * (MAX_CHANGES + 1)}), "too_many_changes", None),
    ],
)  # fmt: skip
def test_bodies_that_are_no_scenario(reader: Client, body: str, code: str, fault: str | None) -> None:
    answer = reader.post(ASKED, content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert fault in [each["code"] for each in answer.json()["errors"]] or fault is None


def test_the_question_is_limited_like_a_read(sqlite_databases: Databases) -> None:
    made = Client.on(sqlite_databases.demo(), rate_limit_reads="2/hour", max_question_bytes=1024)
    assert made.post(ASKED, content=b" " * 2000).status_code == 413
    assert made.post(ASKED, json=EXAMPLE).status_code == 200
    assert made.post(ASKED, json=EXAMPLE).status_code == 429
    made.service.database.engine.dispose()


def test_a_cohort_that_was_chosen_the_past_and_periods_without_a_scorecard(reader: Client) -> None:
    departments = changed(("H44.45", "dossiers_on_time", 1000))
    answer = reader.post("/v1/scenarios/2026-Q3?cohort=H44.departments", json=departments).json()
    assert (answer["cohort"], answer["agencies"][0]["agency"]["code"]) == ("H44.departments", "H44.45")
    earlier = reader.post(f"{ASKED}?as_of=2026-09-01", json=EXAMPLE).json()
    assert {each["code"] for each in earlier["errors"]} == {"count_unknown"}
    assert reader.post("/v1/scenarios/2019", json=EXAMPLE).json()["code"] == "no_scorecard"
    assert reader.post(f"{ASKED}?edition=1", json=EXAMPLE).json()["code"] == "query_invalid"


def test_published_ranks_do_not_move(reader: Client) -> None:
    asked = changed(("H31", "dossiers_reusing_data", 100))
    found = reader.post("/v1/scenarios/2025-02", json=asked).json()
    total = found["agencies"][0]["total"]
    assert (total["rank_before"], total["rank_before_basis"], total["rank_after"]) == (19, "official", None)


def test_as_a_table(reader: Client) -> None:
    lines = reader.post(f"{ASKED}?format=csv", json=EXAMPLE).text.splitlines()
    assert lines[0] == (
        "agency,name,code,title,max,before,after,change,basis,derived,increments,left_out,rank_before,"
        "rank_before_basis,rank_after,average_before,average_after,average_method"
    )
    assert lines[1].startswith("H31,Hưng Yên,total,Total,100,59.63,59.91,0.28,mixed,false,false,")
    assert lines[-1].startswith("H52,Sơn La,total,Total,100,59.74,59.74,0.00,mixed,")
    assert len(lines) == 1 + 1 + 6 + 2 + 1
    vietnamese = reader.post(f"{ASKED}?locale=vi", json=EXAMPLE, headers={"Accept": "text/csv"}).text
    assert "H31;Hưng Yên;TDGQ;" in vietnamese
    assert ";17,43;17,64;0,21;" in vietnamese
