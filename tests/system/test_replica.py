"""Three processes over a primary and its streaming replica: who reads where, and what a failover loses: nothing."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from app.domain.enums import Scope
from app.services import registers
from app.services.audit.verify import Trail, verify
from app.services.keys import create
from app.storage.database import Database
from app.storage.errors import DBAPIError, is_outage
from tests.conftest import NOW, service_on
from tests.support.processes import PATIENCE, ROOT, Cluster, Server, serving
from tests.system.support.pollers import AS_SHIPPED, ONE, OTHER, Pollers
from tests.system.support.writers import report

SERVERS = 3
ROUNDS = 10  # of the long version
WAIT_FOR_NOBODY = ("ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
WAIT_FOR_THE_REPLICA = ("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
PROMOTE = "SELECT pg_promote()"
RANKING = "/v1/rankings/2026-Q3"


class Pair:
    """A primary and its replica, the three processes that serve from them, and a key to write with.

    The addresses name both servers, as docs/do/operations.md says: whichever takes writes is the primary.
    """

    def __init__(self) -> None:
        self.primary, self.replica = Cluster(), Cluster.__new__(Cluster)
        self.primary.start()
        made = service_on(self.primary.url())
        registers.migrate(made.database, made.registers)
        token, _ = create(made.database, made.key_secret, None, [Scope.ADMIN], "test", NOW)
        made.database.engine.dispose()
        self.key = {"Authorization": f"Bearer {token}"}
        self.servers: list[Server] = []
        self.follow()

    def follow(self, port: int | None = None) -> None:
        """Make a replica of the primary and wait for nothing less than its word before acknowledging a write."""
        self.replica = Cluster.copy_of(self.primary)
        self.replica.port = port or self.replica.port
        self.replica.start()
        for cluster, statements in ((self.replica, WAIT_FOR_NOBODY), (self.primary, WAIT_FOR_THE_REPLICA)):
            for statement in statements:
                cluster.execute(statement)
        until(lambda: self.primary.execute("SELECT sync_state FROM pg_stat_replication") == [("sync",)])

    def urls(self) -> tuple[str, str]:
        hosts = f"host=127.0.0.1:{self.primary.port}&host=127.0.0.1:{self.replica.port}"
        address = f"postgresql://postgres@/postgres?{hosts}"
        return address, f"{address}&target_session_attrs=prefer-standby"

    def caught_up(self) -> None:
        """Wait until the replica shows all that the primary holds now."""
        written = self.primary.execute("SELECT pg_current_wal_flush_lsn()")[0][0]
        until(lambda: self.replica.execute(f"SELECT pg_last_wal_replay_lsn() >= '{written}'") == [(True,)])

    def send(self, server: Server, number: int) -> httpx.Response:
        """Counts that say by their value which delivery they came with."""
        rows = [{"agency": "H31", "measures": {"dossiers_received": number}}]
        body = {"period": f"{2025 + number % 2}-0{1 + number % 9}", "statistics": rows}
        return httpx.post(f"{server.base}/v1/statistics", json=body, headers=self.key, timeout=PATIENCE)

    def get(self, path: str, *, key: bool = False) -> list[httpx.Response]:
        """The answers of all processes."""
        headers = self.key if key else {}
        return [httpx.get(f"{each.base}{path}", headers=headers, timeout=PATIENCE) for each in self.servers]

    def delete(self) -> None:
        self.primary.delete()
        self.replica.delete()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    logs = tmp_path_factory.mktemp("logs")
    with ExitStack() as stack:
        made = Pair()
        stack.callback(made.delete)
        url, replica = made.urls()

        def start(number: int) -> Server:
            return stack.enter_context(serving(url, logs / f"{number}.log", database_replica_url=replica))

        with ThreadPoolExecutor(SERVERS) as threads:
            made.servers = list(threads.map(start, range(SERVERS)))
        yield made


def test_a_writer_reads_what_it_has_written_and_others_what_the_replica_shows(pair: Pair) -> None:
    pair.caught_up()
    pair.replica.execute("SELECT pg_wal_replay_pause()")
    sent = [pair.send(each, 100 + number) for number, each in enumerate(pair.servers)]
    assert [each.status_code for each in sent] == [201] * SERVERS
    paths = [each.headers["Location"] for each in sent]
    for path in paths:
        assert [each.status_code for each in pair.get(path, key=True)] == [200] * SERVERS
        assert [each.status_code for each in pair.get(path)] == [404] * SERVERS
    pair.replica.execute("SELECT pg_wal_replay_resume()")
    pair.caught_up()
    for path in paths:
        assert [each.status_code for each in pair.get(path)] == [200] * SERVERS
    ready = {"status": "ok", "revision": registers_head(pair), "primary": True, "replica": True}
    assert [each.json() for each in pair.get("/readyz")] == [ready] * SERVERS


def test_who_polls_without_a_key_sees_a_write_within_a_second_though_the_replica_lags(
    pair: Pair, tmp_path: Path
) -> None:
    pair.caught_up()
    url, replica = pair.urls()
    with ExitStack() as stack:
        logs = [tmp_path / f"{number}.log" for number in range(2)]
        servers = [stack.enter_context(serving(url, log, database_replica_url=replica, **AS_SHIPPED)) for log in logs]
        pollers = Pollers(servers, pair.key, 6)
        with pollers.polling():
            pollers.wait(len(pollers.questions))
            pair.replica.execute("SELECT pg_wal_replay_pause()")
            pollers.write(ONE)
            pollers.write_unheard(OTHER)
            pair.replica.execute("SELECT pg_wal_replay_resume()")
            pollers.wait(len(pollers.questions))
    history = pollers.history()
    assert {each.status for each in history.answers} == {200, 304}
    assert history.fault() is None


def test_a_replica_is_never_taken_for_the_primary(pair: Pair) -> None:
    """Not even by an address that names it alone; one that insists on it gets 503 for its writes, not 500."""
    for options, refused in (("", Database.reading), ("?target_session_attrs=any", Database.writing)):
        database = Database(f"{pair.replica.url()}{options}")
        with pytest.raises(DBAPIError) as caught, refused(database) as connection:
            connection.execute(text("DELETE FROM statistic"))
        assert is_outage(caught.value)
        database.engine.dispose()


def registers_head(pair: Pair) -> str:
    return str(pair.primary.execute("SELECT version_num FROM alembic_version")[0][0])


def test_what_the_replica_has_not_confirmed_is_not_acknowledged(pair: Pair) -> None:
    """PostgreSQL itself would: it commits and warns when an administrator cuts its wait for the replica short."""
    waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    pair.replica.stop()
    try:
        with ThreadPoolExecutor(1) as thread:
            sent = thread.submit(pair.send, pair.servers[0], 1)
            until(lambda: sent.done() or pair.primary.execute(f"SELECT count(*) {waiting}") == [(1,)])
            pair.primary.execute(f"SELECT pg_cancel_backend(pid) {waiting}")
            answer = sent.result()
    finally:
        pair.replica.start()
    assert (answer.status_code, answer.json()["code"]) == (503, "write_unconfirmed")
    until(lambda: pair.primary.execute("SELECT sync_state FROM pg_stat_replication") == [("sync",)])
    assert pair.send(pair.servers[0], 1).status_code == 201


@dataclass
class Load:
    """Writers and readers on every process, from before the primary dies until after the promotion."""

    pair: Pair
    first: int
    acknowledged: dict[int, int] = field(default_factory=dict)
    refused: list[httpx.Response] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    writes: list[int] = field(default_factory=lambda: [0] * SERVERS)
    refusals: list[int] = field(default_factory=lambda: [0] * SERVERS)
    reads: list[int] = field(default_factory=lambda: [0] * SERVERS)
    stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Load":
        self.threads = ThreadPoolExecutor(2 * SERVERS)
        work = [self.threads.submit(each, number) for number in range(SERVERS) for each in (self.write, self.look)]
        self.work = work
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.threads.shutdown()

    def write(self, server: int) -> None:
        number = self.first + server
        while not self.stop.wait(0.03):
            answer = self.pair.send(self.pair.servers[server], number)
            if answer.status_code == 201:
                self.acknowledged[int(answer.json()["id"])] = number
                self.writes[server] += 1
            else:
                self.refused.append(answer)
                self.refusals[server] += 1
            number += SERVERS

    def look(self, server: int) -> None:
        while not self.stop.wait(0.05):
            answer = httpx.get(f"{self.pair.servers[server].base}{RANKING}", timeout=PATIENCE)
            self.read.append(answer.status_code)
            self.reads[server] += 1

    def wait(self, counts: list[int], more: int) -> None:
        """Until every process has done so many more of something."""
        before = list(counts)
        until(lambda: self.failed() or all(now >= then + more for now, then in zip(counts, before, strict=True)))
        for each in self.work:
            if each.done():
                each.result()

    def failed(self) -> bool:
        return any(each.done() for each in self.work)


def test_the_primary_dies_and_nothing_acknowledged_is_lost(pair: Pair, long: bool) -> None:
    """Nobody starts a process anew: the pools find the server that was promoted."""
    dice, rounds = random.Random(766), ROUNDS if long else 1
    acknowledged: dict[int, int] = {}
    for number in range(rounds):
        with Load(pair, 1_000 * (number + 1)) as load:
            load.wait(load.writes, dice.randint(2, 60 if long else 4))
            pair.primary.kill()
            load.wait(load.refusals, 2)
            load.wait(load.reads, 3)
            assert [each.json()["primary"] for each in pair.get("/readyz")] == [False] * SERVERS
            assert pair.replica.execute(PROMOTE) == [(True,)]
            load.wait(load.writes, 2)
            load.wait(load.reads, 3)
        # From the second round on a process may still read from the server that was promoted: what it was reading then
        # is cut off, once.
        cut_off = load.read.count(503)
        assert set(load.read) <= {200, 503}
        assert cut_off <= (SERVERS if number else 0), "reading goes on throughout"
        assert {(each.status_code, each.json()["code"]) for each in load.refused} == {(503, "database_unavailable")}
        assert all(int(each.headers["Retry-After"]) > 0 for each in load.refused)
        acknowledged |= load.acknowledged
        stored = stored_in(pair.replica)
        lost = acknowledged.items() - stored.items()
        counts = (number + 1, len(load.acknowledged), len(load.refused), len(load.read), cut_off, len(lost))
        report("round {}: {} writes acknowledged, {} refused; {} public reads, {} cut off; {} lost".format(*counts))
        assert not lost
        database = service_on(pair.replica.url()).database
        assert not list(verify(database, Trail(), {}))
        database.engine.dispose()
        if number + 1 < rounds:
            gone, pair.primary = pair.primary, pair.replica
            gone.delete()
            pair.follow(gone.port)


def stored_in(cluster: Cluster) -> dict[int, int]:
    """The number that every accepted submission came with."""
    found = cluster.execute(
        "SELECT s.id, t.value FROM submission s JOIN statistic t ON t.submission_id = s.id WHERE s.status = 'accepted'"
    )
    return {int(str(id_)): int(str(value)) for id_, value in found}


@pytest.mark.parametrize("name", ["operations.md", "operations.vi.md"])
def test_the_steps_are_those_of_the_document(name: str) -> None:
    text_ = (ROOT / "docs" / "do" / name).read_text("utf-8")
    assert [block.strip().split("\n")[:2] for block in re.findall(r"```sql\n(.*?)```", text_, re.DOTALL)] == [
        [f"{each};" for each in steps] for steps in (WAIT_FOR_NOBODY, WAIT_FOR_THE_REPLICA)
    ]
    assert f"`{PROMOTE};`" in text_
