"""Expensive reads at nobody else's expense: what is answered while every slot for them is held shut."""

import http.client
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.domain.periods import Period
from app.settings import Settings
from bench.generate import Size, generate
from tests.conftest import UNLIMITED, Databases
from tests.support.processes import PATIENCE, HeldServer, ended, serving
from tests.system.support.cold_questions import Bystanders, Question, flood, questions
from tests.system.support.cold_questions import ask as ask_from
from tests.system.support.writers import key_for, report

SLOTS, QUEUE, WRITES = 2, 3, 5
POLLED = "/v1/rankings/2026"
STATISTICS = {"period": "2023-01", "source": "test", "statistics": [{"agency": "H44", "measures": {"communes": 1}}]}


@pytest.fixture
def server(databases: Databases, tmp_path: Path) -> Iterator[HeldServer]:
    """Of the connections to the database one more than those who evaluate can hold."""
    settings = {
        "cold_slots": SLOTS, "cold_queue": QUEUE, "cold_wait": PATIENCE, "database_connections": SLOTS + 1,
    }  # fmt: skip
    with ended(HeldServer(databases.demo(), tmp_path / "log", **settings)) as made:
        yield made


def metrics(server: HeldServer) -> dict[str, float]:
    lines = httpx.get(f"{server.base}/metrics", timeout=PATIENCE).text.splitlines()
    found = [line.removeprefix("tthc766_cold_").split(" ") for line in lines if line.startswith("tthc766_cold_")]
    return {name: float(value) for name, value in found}


def wait_until(server: HeldServer, **expected: float) -> None:
    until = time.monotonic() + PATIENCE
    while not expected.items() <= (now := metrics(server)).items():
        assert time.monotonic() < until, now


def question(number: int) -> str:
    """Each takes another evaluation."""
    return f"/v1/averages/2024-{number + 1:02}"


def ask(server: HeldServer, path: str) -> httpx.Response:
    return httpx.get(f"{server.base}{path}", timeout=PATIENCE)


def leave(server: HeldServer, path: str, *, when: Callable[[], None]) -> None:
    """Ask, and go without the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", path)
    when()
    connection.close()


def fill(server: HeldServer, threads: ThreadPoolExecutor) -> list[Future[httpx.Response]]:
    """Take all slots and all places in the queue."""
    asked = [threads.submit(ask, server, question(number)) for number in range(SLOTS + QUEUE)]
    wait_until(server, slots_used=SLOTS, waiting=QUEUE)
    return asked


def test_others_are_served_while_every_slot_is_held_shut(server: HeldServer, databases: Databases) -> None:
    key = key_for(server.url)
    etag = ask(server, POLLED).headers["etag"]
    with ThreadPoolExecutor(SLOTS + QUEUE) as threads:
        with server.held():
            asked = fill(server, threads)
            refused = ask(server, question(SLOTS + QUEUE))
            assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (
                503,
                "service_busy",
                "5",
            )
            for _ in range(WRITES):
                serial = ask(server, "/v1/updates").json()["serial"]
                written = httpx.post(f"{server.base}/v1/statistics", json=STATISTICS, headers=key, timeout=PATIENCE)
                assert written.status_code == 201
                assert ask(server, "/v1/updates").json()["serial"] > serial
                # Each looks first whether anything has changed.
                assert ask(server, POLLED).status_code == 200
                assert httpx.get(f"{server.base}{POLLED}", headers={"If-None-Match": etag}).status_code == 304
                assert [ask(server, each).status_code for each in ("/healthz", "/readyz", "/feeds/editions.atom")] == [
                    200
                ] * 3
            assert metrics(server).items() >= {"slots_used": SLOTS, "waiting": QUEUE}.items()
        assert [each.result().status_code for each in asked] == [200] * len(asked)
    wait_until(server, slots_used=0, waiting=0)


def test_whoever_goes_leaves_the_place_to_others(server: HeldServer) -> None:
    def is_working() -> None:
        wait_until(server, slots_used=1)

    def is_waiting() -> None:
        wait_until(server, waiting=QUEUE)

    with ThreadPoolExecutor(SLOTS + QUEUE) as threads:
        with server.held():
            leave(server, "/v1/history/H44", when=is_working)
            wait_until(server, **{'requests_total{outcome="left"}': 1})
            asked = [threads.submit(ask, server, question(number)) for number in range(SLOTS - 1 + QUEUE - 1)]
            wait_until(server, slots_used=SLOTS, waiting=QUEUE - 1)
            leave(server, question(SLOTS + QUEUE), when=is_waiting)
            wait_until(server, slots_used=SLOTS, waiting=QUEUE - 1)
        assert [each.result().status_code for each in asked] == [200] * len(asked)
    wait_until(server, slots_used=0, waiting=0)
    assert metrics(server)['requests_total{outcome="answered"}'] == len(asked)
    assert '"level": "error"' not in server.log.read_text()


MANY = Size(months=24, agencies=4000, first=Period.parse("2024-11"))
PROVINCES = [f"H{number:02}" for number in (1, 5, 12, 26, 29, 44, 55)]


def test_floods_of_every_kind(databases: Databases, tmp_path: Path, long: bool) -> None:
    """Long: of two years of 4,000 agencies, 20 and 200 at once, as the service is shipped."""
    url = databases.empty() if long else databases.demo()
    if long:
        generate(url, MANY)
    month = "2026-09" if long else "2026-Q3"
    shipped = {name: Settings.model_fields[name].default for name in UNLIMITED}
    with serving(url, tmp_path / "log", **{**shipped, "rate_limit_writes": "off"}) as server:
        others = Bystanders(server, key_for(url), f"/v1/rankings/{month}", STATISTICS)
        assert ask_from(server.port, Question(others.polled), "127.0.0.1")[0] == 200
        with others.asking():
            others.wait(100 if long else 1)
        report(f"{databases.kind}, idle: {others.figures}")
        for kind, asked in questions(month, PROVINCES).items():
            for times, addresses in ((20, 1), (20, 20), (200, 1), (200, 20)) if long else ((6, 2),):
                with others.asking():
                    statuses = flood(server, asked, times, addresses)
                    others.wait(1)
                report(f"{databases.kind}, {times} × {kind} from {addresses}: {dict(statuses)}; {others.figures}")
                assert statuses.keys() <= {200, 201, 429, 503}
                assert others.statuses == {"/readyz": {200}, "/healthz": {200}, "writes": {201}, "polls": {200}}
