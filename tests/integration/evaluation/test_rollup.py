"""Counts that nobody reported, over HTTP: pushed as months or for children, read as quarters and provinces."""

import json
from typing import Any

from sqlalchemy import event

from app.domain.agencies import Cohort, Level
from app.domain.evaluation.evaluation import evaluate
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import UNBOUNDED
from app.readers.uploads.formats import Format
from app.services.evaluation.load_inputs import load_inputs
from app.storage import agencies
from tests.conftest import NOW, Client
from tests.integration.evaluation.test_figures import get, table

PAIR = ("dossiers_on_time", "dossiers_received")


def push(client: Client, period: str, *, as_of: str = "2026-10-20", **counts: tuple[int, int]) -> None:
    """Report dossiers on time and received, by agency (``H31_01`` for ``H31.01``)."""
    values = {agency.replace("_", "."): dict(zip(PAIR, each, strict=True)) for agency, each in counts.items()}
    report(client, period, values, as_of)


def report(client: Client, period: str, counts: dict[str, dict[str, int]], as_of: str = "2026-10-20") -> None:
    rows = [{"agency": agency, "measures": values} for agency, values in counts.items()]
    body = {"period": period, "as_of": f"{as_of}T07:00:00+07:00", "statistics": rows}
    send(client, "statistics", body)


def register(client: Client, *codes: str, level: str = "department", **more: str) -> None:
    send(client, "agencies", {"agencies": [{"code": code, "name": code, "level": level, **more} for code in codes]})


def publish(client: Client, period: str, **scores: float) -> None:
    results = [{"agency": "H31", "code": code, "score": score} for code, score in scores.items()]
    send(client, "official-results", {"period": period, "as_of": "2026-10-10T07:00:00+07:00", "results": results})


def send(client: Client, path: str, body: dict[str, Any]) -> None:
    headers = client.key() | {"Content-Type": Format.JSON}
    answer = client.post(f"/v1/{path}", content=json.dumps(body), headers=headers)
    assert answer.status_code in (200, 201), answer.text


def on_time(client: Client, period: str, agency: str = "H31", query: str = "") -> Any:
    """The group TDGQ and its one indicator, as one answer."""
    group = get(client, f"/v1/scores/{period}/{agency}?trace=true{query}")["groups"][1]
    assert group["code"] == "TDGQ"
    return {**group, **group["indicators"][0], "group": group["score"], "group_derived": group["derived"]}


def brief(found: Any) -> list[tuple[str, str, int | None, list[int], list[str]]]:
    return [
        (each["measure"], each["method"], each["value"], [part["value"] for part in each["from"]], each["missing"])
        for each in found["derivations"]
    ]


def test_a_quarter_from_its_months(client: Client) -> None:
    for month, counts in (("2026-07", (9, 10)), ("2026-08", (12, 12)), ("2026-09", (6, 8))):
        push(client, month, H31=counts)
    found = on_time(client, "2026-Q3")
    assert (found["score"], found["basis"], found["derived"], found["group"], found["group_derived"]) == (
        18, "computed", True, 18, True,
    )  # fmt: skip
    assert brief(found) == [
        ("dossiers_on_time", "months", 27, [9, 12, 6], []),
        ("dossiers_received", "months", 30, [10, 12, 8], []),
    ]
    received = found["derivations"][1]
    assert (received["from_total"], received["missing_total"]) == (3, 0)
    assert [(part["agency"], part["period"]) for part in received["from"]] == [
        ("H31", "2026-07"), ("H31", "2026-08"), ("H31", "2026-09"),
    ]  # fmt: skip
    assert get(client, f"/v1/submissions/{received['from'][0]['submission']}")["kind"] == "statistics"
    count = found["trace"]["counts"][1]
    assert (count["value"], count["period"], count["derived"], count["submission"], count["as_of"]) == (
        30, "2026-Q3", True, None, "2026-10-20T07:00:00+07:00",
    )  # fmt: skip
    assert found["trace"]["steps"][1] == {
        "name": "derived",
        "formula": "dossiers_received = 10 + 12 + 8 (months 2026-07, 2026-08, 2026-09)",
        "value": 30,
    }
    month = on_time(client, "2026-08")
    assert (month["score"], month["derived"], month["derivations"]) == (20, False, [])
    assert month["trace"]["counts"][0]["period"] == "2026-08"


def test_rankings_and_histories_mark_what_is_derived(client: Client) -> None:
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31=(9, 10))
    push(client, "2026-Q3", H44=(8, 10))
    path = "/v1/rankings/2026-Q3?by=TDGQ"
    first, second, third = get(client, path)["items"][:3]
    assert [(each["agency"]["code"], each["rank"], each["derived"]) for each in (first, second, third)] == [
        ("H31", 1, True), ("H44", 2, False), ("H01", None, False),
    ]  # fmt: skip
    rows = table(client, f"{path}&format=csv")
    assert [(row["code"], row["derived"]) for row in rows[:2]] == [("H31", "true"), ("H44", "false")]
    assert list(rows[0])[-2:] == ["missing", "derived"]
    push(client, "2026", H31=(1, 1))
    items = get(client, "/v1/history/H31?by=TDGQ")["items"]
    assert [(item["period"], item["derived"]) for item in items][-1] == ("2026", False)
    assert [item["period"] for item in items] == ["2026-07", "2026-08", "2026-09", "2026"]
    publish(client, "2026-Q3", MDHL=15)
    history = {item["period"]: item for item in get(client, "/v1/history/H31?by=TDGQ")["items"]}
    assert (history["2026-Q3"]["score"], history["2026-Q3"]["derived"]) == (18, True)
    assert list(table(client, "/v1/history/H31?format=csv")[0])[-2:] == ["missing", "derived"]


def test_the_missing_month_is_named(client: Client) -> None:
    push(client, "2026-07", H31=(9, 10))
    push(client, "2026-09", H31=(9, 10))
    found = on_time(client, "2026-Q3")
    assert (found["score"], found["missing"], found["derived"]) == (None, list(PAIR), False)
    assert brief(found) == [(measure, "months", None, found_, ["2026-08"]) for measure, found_ in zip(
        PAIR, ([9, 9], [10, 10]), strict=True
    )]  # fmt: skip
    assert found["trace"]["steps"][0] == {
        "name": "derived", "formula": "dossiers_on_time from 2 of 3 months, missing 2026-08", "value": None,
    }  # fmt: skip
    assert on_time(client, "2026-Q2")["derivations"] == []


def test_the_year_so_far(client: Client) -> None:
    """On 1 November ten months have ended; on earlier days fewer, and only what was known then counts."""
    for number in range(1, 11):
        push(client, f"2026-{number:02}", H31=(number, 10), as_of=f"2026-{number + 1:02}-01")
    assert on_time(client, "2026")["denominator"] == 100
    assert on_time(client, "2026", query="&as_of=2026-09-20")["denominator"] == 80
    late = on_time(client, "2026", query="&as_of=2026-09-01T06:00:00%2B07:00")
    assert (late["denominator"], late["derivations"][0]["missing"]) == (None, ["2026-08"])
    assert on_time(client, "2026-Q4", query="&as_of=2026-09-20")["derivations"] == []
    push(client, "2026-11", H31=(1, 7), as_of="2026-11-01")
    assert on_time(client, "2026")["denominator"] == 107


def test_a_province_from_the_agencies_below_it(client: Client) -> None:
    register(client, "H31.01", "H31.02")
    register(client, "H31.03", valid_to="2026-08-31")
    register(client, "H31.02.1", level="commune")
    push(client, "2026-Q3", H31_01=(8, 10))
    push(client, "2026-Q3", H31_02_1=(4, 5))
    found = on_time(client, "2026-Q3")
    assert (found["score"], found["derived"]) == (16, True)
    received = found["derivations"][1]
    assert (received["method"], [(part["agency"], part["value"]) for part in received["from"]]) == (
        "children", [("H31.01", 10), ("H31.02", 5)],
    )  # fmt: skip
    assert [part["submission"] is None for part in received["from"]] == [False, True]
    assert on_time(client, "2026-Q3", "H31.02")["derived"] is True
    register(client, "H31.04")
    found = on_time(client, "2026-Q3")
    assert (found["score"], found["derivations"][0]["missing"]) == (None, ["H31.04"])
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31_04=(5, 5))
    assert on_time(client, "2026-Q3")["denominator"] == 30


def test_reported_counts_win(client: Client) -> None:
    register(client, "H31.01")
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31=(9, 10))
    push(client, "2026-Q3", H31_01=(1, 2))
    assert on_time(client, "2026-Q3")["denominator"] == 30
    report(client, "2026-Q3", {"H31": {"dossiers_received": 31}})
    found = on_time(client, "2026-Q3")
    assert (found["score"], found["missing"], found["derivations"]) == (None, ["dossiers_on_time"], [])
    report(client, "2026-Q3", {"H31": {"dossiers_on_time": 31}})
    found = on_time(client, "2026-Q3")
    assert (found["score"], found["derived"], found["derivations"]) == (20, False, [])


def test_what_is_not_additive_and_what_is_a_stock(client: Client) -> None:
    register(client, "H31.01")
    offered = {"procedures_partly_online": 20, "procedures_fully_online": 20, "procedures_in_authority": 100}

    def share() -> Any:
        return get(client, "/v1/scores/2026-Q3/H31")["groups"][2]["indicators"][1]

    report(client, "2026-Q3", {"H31.01": offered})
    assert (share()["score"], share()["derivations"]) == (None, [])
    report(client, "2026-09", {"H31": offered})
    found = share()
    assert (found["code"], found["score"], found["derived"]) == ("ONLINE_PROCEDURE_SHARE", 1, True)
    assert brief(found)[0] == ("procedures_partly_online", "last_month", 20, [20], [])


def test_published_scores_go_before_derived_ones(client: Client) -> None:
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31=(9, 10))
    publish(client, "2026-Q3", TDGQ=17.5)
    best, computed = on_time(client, "2026-Q3"), on_time(client, "2026-Q3", query="&basis=computed")
    assert (best["group"], best["group_derived"], best["official"]) == (17.5, False, None)
    assert (best["score"], best["derived"]) == (18, True)
    assert (computed["group"], computed["group_derived"]) == (18, True)


def test_many_children_are_listed_up_to_a_hundred(client: Client) -> None:
    codes = [f"H31.{number}" for number in range(101, 221)]
    register(client, *codes, level="commune")
    report(client, "2026-Q3", {code: dict.fromkeys(PAIR, 1) for code in codes})
    received = on_time(client, "2026-Q3")["derivations"][1]
    assert (received["value"], len(received["from"]), received["from_total"]) == (120, 100, 120)
    register(client, *(f"H31.{number}" for number in range(301, 421)), level="commune")
    found = on_time(client, "2026-Q3")
    assert (len(found["derivations"][0]["missing"]), found["derivations"][0]["missing_total"]) == (100, 120)
    assert found["trace"]["steps"][0]["formula"].endswith("H31.312 and 108 more")


def test_departments_share_the_months_of_their_province(client: Client) -> None:
    register(client, "H31.01")
    published = {"procedures_published_on_time": 1, "procedures_published": 2}
    for month in ("2026-07", "2026-08", "2026-09"):
        report(client, month, {"H31": published})
    found = get(client, "/v1/scores/2026-Q3/H31.01")["groups"][0]["indicators"][0]
    assert (found["score"], found["denominator"], found["derived"]) == (3, 6, True)
    assert {part["agency"] for each in found["derivations"] for part in each["from"]} == {"H31"}


def test_cards_of_many_provinces_in_one_call(client: Client) -> None:
    """What is gathered for some agencies suffices for their cards: their provinces, months, and agencies below."""
    register(client, "H31.01", "H44.01", "H44.01.1")
    for code, share in (("H31", 1), ("H44", 2)):
        report(client, "2026-Q3", {code: {"procedures_published_on_time": share, "procedures_published": 2}})
    push(client, "2026-Q3", H44_01_1=(1, 2))
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31_01=(1, 1))
    period, scorecard = Period.parse("2026-Q3"), client.service.registers.scorecards.items[0]
    with client.service.database.reading() as connection:
        members = list(agencies.find(connection, ["H31.01", "H44.01"], period.last_day).values())
        known = load_inputs(connection, scorecard, period, members, NOW.date(), UNBOUNDED)
    cards = evaluate(period, Cohort(Level.DEPARTMENT, "H31"), Basis.COMPUTED, scorecard, members, known).cards
    codes = ("PUBLISH_ON_TIME", "DOSSIER_ON_TIME")
    assert {agency: [str(card.figures[code].score) for code in codes] for agency, card in cards.items()} == {
        "H31.01": ["3.00", "20.00"],
        "H44.01": ["6.00", "10.00"],
    }


def test_nothing_more_is_read_where_everything_was_reported(client: Client) -> None:
    scorecard = client.service.registers.scorecards.items[0]
    measures = {measure for each in scorecard.indicators.values() for measure in each.measures}
    register(client, "H31.01")
    provinces = [item["agency"]["code"] for item in get(client, "/v1/rankings/2026-Q3")["items"]]
    report(client, "2026-Q3", {code: dict.fromkeys(measures, 0) for code in [*provinces, "H31.01"]})

    def statements(path: str) -> list[str]:
        found: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            found.append(statement)

        event.listen(client.service.database.engine, "before_cursor_execute", note)
        assert get(client, path)["total"]["score"] is not None
        event.remove(client.service.database.engine, "before_cursor_execute", note)
        return [each for each in found if "FROM statistic" in each or "substr" in each]

    assert len(statements("/v1/scores/2026-Q3/H31")) == 1
    assert len(statements("/v1/scores/2026-Q3/H31.01")) == 1


def test_a_child_s_months_are_needed_whatever_it_reported_for_the_quarter(client: Client) -> None:
    register(client, "H31.01", valid_from="2026-08-01")
    register(client, "H31.02")
    push(client, "2026-07", H31_02=(3, 10))
    push(client, "2026-08", H31_01=(5, 10), H31_02=(10, 10))
    push(client, "2026-09", H31_01=(5, 10), H31_02=(10, 10))
    before = on_time(client, "2026-Q3")
    push(client, "2026-Q3", H31_01=(10, 20))
    after = on_time(client, "2026-Q3")
    assert (before["numerator"], before["denominator"]) == (33, 50)
    assert (after["numerator"], after["denominator"]) == (33, 50)
    assert {each["method"] for each in after["derivations"]} == {"months"}


def test_what_an_agency_above_lacks_takes_nothing_from_those_below(client: Client) -> None:
    register(client, "H31.01", "H31.01.1")
    rated = {"dossiers_satisfied": 10, "dossiers_rated_base": 10}
    report(client, "2026-Q3", {"H31.01.1": {**dict(zip(PAIR, (9, 10), strict=True)), **rated}, "H31.01": rated})
    card = get(client, "/v1/scores/2026-Q3/H31.01.1")
    satisfied = next(each for each in card["groups"][5]["indicators"] if each["numerator"] == 10)
    assert satisfied["score"] == 6
    assert on_time(client, "2026-Q3", "H31.01")["numerator"] == 9
