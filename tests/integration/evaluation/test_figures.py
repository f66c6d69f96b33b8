"""Reading: rankings, averages, cards, histories, as JSON and as tables."""

import csv
import io
import json
from typing import Any

import pytest

from app.readers.uploads.formats import Format
from tests.conftest import Client, Databases


def get(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def table(client: Client, path: str, separator: str = ",", **headers: str) -> list[dict[str, str]]:
    answer = client.get(path, headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["vary"] == "Accept, Accept-Encoding, Authorization, Origin"
    return list(csv.DictReader(io.StringIO(answer.text), delimiter=separator))


def test_a_ranking(reader: Client) -> None:
    ranking = get(reader, "/v1/rankings/2026")
    assert (ranking["ranked"], ranking["of"], ranking["basis"], ranking["cohort"]) == (34, 34, "best", "provinces")
    assert ranking["as_of"] == "2026-10-10T00:00:00+07:00"
    assert ranking["items"][0]["groups"] == {
        "CKMB": 11.46, "TDGQ": 17.69, "CLGQ": 8.84, "TTTT": 6.42, "MDSH": 9.72, "MDHL": 14.67,
    }  # fmt: skip
    assert [item["agency"]["code"] for item in ranking["items"][:3]] == ["H20", "H19", "H24"]


def test_scores_are_written_with_two_decimals(reader: Client) -> None:
    text = reader.get("/v1/rankings/2026?limit=1").text
    assert '"score":68.80' in text
    card = reader.get("/v1/scores/2026-Q3/H44").text
    assert '"ratio":0.8676452225432406' in card


def test_a_ranking_by_group_and_by_indicator(reader: Client) -> None:
    by_group = get(reader, "/v1/rankings/2026?by=TDGQ")
    assert by_group["items"][0]["agency"]["name"] == "Ninh Bình"
    by_indicator = get(reader, "/v1/rankings/2026?by=PUBLISH_ON_TIME")
    items = [item for item in by_indicator["items"] if item["rank"]]
    tied = [item for item in items if item["score"] == 0]
    assert [item["rank"] for item in items] == sorted(item["rank"] for item in items)
    assert {item["rank"] for item in tied} == {len(items) + 1 - len(tied)}
    assert {(item["score"], *item["missing"]) for item in by_indicator["items"] if not item["rank"]} == {(None,)}


def test_an_incomplete_cohort_says_so(reader: Client) -> None:
    ranking = get(reader, "/v1/rankings/2026-Q3?basis=computed")
    assert (ranking["ranked"], ranking["of"]) == (1, 34)
    first, second = ranking["items"][:2]
    assert (first["rank"], first["ranked"], first["rank_basis"]) == (1, 1, "computed")
    assert (second["rank"], second["score"]) == (None, None)
    assert second["missing"] == ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"]
    by_group = get(reader, "/v1/rankings/2026?basis=computed&by=TTTT")
    assert by_group["ranked"] == 0
    assert by_group["items"][0]["missing"] == ["fee_procedures_with_synced_fees"]


def test_pages(reader: Client) -> None:
    path, codes = "/v1/rankings/2026?limit=20&by=total", []
    while path:
        page = get(reader, path)
        codes += [item["agency"]["code"] for item in page["items"]]
        path = page["next"]
    assert codes == [item["agency"]["code"] for item in get(reader, "/v1/rankings/2026")["items"]]


def test_a_child_cohort(reader: Client) -> None:
    ranking = get(reader, "/v1/rankings/2026-Q3?cohort=H44.departments")
    assert [item["rank"] for item in ranking["items"]] == list(range(1, 13))
    assert get(reader, "/v1/rankings/2026-Q3?cohort=H44.communes")["of"] == 0
    assert get(reader, "/v1/averages/2026-Q3?cohort=ministries")["verified"] is False


def test_averages(reader: Client) -> None:
    averages = get(reader, "/v1/averages/2026")
    assert (averages["total"], averages["method"], averages["averaged"], averages["of"]) == (
        62.59,
        "sum_of_group_averages",
        34,
        34,
    )
    assert [group["average"] for group in averages["groups"]] == [10.46, 17.56, 8.24, 6.48, 9.61, 10.24]
    assert {group["method"] for group in averages["groups"]} == {"mean_of_scores"}
    assert [group["basis"] for group in averages["groups"]] == ["computed"] * 2 + ["official"] * 2 + ["computed"] * 2


def test_a_card(reader: Client) -> None:
    card = get(reader, "/v1/scores/2026/H44")
    assert (card["total"]["score"], card["total"]["rank"], card["total"]["average"]) == (62.18, 19, 62.59)
    payment = card["groups"][3]
    assert (payment["code"], payment["score"], payment["basis"], payment["missing"]) == ("TTTT", 6.82, "official", [])
    offered = payment["indicators"][2]
    assert (offered["rule"], offered["missing"]) == ("missing", ["fee_procedures_with_synced_fees"])
    copies = card["groups"][4]["indicators"][2]
    assert (copies["code"], copies["rule"], copies["score"]) == ("ELECTRONIC_CERTIFIED_COPY", "granted", 2)
    assert all(indicator["trace"] is None for group in card["groups"] for indicator in group["indicators"])


def test_a_trace(reader: Client) -> None:
    card = get(reader, "/v1/scores/2026-Q3/H44?trace=true")
    trace = card["groups"][1]["indicators"][0]["trace"]
    assert [(count["measure"], count["value"], count["agency"]) for count in trace["counts"]] == [
        ("dossiers_on_time", 403016, "H44"), ("dossiers_received", 464494, "H44"),
    ]  # fmt: skip
    submission = get(reader, f"/v1/submissions/{trace['counts'][0]['submission']}")
    assert submission["source"].startswith("Cổng Dịch vụ công quốc gia")
    assert [(step["name"], step["value"]) for step in trace["steps"]] == [
        ("numerator", 403016), ("denominator", 464494), ("percent", 86.76), ("product", 17.352),
        ("score", 17.35), ("maximum", 17.35),
    ]  # fmt: skip
    assert (trace["scorecard"], trace["sheet"], trace["evidence"]) == ("qd766-2022-06-23", "2.1", "verified")
    assert "766/QĐ-TTg" in trace["law"]


def test_a_history(reader: Client) -> None:
    items = get(reader, "/v1/history/H31")["items"]
    assert [(item["period"], item["score"], item["rank"], item["ranked"]) for item in items] == [
        ("2025-02", 76.72, 19, 63), ("2026", 59.63, 28, 34),
    ]  # fmt: skip
    assert [item["period"] for item in get(reader, "/v1/history/H31?kind=month&by=TTTT")["items"]] == ["2025-02"]


def test_changes_against_the_period_before_and_as_of(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.migrated())
    key = client.key() | {"Content-Type": Format.JSON}

    def report(period: str, as_of: str, **on_time: int) -> None:
        rows = [
            {"agency": code, "measures": {"dossiers_on_time": count, "dossiers_received": 100}}
            for code, count in on_time.items()
        ]
        body = {"period": period, "as_of": as_of, "statistics": rows}
        assert client.post("/v1/statistics", content=json.dumps(body), headers=key).status_code == 201

    report("2026-08", "2026-09-01T00:00:00Z", H31=50, H44=60, H26=70)
    report("2026-09", "2026-10-01T00:00:00Z", H31=80, H44=60)
    report("2026-09", "2026-10-20T00:00:00Z", H31=90)

    def items(query: str = "") -> dict[str, tuple[Any, ...]]:
        found = get(client, f"/v1/rankings/2026-09?by=TDGQ{query}")["items"]
        return {
            item["agency"]["code"]: (item["score"], item["rank"], item["score_change"], item["rank_change"])
            for item in found
        }

    assert items()["H31"] == (18, 1, 8, None)
    assert items()["H44"] == (12, 2, 0, None)
    assert items()["H26"] == (None, None, None, None)
    assert items("&as_of=2026-10-10")["H31"] == (16, 1, 6, None)
    report("2026-09", "2026-10-21T00:00:00Z", H26=85)
    assert [items()[code][1:] for code in ("H31", "H26", "H44")] == [(1, 8, 2), (2, 3, -1), (3, 0, -1)]
    assert items("&as_of=2026-10-20T07:00:00%2B07:00")["H31"][0] == 18
    assert items("&as_of=2026-10-20T06:59:59+07:00")["H31"][0] == 16
    assert items("&as_of=2026-09-15")["H31"] == (None, None, None, None)
    assert get(client, "/v1/rankings/2022")["items"][0]["score_change"] is None


def test_history_knows_nothing_before_it_was_known(reader: Client) -> None:
    assert [item["period"] for item in get(reader, "/v1/history/H31?as_of=2025-12-31")["items"]] == ["2025-02"]


def test_what_was_published_stands_beside_what_is_computed(reader: Client) -> None:
    group = get(reader, "/v1/scores/2026/H55")["groups"][0]
    assert (group["score"], group["basis"], group["official"]["score"]) == (8.11, "computed", 8.10)
    submission = get(reader, f"/v1/submissions/{group['official']['submission']}")
    assert submission["kind"] == "official-results"


def test_tables(reader: Client) -> None:
    rows = table(reader, "/v1/rankings/2026?format=csv")
    assert (rows[0]["rank"], rows[0]["name"], rows[0]["score"], rows[0]["CKMB"]) == ("1", "Đồng Tháp", "68.80", "11.46")
    assert len(rows) == 34
    assert len(table(reader, "/v1/rankings/2026?format=csv&offset=30&limit=3")) == 3
    assert rows == table(reader, "/v1/rankings/2026", Accept="text/csv")
    averages = table(reader, "/v1/averages/2026?format=csv")
    assert [(row["code"], row["average"]) for row in averages][:2] == [("total", "62.59"), ("CKMB", "10.46")]
    assert table(reader, "/v1/history/H31?format=csv")[0]["score"] == "76.72"
    assert table(reader, "/v1/rankings/2026?format=csv&cohort=ministries") == []
    assert ",CKMB,TDGQ," in reader.get("/v1/rankings/2026?format=csv&cohort=ministries").text
    assert reader.get("/v1/rankings/2026").headers["vary"] == "Accept, Accept-Encoding, Authorization, Origin"
    assert (
        reader.get("/v1/rankings/2026", headers={"Accept": "application/json, text/csv;q=0.1"}).json()["ranked"] == 34
    )
    assert reader.get("/v1/rankings/2026?format=json", headers={"Accept": "text/csv"}).json()["ranked"] == 34


def test_tables_for_excel_in_vietnam(reader: Client) -> None:
    text = reader.get("/v1/rankings/2026?format=csv&locale=vi").text
    assert text.startswith("\ufeffrank;ranked;rank_basis;code;name;score")
    assert "\r\n1;34;computed;H20;Đồng Tháp;68,80;mixed;;;11,46;" in text


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("/v1/rankings/2026-13", 422, "unknown_period", "period"),
        ("/v1/rankings/2021", 422, "no_scorecard", None),
        ("/v1/rankings/2026?by=XXX", 422, "unknown_column", "by"),
        ("/v1/rankings/2026?cohort=cities", 422, "unknown_cohort", "cohort"),
        ("/v1/rankings/2026?cohort=H99.communes", 422, "cohort_unknown", "cohort"),
        ("/v1/rankings/2026?basis=worst", 422, "unknown_value", "basis"),
        ("/v1/rankings/2026?as_of=yesterday", 422, "moment_invalid", "as_of"),
        ("/v1/rankings/2026?format=xml", 422, "unknown_value", "format"),
        ("/v1/rankings/2026?limit=0", 422, "unknown_value", "limit"),
        ("/v1/rankings/2026?limit=many", 422, "unknown_value", "limit"),
        (f"/v1/rankings/2026?limit={'9' * 5000}", 422, "unknown_value", "limit"),
        (f"/v1/rankings/2026?by={'x' * 5000}", 422, "unknown_column", "by"),
        (f"/v1/rankings/{'2' * 5000}", 422, "unknown_period", "period"),
        (f"/v1/scores/2026/{'H' * 5000}", 404, "unknown_agency", None),
        (f"/v1/submissions/{'9' * 5000}", 422, "unknown_value", "id"),
        ("/v1/rankings/2026?basiss=best", 422, "unknown_parameter", "basiss"),
        ("/v1/averages/2026?by=total", 422, "unknown_parameter", "by"),
        ("/v1/scores/2026/H99", 404, "unknown_agency", None),
        ("/v1/scores/2026/%00", 404, "unknown_agency", None),
        ("/v1/scores/2025-Q3/H02", 404, "agency_not_in_period", None),
        ("/v1/scores/2026/H44?trace=maybe", 422, "unknown_value", "trace"),
        ("/v1/history/H99", 404, "unknown_agency", None),
        ("/v1/history/H44?by=XXX", 422, "unknown_column", "by"),
        ("/v1/history/H44?kind=week", 422, "unknown_value", "kind"),
        ("/v1/scorecards/none", 404, "unknown_scorecard", None),
        ("/v1/submissions/99999", 404, "unknown_submission", None),
        ("/v1/submissions/x", 422, "unknown_value", "id"),
        ("/v1/agencies/H99", 404, "unknown_agency", None),
        ("/v1/agencies?within=%00", 422, "code_invalid", "within"),
        ("/v1/agencies?valid_on=1/1/2026", 422, "day_invalid", "valid_on"),
        ("/nothing", 404, "not_found", None),
    ],
)
def test_questions_that_cannot_be_answered(
    reader: Client, path: str, status: int, code: str, parameter: str | None
) -> None:
    answer = reader.get(path)
    body = answer.json()
    assert (answer.status_code, body["status"]) == (status, status)
    if body["code"] == "query_invalid":
        assert [(error["code"], error["parameter"]) for error in body["errors"]] == [(code, parameter)]
    else:
        assert (body["code"], [error["parameter"] for error in body["errors"]]) == (
            code,
            [parameter] if parameter else [],
        )


def test_allowed_values_are_named(reader: Client) -> None:
    assert "'computed', 'official' or 'best'" in reader.get("/v1/rankings/2026?basis=x").json()["errors"][0]["detail"]
    assert "CKMB, TDGQ" in reader.get("/v1/rankings/2026?by=x").json()["detail_vi"]
