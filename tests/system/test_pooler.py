"""The service behind PgBouncer, which gives it a server's connection for one transaction only."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from app.storage.database import PULLING, Database
from tests.integration.webhooks.conftest import receiver
from tests.integration.webhooks.receiver import Receiver
from tests.support.poolers import NO_PGBOUNCER, Pooler
from tests.support.processes import PATIENCE, Cluster, Server, run, serving

__all__ = ["receiver"]

pytestmark = pytest.mark.skipif(NO_PGBOUNCER is not None, reason=str(NO_PGBOUNCER))
SENT = 30
RANKING = "/v1/rankings/2026-Q3"
LEFT_BEHIND = """SELECT (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),
    current_setting('statement_timeout'), current_setting('lock_timeout'),
    current_setting('idle_in_transaction_session_timeout'), current_setting('search_path')"""
NOTHING = (0, 0, "0", "0", "0", '"$user", public')


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    made.start()
    yield made
    made.delete()


@pytest.fixture(scope="module")
def pooler(cluster: Cluster) -> Iterator[Pooler]:
    made = Pooler(cluster)
    yield made
    made.delete()


@pytest.fixture
def url(cluster: Cluster, pooler: Pooler, request: pytest.FixtureRequest) -> str:
    """A database of the test's own, behind the pooler; migrated by the command."""
    name = f"p{abs(hash(request.node.name))}"
    cluster.execute(f"CREATE DATABASE {name}")
    done = run(pooler.url(name), "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    return pooler.url(name)


def key_for(url: str) -> dict[str, str]:
    done = run(url, "keys", "create", "--scope", "admin")
    assert done.returncode == 0
    return {"Authorization": f"Bearer {done.stdout.split()[-1]}"}


def send(server: Server, key: dict[str, str], number: int) -> httpx.Response:
    """Counts of a province, under a name of their own that a retry has too."""
    rows = [{"agency": "H31", "measures": {"dossiers_received": 1000 + number, "dossiers_on_time": number}}]
    body = {"period": f"{2023 + number % 3}-0{1 + number % 9}", "statistics": rows}
    headers = key | {"Idempotency-Key": f"report-{number}"}
    return httpx.post(f"{server.base}/v1/statistics", json=body, headers=headers, timeout=PATIENCE)


def test_everything_works_though_no_session_lasts(
    cluster: Cluster, url: str, receiver: Receiver, tmp_path: Path
) -> None:
    key = key_for(url)
    bundled = run(url, "demo")
    assert (bundled.returncode, "H44" in bundled.stdout) == (0, True)
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                serving(url, tmp_path / f"{number}.log", webhook_allow_private=True, deliver_in_server=True)
            )
            for number in range(2)
        ]
        threads = stack.enter_context(ThreadPoolExecutor(8))
        hook = httpx.post(f"{servers[0].base}/v1/webhooks", json={"url": receiver.url}, headers=key, timeout=PATIENCE)
        assert hook.status_code == 201
        sent = list(threads.map(send, cycle(servers), [key] * 2 * SENT, [*range(SENT)] * 2))
        assert Counter(each.status_code for each in sent) == {201: 2 * SENT}
        assert [each.json() for each in sent[:SENT]] == [each.json() for each in sent[SENT:]]
        edition = {"period": "2026", "cohort": "provinces"}
        asked = httpx.post(f"{servers[1].base}/v1/editions", json=edition, headers=key, timeout=PATIENCE)
        assert asked.status_code == 201
        assert receiver.arrived.get(timeout=PATIENCE).content["type"] == "edition.published"
        paths = [f"{RANKING}?format=csv", RANKING, "/v1/scores/2026-Q3/H44?trace=true", "/v1/updates", "/readyz"]
        paths += [f"{RANKING}?known_at=2026-1{number % 2}-0{1 + number}T00:00:00Z" for number in range(9)]
        read = list(
            threads.map(lambda server, path: httpx.get(server.base + path, timeout=PATIENCE), cycle(servers), paths * 3)
        )
        assert Counter(each.status_code for each in read) == {200: 3 * len(paths)}
    assert len(receiver.received) == 1
    verified = run(url, "audit", "verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert cluster.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]
    assert left_behind(url) == {NOTHING}
    assert_quiet(tmp_path)


def left_behind(url: str) -> set[Any]:
    """What the sessions of all connections to the server hold: each is asked, in turn."""
    found = set()
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        for _ in range(12):
            found.add(connection.execute(LEFT_BEHIND).fetchone())
    return found


def assert_quiet(logs: Path) -> None:
    lines = [json.loads(line) for log in logs.glob("*.log") for line in log.read_text().splitlines()]
    assert [line for line in lines if line["level"] in ("warning", "error")] == []


def test_the_limits_hold_in_every_transaction(url: str) -> None:
    database = Database(url)
    names = ("statement_timeout", "lock_timeout", "TimeZone")
    query = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    for _ in range(4):
        with database.view() as connection:
            assert connection.exec_driver_sql(query).one() == ("0", "5s", "UTC")
        with database.writing() as connection:
            assert connection.exec_driver_sql(query).one() == ("0", "5s", "UTC")
    database.engine.dispose()


def test_only_one_asks_the_portal_at_a_time(cluster: Cluster, url: str) -> None:
    one, other = Database(url), Database(url)
    for _ in range(4):
        with one.alone(PULLING) as first, other.alone(PULLING) as second:
            assert (first, second) == (True, False)
            with one.view() as connection:
                assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
        with other.alone(PULLING) as taken:
            assert taken
    assert cluster.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]
    for each in (one, other):
        each.engine.dispose()


def test_a_schema_and_a_role_in_the_address_are_kept(cluster: Cluster, pooler: Pooler) -> None:
    cluster.execute("CREATE DATABASE apart")
    with psycopg.connect(cluster.url("apart"), autocommit=True) as connection:
        connection.execute("CREATE ROLE owner_of_figures; CREATE SCHEMA figures AUTHORIZATION owner_of_figures")
    url = f"{pooler.url('apart')}?options=-csearch_path%3Dfigures&role=owner_of_figures"
    assert run(url, "migrate").returncode == 0
    key_for(url)
    with psycopg.connect(cluster.url("apart")) as connection:
        query = "SELECT DISTINCT schemaname, tableowner FROM pg_tables WHERE schemaname IN ('figures', 'public')"
        assert connection.execute(query).fetchall() == [("figures", "owner_of_figures")]


def test_a_pooler_of_statements_is_refused(cluster: Cluster) -> None:
    pooler = Pooler(cluster, mode="statement")
    try:
        for command in ("migrate", "serve"):
            done = run(pooler.url(), command)
            assert done.returncode == 3
            assert "pool_mode = transaction" in done.stderr
            assert "Traceback" not in done.stderr
    finally:
        pooler.delete()


def test_sessions_of_a_pooler_do_too(cluster: Cluster) -> None:
    pooler = Pooler(cluster, mode="session", size=15)
    try:
        cluster.execute("CREATE DATABASE sessions")
        assert run(pooler.url("sessions"), "migrate").returncode == 0
    finally:
        pooler.delete()
