"""Next steps and room over HTTP: JSON, tables, what is refused, and how long an answer stands."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from tests.conftest import SECRET, UNLIMITED, Client, Databases
from tests.integration.evaluation.test_figures import get, table
from tests.support.clock import Clock

HUNG_YEN = "/v1/opportunities/2026/H31"


def items(client: Client, path: str) -> dict[str, Any]:
    return {each["code"]: each for each in get(client, path)["items"]}


def test_what_is_answered(reader: Client) -> None:
    answer = get(reader, HUNG_YEN)
    assert (answer["agency"], answer["ended"], answer["gain"]) == ({"code": "H31", "name": "Hưng Yên"}, False, 0.01)
    assert (answer["total"]["score"], answer["total"]["basis"], answer["total"]["increments"]) == (59.63, "mixed", True)
    assert [each["code"] for each in answer["items"][:2]] == ["PUBLISH_ON_TIME", "PUBLIC_UPDATE_ON_TIME"]
    late = next(each for each in answer["items"] if each["code"] == "DOSSIER_ON_TIME")
    assert (late["score"], late["room"], late["per_thousand"], late["change"]) == (17.43, 2.57, 0.041424, "new_cases")
    step = late["full"]["converted"]
    assert (step["cases"], step["possible"], step["group_score"], step["total_gain"]) == (61815, False, 20, 2.76)
    assert step["moves"] == [{"code": "DOSSIER_RECEIVING_SATISFACTION", "gain": 0.19}]


def test_the_gain_and_the_order_are_asked_for(reader: Client) -> None:
    answer = get(reader, f"{HUNG_YEN}?gain=0.02&sort=cases")
    assert (answer["gain"], answer["sort"]) == (0.02, "cases")
    assert items(reader, f"{HUNG_YEN}?gain=0.02")["DOSSIER_ON_TIME"]["next"]["converted"]["cases"] == 256
    assert answer["items"][0]["code"] == "PETITION_HANDLING_SATISFACTION"


def test_an_agency_below_after_the_end_of_a_period(reader: Client) -> None:
    answer = get(reader, "/v1/opportunities/2026-Q3/H44.45")
    assert answer["ended"]
    found = {each["code"]: each for each in answer["items"]}
    assert found["PUBLIC_CONTENT_FULL"]["state"] == "shared"
    assert not found["DOSSIER_ON_TIME"]["possible"]
    assert found["SO_HOA_GIAY_TO_GIAI_QUYET"]["possible"]


@pytest.mark.parametrize(
    ("path", "code", "parameter"),
    [
        (f"{HUNG_YEN}?gain=0", "points_not_positive", "gain"),
        (f"{HUNG_YEN}?gain=0.001", "decimal_too_precise", "gain"),
        (f"{HUNG_YEN}?gain=101", "above_maximum", "gain"),
        (f"{HUNG_YEN}?sort=name", "unknown_value", "sort"),
        (f"{HUNG_YEN}?edition=1", "unknown_parameter", "edition"),
        ("/v1/opportunities/never/H31", "unknown_period", "period"),
    ],
)
def test_what_is_refused(reader: Client, path: str, code: str, parameter: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["parameter"]) == (code, parameter)


def test_an_agency_that_there_is_not(reader: Client) -> None:
    answer = reader.get("/v1/opportunities/2026/H99")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_agency")


def test_tables(reader: Client) -> None:
    rows = table(reader, f"{HUNG_YEN}?format=csv"), table(reader, f"{HUNG_YEN}?format=csv&locale=vi", ";")
    english, vietnamese = ({next(iter(row.values())): row for row in each} for each in rows)
    row = english["DOSSIER_ON_TIME"]
    assert (row["title"], row["room"], row["next_converted"], row["next_converted_possible"]) == (
        "Dossiers handled before or on time", "2.57", "15", "false",
    )  # fmt: skip
    assert (row["full_converted"], row["full_converted_total_gain"], row["next_new"]) == ("61815", "2.76", "112")
    assert (row["moves"], row["reason"][:14]) == ("DOSSIER_RECEIVING_SATISFACTION", "A late dossier")
    theirs = vietnamese["DOSSIER_ON_TIME"]
    assert (theirs["title"], theirs["room"]) == ("Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn", "2,57")
    assert theirs["reason"].startswith("Hồ sơ đã trễ")
    assert english["ONLINE_DOSSIER_SHARE"]["missing"] == "dossiers_online dossiers_all_channels"


def test_the_end_of_a_period_makes_another_answer(databases: Databases) -> None:
    """A month's answer is the same on every day of it, and another one from the day after its last."""
    clock = Clock(datetime(2026, 5, 10, tzinfo=UTC))
    settings = Settings(database_url=databases.migrated(), key_secret=SECRET, **UNLIMITED)
    client = Client(create_app(settings, clock))
    counts = {"dossiers_on_time": 5, "dossiers_received": 10}
    sent = {"period": "2026-05", "statistics": [{"agency": "H44", "measures": counts}]}
    assert client.post("/v1/statistics", json=sent, headers=client.key()).status_code == 201
    path = "/v1/opportunities/2026-05/H44"
    first = client.get(path)
    clock.now = datetime(2026, 5, 31, 16, 59, tzinfo=UTC)
    last_day = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert last_day.status_code == 304
    clock.now = datetime(2026, 5, 31, 17, 0, tzinfo=UTC)  # midnight in Vietnam
    after = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (after.status_code, after.json()["ended"], first.json()["ended"]) == (200, True, False)
    clock.now = datetime(2026, 7, 1, tzinfo=UTC)
    assert client.get(path).headers["etag"] == after.headers["etag"]
    then = client.get(f"{path}?known_at=2026-05-20").json()
    assert (then["ended"], then["items"]) == (False, first.json()["items"])
    ahead = client.get(f"{path}?known_at=2027-01-01")
    assert "etag" not in ahead.headers
    client.service.database.engine.dispose()
