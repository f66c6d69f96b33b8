"""Sending figures: what is taken, in every format and on both databases."""

import hashlib
import json
from typing import Any

import pytest

from app.domain.enums import Scope
from app.readers.uploads.formats import Format
from app.services.demo import FOLDER
from tests.conftest import Client
from tests.integration.submissions.uploads import body, csv_bytes, xlsx_bytes

ROWS: list[dict[str, Any]] = [
    {"agency": "H31", "measures": {"dossiers_received": 100, "dossiers_on_time": 87, "dossiers_overdue": 13}},
    {"agency": "H44", "measures": {"dossiers_received": 10, "dossiers_on_time": 10}},
]
RESULTS: list[dict[str, Any]] = [
    {"agency": "H31", "code": "TDGQ", "score": 19.5, "max": 20, "rate": 98.5, "rank": 1, "ranked": 63, "average": 17.3},
    {"agency": "H31", "code": "total", "score": 76.72},
]
QUERY = {"period": "2026-Q3", "as_of": "2026-10-10T14:00:40+07:00", "source": "thử"}


def send(client: Client, path: str, format_: Format, content: bytes, **query: Any) -> Any:
    headers = client.key() | {"Content-Type": format_}
    return client.post(path, content=content, headers=headers, params=query)


@pytest.mark.parametrize("format_", Format)
def test_statistics_in_every_format(client: Client, format_: Format) -> None:
    content = body(format_, "statistics", ROWS, "measures")
    answer = send(client, "/v1/statistics", format_, content, **QUERY)
    assert answer.status_code == 201
    found = answer.json()
    assert (found["rows"], found["figures"], found["periods"], found["source"]) == (2, 5, ["2026-Q3"], "thử")
    assert found["digest"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert found["as_of"] == "2026-10-10T14:00:40+07:00"
    assert client.get(answer.headers["Location"]).json() == found
    card = client.get("/v1/scores/2026-Q3/H31").json()
    assert (card["groups"][1]["score"], card["groups"][1]["basis"]) == (17.4, "computed")
    assert client.get("/v1/rankings/2026-Q3?by=TDGQ&limit=2").json()["items"][0]["agency"]["code"] == "H44"


@pytest.mark.parametrize("format_", Format)
def test_official_results_in_every_format(client: Client, format_: Format) -> None:
    answer = send(client, "/v1/official-results", format_, body(format_, "results", RESULTS), **QUERY)
    assert (answer.status_code, answer.json()["figures"]) == (201, 2)
    card = client.get("/v1/scores/2026-Q3/H31").json()
    group = card["groups"][1]
    assert (group["score"], group["rate"], group["rank"], group["ranked"], group["average"]) == (
        19.5,
        98.5,
        1,
        63,
        17.3,
    )
    assert card["total"]["score"] == 76.72


def test_a_semicolon_table_from_excel_in_vietnam(client: Client) -> None:
    table = [["agency", "code", "score", "rate"], ["H31", "TDGQ", "19,5", "98,5"]]
    content = b"\xef\xbb\xbf" + csv_bytes(table, ";").replace(b"\n", b"\r\n")
    assert send(client, "/v1/official-results", Format.CSV, content, **QUERY).status_code == 201
    counts = csv_bytes([["agency", "period", "dossiers_received"], ["H31", "2026-Q3", 7], ["", "", ""]], ";")
    assert send(client, "/v1/statistics", Format.CSV, counts).status_code == 201


def test_rows_name_their_own_period_and_empty_cells_are_not_zero(client: Client) -> None:
    table: list[list[Any]] = [
        ["agency", "period", "dossiers_received", "dossiers_on_time"],
        ["H31", "2026-08", 10, None],
        ["H31", "2026-09", 20, 0],
    ]
    found = send(client, "/v1/statistics", Format.XLSX, xlsx_bytes(table)).json()
    assert (found["figures"], found["periods"]) == (3, ["2026-08", "2026-09"])
    groups = [client.get(f"/v1/scores/{period}/H31").json()["groups"][1] for period in ("2026-08", "2026-09")]
    assert [(group["score"], group["missing"]) for group in groups] == [(None, ["dossiers_on_time"]), (0, [])]


def test_a_null_is_the_same_as_leaving_it_out(client: Client) -> None:
    rows = [{"agency": "H31", "period": None, "measures": {"dossiers_received": 1, "dossiers_on_time": None}}]
    content = body(Format.JSON, "statistics", rows, period="2026", source=None)
    assert send(client, "/v1/statistics", Format.JSON, content).json()["figures"] == 1


def test_the_submission_goes_before_the_query(client: Client) -> None:
    content = body(Format.JSON, "statistics", ROWS, period="2026-08", as_of="2026-09-01T00:00:00Z", source="bên trong")
    found = send(client, "/v1/statistics", Format.JSON, content, **QUERY).json()
    assert (found["periods"], found["as_of"], found["source"]) == (
        ["2026-08"],
        "2026-09-01T07:00:00+07:00",
        "bên trong",
    )


def test_a_dry_run_leaves_nothing(client: Client) -> None:
    content = body(Format.JSON, "statistics", ROWS)
    answer = send(client, "/v1/statistics", Format.JSON, content, dry_run="true", **QUERY)
    assert (answer.status_code, answer.json()["id"], answer.json()["dry_run"]) == (200, None, True)
    assert client.get("/v1/submissions").json() == {"items": [], "next": None}
    faulty = send(client, "/v1/statistics", Format.JSON, b"{}", dry_run="true")
    assert faulty.status_code == 422
    assert client.get("/v1/submissions").json()["items"] == []


def test_a_rejected_submission_leaves_only_its_record(client: Client) -> None:
    rows = [*ROWS, {"agency": "H99", "measures": {"dossiers_received": 1}}]
    answer = send(client, "/v1/statistics", Format.JSON, body(Format.JSON, "statistics", rows), **QUERY)
    assert answer.status_code == 422
    kept = client.get("/v1/submissions/1", headers=client.key()).json()
    assert (kept["status"], kept["figures"], kept["errors_total"]) == ("rejected", 0, 1)
    assert kept["errors"] == answer.json()["errors"]
    assert client.get("/v1/scores/2026-Q3/H31").json()["groups"][1]["score"] is None


def test_who_sent_it(client: Client) -> None:
    key = client.key("H31", Scope.STATISTICS_WRITE)
    content = body(Format.JSON, "statistics", ROWS[:1])
    client.post("/v1/statistics", content=content, headers=key | {"Content-Type": Format.JSON}, params=QUERY)
    by = client.get("/v1/submissions/1").json()["submitted_by"]
    assert by == {"key": key["Authorization"].split("_")[1], "agency": "H31"}


def test_submissions_are_paged_newest_first(client: Client) -> None:
    for _ in range(3):
        send(client, "/v1/statistics", Format.JSON, body(Format.JSON, "statistics", ROWS), **QUERY)
    send(client, "/v1/official-results", Format.JSON, body(Format.JSON, "results", RESULTS), **QUERY)
    first = client.get("/v1/submissions?limit=2&kind=statistics").json()
    assert [each["id"] for each in first["items"]] == [3, 2]
    second = client.get(first["next"]).json()
    assert ([each["id"] for each in second["items"]], second["next"]) == ([1], None)
    assert client.get("/v1/submissions?limit=1").json()["items"][0]["kind"] == "official-results"


def test_the_bundled_files_are_submissions(client: Client) -> None:
    headers = client.key() | {"Content-Type": Format.JSON}
    for path in sorted(FOLDER.glob("2026-provinces-*.json")):
        route = "/v1/statistics" if "statistics" in path.name else "/v1/official-results"
        answer = client.post(route, content=path.read_bytes(), headers=headers)
        assert answer.status_code == 201
        document = json.loads(path.read_text("utf-8"))
        assert answer.json()["rows"] == len(document.get("statistics", document.get("results")))


def test_flags_of_the_publisher_stay_with_the_figures(client: Client) -> None:
    flag = {"quality_status": "TEMP_NATIONAL_REPORT_DENOMINATOR", "quality_message": "Mẫu số tạm tính"}
    rows: list[dict[str, Any]] = [
        {"agency": "H31", "measures": {"dossiers_received": 100, "dossiers_on_time": 87}},
        {"agency": "H31", "measures": {"dossiers_synced": 90, "dossiers_to_sync": 100}, **flag},
    ]
    results = [{"agency": "H31", "code": "CKMB", "score": 10.8, "detail_score": 11, "quality_status": "NO_DATA"}]
    send(client, "/v1/statistics", Format.JSON, body(Format.JSON, "statistics", rows, "measures"), **QUERY)
    send(client, "/v1/official-results", Format.CSV, body(Format.CSV, "results", results), **QUERY)
    groups = client.get("/v1/scores/2026-Q3/H31?trace=true").json()["groups"]
    indicators = {each["code"]: each for group in groups for each in group["indicators"]}
    shown = {"status": flag["quality_status"], "message": flag["quality_message"]}
    assert indicators["DOSSIER_SYNC"]["quality"] == [shown]
    assert [count["quality"] for count in indicators["DOSSIER_SYNC"]["trace"]["counts"]] == [shown, shown]
    assert indicators["DOSSIER_ON_TIME"]["quality"] == []
    assert groups[0]["official"]["detail_score"] == 11
    assert groups[0]["official"]["quality"] == {"status": "NO_DATA", "message": None}
