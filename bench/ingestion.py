"""Uploads, end to end over HTTP, against the database's own way of taking many rows; memory; others meanwhile."""

import re
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy import make_url

from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.storage.types import period_number
from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns
from bench.uploads import MONTHS, SOURCE, Wide, World, as_csv, as_ndjson, long_csv
from tests.support.processes import Cluster, Server, serving

PART = "ingestion"
AGENCIES, MANY_AGENCIES = 5_000, 30_000
FEW_ROWS, MANY_ROWS = 10_000, 1_000_000
MB = 1024 * 1024
# Raised, not switched off: a request is counted all the same.
LIMITS = {"rate_limit_reads": "100000000/minute", "rate_limit_writes": "100000/minute"}
READS = {"the score cards' rules": "/v1/scorecards", "a ranking": "/v1/rankings/2026?limit=10"}
SECONDS = 4  # for which others ask, each time

Row = tuple[int, int, int, int, int, None]


def run(rounds: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="tthc766-bench-") as name:
        folder = Path(name)
        yield from _on_sqlite(folder, rounds)
        yield from _memory(folder)
        yield from _others(folder, rounds)
    with closing(_Clusters()) as clusters:
        yield from _on_postgresql(clusters, rounds)


def _on_sqlite(folder: Path, rounds: int) -> Iterator[Result]:
    ours, theirs = (World.make(f"sqlite:///{folder}/{name}.db", AGENCIES) for name in ("ours", "theirs"))
    with closing(sqlite3.connect(make_url(theirs.url).database or "", isolation_level=None)) as database:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            database.execute(f"PRAGMA {pragma}")

        def store(rows: list[Row]) -> None:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO statistic VALUES (?, ?, ?, ?, ?, ?)", rows)
            database.execute("COMMIT")

        def ask(statement: str) -> list[tuple[Any, ...]]:
            return database.execute(statement).fetchall()

        with serving(ours.url, folder / "log", **LIMITS) as server:
            yield from _throughput("SQLite", _Rival("sqlite3 executemany", store, ask), ours, server, rounds)
        with closing(sqlite3.connect(make_url(ours.url).database or "")) as other:
            assert other.execute(_CONTENT).fetchall() == ask(_CONTENT)


class _Clusters:
    """Two servers of PostgreSQL, one for each side."""

    def __init__(self) -> None:
        self.both = [Cluster(), Cluster()]
        for each in self.both:
            each.start()

    def close(self) -> None:
        for each in self.both:
            each.delete()


def _on_postgresql(clusters: _Clusters, rounds: int) -> Iterator[Result]:
    ours, theirs = (World.make(each.url(), AGENCIES) for each in clusters.both)
    with psycopg.connect(theirs.url) as database:

        def store(rows: list[Row]) -> None:
            with database.cursor() as cursor, cursor.copy("COPY statistic FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            database.commit()

        def ask(statement: str) -> list[tuple[Any, ...]]:
            return database.execute(statement.encode()).fetchall()

        with serving(ours.url, clusters.both[0].folder / "served", **LIMITS) as server:
            yield from _throughput("PostgreSQL", _Rival("psycopg COPY", store, ask), ours, server, rounds)
        with psycopg.connect(ours.url) as other:
            assert other.execute(_CONTENT.encode()).fetchall() == ask(_CONTENT)


# Everything that was stored, but for who sent it: a side has a submission for each upload, the other one for all.
_CONTENT = (
    "SELECT period, agency.code, count(*), sum(value), sum(value * (measure_id + 7)), min(value), max(value) "
    "FROM statistic JOIN agency ON agency.id = agency_id GROUP BY period, agency.code ORDER BY period, agency.code"
)
_SUBMISSION = (
    "INSERT INTO submission (kind, status, received_at, digest, media_type, bytes, rows, figures, faults, errors) "
    "VALUES ('statistics', 'accepted', '2026-01-01', '', '', 0, 0, 0, 0, '[]') RETURNING id"
)


@dataclass(frozen=True, slots=True)
class _Rival:
    """The database's own way: ``store`` in one transaction; ``ask`` for rows."""

    name: str
    store: Callable[[list[Row]], None]
    ask: Callable[[str], list[tuple[Any, ...]]]


def _throughput(database: str, rival: _Rival, world: World, server: Server, rounds: int) -> Iterator[Result]:
    agencies, measures = (dict(rival.ask(f"SELECT code, id FROM {name}")) for name in ("agency", "measure"))
    measure_ids = [measures[code] for code in world.measures]
    ((submission,),) = rival.ask(_SUBMISSION)
    wide = world.rows(seed=1)
    months = iter(MONTHS)
    for name, written, format_ in (("CSV", as_csv, Format.CSV), ("NDJSON", as_ndjson, Format.NDJSON)):
        periods = list(islice(months, rounds + 1))
        ours_left, theirs_left = iter(periods), iter(periods)

        def ours(written: Any = written, format_: Format = format_, left: Iterator[Period] = ours_left) -> float:
            body = written(world.measures, wide, next(left))
            return _per_second(wide, lambda: send(server, world.key, body, format_))

        def theirs(left: Iterator[Period] = theirs_left) -> float:
            period = period_number(next(left))
            parsed: list[Row] = [
                (period, agencies[code], measure_id, submission, value, None)
                for code, values in wide
                for measure_id, value in zip(measure_ids, values, strict=True)
            ]
            return _per_second(wide, lambda: rival.store(parsed))

        own, other = by_turns(rounds, ours, theirs)
        title = f"counts stored from {name}, {database}"
        yield Ratio(PART, title, "counts/s", own, rival.name, other, Target(Better.HIGH, 0.6))


def _per_second(rows: Wide, act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return sum(len(values) for _, values in rows) / (time.perf_counter() - begun)


def send(server: Server, key: str, body: bytes, format_: Format) -> None:
    """Upload, and wait until it is stored."""
    answer = httpx.post(
        f"{server.base}/v1/statistics",
        params={"source": SOURCE},
        content=body,
        headers={"Authorization": f"Bearer {key}", "Content-Type": format_},
        timeout=600,
    )
    assert answer.status_code == 201, answer.text


def _memory(folder: Path) -> Iterator[Result]:
    """The most that a server of its own ever held, from its start until a file was stored."""
    world = World.make(f"sqlite:///{folder}/many.db", MANY_AGENCIES)
    peaks = []
    for rows in (FEW_ROWS, MANY_ROWS):
        body = long_csv(world, rows)
        with serving(copy_of(world, folder / f"{rows}.db"), folder / "log", **LIMITS) as server:
            send(server, world.key, body, Format.CSV)
            status = Path(f"/proc/{server.pid}/status").read_text()
            (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
            peaks.append(int(peak) * 1024 / MB)
        yield Fact(PART, f"most memory of a server that stored {rows:,} rows", "MB", peaks[-1])
    more = peaks[1] - peaks[0]
    yield Ratio(
        PART, "memory for 1,000,000 rows beyond 10,000", "MB", [more], "allowed", [100.0], Target(Better.LOW, 1)
    )


def copy_of(world: World, path: Path) -> str:
    shutil.copy(make_url(world.url).database or "", path)
    return f"sqlite:///{path}"


def _others(folder: Path, rounds: int) -> Iterator[Result]:
    """What others wait, while nobody uploads and while one upload follows another."""
    world = World.make(f"sqlite:///{folder}/others.db", AGENCIES)
    wide = world.rows(seed=1)
    with serving(world.url, folder / "log", **LIMITS) as server:
        for name, path in READS.items():
            bodies = (as_csv(world.measures, wide, month) for month in cycle(MONTHS))

            def busy(path: str = path, bodies: Iterator[bytes] = bodies) -> float:
                with uploading(server, world.key, bodies):
                    return waits(server, path)

            own, idle = by_turns(rounds, busy, partial(waits, server, path))
            title = f"99 of 100 asking for {name} wait at most, during an upload"
            yield Ratio(PART, title, "ms", own, "while nobody uploads", idle, Target(Better.LOW, 3))


@contextmanager
def uploading(server: Server, key: str, bodies: Iterator[bytes]) -> Iterator[None]:
    """One upload after the other, from now on until the end."""
    over = threading.Event()

    def upload() -> None:
        while not over.is_set():
            send(server, key, next(bodies), Format.CSV)

    thread = threading.Thread(target=upload)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def waits(server: Server, path: str) -> float:
    """Milliseconds within which 99 of 100 answers came, of four connections that always ask."""
    command = ["wrk", "-t1", "-c4", f"-d{SECONDS}s", "--latency", server.base + path]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    ((number, unit),) = re.findall(r"99%\s+([\d.]+)(us|ms|s)\b", told)
    return float(number) * {"us": 0.001, "ms": 1, "s": 1_000}[unit]
