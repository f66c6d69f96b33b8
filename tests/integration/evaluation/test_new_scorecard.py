"""A new state of the law is a file: other groups, other thresholds, answered by the same code."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.main import create_app
from app.readers.files import registers
from app.readers.files.scorecards import BUNDLED
from app.readers.uploads.formats import Format
from app.services.portal.facade_ids import stable_alias
from app.services.registers import migrate
from app.settings import Settings
from tests.conftest import SECRET, Client, Databases

NEW = """\
series: qd766
first_day: 2027-01-01
title: {vi: Bộ chỉ số mới, en: The new index}
law: Quyết định mới
max: 100
rounding:
  default: whole
  rules: {whole: {ratio: {decimals: 16, mode: half_up}, score: {decimals: 2, mode: half_up}}}
  average: {decimals: 2, mode: half_up}
groups:
  - code: SPEED
    title: {vi: Tiến độ, en: Speed}
    max: 100
    law: Điều 1
    indicators:
      - code: FAST
        title: {vi: Đúng hạn, en: On time}
        max: 100
        full_at: 0.90
        numerator: [dossiers_on_time]
        denominator: [dossiers_received]
        no_cases: full
        law: Điều 2
        evidence: {status: partly}
"""


HEARD = """\
      - code: HEARD
        title: {vi: Tiếp nhận cuộc gọi, en: Calls answered}
        max: 40
        full_at: 0.90
        numerator: [calls_answered]
        denominator: [calls]
        no_cases: full
        law: Điều 3
        evidence: {status: partly}
"""
MARCH = datetime(2027, 3, 1, tzinfo=UTC)


def started(databases: Databases, folder: Path, scorecard: str) -> Client:
    """In March 2027, with a scorecard that came into force in January."""
    (folder / "old.yaml").write_text((BUNDLED / "qd766" / "2022-06-23.yaml").read_text("utf-8"), "utf-8")
    (folder / "new.yaml").write_text(scorecard, "utf-8")
    settings = Settings(database_url=databases.demo(), key_secret=SECRET, scorecards=folder)
    return Client(create_app(settings, lambda: MARCH))


def send(client: Client, period: str, **counts: dict[str, int]) -> None:
    rows = [{"agency": agency, "measures": measures} for agency, measures in counts.items()]
    body = json.dumps({"period": period, "statistics": rows})
    headers = client.key() | {"Content-Type": Format.JSON}
    assert client.post("/v1/statistics", content=body, headers=headers).status_code == 201


def test_a_file_is_enough(sqlite_databases: Databases, tmp_path: Path) -> None:
    client = started(sqlite_databases, tmp_path, NEW)
    for period in ("2026-12", "2027-01"):
        send(client, period, H31={"dossiers_received": 100, "dossiers_on_time": 81})
    item = client.get("/v1/rankings/2027-01").json()["items"][0]
    assert (item["agency"]["code"], item["score"], item["groups"]) == ("H31", 90, {"SPEED": 90})
    assert (item["score_change"], item["rank_change"]) == (None, None)
    assert client.get("/v1/rankings/2027-01?by=FAST").json()["ranked"] == 1
    assert client.get("/v1/rankings/2027-01?by=TDGQ").status_code == 422
    month = {"timeType": "month", "year": 2027, "month": 1}
    portal = "/api/v1/reporting/evaluation"
    data = client.post(f"{portal}/service-results", json={**month, "departmentType": "ADMINISTRATIVE_UNIT"}).json()[
        "data"
    ]
    assert (data["radar"], data["evaluation"][0]["groupScores"]) == ([], {"SPEED": 90})
    answer = client.post(f"{portal}/dvc-progress-tree", json={**month, "rootDepartmentId": stable_alias("H31")})
    assert (answer.status_code, answer.json()["code"]) == (422, "UNKNOWN_COLUMN")
    history = client.get("/v1/history/H31").json()["items"]
    assert {item["period"]: item["scorecard"] for item in history}["2027-01"] == "qd766-2027-01-01"
    assert [item["period"] for item in client.get("/v1/history/H31?by=FAST").json()["items"]] == ["2027-01"]
    assert [each["id"] for each in client.get("/v1/scorecards").json()["items"]] == [
        "qd766-2022-06-23", "qd766-2027-01-01",
    ]  # fmt: skip
    client.service.database.engine.dispose()


def test_a_new_measure_is_a_row_of_the_register(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = tmp_path / "registry"
    shutil.copytree(registers.FOLDER, registry)
    with (registry / "measures.csv").open("a", encoding="utf-8") as file:
        file.write("calls_answered,flow,yes,,Cuộc gọi được trả lời,Calls answered\n")
        file.write("calls,flow,yes,,Cuộc gọi,Calls\n")
    monkeypatch.setattr(registers, "FOLDER", registry)
    scorecards = tmp_path / "scorecards"
    scorecards.mkdir()
    text = NEW.replace("        max: 100", "        max: 60") + HEARD
    client = started(sqlite_databases, scorecards, text)
    migrate(client.service.database, client.service.registers, MARCH)
    fast = {"dossiers_received": 100, "dossiers_on_time": 45}
    send(client, "2027-01", H31={**fast, "calls": 9, "calls_answered": 8}, H44=fast)
    ranking = client.get("/v1/rankings/2027-01").json()
    first = ranking["items"][0]
    assert (first["agency"]["code"], first["score"], ranking["ranked"]) == ("H31", 69.51, 1)  # 30 + 8/9 of 40 / 0.9
    heard_of = client.get("/v1/scores/2027-01/H44").json()["groups"][0]["indicators"][1]
    assert (heard_of["code"], heard_of["missing"]) == ("HEARD", ["calls_answered", "calls"])
    labels = {each["code"]: each["label"] for each in client.get("/v1/measures").json()["items"]}
    assert labels["calls"] == "Cuộc gọi"
    assert "Cuộc gọi được trả lời (8)" in client.get("/agencies/H31/why/HEARD?period=2027-01").text
    client.service.database.engine.dispose()


def test_another_rounding_is_a_rule_of_the_file(sqlite_databases: Databases, tmp_path: Path) -> None:
    """66.65 is 66.6 by the even digit and would be 66.7 half up; the mean of 66.6 and 33.3 would be 50.0."""
    rounding = NEW[NEW.index("rounding:") : NEW.index("groups:")]
    other = """\
rounding:
  default: tenths
  rules: {tenths: {ratio: {decimals: 4, mode: down}, score: {decimals: 1, mode: half_even}}}
  average: {decimals: 1, mode: half_down}
"""
    text = NEW.replace(rounding, other).replace("        full_at: 0.90\n", "")
    client = started(sqlite_databases, tmp_path, text)
    whole = {"H31": {"dossiers_on_time": 13331, "dossiers_received": 20001}}
    send(client, "2027-01", **whole, H44={"dossiers_on_time": 1, "dossiers_received": 3})
    items = client.get("/v1/rankings/2027-01").json()["items"][:2]
    assert [(each["agency"]["code"], each["score"]) for each in items] == [("H31", 66.6), ("H44", 33.3)]
    averages = client.get("/v1/averages/2027-01").json()
    assert (averages["total"], averages["groups"][0]["average"]) == (49.9, 49.9)
    card = client.get("/v1/scores/2027-01/H31?trace=true").json()
    steps = {step["name"]: step for step in card["groups"][0]["indicators"][0]["trace"]["steps"]}
    assert (steps["ratio"]["formula"], steps["ratio"]["value"]) == ("13331 / 20001, down to 4 decimals", 0.6665)
    assert (steps["score"]["formula"], steps["score"]["value"]) == ("0.6665 x 100 / 1, half even to 1 decimal", 66.6)
    page = client.get("/agencies/H31/why/FAST?period=2027-01").text
    assert "làm tròn đến 1 chữ số thập phân (đúng một nửa thì lấy chữ số chẵn)" in page
    assert "từ tỷ lệ làm tròn xuống đến 4 chữ số thập phân" in page
    client.service.database.engine.dispose()
