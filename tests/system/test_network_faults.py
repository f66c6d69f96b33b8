"""What lies between the service and PostgreSQL: slow, narrow, cut, closed late, or silent."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.services import registers
from tests.conftest import service_on
from tests.support.processes import Cluster, Server, serving
from tests.system.support.pollers import AS_SHIPPED, ONE, OTHER, Pollers
from tests.system.support.polls import BOUND
from tests.system.support.proxy import Proxy
from tests.system.support.writers import Record, Sent, check_log, check_whole, key_for, report, send, writing

_BOUND = 15.0  # seconds: the clients' patience, and more than any answer may take
_LIMITS: dict[str, Any] = {"database_timeout": 1, "database_answer_timeout": 1.5, "database_connections": 4}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    made.start()
    service = service_on(made.url())
    registers.migrate(service.database, service.registers)
    service.database.engine.dispose()
    yield made
    made.delete()


@pytest.fixture(scope="module")
def proxy(cluster: Cluster) -> Iterator[Proxy]:
    made = Proxy(cluster.port)
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(cluster: Cluster, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("network") / "log"
    with serving(cluster.url(port=proxy.port), log, **_LIMITS) as made:
        yield made
    check_log(log)


@pytest.fixture(scope="module")
def key(cluster: Cluster) -> dict[str, str]:
    return key_for(cluster.url())


@pytest.fixture(scope="module")
def record() -> Record:
    """One for all tests here: at the end of each everything must be whole."""
    return Record()


@pytest.fixture
def client(cluster: Cluster, proxy: Proxy, key: dict[str, str], record: Record) -> Iterator[httpx.Client]:
    """Of a healthy network before and after; afterwards nothing that was sent is lost or half there."""
    with httpx.Client(headers=key, timeout=_BOUND, trust_env=False) as made:
        yield made
    proxy.set()
    check_whole(cluster.url(), record.acknowledged)
    assert not record.odd
    assert set(record.answers) <= {"201", "422", "503"}


def test_cut_at_every_step(
    client: httpx.Client, server: Server, proxy: Proxy, cluster: Cluster, record: Record
) -> None:
    """Whatever packet of a write is the last: 201 or 503, never 500; and whole or absent."""
    for passed in (False, True):
        before, steps = len(record.unknown), 0
        while True:
            proxy.reset_all()  # so that every attempt takes the same steps
            proxy.set(cut=steps, passed=passed)
            answer = send(client, server.base, Sent.make(random.Random(4), most_months=1, faulty=False), record)
            assert answer is not None
            if proxy.has_cut:
                steps += 1
            elif answer.status_code == 201:
                break
        accepted = check_whole(cluster.url(), record.acknowledged)
        cut_short = record.unknown[before:]
        whole = [sent for sent in cut_short if sent.source in accepted]
        report(f"cut at {steps} steps ({passed=}): {len(cut_short)} times 503, {len(whole)} of them whole")
        assert len(whole) <= passed  # none but the one whose COMMIT was the last to pass
        assert len(cut_short) > 5


@pytest.mark.parametrize("passed", [False, True])
def test_cut_in_commit(
    client: httpx.Client, server: Server, proxy: Proxy, cluster: Cluster, record: Record, passed: bool
) -> None:
    """Nobody can tell whether COMMIT arrived: 503, and all of it is there, or nothing."""
    proxy.reset_all()  # on a new connection statements pass as text
    proxy.set(cut_on=(b"pg_advisory_xact_lock", b"COMMIT"), passed=passed)
    sent = Sent.make(random.Random(1), faulty=False)
    answer = send(client, server.base, sent, record)
    assert answer is not None
    assert (answer.status_code, proxy.has_cut) == (503, True)
    assert (sent.source in check_whole(cluster.url(), record.acknowledged)) == passed


def test_slow_and_narrow(client: httpx.Client, server: Server, proxy: Proxy, record: Record) -> None:
    for weather in ({"delay": 0.05}, {"bandwidth": 100_000.0}):
        proxy.set(**weather)
        answer = send(client, server.base, Sent.make(random.Random(1), faulty=False), record)
        assert answer is not None
        assert answer.status_code == 201, weather


def test_a_silent_network(client: httpx.Client, server: Server, proxy: Proxy, cluster: Cluster, record: Record) -> None:
    """Nothing arrives and nothing is refused: 503 within the limits; afterwards writing goes on without a restart."""
    rng = random.Random(2)
    send(client, server.base, Sent.make(rng, faulty=False), record)
    proxy.set(swallow=True)
    assert client.get(f"{server.base}/healthz").status_code == 200
    with writing([server.base], dict(client.headers), record, seed=3, timeout=_BOUND):
        assert client.get(f"{server.base}/readyz").status_code == 503
    proxy.set()
    answer = send(client, server.base, Sent.make(rng, faulty=False), record)
    assert answer is not None
    assert answer.status_code == 201
    assert client.get(f"{server.base}/readyz").status_code == 200


def test_resets_and_slow_ends_under_load(
    client: httpx.Client, server: Server, proxy: Proxy, record: Record, long: bool
) -> None:
    rng, acknowledged = random.Random(4), len(record.acknowledged)
    with writing([server.base], dict(client.headers), record, seed=4, timeout=_BOUND):
        for _ in range(100 if long else 4):
            proxy.set(cut=rng.randrange(40), passed=rng.random() < 0.5, close_after=rng.choice([0, 1]))
            client.get(f"{server.base}/readyz")
            proxy.reset_all()
    proxy.set()
    answer = send(client, server.base, Sent.make(rng, faulty=False), record)
    assert answer is not None
    assert answer.status_code == 201
    assert len(record.acknowledged) > acknowledged
    report(f"answers {dict(record.answers)}, slowest in seconds {record.slowest}")


def test_cut_off_a_process_answers_pollers_from_memory_for_a_second_at_most(
    cluster: Cluster, proxy: Proxy, key: dict[str, str], tmp_path: Path
) -> None:
    """Then 503, until it reaches the database again; another process is written to meanwhile."""
    proxy.set()
    with ExitStack() as stack:
        addresses = {"cut": cluster.url(port=proxy.port), "well": cluster.url()}
        servers = [
            stack.enter_context(serving(url, tmp_path / f"{name}.log", **_LIMITS, **AS_SHIPPED))
            for name, url in addresses.items()
        ]
        pollers = Pollers(servers, key, 5)
        with pollers.polling():
            pollers.wait(len(pollers.questions))
            proxy.set(swallow=True)
            since = max(pollers.write(ONE, process=1).acknowledged, pollers.write(OTHER, process=1).acknowledged)
            pollers.until(lambda: any(each.began > since + BOUND for each in pollers.answers(0)))
            proxy.set()
            pollers.settle()
    history = pollers.history()
    assert history.fault() is None
    assert {each.status for each in pollers.answers(0)} == {200, 304, 503}
    assert {each.status for each in pollers.answers(1)} == {200, 304}
    assert max(each.ended - each.began for each in history.answers) < _BOUND
    check_log(tmp_path / "cut.log")
