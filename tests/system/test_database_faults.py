"""The database goes away, fills up, may only be read, has no connection left: 503 soon, then on as before."""

import random
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from sqlalchemy import event, make_url

from app.services import registers
from tests.conftest import Client, Databases, service_on
from tests.support.processes import BoundServer, Cluster, Server, ended, serving
from tests.system.support.locks import writers_turn
from tests.system.support.writers import Record, Sent, check_log, check_whole, key_for, report, send, writing

_BOUND = 15.0  # seconds: the clients' patience, and more than any answer may take
_LIMITS: dict[str, Any] = {"database_timeout": 1, "database_answer_timeout": 2, "database_connections": 4}
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
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("faults") / "log"
    with serving(url, log, **_LIMITS) as made:
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

    def __init__(self, client: httpx.Client, server: Server, url: str) -> None:
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
def trial(client: httpx.Client, server: Server, url: str) -> Trial:
    return Trial(client, server, url)


def test_no_connection_left(trial: Trial, url: str) -> None:
    """Writers that wait for their turn hold all connections: everybody gets an answer, and is served afterwards."""
    assert trial.write().status_code == 201
    load = Record()
    with writing([trial.server.base], dict(trial.client.headers), load, seed=6, clients=6, timeout=_BOUND):
        with writers_turn(url):
            while load.answers["503"] < 6:
                assert trial.status(_READ) in (200, 503)
            assert trial.status("/healthz") == 200
        before = load.answers["201"]
        while load.answers["201"] == before:
            assert trial.status(_READ) in (200, 503)
    assert set(load.answers) <= {"201", "422", "503"}
    trial.record.acknowledged |= load.acknowledged
    trial.check()


def test_the_disk_is_full(trial: Trial, url: str, request: pytest.FixtureRequest) -> None:
    """Reading goes on; as soon as there is room writing does too."""
    code = "database_full"
    if url.startswith("sqlite"):
        room, code = _file_limit(trial.server, url), "database_unavailable"  # a limit is told as an error of the disk
    else:
        room = _raising("53100", request.getfixturevalue("cluster"))
    assert trial.write().status_code == 201
    with room:
        while not trial.refused(code):
            pass  # what fits goes in
        assert trial.refused(code)
        assert (trial.status(_READ), trial.status("/readyz")) == (200, 200)
    trial.check()


@contextmanager
def _file_limit(server: Server, url: str) -> Iterator[None]:
    """No file of the server may grow beyond what it needs now and a little: a limit that needs no rights."""
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    files = (Path(make_url(url).database or ""), server.log)
    limit = max(file.stat().st_size for file in files) + 100_000
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def _raising(state: str, cluster: Cluster) -> Iterator[None]:
    """The server says of every submission what it says when its disk is full."""
    cluster.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '{state}'; END $$"
    )
    cluster.execute("CREATE TRIGGER fail BEFORE INSERT ON statistic EXECUTE FUNCTION fail()")
    try:
        yield
    finally:
        cluster.execute("DROP FUNCTION fail CASCADE")


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_may_only_be_read(trial: Trial, cluster: Cluster) -> None:
    assert trial.write().status_code == 201
    _configure(cluster, "ALTER SYSTEM SET default_transaction_read_only = on")
    while not trial.refused("database_read_only"):
        pass  # the server takes a moment to tell its children
    assert trial.refused("database_read_only")
    assert (trial.status(_READ), trial.status("/readyz")) == (200, 200)
    _configure(cluster, "ALTER SYSTEM RESET default_transaction_read_only")
    while trial.refused("database_read_only"):
        pass
    trial.check()


def _configure(cluster: Cluster, statement: str) -> None:
    cluster.execute(statement)
    cluster.execute("SELECT pg_reload_conf()")


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_is_killed_under_load(trial: Trial, cluster: Cluster, url: str, long: bool) -> None:
    """Every request is answered while it is away; without a restart of ours everything goes on when it is back."""
    load, refused, resumed = Record(), list[float](), list[float]()
    with writing([trial.server.base], dict(trial.client.headers), load, seed=7, timeout=_BOUND):
        for _ in range(20 if long else 1):
            _until(load, "201", more=3)
            cluster.kill()
            began = monotonic()
            _until(load, "503", more=1)
            refused.append(monotonic() - began)
            assert (trial.status("/healthz"), trial.status("/readyz"), trial.status(_READ)) == (200, 503, 503)
            _until(load, "503", more=10)
            cluster.start()
            began = monotonic()
            _until(load, "201", more=1)
            resumed.append(monotonic() - began)
    assert set(load.answers) <= {"201", "422", "503"}
    accepted = check_whole(url, load.acknowledged)
    unheard = sum(sent.source in accepted for sent in load.unknown)
    report(
        f"PostgreSQL killed {len(refused)} times: answers {dict(load.answers)}, slowest {load.slowest}; "
        f"first 503 after {max(refused):.2f} s at most, first 201 {max(resumed):.2f} s after its return; "
        f"{len(load.acknowledged)} acknowledged, none lost; {unheard} stored of which nobody heard"
    )
    trial.check()


def _until(record: Record, answer: str, *, more: int) -> None:
    """Wait for so many more answers; the clients' patience ends it where none come."""
    goal = record.answers[answer] + more
    while record.answers[answer] < goal:
        assert set(record.answers) <= {"201", "422", "503"}, record.answers
        sleep(0.001)


def test_an_sqlite_file_may_only_be_read(sqlite_databases: Databases, tmp_path: Path) -> None:
    """A file that was put back with another user's rights: reading goes on, and writing once the rights are right."""
    url = sqlite_databases.migrated()
    file, headers = Path(make_url(url).database or ""), key_for(url)
    file.chmod(0o444)
    with ended(BoundServer(url, tmp_path / "log")) as server, httpx.Client(headers=headers, timeout=_BOUND) as client:
        trial = Trial(client, server, url)
        assert trial.refused("database_read_only")
        assert (trial.status(_READ), trial.status("/readyz")) == (200, 200)
        for each in file.parent.glob(f"{file.name}*"):  # what SQLite keeps beside it has taken over its mode
            each.chmod(0o644)
        while trial.refused("database_read_only"):
            pass  # the first to be refused throws away the connections that were opened for reading
        trial.check()
    check_log(tmp_path / "log")


def test_an_sqlite_file_that_may_not_grow(sqlite_databases: Databases) -> None:
    """As SQLite itself says that there is no room: by a limit on its pages."""
    client = Client.on(sqlite_databases.migrated())
    pages: dict[str, int] = {}

    @event.listens_for(client.service.database.engine, "begin")
    def limit(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages['most']}")

    pages["most"] = 10**6
    rng, headers = random.Random(8), client.key() | {"Content-Type": "application/json"}
    pages["most"] = 1  # SQLite takes what is used already for the least
    while (answer := client.post("/v1/statistics", content=_body(rng), headers=headers)).status_code == 201:
        pass
    assert (answer.status_code, answer.json()["code"]) == (503, "database_full")
    assert answer.headers["Retry-After"] == "5"
    assert client.get(_READ).status_code == 200
    pages["most"] = 10**6
    assert client.post("/v1/statistics", content=_body(rng), headers=headers).status_code == 201
    client.service.database.engine.dispose()


def _body(rng: random.Random) -> bytes:
    return Sent.make(rng, most_months=12, faulty=False).body


def test_a_full_file_system(sqlite_databases: Databases, tmp_path: Path) -> None:
    """A real one, where we may mount it: until it is full, and on when it has grown."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("we may not mount file systems")
    try:
        _fill(sqlite_databases, disk, tmp_path / "log")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _fill(databases: Databases, disk: Path, log: Path) -> None:
    shutil.copy(make_url(databases.migrated()).database or "", disk / "service.db")
    url = f"sqlite:///{disk}/service.db"
    headers = key_for(url)
    with serving(url, log) as server, httpx.Client(headers=headers, timeout=_BOUND) as client:
        trial = Trial(client, server, url)
        while not trial.refused("database_full"):
            pass
        assert (trial.status(_READ), trial.status("/readyz")) == (200, 200)
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        trial.check()
    check_log(log)
