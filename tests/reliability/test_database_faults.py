"""The database goes away, fills up, may only be read, has no connection left: 503 in bounded time, then on as before."""

import random
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import event, make_url

from app.services import registers
from tests.conftest import Client, Databases, service_on
from tests.processes import Cluster
from tests.reliability.forks import ForkedServer, forked
from tests.reliability.writers import Record, Sent, check_log, check_whole, key_for, report, send, writing

_BOUND = 15.0  # seconds: the clients' patience, and more than any answer may take
_LIMITS = {"database_timeout": 1, "database_answer_timeout": 2, "database_connections": 4}
_READ = "/v1/rankings/2025-01"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    made.start()
    service = service_on(made.url())
    registers.migrate(service.database, service.registers)
    service.database.engine.dispose()
    yield made
    made.delete()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        databases: Databases = request.getfixturevalue("sqlite_databases")
        return databases.migrated()
    found: Cluster = request.getfixturevalue("cluster")
    return found.url()


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedServer]:
    log = tmp_path_factory.mktemp("faults") / "log"
    with forked(url, log, **_LIMITS) as made:
        yield made
    check_log(log)


@pytest.fixture(scope="module")
def key(url: str) -> dict[str, str]:
    return key_for(url)


@pytest.fixture
def client(key: dict[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(headers=key, timeout=_BOUND, trust_env=False) as made:
        yield made


class Trial:
    """Writes and reads before, during and after a fault; ``url`` is where all that was sent is looked for."""

    def __init__(self, client: httpx.Client, server: ForkedServer, url: str) -> None:
        self.client, self.server, self.url = client, server, url
        self.record, self.rng = Record(), random.Random(5)

    def write(self, **made: Any) -> httpx.Response:
        answer = send(self.client, self.server.base, Sent.make(self.rng, faulty=False, **made), self.record)
        assert answer is not None
        assert not self.record.odd
        return answer

    def status(self, path: str) -> int:
        return self.client.get(f"{self.server.base}{path}").status_code

    def refused(self, code: str) -> bool:
        """Whether a write is refused with this code; never with another."""
        answer = self.write()
        assert answer.status_code == 201 or answer.json()["code"] == code, answer.text
        return answer.status_code == 503

    def check(self) -> None:
        """It writes again; nothing was lost, nothing that was refused is there, nothing is there by half."""
        assert self.write().status_code == 201
        accepted = check_whole(self.url, self.record.acknowledged)
        assert not [sent for sent in self.record.unknown if sent.source in accepted]


@pytest.fixture
def trial(client: httpx.Client, server: ForkedServer, url: str, fresh: None) -> Trial:
    return Trial(client, server, url)


@pytest.fixture
def fresh(url: str) -> None:
    """Sources in the database are those of this test."""


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the writers' turn."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(766)")
            yield


def test_no_connection_left(trial: Trial, url: str) -> None:
    """Writers that wait for their turn hold all connections: everybody gets an answer, and is served afterwards."""
    assert trial.write().status_code == 201
    answers = Record()
    with locked(url), writing([trial.server.base], dict(trial.client.headers), answers, seed=6, clients=8):
        while answers.answers["503"] < 8:
            assert trial.status(_READ) in (200, 503)
        assert trial.status("/healthz") == 200
    assert set(answers.answers) <= {"503", "422"} | {"201"}
    trial.record.acknowledged |= answers.acknowledged
    assert trial.status(_READ) == 200
    trial.check()


def test_the_disk_is_full(trial: Trial, url: str, cluster: Cluster) -> None:
    """Reading goes on; as soon as there is room writing does too."""
    assert trial.write().status_code == 201
    with full(url, trial.server, cluster):
        while not trial.refused("database_full"):
            pass  # what fits into the pages that there are still goes in
        assert trial.status(_READ) == 200
        assert trial.status("/readyz") == 200
    trial.check()


@contextmanager
def full(url: str, server: ForkedServer, cluster: Cluster) -> Iterator[None]:
    if not url.startswith("sqlite"):
        with raising("53100", cluster):
            yield
        return
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    size = Path(make_url(url).database or "").stat().st_size
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def raising(state: str, cluster: Cluster) -> Iterator[None]:
    """The server says of every submission what it says when its disk is full."""
    cluster.execute(f"""
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '{state}'; END $$;
        CREATE TRIGGER fail BEFORE INSERT ON statistic EXECUTE FUNCTION fail()""")
    try:
        yield
    finally:
        cluster.execute("DROP FUNCTION fail CASCADE")
