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

PAIR = ("dossiers_synced", "dossiers_to_sync")
ON_TIME = ("dossiers_on_time", "dossiers_received")
OTHERS_OF_THE_GROUP = (
    "procedures_published_on_time", "procedures_published", "procedures_updated_on_time", "procedures_to_update",
    "procedures_with_full_content", "procedures_public",
)  # fmt: skip


def push(client: Client, period: str, *, as_of: str = "2026-10-20", **counts: tuple[int, int]) -> None:
    """Report dossiers synchronised and to be, by agency (``H31_01`` for ``H31.01``)."""
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


def without_other_cases(client: Client, period: str, agency: str = "H31") -> None:
    """Report that there were no cases of anything else in the group CKMB: its score is that of DOSSIER_SYNC."""
    report(client, period, {agency: dict.fromkeys(OTHERS_OF_THE_GROUP, 0)})


def synced(client: Client, period: str, agency: str = "H31", query: str = "") -> Any:
    """The group CKMB and its indicator DOSSIER_SYNC, as one answer."""
    group = get(client, f"/v1/scores/{period}/{agency}?trace=true{query}")["groups"][0]
    assert group["code"] == "CKMB"
    found = group["indicators"][3]
    assert found["code"] == "DOSSIER_SYNC"
    return {**group, **found, "group": group["score"], "group_derived": group["derived"]}


def brief(found: Any) -> list[tuple[str, str, int | None, list[int], list[str]]]:
    return [
        (each["measure"], each["method"], each["value"], [part["value"] for part in each["from"]], each["missing"])
        for each in found["derivations"]
    ]


def test_a_quarter_from_its_months(client: Client) -> None:
    for month, counts in (("2026-07", (9, 10)), ("2026-08", (12, 12)), ("2026-09", (6, 8))):
        push(client, month, H31=counts)
    without_other_cases(client, "2026-Q3")
    found = synced(client, "2026-Q3")
    assert (found["score"], found["basis"], found["derived"], found["group"], found["group_derived"]) == (
        5.4, "computed", True, 5.4, True,
    )  # fmt: skip
    assert brief(found) == [
        ("dossiers_synced", "months", 27, [9, 12, 6], []),
        ("dossiers_to_sync", "months", 30, [10, 12, 8], []),
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
        "formula": "dossiers_to_sync = 10 + 12 + 8 (months 2026-07, 2026-08, 2026-09)",
        "value": 30,
    }
    month = synced(client, "2026-08")
    assert (month["score"], month["derived"], month["derivations"]) == (6, False, [])
    assert month["trace"]["counts"][0]["period"] == "2026-08"


def test_rankings_and_histories_mark_what_is_derived(client: Client) -> None:
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31=(9, 10))
    push(client, "2026-Q3", H44=(8, 10))
    path = "/v1/rankings/2026-Q3?by=DOSSIER_SYNC"
    first, second, third = get(client, path)["items"][:3]
    assert [(each["agency"]["code"], each["rank"], each["derived"]) for each in (first, second, third)] == [
        ("H31", 1, True), ("H44", 2, False), ("H01", None, False),
    ]  # fmt: skip
    rows = table(client, f"{path}&format=csv")
    assert [(row["code"], row["derived"]) for row in rows[:2]] == [("H31", "true"), ("H44", "false")]
    assert list(rows[0])[-2:] == ["missing", "derived"]
    push(client, "2026", H31=(1, 1))
    items = get(client, "/v1/history/H31?by=DOSSIER_SYNC")["items"]
    assert [(item["period"], item["derived"]) for item in items][-1] == ("2026", False)
    assert [item["period"] for item in items] == ["2026-07", "2026-08", "2026-09", "2026"]
    publish(client, "2026-Q3", MDHL=15)
    history = {item["period"]: item for item in get(client, "/v1/history/H31?by=DOSSIER_SYNC")["items"]}
    assert (history["2026-Q3"]["score"], history["2026-Q3"]["derived"]) == (5.4, True)
    assert list(table(client, "/v1/history/H31?format=csv")[0])[-2:] == ["missing", "derived"]


def test_the_missing_month_is_named(client: Client) -> None:
    push(client, "2026-07", H31=(9, 10))
    push(client, "2026-09", H31=(9, 10))
    found = synced(client, "2026-Q3")
    assert (found["score"], found["missing"], found["derived"]) == (None, list(PAIR), False)
    assert brief(found) == [(measure, "months", None, found_, ["2026-08"]) for measure, found_ in zip(
        PAIR, ([9, 9], [10, 10]), strict=True
    )]  # fmt: skip
    assert found["trace"]["steps"][0] == {
        "name": "derived", "formula": "dossiers_synced from 2 of 3 months, missing 2026-08", "value": None,
    }  # fmt: skip
    assert synced(client, "2026-Q2")["derivations"] == []


def test_the_year_so_far(client: Client) -> None:
    """On 1 November ten months have ended; on earlier days fewer, and only what was known then counts."""
    for number in range(1, 11):
        push(client, f"2026-{number:02}", H31=(number, 10), as_of=f"2026-{number + 1:02}-01")
    assert synced(client, "2026")["denominator"] == 100
    assert synced(client, "2026", query="&as_of=2026-09-20")["denominator"] == 80
    late = synced(client, "2026", query="&as_of=2026-09-01T06:00:00%2B07:00")
    assert (late["denominator"], late["derivations"][0]["missing"]) == (None, ["2026-08"])
    assert synced(client, "2026-Q4", query="&as_of=2026-09-20")["derivations"] == []
    push(client, "2026-11", H31=(1, 7), as_of="2026-11-01")
    assert synced(client, "2026")["denominator"] == 107


def test_a_province_from_the_agencies_below_it(client: Client) -> None:
    register(client, "H31.01", "H31.02")
    register(client, "H31.03", valid_to="2026-08-31")
    register(client, "H31.02.1", level="commune")
    push(client, "2026-Q3", H31_01=(8, 10))
    push(client, "2026-Q3", H31_02_1=(4, 5))
    found = synced(client, "2026-Q3")
    assert (found["score"], found["derived"]) == (4.8, True)
    received = found["derivations"][1]
    assert (received["method"], [(part["agency"], part["value"]) for part in received["from"]]) == (
        "children", [("H31.01", 10), ("H31.02", 5)],
    )  # fmt: skip
    assert [part["submission"] is None for part in received["from"]] == [False, True]
    assert synced(client, "2026-Q3", "H31.02")["derived"] is True
    register(client, "H31.04")
    found = synced(client, "2026-Q3")
    assert (found["score"], found["derivations"][0]["missing"]) == (None, ["H31.04"])
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31_04=(5, 5))
    assert synced(client, "2026-Q3")["denominator"] == 30


def test_reported_counts_win(client: Client) -> None:
    register(client, "H31.01")
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31=(9, 10))
    push(client, "2026-Q3", H31_01=(1, 2))
    assert synced(client, "2026-Q3")["denominator"] == 30
    report(client, "2026-Q3", {"H31": {"dossiers_to_sync": 31}})
    found = synced(client, "2026-Q3")
    assert (found["score"], found["missing"], found["derivations"]) == (None, ["dossiers_synced"], [])
    report(client, "2026-Q3", {"H31": {"dossiers_synced": 31}})
    found = synced(client, "2026-Q3")
    assert (found["score"], found["derived"], found["derivations"]) == (6, False, [])


def test_what_is_not_additive_and_what_is_a_stock(client: Client) -> None:
    register(client, "H31.01")
    full = {"procedures_with_full_content": 40, "procedures_public": 100}

    def share() -> Any:
        return get(client, "/v1/scores/2026-Q3/H31")["groups"][0]["indicators"][2]

    report(client, "2026-Q3", {"H31.01": full})
    assert (share()["score"], share()["derivations"], codes_of(share())) == (None, [], ["children_not_additive"])
    report(client, "2026-09", {"H31": full})
    found = share()
    assert (found["code"], found["score"], found["derived"]) == ("PUBLIC_CONTENT_FULL", 0.8, True)
    assert brief(found)[0] == ("procedures_with_full_content", "last_month", 40, [40], [])
    assert found["not_derived"] == []


def codes_of(figure: Any) -> list[str]:
    return [each["code"] for each in figure["not_derived"]]


def test_what_does_not_add_up_stays_missing_and_says_why(client: Client) -> None:
    """A commune's petitions, 3 of 3 on time in August and 0 of 3 in the quarter, for which it got no points."""
    register(client, "H31.217", level="commune")
    petitions = ("petitions_on_time", "petitions_to_process")
    report(client, "2026-08", {"H31.217": dict.fromkeys(petitions, 3)})
    path, by = "/v1/scores/2026-Q3/H31.217?trace=true", "by=PETITION_PROCESSING_ON_TIME"
    card = get(client, path)
    group = card["groups"][5]
    found = group["indicators"][1]
    assert (found["score"], found["rule"], found["missing"], found["derivations"]) == (
        None, "missing", list(petitions), [],
    )  # fmt: skip
    assert [codes_of(each) for each in (found, group, card["total"])] == [["months_reassessed"]] * 3
    reason = found["not_derived"][0]
    assert found["trace"]["steps"] == [{"name": "not_derived", "formula": reason["detail"], "value": None}]
    assert reason["detail_vi"].startswith("Có số liệu tháng, nhưng không cộng được")
    ranking = get(client, f"/v1/rankings/2026-Q3?cohort=H31.communes&{by}")["items"][0]
    assert (ranking["score"], ranking["not_derived"]) == (None, [reason])
    report(client, "2026-Q3", {"H31": dict.fromkeys(petitions, 1)})
    history = get(client, f"/v1/history/H31.217?{by}")["items"]
    assert {each["period"]: codes_of(each) for each in history} == {"2026-08": []}
    province = get(client, "/v1/scores/2026-08/H31")["groups"][5]["indicators"][1]
    assert (province["score"], codes_of(province)) == (None, ["children_not_additive"])
    report(client, "2026-Q3", {"H31.217": dict(zip(petitions, (0, 3), strict=True))})
    found = get(client, path)["groups"][5]["indicators"][1]
    assert (found["score"], found["not_derived"]) == (0, [])


def test_dossiers_on_time_come_from_below_and_never_from_months(client: Client) -> None:
    register(client, "H31.01", "H31.02", "H31.02.1")

    def group() -> Any:
        return get(client, "/v1/scores/2026-Q3/H31")["groups"][1]

    for month in ("2026-07", "2026-08", "2026-09"):
        report(client, month, {code: dict.fromkeys(ON_TIME, 5) for code in ("H31.01", "H31.02.1")})
    assert (group()["score"], codes_of(group())) == (None, ["months_reassessed"])
    report(client, "2026-Q3", {"H31.02.1": dict(zip(ON_TIME, (8, 10), strict=True))})
    assert group()["indicators"][0]["derivations"][0]["missing"] == ["H31.01"]
    report(client, "2026-Q3", {"H31.01": dict.fromkeys(ON_TIME, 10)})
    assert (group()["score"], group()["derived"], codes_of(group())) == (18, True, [])


def test_published_scores_go_before_derived_ones(client: Client) -> None:
    for month in ("2026-07", "2026-08", "2026-09"):
        push(client, month, H31=(9, 10))
    without_other_cases(client, "2026-Q3")
    publish(client, "2026-Q3", CKMB=17.5)
    best, computed = synced(client, "2026-Q3"), synced(client, "2026-Q3", query="&basis=computed")
    assert (best["group"], best["group_derived"], best["official"]) == (17.5, False, None)
    assert (best["score"], best["derived"]) == (5.4, True)
    assert (computed["group"], computed["group_derived"]) == (5.4, True)


def test_many_children_are_listed_up_to_a_hundred(client: Client) -> None:
    codes = [f"H31.{number}" for number in range(101, 221)]
    register(client, *codes, level="commune")
    report(client, "2026-Q3", {code: dict.fromkeys(PAIR, 1) for code in codes})
    received = synced(client, "2026-Q3")["derivations"][1]
    assert (received["value"], len(received["from"]), received["from_total"]) == (120, 100, 120)
    register(client, *(f"H31.{number}" for number in range(301, 421)), level="commune")
    found = synced(client, "2026-Q3")
    assert (len(found["derivations"][0]["missing"]), found["derivations"][0]["missing_total"]) == (100, 120)
    assert found["trace"]["steps"][0]["formula"].endswith("H31.312 and 108 more")


def test_departments_share_the_months_of_their_province(client: Client) -> None:
    register(client, "H31.01")
    full = {"procedures_with_full_content": 1, "procedures_public": 2}
    for month in ("2026-07", "2026-08", "2026-09"):
        report(client, month, {"H31": full})
    found = get(client, "/v1/scores/2026-Q3/H31.01")["groups"][0]["indicators"][2]
    assert (found["score"], found["denominator"], found["derived"]) == (1, 2, True)
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
    codes = ("PUBLISH_ON_TIME", "DOSSIER_SYNC")
    assert {agency: [str(card.figures[code].score) for code in codes] for agency, card in cards.items()} == {
        "H31.01": ["3.00", "6.00"],
        "H44.01": ["6.00", "3.00"],
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
    before = synced(client, "2026-Q3")
    push(client, "2026-Q3", H31_01=(10, 20))
    after = synced(client, "2026-Q3")
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
    assert synced(client, "2026-Q3", "H31.01")["numerator"] == 9
