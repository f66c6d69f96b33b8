"""Expensive reads: which they are, how many at once, how many wait, what they cost; they end with their client."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from math import ceil
from threading import Event
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from prometheus_client.registry import CollectorRegistry
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message

from app.api.http.cold_slots import ColdSlots, cold_of
from app.api.http.rate_limits import AGENCIES_PER_ANSWER
from app.api.response_cache import middleware
from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.main import create_app, served
from app.services.evaluation import work
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.work import Work
from app.settings import Settings
from tests.conftest import NOW, SECRET, UNLIMITED, Client, Databases
from tests.integration.desk import routes as desk
from tests.integration.desk.conftest import Office
from tests.integration.http.test_routes import QUERIES, QUESTIONS, VALUES
from tests.integration.web.conftest import site_on

PATIENCE = 60.0
# Every route is in one of the two: what evaluates a cohort or opens an edition is cold.
COLD = {
    "/v1/rankings/{period}", "/v1/averages/{period}", "/v1/scores/{period}/{agency}", "/v1/history/{agency}",
    "/v1/opportunities/{period}/{agency}", "/v1/pace/{period}/{agency}",
    "/v1/targets/{period}/{agency}",
    "/v1/robustness/{period}",
    "/v1/reconciliation/{period}", "/v1/reconciliation/{period}/counts",
    "/v1/editions/{id}/changes", "/v1/editions/{id}/letter/{agency}",
    "/v1/editions/{id}/package/{agency}", "/v1/catalog",
    "/v1/templates/{kind}.xlsx", "/v1/contributions/{period}/{agency}",
    "/", "/rankings", "/embed/rankings", "/rankings/{period}", "/agencies/{code}", "/agencies/{code}/why/{column}",
    "/embed/rankings/{period}", "/embed/agencies/{code}", "/embed/agencies/{code}/why/{column}",
    "/editions/{id}", "/embed/editions/{id}", "/compare", "/embed/compare",
    *(path for path in QUESTIONS if not path.endswith("/formalities")),
}  # fmt: skip
OTHERS = {
    "/healthz", "/readyz", "/metrics", "/docs",
    "/editions", "/embed/editions",
    "/agencies", "/embed/agencies", "/method", "/method/{scorecard}", "/embed/method", "/embed/method/{scorecard}",
    "/v1/updates", "/feeds/editions.atom", "/feeds/editions.json",
    "/v1/submissions", "/v1/submissions/{id}", "/v1/statistics", "/v1/official-results", "/v1/dossiers",
    "/v1/procedures", "/v1/services",
    "/v1/agencies", "/v1/agencies/{code}", "/v1/measures", "/v1/scorecards", "/v1/scorecards/{id}",
    "/v1/editions", "/v1/editions/{id}", "/v1/editions/{id}/document",
    "/v1/editions/{id}/withdrawal",
    "/v1/webhooks", "/v1/webhooks/{id}", "/v1/webhooks/{id}/secret", "/v1/webhooks/{id}/enable",
    "/v1/webhooks/{id}/ping", "/v1/webhooks/{id}/deliveries", "/v1/webhooks/{id}/deliveries/{delivery}/redeliver",
    "/api/v1/reporting/formalities",
}  # fmt: skip


HISTORY = "/v1/history/H44"
ADDRESSES = {**VALUES, "column": "total", "id": "1"}


def application_of(client: Client) -> FastAPI:
    """Within its memory of answers."""
    found: FastAPI = client.app.app  # type: ignore[attr-defined]
    return found


def asks_for_a_slot(dependant: Dependant) -> bool:
    return any(each.call is cold_of or asks_for_a_slot(each) for each in dependant.dependencies)


def test_of_every_route_it_is_decided_whether_it_is_cold(reader: Client) -> None:
    found: dict[str, set[bool]] = {}
    for route in iter_route_contexts(application_of(reader).routes):
        if (dependant := getattr(route, "dependant", None)) is not None:
            found.setdefault(str(route.path), set()).add(asks_for_a_slot(dependant))
    assert {path for path, cold in found.items() if True in cold} == COLD | desk.COLD
    assert {path for path, cold in found.items() if False in cold} == OTHERS | desk.OTHERS


@pytest.fixture
def without_slots(reader: Client) -> Iterator[Client]:
    """A service of its own, which holds no answer that another test has asked for."""
    anew = Client.on(reader.service.settings.database_url)
    application_of(anew).state.cold = ColdSlots(0, 0, PATIENCE)
    yield anew
    anew.service.database.engine.dispose()


def test_without_a_slot_what_is_cold_is_refused_and_all_else_is_answered(without_slots: Client) -> None:
    site = site_on(without_slots)
    for path in COLD | {each for each in OTHERS if "webhooks" not in each} - {
        "/v1/statistics",
        "/v1/official-results",
        "/v1/dossiers",
        "/v1/editions/{id}/withdrawal",
    }:
        id_ = "qd766-2022-06-23" if "scorecards" in path else ADDRESSES["id"]
        address = path.format(**{**ADDRESSES, "id": id_}) + QUERIES.get(
            path, "?known_at=2026-10-20" if "v1/r" in path else ""
        )
        method = "POST" if path in QUESTIONS else "GET"
        answer = site.request(method, address, json=QUESTIONS.get(path), follow_redirects=False)
        if path not in COLD:
            assert answer.status_code in (200, 201, 303), path
            continue
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), path
        said = "Đang có nhiều lượt truy cập" if "html" in answer.headers["content-type"] else "service_busy"
        assert said in answer.text.replace("SERVICE_BUSY", "service_busy"), path


def test_without_a_slot_the_desk_says_so(without_slots: Client) -> None:
    office = Office(without_slots).sign_in()
    for path in desk.COLD:
        answer = office.get(f"{path.format(**ADDRESSES)}?kind=statistics&digest=x")
        assert (answer.status_code, "Đang có nhiều lượt truy cập" in answer.text) == (503, True), path


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_client_holds_needs_no_slot(writer: Client, method: str) -> None:
    etag = writer.get(HISTORY).headers["etag"]
    anew = Client.on(writer.service.settings.database_url)
    application_of(anew).state.cold = ColdSlots(0, 0, PATIENCE)
    assert anew.request(method, HISTORY, headers={"If-None-Match": etag}).status_code == 304
    assert anew.request(method, HISTORY, headers={"If-None-Match": '"another"'}).status_code == 503
    anew.service.database.engine.dispose()


@pytest.mark.parametrize(("slots", "connections", "expected"), [(2, 15, 2), (4, 4, 3), (1, 1, 1), (9, 2, 1)])
def test_a_connection_is_left_to_others(slots: int, connections: int, expected: int) -> None:
    made = ColdSlots.of(Settings(cold_slots=slots, database_connections=connections, cold_queue=0))
    asked = [asking() for _ in range(expected)]

    async def scenario() -> None:
        held = Held()
        tasks = [asyncio.create_task(made.run(request, held)) for request, _ in asked]
        await until(lambda: held.started == expected)
        with pytest.raises(Refusal, match="service_busy"):
            await made.run(asking()[0], held)
        held.open.set()
        await asyncio.gather(*tasks)

    asyncio.run(scenario())


class Held:
    """Makes an answer when it is ``open``."""

    def __init__(self) -> None:
        self.started, self.open = 0, Event()

    def __call__(self) -> Response:
        self.started += 1
        assert self.open.wait(PATIENCE)
        work.stop_if_cancelled()
        return Response("made")


def asking() -> tuple[Request, asyncio.Event]:
    """A request, and what is set when its client goes."""
    gone = asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    return Request({"type": "http", "state": {}}, receive), gone


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0)


def counted(slots: ColdSlots) -> dict[str, float]:
    """What /metrics says of them."""
    registry = CollectorRegistry()
    registry.register(slots)
    values = [sample for metric in registry.collect() for sample in metric.samples]
    return {each.labels.get("outcome", each.name.removeprefix("tthc766_cold_")): each.value for each in values}


def test_those_who_wait_are_served_in_turn_and_one_too_many_is_refused() -> None:
    slots, order = ColdSlots(1, 2, PATIENCE), []

    def making(number: int) -> Callable[[], Response]:
        def make() -> Response:
            order.append(number)
            return Response(str(number))

        return make

    async def scenario() -> None:
        held = Held()
        first = asyncio.create_task(slots.run(asking()[0], held))
        await until(lambda: held.started == 1)
        waiting = []
        for number in range(2):
            waiting.append(asyncio.create_task(slots.run(asking()[0], making(number))))
            await until(lambda: counted(slots)["waiting"] == len(waiting))
        with pytest.raises(Refusal, match="service_busy"):
            await slots.run(asking()[0], making(9))
        assert counted(slots) == {"slots_used": 1, "waiting": 2, "answered": 0, "refused": 1, "left": 0}
        held.open.set()
        assert (await first).body == b"made"
        await asyncio.gather(*waiting)
        assert order == [0, 1]
        assert counted(slots) == {"slots_used": 0, "waiting": 0, "answered": 3, "refused": 1, "left": 0}

    asyncio.run(scenario())


def test_nobody_waits_longer_than_is_set() -> None:
    slots = ColdSlots(1, 1, 0.001)

    async def scenario() -> None:
        held = Held()
        first = asyncio.create_task(slots.run(asking()[0], held))
        await until(lambda: held.started == 1)
        with pytest.raises(Refusal, match="service_busy"):
            await slots.run(asking()[0], held)
        held.open.set()
        await first
        assert held.started == 1

    asyncio.run(scenario())


def test_who_goes_frees_his_place_in_the_queue_and_his_slot() -> None:
    slots = ColdSlots(1, 1, PATIENCE)

    async def scenario() -> None:
        (working, working_gone), (waiting, waiting_gone) = asking(), asking()
        held, never = Held(), Held()
        first = asyncio.create_task(slots.run(working, held))
        await until(lambda: held.started == 1)
        second = asyncio.create_task(slots.run(waiting, never))
        await until(lambda: counted(slots)["waiting"] == 1)
        waiting_gone.set()
        with pytest.raises(ClientDisconnect):
            await second
        assert counted(slots) == {"slots_used": 1, "waiting": 0, "answered": 0, "refused": 0, "left": 1}
        working_gone.set()
        await until(lambda: counted(slots)["left"] == 2)
        held.open.set()
        with pytest.raises(ClientDisconnect):
            await first
        assert counted(slots) == {"slots_used": 0, "waiting": 0, "answered": 0, "refused": 0, "left": 2}
        assert never.started == 0

    asyncio.run(scenario())


class Evaluations:
    """Of a service whose evaluations do not begin before they are ``open``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.open = 0, Event()
        stop = work.stop_if_cancelled

        def begin() -> None:
            self.begun += 1
            assert self.open.wait(PATIENCE)
            stop()

        monkeypatch.setattr(work, "stop_if_cancelled", begin)


@pytest.fixture
def evaluations(monkeypatch: pytest.MonkeyPatch) -> Evaluations:
    return Evaluations(monkeypatch)


@pytest.fixture
def waiters(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many wait for an answer that somebody else has asked for, by ``now``."""
    found: Counter[str] = Counter()
    wait = middleware._Making.wait

    async def counting(self: Any) -> bool:
        found["now"] += 1
        try:
            return await wait(self)
        finally:
            found["now"] -= 1

    monkeypatch.setattr(middleware._Making, "wait", counting)
    return found


@pytest.fixture
def app(databases: Databases) -> Iterator[FastAPI]:
    made = create_app(Settings(database_url=databases.demo(), key_secret=SECRET, **UNLIMITED), lambda: NOW)
    yield made
    made.state.service.database.engine.dispose()


@asynccontextmanager
async def asker(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def ask(app: ASGIApp, path: str, gone: asyncio.Event) -> int | None:
    """The status of the answer that a client gets which goes away when that is set."""
    status: int | None = None
    sent = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        for message in sent:
            return message
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
             "headers": [], "scheme": "http", "server": ("test", 80), "client": ("10.0.0.1", 1), "root_path": "",
             "http_version": "1.1"}  # fmt: skip
    await app(scope, receive, send)
    return status


def test_what_several_ask_at_once_is_made_once(app: FastAPI, evaluations: Evaluations, waiters: Counter[str]) -> None:
    async def scenario() -> list[httpx.Response]:
        async with asker(served(app)) as client:
            tasks = [asyncio.create_task(client.get(HISTORY)) for _ in range(5)]
            await until(lambda: evaluations.begun == 1 and waiters["now"] == 4)
            assert counted(app.state.cold)["slots_used"] == 1
            assert counted(app.state.cold)["waiting"] == 0
            evaluations.open.set()
            return await asyncio.gather(*tasks)

    answers = asyncio.run(scenario())
    assert {each.status_code for each in answers} == {200}
    assert len({each.content for each in answers}) == 1
    assert counted(app.state.cold)["answered"] == 1


def test_if_the_one_who_asked_first_has_gone_one_of_those_who_waited_makes_it(
    app: FastAPI, evaluations: Evaluations, waiters: Counter[str]
) -> None:
    memory = served(app)

    async def scenario() -> list[int | None]:
        gone, stays = asyncio.Event(), asyncio.Event()
        first = asyncio.create_task(ask(memory, HISTORY, gone))
        await until(lambda: evaluations.begun == 1)
        others = [asyncio.create_task(ask(memory, HISTORY, stays)) for _ in range(3)]
        await until(lambda: waiters["now"] == 3)
        gone.set()
        await until(lambda: counted(app.state.cold)["left"] == 1)
        evaluations.open.set()
        await first
        return await asyncio.gather(*others)

    assert asyncio.run(scenario()) == [200, 200, 200]
    assert counted(app.state.cold) == {"slots_used": 0, "waiting": 0, "answered": 1, "refused": 0, "left": 1}


def test_work_for_who_has_gone_stops_and_is_no_error(
    app: FastAPI, evaluations: Evaluations, capfd: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> None:
        gone = asyncio.Event()
        task = asyncio.create_task(ask(served(app), HISTORY, gone))
        await until(lambda: evaluations.begun == 1)
        gone.set()
        await until(lambda: counted(app.state.cold)["left"] == 1)
        evaluations.open.set()
        await task

    asyncio.run(scenario())
    assert evaluations.begun == 1, "the one that had begun"
    assert counted(app.state.cold)["slots_used"] == 0
    assert '"error"' not in capfd.readouterr().err


def evaluated_for(client: Client) -> int:
    """Agencies that a history takes."""
    done = Work()
    token = work.CURRENT.set(done)
    Evaluator.asked(client.service, Basis.BEST).history("H44", "total", None)
    work.CURRENT.reset(token)
    return done.evaluated


def left(answer: Any) -> int:
    return int(answer.headers["ratelimit"].split(";")[1].removeprefix("r="))


def test_an_answer_costs_what_was_evaluated_for_it(writer: Client) -> None:
    limited = Client.on(writer.service.settings.database_url, rate_limit_reads="50/hour")
    cost = ceil(evaluated_for(writer) / AGENCIES_PER_ANSWER)
    assert cost > 1
    assert left(limited.get("/v1/measures")) == 49
    assert left(limited.get("/v1/reconciliation/2026")) == 48
    first = limited.get(HISTORY)
    assert left(first) == 48 - cost
    limited.get(HISTORY)
    limited.get(HISTORY, headers={"If-None-Match": first.headers["etag"]})
    assert left(limited.get("/v1/measures")) == 48 - cost - 3, "a tenth is left of the one before"
    limited.service.database.engine.dispose()


def test_who_owes_waits(writer: Client) -> None:
    limited = Client.on(writer.service.settings.database_url, rate_limit_reads="2/hour")
    answers = [limited.get(HISTORY) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert [left(each) for each in answers] == [0, 0]
    assert 1 <= int(answers[1].headers["retry-after"]) <= 2 * 3600
    limited.service.database.engine.dispose()
