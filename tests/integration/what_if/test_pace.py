"""Pace over HTTP: JSON, tables, what is refused, and the end of a period."""

from datetime import UTC, datetime

import pytest

from app.main import create_app
from app.settings import Settings
from tests.conftest import SECRET, UNLIMITED, Client, Databases
from tests.integration.evaluation.test_figures import get, table
from tests.support.clock import Clock

HUNG_YEN = "/v1/pace/2026/H31"
ON_TIME = f"{HUNG_YEN}?by=DOSSIER_ON_TIME"


def test_what_is_answered(reader: Client) -> None:
    (item,) = get(reader, f"{ON_TIME}&score=17.56")["items"]
    assert (item["until"], item["elapsed_days"], item["remaining_days"]) == ("2026-10-10", 283, 82)
    assert (item["expected"], item["expected_given"], item["best"], item["least"]) == (139896, False, 18.01, 13.52)
    assert (item["average"], item["averaged"], item["of"]) == (17.56, 34, 34)
    assert item["targets"] == [{"aim": "score", "score": 17.56, "reach": "open", "good": 125705, "share": 89.86}]


def test_out_of_reach_and_safe(reader: Client) -> None:
    (above,) = get(reader, f"{ON_TIME}&score=18.43")["items"][0]["targets"]
    assert (above["reach"], above["share"]) == ("out_of_reach", 109.22)
    (safe,) = get(reader, f"{ON_TIME}&score=13.52&expected=139896")["items"][0]["targets"]
    assert (safe["reach"], safe["good"], safe["share"]) == ("safe", 0, 0)


def test_all_that_only_new_cases_move(reader: Client) -> None:
    items = get(reader, HUNG_YEN)["items"]
    assert len(items) == 8
    unknown = next(each for each in items if each["code"] == "ONLINE_DOSSIER_SHARE")
    assert (unknown["missing"], unknown["until"], unknown["targets"]) == (
        ["dossiers_online", "dossiers_all_channels"],
        None,
        [],
    )


@pytest.mark.parametrize(
    ("path", "code", "parameter"),
    [
        (f"{HUNG_YEN}?score=17", "pace_needs_indicator", "score"),
        (f"{HUNG_YEN}?expected=17", "pace_needs_indicator", "expected"),
        (f"{HUNG_YEN}?by=TDGQ", "not_by_new_cases", "by"),
        (f"{HUNG_YEN}?by=X", "unknown_column", "by"),
        (f"{ON_TIME}&score=20.01", "above_maximum", "score"),
        (f"{ON_TIME}&score=x", "decimal_invalid", "score"),
        (f"{ON_TIME}&expected=-1", "unknown_value", "expected"),
    ],
)
def test_what_is_refused(reader: Client, path: str, code: str, parameter: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["parameter"]) == (code, parameter)


def test_tables(reader: Client) -> None:
    average, full = table(reader, f"{ON_TIME}&format=csv")
    assert (average["aim"], average["target"], average["share"], average["until"]) == (
        "average", "17.56", "89.86", "2026-10-10",
    )  # fmt: skip
    assert (full["reach"], full["best"]) == ("out_of_reach", "18.01")
    rows = {row["code"]: row for row in table(reader, f"{HUNG_YEN}?format=csv")}
    assert (rows["ONLINE_DOSSIER_SHARE"]["aim"], rows["ONLINE_DOSSIER_SHARE"]["missing"]) == (
        "",
        "dossiers_online dossiers_all_channels",
    )
    vietnamese = table(reader, f"{ON_TIME}&format=csv&locale=vi", ";")[0]
    assert (vietnamese["title"], vietnamese["share"]) == ("Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn", "89,86")


def test_after_its_end_a_period_has_no_pace_but_for_a_day_within_it(databases: Databases) -> None:
    clock = Clock(datetime(2026, 5, 10, tzinfo=UTC))
    settings = Settings(database_url=databases.migrated(), key_secret=SECRET, **UNLIMITED)
    client = Client(create_app(settings, clock))
    counts = {"dossiers_on_time": 5, "dossiers_received": 10}
    sent = {"period": "2026-05", "statistics": [{"agency": "H44", "measures": counts}]}
    assert client.post("/v1/statistics", json=sent, headers=client.key()).status_code == 201
    path = "/v1/pace/2026-05/H44?by=DOSSIER_ON_TIME"
    first = client.get(path)
    assert (first.json()["items"][0]["elapsed_days"], first.json()["items"][0]["expected"]) == (10, 21)
    clock.now = datetime(2026, 5, 31, 16, 59, tzinfo=UTC)
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    clock.now = datetime(2026, 5, 31, 17, 0, tzinfo=UTC)  # midnight in Vietnam
    after = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (after.status_code, after.json()["code"]) == (422, "period_ended")
    assert "2026-05-31" in after.json()["detail"]
    then = client.get(f"{path}&known_at=2026-05-20")
    assert then.json()["items"] == first.json()["items"]
    client.service.database.engine.dispose()
