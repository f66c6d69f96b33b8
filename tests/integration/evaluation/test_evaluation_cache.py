"""Evaluated cohorts are kept, and shared by whoever asks: counted by evaluations, not by time."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from threading import Semaphore
from typing import Any

import pytest

from app.domain.agencies import Cohort
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import UNBOUNDED
from app.services import evaluation_cache
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation_cache import EvaluationCache, Question
from app.storage.versions import TrailHead
from tests.conftest import NOW, Client, Databases, service_on
from tests.integration.portal.facade_client import ALL, ONE, ask
from tests.integration.portal.facade_client import YEAR as ASKED_YEAR

QUARTER, YEAR = Period.parse("2026-Q3"), Period.parse("2026")
PROVINCES, DEPARTMENTS = Cohort.parse("provinces"), Cohort.parse("H44.departments")
LONG_AGO = datetime.fromisoformat("2026-11-01T00:00:00+07:00")  # before the bundled figures were loaded
TICK = timedelta(microseconds=1)


@pytest.fixture
def asked(databases: Databases) -> Iterator[Client]:
    """A client of a service with the bundled figures, which has evaluated nothing yet."""
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def cache_of(client: Client) -> EvaluationCache:
    cache = client.service.evaluations
    assert cache is not None
    return cache


def made_by(client: Client, *addresses: str) -> int:
    """How many cohorts were evaluated for some questions."""
    before = cache_of(client).made
    for address in addresses:
        assert client.get(address).status_code == 200
    return cache_of(client).made - before


def send(client: Client, period: str, agency: str, received: int, **more: str) -> None:
    rows = [{"agency": agency, "measures": {"dossiers_received": received}}]
    body: dict[str, Any] = {"period": period, "source": "test", "statistics": rows, **more}
    assert client.post("/v1/statistics", headers=client.key(), json=body).status_code == 201


def test_whoever_asks_for_a_cohort_shares_its_evaluation(asked: Client) -> None:
    assert made_by(asked, "/v1/rankings/2026-Q3?cohort=H44.departments") == 1
    assert made_by(
        asked,
        "/v1/rankings/2026-Q3?cohort=H44.departments&by=TDGQ&format=csv",
        "/v1/rankings/2026-Q3?cohort=H44.departments&format=json-stat",
        "/v1/averages/2026-Q3?cohort=H44.departments",
        "/v1/scores/2026-Q3/H44.01?trace=true",
        "/v1/scores/2026-Q3/H44.01?basis=best",
        "/v1/history/H44.01?kind=quarter",
        "/rankings/2026-Q3?cohort=H44.departments",
        "/rankings/2026-Q3?cohort=H44.departments&format=xlsx",
        "/agencies/H44.01?period=2026-Q3",
        "/agencies/H44.01/why/DOSSIER_ON_TIME?period=2026-Q3",
    ) == 0  # fmt: skip
    assert made_by(asked, "/v1/rankings/2026-Q3?cohort=H44.departments&basis=official") == 1


def test_the_portals_language_shares_it_too(asked: Client) -> None:
    made_by(asked, "/v1/rankings/2026")
    before = cache_of(asked).made
    assert ask(asked, "service-results", **ASKED_YEAR, **ALL)
    assert cache_of(asked).made == before
    assert ask(asked, "service-results", **ASKED_YEAR, **ONE)
    assert cache_of(asked).made == before + 2  # an agency and all below it, in two years
    assert ask(asked, "transparency", **ASKED_YEAR, **ONE)
    assert cache_of(asked).made == before + 2


def test_a_submission_leaves_the_cohorts_that_it_does_not_touch(asked: Client) -> None:
    cohorts = ("2026-Q3", "2026-Q3?cohort=H44.departments", "2026-Q3?cohort=H31.departments", "2025-02")
    asked_for = [f"/v1/averages/{each}" for each in cohorts]
    assert made_by(asked, *asked_for) == 4
    send(asked, "2026-Q3", "H31", 7)
    assert [made_by(asked, each) for each in asked_for] == [1, 0, 1, 0]
    send(asked, "2026-08", "H44.01", 7)  # a month of the quarter
    assert [made_by(asked, each) for each in asked_for] == [1, 1, 0, 0]
    send(asked, "2026-10", "H31", 7)
    assert [made_by(asked, each) for each in asked_for] == [0, 0, 0, 0]


def test_the_metrics_tell_how_many_were_evaluated_and_how_many_used_again(asked: Client) -> None:
    made_by(asked, "/v1/averages/2026-Q3", "/v1/averages/2026-Q3?basis=best")
    told = asked.get("/metrics").text
    for line in (
        "tthc766_evaluations_total 1.0",
        "tthc766_evaluation_cache_hits_total 1.0",
        "tthc766_evaluation_cache_agencies 34.0",
    ):
        assert line in told.splitlines()


@pytest.mark.parametrize("moment", ["known_at", "as_of"])
def test_moments_between_two_changes_are_one_question(asked: Client, moment: str) -> None:
    def question(at: datetime) -> str:
        return f"/v1/averages/2026-Q3?{moment}={at.isoformat().replace('+', '%2B')}"

    send(asked, "2026-Q3", "H31", 7)
    assert made_by(asked, *(question(LONG_AGO + number * TICK) for number in range(20))) == 1
    answers = {asked.get(question(LONG_AGO + number * TICK)).json()["known_at"] for number in range(20)}
    assert len(answers) == (20 if moment == "known_at" else 1)  # what was asked is told


def test_a_date_means_the_figures_up_to_it(asked: Client) -> None:
    for received, day in ((7, "2026-08-01"), (8, "2026-08-11")):
        send(asked, "2026-07", "H31", received, as_of=f"{day}T00:00:00Z")

    def received_by(day: str) -> int | None:
        moment = datetime.fromisoformat(f"{day}T00:00:00+00:00")
        return total(Evaluator.asked(asked.service, Basis.BEST, moment).cohort(Period.parse("2026-07"), PROVINCES))

    assert [received_by(f"2026-08-{day}") for day in ("01", "05", "10", "11", "12")] == [7, 7, 7, 8, 8]
    assert cache_of(asked).made == 2


def test_of_what_has_not_changed_since_the_past_is_the_present(asked: Client) -> None:
    assert made_by(asked, "/v1/averages/2026-Q3", "/v1/averages/2025-02") == 2
    then = NOW.isoformat().replace("+", "%2B")
    assert made_by(asked, f"/v1/averages/2026-Q3?known_at={then}", f"/v1/averages/2025-02?as_of={then}") == 0


def test_days_between_two_ends_of_months_are_one_question(asked: Client) -> None:
    days = [f"/v1/averages/2026-Q3?as_of=2026-08-{day:02}" for day in range(5, 25)]
    assert made_by(asked, *days) == 1
    assert made_by(asked, "/v1/averages/2026-Q3?as_of=2026-09-02") == 1  # another month has begun
    assert made_by(asked, "/v1/averages/2026-08?as_of=2026-08-30", "/v1/averages/2026-08?as_of=2026-09-02") == 1


def evaluated(service: AppContext, period: Period, cohort: Cohort = PROVINCES) -> Evaluation:
    return Evaluator.asked(service, Basis.BEST).cohort(period, cohort)


def test_no_more_is_held_than_is_allowed(sqlite_databases: Databases) -> None:
    service = service_on(sqlite_databases.demo(), evaluation_cache_agencies=80)
    cache = service.evaluations
    assert cache is not None
    periods = [Period.parse(each) for each in ("2026-07", "2026-08", "2026-09")]
    for period in periods:
        evaluated(service, period)
        assert 34 <= cache.held <= 80
    assert (cache.made, cache.hits, cache.held) == (3, 0, 68)
    evaluated(service, periods[2])
    evaluated(service, periods[1])
    assert (cache.made, cache.hits) == (3, 2)
    evaluated(service, periods[0])  # was dropped, and what was asked for before the other is dropped now
    evaluated(service, periods[1])
    assert (cache.made, cache.hits) == (4, 3)
    service.database.engine.dispose()


def test_what_is_larger_than_all_that_is_allowed_is_not_held(sqlite_databases: Databases) -> None:
    for allowed, made in ((33, 2), (0, None)):
        service = service_on(sqlite_databases.demo(), evaluation_cache_agencies=allowed)
        assert evaluated(service, YEAR).cards.keys() == evaluated(service, YEAR).cards.keys()
        cache = service.evaluations
        assert (cache and (cache.made, cache.held)) == (made and (made, 0))
        service.database.engine.dispose()


class AtOnce:
    """Several threads that ask the same; the first to make it is done when all others have made it too or wait."""

    threads = 4

    def __init__(self, service: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
        self.service, self.calls = service, 0
        self._here = Semaphore(0)
        here = self._here

        class Waited(Future[Evaluation]):
            def exception(self, timeout: float | None = None) -> BaseException | None:
                here.release()
                return super().exception(timeout)

        monkeypatch.setattr(evaluation_cache, "Future", Waited)

    def make(self, _: Question) -> Evaluation:
        self.calls += 1
        if self.calls > 1:
            self._here.release()
            return replace(self.found)
        assert all(self._here.acquire(timeout=30) for _ in range(self.threads - 1))
        return self.first()

    @cached_property
    def found(self) -> Evaluation:
        return evaluated(self.service, QUARTER)

    def first(self) -> Evaluation:
        return self.found

    def ask(self) -> list[object]:
        assert self.found

        def get(_: int) -> object:
            assert self.service.evaluations is not None
            question = Question(YEAR, "provinces", "H", Basis.BEST, UNBOUNDED, NOW.date())
            try:
                with self.service.database.reading() as connection:
                    return self.service.evaluations.get(connection, question, self.make)
            except ArithmeticError as error:
                return error

        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(get, range(self.threads)))


def test_asked_at_once_it_is_made_once(asked: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = AtOnce(asked.service, monkeypatch)
    answers = at_once.ask()
    assert at_once.calls == 1
    assert all(each is at_once.found for each in answers)


def test_if_the_first_fails_the_others_try(asked: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(AtOnce):
        def first(self) -> Evaluation:
            raise ArithmeticError

    at_once = Failing(asked.service, monkeypatch)
    answers = at_once.ask()
    assert at_once.calls == 2
    assert sorted(isinstance(each, ArithmeticError) for each in answers) == [False, False, False, True]


def total(evaluation: Evaluation) -> int | None:
    count = evaluation.known.counts["H31"].get("dossiers_received")
    return None if count is None else count.value


def test_an_open_view_stays_what_it_was_and_spoils_nothing(asked: Client) -> None:
    service = asked.service
    send(asked, "2026-07", "H31", 7)
    other = service_on(service.settings.database_url)
    client = Client.on(service.settings.database_url)
    month, evaluator = Period.parse("2026-07"), Evaluator.asked(service, Basis.BEST)
    with service.database.reading() as connection:
        assert total(evaluator.evaluated(connection, month, PROVINCES)) == 7
        send(client, "2026-07", "H31", 8)
        service.changes.look()
        assert total(evaluator.evaluated(connection, month, PROVINCES)) == 7
        computed = replace(evaluator, basis=Basis.COMPUTED)
        assert total(computed.evaluated(connection, month, PROVINCES)) == 7
    assert total(evaluator.cohort(month, PROVINCES)) == 8
    assert total(computed.cohort(month, PROVINCES)) == 8
    for each in (other, client.service):
        each.database.engine.dispose()


def test_a_transaction_that_writes_neither_uses_nor_keeps_any(asked: Client) -> None:
    evaluator = Evaluator.asked(asked.service, Basis.BEST)
    with asked.service.database.writing() as connection:
        assert evaluator.evaluated(connection, QUARTER, PROVINCES).cards
    assert (cache_of(asked).made, cache_of(asked).held) == (0, 0)


def test_of_another_history_nothing_is_used(asked: Client) -> None:
    """After a backup was restored the same ids may stand for other submissions."""
    send(asked, "2026-Q3", "H31", 7)
    question = f"/v1/averages/2026-Q3?known_at={LONG_AGO.isoformat().replace('+', '%2B')}"
    assert made_by(asked, question, question + "&format=csv") == 1
    changes = asked.service.changes
    changes.state = replace(changes.state, head=TrailHead(10**6, "lost"))
    changes.look()
    assert made_by(asked, question + "&format=json") == 1
