"""A new state of the law is a file: other groups, other thresholds, answered by the same code."""

import json
from datetime import UTC, datetime
from pathlib import Path

from app.main import create_app
from app.readers.files.scorecards import BUNDLED
from app.readers.uploads.formats import Format
from app.services.portal.facade_units import stable_alias
from app.settings import Settings
from tests.conftest import SECRET, Client, Databases

NEW = """\
series: qd766
first_day: 2027-01-01
title: {vi: Bộ chỉ số mới, en: The new index}
law: Quyết định mới
max: 100
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


def test_a_file_is_enough(sqlite_databases: Databases, tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text((BUNDLED / "qd766" / "2022-06-23.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "new.yaml").write_text(NEW, "utf-8")
    settings = Settings(database_url=sqlite_databases.demo(), key_secret=SECRET, scorecards=tmp_path)
    client = Client(create_app(settings, lambda: datetime(2027, 3, 1, tzinfo=UTC)))
    rows = [{"agency": "H31", "measures": {"dossiers_received": 100, "dossiers_on_time": 81}}]
    for period in ("2026-12", "2027-01"):
        body = json.dumps({"period": period, "statistics": rows})
        headers = client.key() | {"Content-Type": Format.JSON}
        assert client.post("/v1/statistics", content=body, headers=headers).status_code == 201
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
