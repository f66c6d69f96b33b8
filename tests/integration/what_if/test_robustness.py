"""How firm ranks are over HTTP: what is answered and refused, days, pages, tables, and that it is made once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.findings import FindingLimits
from app.domain.periods import Period
from app.domain.what_if.weights import Drawing
from app.main import create_app
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.work import CURRENT, Work, WorkCancelled
from app.services.what_if import robustness as service
from app.settings import Settings
from tests.conftest import SECRET, UNLIMITED, Client, Databases
from tests.integration.evaluation.test_figures import get, table
from tests.support.clock import Clock

PROVINCES = "/v1/robustness/2026"
ASKED = Period.parse("2026"), Cohort.parse("provinces"), Drawing()


@pytest.fixture
def alone(databases: Databases) -> Iterator[Client]:
    """A client of a service with the bundled figures that nobody has asked anything yet."""
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def of(client: Client, code: str, query: str = "") -> dict[str, Any]:
    (item,) = get(client, f"{PROVINCES}?agency={code}{query}")["items"]
    found: dict[str, Any] = item
    return found


def send(client: Client, as_of: str, **measures: int) -> None:
    rows = [{"agency": "H31", "measures": measures}]
    body = {"period": "2026", "source": "test", "as_of": as_of, "statistics": rows}
    answer = client.post("/v1/statistics", headers=client.key(), json=body)
    assert answer.status_code == 201, answer.text


def test_three_answers_and_none_is_called_confidence(reader: Client) -> None:
    answer = get(reader, PROVINCES)
    assert (answer["ranked"], answer["of"], answer["next"]) == (34, 34, None)
    assert [item["rank"] for item in answer["items"]] == list(range(1, 35))
    assert (answer["weights"]["draws"], answer["weights"]["seed"]) == (1000, 766)
    assert (answer["weights"]["least_factor"], answer["weights"]["greatest_factor"]) == (0.75, 1.25)
    item = of(reader, "H31")
    assert item["above"]["agencies"] == [{"code": "H52", "name": "Sơn La"}]
    assert (item["above"]["gap"], item["above"]["cheapest"]["cases"]) == (0.11, 15)
    assert item["sensitivity_to_weights"] == {"p5": 27, "median": 29, "p95": 30}
    assert item["without_group"]["MDHL"] == 32
    assert "confidence" not in reader.get(PROVINCES).text


def test_another_seed_may_give_other_ranks_and_the_same_the_same(reader: Client) -> None:
    drawn = [
        [item["sensitivity_to_weights"] for item in get(reader, f"{PROVINCES}?seed={seed}&offset=0")["items"]]
        for seed in (1, 2)
    ]
    assert drawn[0] != drawn[1]
    assert drawn[0] == [item["sensitivity_to_weights"] for item in get(reader, f"{PROVINCES}?seed=1")["items"]]


def test_pages_follow_one_another(reader: Client) -> None:
    first = get(reader, f"{PROVINCES}?limit=30")
    assert first["next"] == f"{PROVINCES}?limit=30&offset=30"
    assert [item["rank"] for item in get(reader, first["next"])["items"]] == [31, 32, 33, 34]


def test_the_table_has_a_row_an_agency(reader: Client) -> None:
    rows = table(reader, f"{PROVINCES}?format=csv")
    assert len(rows) == 34
    row = next(each for each in rows if each["code"] == "H31")
    assert (row["above_codes"], row["above_gap"], row["above_cases"]) == ("H52", "0.11", "15")
    assert (row["weights_p5"], row["weights_p95"], row["without_CKMB"]) == ("27", "30", "20")
    assert rows[0]["above_codes"] == rows[-1]["below_codes"] == ""


@pytest.mark.parametrize(
    ("query", "status", "code", "parameter"),
    [
        ("2026?draws=999", 422, "draws_out_of_range", "draws"),
        ("2026?draws=5001", 422, "draws_out_of_range", "draws"),
        ("2026?seed=-1", 422, "seed_out_of_range", "seed"),
        ("2026?edition=1", 422, "unknown_parameter", "edition"),
        ("2026?agency=H44.01", 404, "agency_not_in_cohort", None),
        ("2026-Q3?cohort=provinces", 422, "too_few_ranked", None),
        ("2025-02", 422, "ranks_published", None),
        ("2026-Q3?cohort=H99.communes", 422, "cohort_unknown", None),
    ],
)
def test_what_is_refused(reader: Client, query: str, status: int, code: str, parameter: str | None) -> None:
    answer = reader.get(f"/v1/robustness/{query}").json()
    assert answer["status"] == status
    if parameter is None:
        assert answer["code"] == code
    else:
        assert (answer["errors"][0]["code"], answer["errors"][0]["parameter"]) == (code, parameter)


def test_a_rank_is_spread_over_the_days_on_which_figures_changed(alone: Client) -> None:
    """All 482,812 dossiers in time on the 12th, as many as before on the 14th, and twice on one day."""
    assert (get(alone, PROVINCES)["days"]["compared"], of(alone, "H31")["history"]) == (1, {"best": 28, "worst": 28})
    send(alone, "2026-10-12T08:00:00+07:00", dossiers_on_time=482_812)
    better = of(alone, "H31")
    assert better["rank"] < 28
    send(alone, "2026-10-14T08:00:00+07:00", dossiers_on_time=1)
    send(alone, "2026-10-14T09:00:00+07:00", dossiers_on_time=420_877)
    answer, item = get(alone, PROVINCES), of(alone, "H31")
    assert answer["days"] == {
        "found": 3, "read": 3, "compared": 3, "first_day": "2026-10-10", "last_day": "2026-10-14",
    }  # fmt: skip
    assert (item["rank"], item["history"]) == (28, {"best": better["rank"], "worst": 28})
    before = of(alone, "H31", "&as_of=2026-10-13")
    assert (before["rank"], before["history"]) == (better["rank"], {"best": better["rank"], "worst": 28})


def test_of_many_days_the_newest_are_read(alone: Client) -> None:
    send(alone, "2026-10-12T08:00:00+07:00", dossiers_on_time=482_812)
    send(alone, "2026-10-14T08:00:00+07:00", dossiers_on_time=420_877)
    with patch.object(service, "HISTORY_DAYS", 2):
        days = get(alone, f"{PROVINCES}?limit=1")["days"]
    assert (days["found"], days["read"], days["first_day"]) == (3, 2, "2026-10-12")


def test_it_is_made_once_for_each_state_of_the_figures(alone: Client) -> None:
    cache = alone.service.robustness
    assert cache is not None
    for query in ("", "?agency=H31", "?limit=3&offset=3", "?format=csv"):
        get_or_table = alone.get(f"{PROVINCES}{query}")
        assert get_or_table.status_code == 200
    assert (cache.made, cache.hits) == (1, 3)
    alone.get(f"{PROVINCES}?seed=1")
    assert cache.made == 2
    send(alone, "2026-10-12T08:00:00+07:00", dossiers_on_time=1)
    alone.get(f"{PROVINCES}?agency=H31")
    assert cache.made == 3


def test_an_answer_stands_while_its_tag_does(alone: Client) -> None:
    tag = alone.get(PROVINCES).headers["etag"]
    assert alone.get(PROVINCES, headers={"If-None-Match": tag}).status_code == 304
    send(alone, "2026-10-12T08:00:00+07:00", dossiers_on_time=1)
    assert alone.get(PROVINCES, headers={"If-None-Match": tag}).status_code == 200


def test_the_end_of_the_period_ends_levers(sqlite_databases: Databases) -> None:
    """At midnight in Vietnam."""
    clock = Clock(datetime(2026, 12, 31, 1, tzinfo=UTC))
    settings = Settings(database_url=sqlite_databases.demo(), key_secret=SECRET, **UNLIMITED)
    client = Client(create_app(settings, clock))
    tag = client.get(f"{PROVINCES}?agency=H31").headers["etag"]
    assert of(client, "H31")["above"]["cheapest"]["code"] == "PAYMENT_PROCEDURE_USED"
    clock.now = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    assert client.get(f"{PROVINCES}?agency=H31", headers={"If-None-Match": tag}).status_code == 304
    clock.now = datetime(2026, 12, 31, 17, 1, tzinfo=UTC)
    assert client.get(f"{PROVINCES}?agency=H31", headers={"If-None-Match": tag}).status_code == 200
    after = of(client, "H31")["above"]["cheapest"]
    assert (after["code"], after["cases"]) == ("ORIGINAL_RESULT_AVAILABLE", 8805)
    then = of(client, "H31", "&known_at=2026-12-31")["above"]["cheapest"]
    assert then["code"] == "PAYMENT_PROCEDURE_USED"
    client.service.database.engine.dispose()


def test_a_moment_that_has_not_come_is_now(alone: Client) -> None:
    answer = alone.get(f"{PROVINCES}?known_at=2199-01-01")
    assert (answer.status_code, answer.json()["known_at"], "etag" in answer.headers) == (200, None, False)


def test_without_a_cache_it_is_made_each_time(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.demo(), evaluation_cache_agencies=0)
    assert client.service.robustness is None
    assert of(client, "H31")["rank"] == 28
    client.service.database.engine.dispose()


def test_draws_end_when_nobody_waits_and_count_as_work(reader: Client) -> None:
    evaluator = Evaluator.asked(reader.service, Basis.BEST)
    work = Work()
    token = CURRENT.set(work)
    try:
        service.get_robustness(evaluator, FindingLimits(), *ASKED, cache=None)
        assert work.evaluated >= 34 * 2
        work.cancelled.set()
        with pytest.raises(WorkCancelled):
            service.get_robustness(evaluator, FindingLimits(), *ASKED, cache=None)
    finally:
        CURRENT.reset(token)
