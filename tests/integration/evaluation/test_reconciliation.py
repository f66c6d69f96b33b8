"""Reconciliation over HTTP and at the console, on real figures."""

import json
import re
from typing import Any

from typer.testing import CliRunner

from app.cli.main import app
from tests.conftest import Client


def verdict_counts(found: Any) -> dict[str, int]:
    names = ("different", "counts_disagree", "stale", "count_missing", "equal")
    return {name: found["summary"][name] for name in names}


def test_the_figures_of_10_october_2026(reader: Client) -> None:
    found = reader.get("/v1/reconciliation/2026").json()
    counts = {"different": 0, "counts_disagree": 0, "stale": 2, "count_missing": 102, "equal": 609}
    assert verdict_counts(found) == counts
    assert sum(counts.values()) == found["summary"]["figures"] == len(found["items"]) == 713
    assert found["summary"]["stale_figures"] == ["H55 CKMB", "H56 CKMB"]
    assert found["summary"]["different_figures"] == []
    missing = [item for item in found["items"] if item["verdict"] == "count_missing"]
    assert {item["code"] for item in missing} == {"CLGQ", "TTTT", "total"}
    assert all(item["missing"] and item["computed"] is None and item["difference"] is None for item in missing)
    assert [each["agency"]["code"] for each in found["disagreeing_counts"]] == ["H01", "H17"]
    assert found["disagreeing_counts"][1]["counts"]["dossiers_received"] == 473913
    assert "609 khớp" in found["summary"]["text_vi"]
    assert "609 equal" in found["summary"]["text"]


def test_phu_tho_in_the_third_quarter(reader: Client) -> None:
    found = reader.get("/v1/reconciliation/2026-Q3").json()
    assert verdict_counts(found) == {
        "different": 0, "counts_disagree": 0, "stale": 0, "count_missing": 12, "equal": 243,
    }  # fmt: skip
    total = next(item for item in found["items"] if item["code"] == "total")
    assert (total["agency"]["code"], total["computed"], total["official"]) == ("H44", 61.39, 61.39)


def test_the_letter_has_no_counts_to_hold_it_against(reader: Client) -> None:
    found = reader.get("/v1/reconciliation/2025-02").json()
    assert [item["verdict"] for item in found["items"]] == ["count_missing"] * 7


def test_nothing_published_is_no_all_clear(reader: Client) -> None:
    found = reader.get("/v1/reconciliation/2026-07").json()
    assert found["items"] == []
    assert "tthc766 pull --period 2026-07" in found["summary"]["text"]
    assert reader.get("/v1/reconciliation/2026?cohort=H99.departments").json()["errors"][0]["code"] == "cohort_unknown"


def test_parts_and_tables(reader: Client) -> None:
    provinces = reader.get("/v1/reconciliation/2026-Q3?cohort=provinces&limit=2").json()
    assert {item["agency"]["code"] for item in provinces["items"]} == {"H44"}
    assert provinces["next"] == "/v1/reconciliation/2026-Q3?cohort=provinces&limit=2&offset=2"
    stale = reader.get("/v1/reconciliation/2026?verdict=stale&verdict=different").json()
    assert ([item["code"] for item in stale["items"]], stale["next"]) == (["CKMB", "CKMB"], None)
    assert stale["summary"]["equal"] == 609
    lines = reader.get("/v1/reconciliation/2026?format=csv&locale=vi&verdict=stale").text.splitlines()
    assert lines[1] == (
        "stale;H55;Thái Nguyên;CKMB;8,11;8,10;0,01;8,11;2026-10-10T00:00:00+07:00;2026-10-10T00:00:00+07:00;"
    )
    assert reader.get("/v1/reconciliation/2026?as_of=2026-10-01").json()["summary"]["figures"] == 0
    assert reader.get("/v1/reconciliation/2020").json()["code"] == "no_scorecard"
    assert reader.get("/v1/reconciliation/2026?verdict=good").status_code == 422
    assert reader.get("/v1/reconciliation/2026?cohort=H44").status_code == 422


def test_what_differs_is_told(writer: Client) -> None:
    rows = [{"agency": "H44", "measures": {"dossiers_on_time": 1}}, {"agency": "H44.01", "measures": {"communes": 1}}]
    body = json.dumps({"period": "2026-Q3", "as_of": "2026-10-11T00:00:00+07:00", "statistics": rows})
    answer = writer.post("/v1/statistics", content=body, headers=writer.key() | {"Content-Type": "application/json"})
    assert answer.status_code == 201
    found = writer.get("/v1/reconciliation/2026-Q3").json()
    assert found["summary"]["different_figures"] == ["H44 TDGQ", "H44 total"]
    assert found["items"][0]["computed_as_of"] == "2026-10-11T00:00:00+07:00"
    assert found["items"][0]["official_as_of"] == "2026-10-10T14:00:40+07:00"
    assert found["items"][0]["difference"] == -17.35


def test_at_the_console(reader: Client) -> None:
    environment = {"TTHC766_DATABASE_URL": reader.service.database.url.render_as_string(hide_password=False)}

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["reconcile", *arguments], env=environment)
        assert done.exit_code == 0, done.output
        return done.stdout

    told = run("2026")
    for verdict, count in {"equal": 609, "different": 0, "stale on the portal": 2, "count missing": 102}.items():
        assert re.search(rf"/ {verdict} +{count} *$", told, re.MULTILINE), verdict
    assert "H01, H17" in told
    assert re.search(r"stale on the portal +H55 CKMB +8\.11 +8\.10 +0\.01", told)
    assert "H55 CLGQ" not in told
    assert "H55 CLGQ" in run("2026", "--verdict", "count_missing")
    assert "ORIGINAL_RESULT_AVAILABLE" in run("2026", "--verdict", "equal")
    assert "chưa có điểm công bố nào" in run("2026-07")
    lines = run("2026", "--cohort", "provinces", "--csv", "--as-of", "2026-10-10").splitlines()
    assert len(lines) == 1 + 713
    assert lines[1].startswith("stale,H55,Thái Nguyên,CKMB,8.11,8.10,0.01,8.11,")
