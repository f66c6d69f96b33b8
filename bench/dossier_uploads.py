"""Dossiers as systems push them, sent over HTTP and counted: against DuckDB's own reading of the file, and memory."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

import httpx

from app.domain.enums import Scope
from app.services.demo import PROVINCES
from app.services.keys import create
from app.services.registers import migrate
from bench import dossier_bodies
from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns
from tests.conftest import NOW, service_on
from tests.support.processes import Server, serving

_NUMBER, _FEW, _MANY = 20_000, 5_000, 500_000
_GIB = 1024**3
# Raised so that many fit into one body.
_LIMITS = {
    "max_body_bytes": _GIB,
    "max_unpacked_bytes": 4 * _GIB,
    "max_rows": 10_000_000,
    "upload_seconds": 3600,
    "rate_limit_writes": "100000/minute",
}


def run(part: str, folder: Path, rounds: int) -> Iterator[Result]:
    yield _beside_duckdb(part, folder, rounds)
    yield from _memory(part, folder)


def _beside_duckdb(part: str, folder: Path, rounds: int) -> Ratio:
    file = dossier_bodies.write(folder / "pushed.ndjson", _NUMBER)
    url = f"sqlite:///{folder}/pushed.db"
    key = make_database(url)
    with serving(url, folder / "log", **_LIMITS) as server:
        theirs = partial(dossier_bodies.read_by_duckdb, file, 1)
        assert send(server, key, file) == theirs() == _NUMBER
        times = by_turns(rounds, partial(_timed, send, server, key, file), partial(_timed, theirs))
    megabytes = file.stat().st_size / 1e6
    return Ratio(
        part,
        f"{_NUMBER:,} dossiers with their progress ({megabytes:.0f} MB of NDJSON) over HTTP, counted and stored",
        "s",
        times[0],
        "DuckDB's read_json of the same fields, one thread",
        times[1],
        Target(Better.LOW, 3),
    )


def _memory(part: str, folder: Path) -> Iterator[Fact]:
    """The most that a server of its own ever held, from its start until the dossiers were counted."""
    for number in (_FEW, _MANY):
        file = dossier_bodies.write(folder / f"{number}.ndjson.gz", number)
        url = f"sqlite:///{folder}/{number}.db"
        key = make_database(url)
        with serving(url, folder / "log", **_LIMITS) as server:
            start = perf_counter()
            assert send(server, key, file) == number
            seconds = perf_counter() - start
            (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{server.pid}/status").read_text())
        yield Fact(part, f"most memory of a server that counted {number:,} pushed dossiers", "MB", int(peak) // 1024)
    yield Fact(part, f"{number:,} pushed dossiers (gzip) over HTTP: time", "s", round(seconds, 1))


def make_database(url: str) -> str:
    """A migrated database of the made-up province whose dossiers are sent; a key that may send them."""
    made = service_on(url)
    migrate(made.database, made.registers, NOW, PROVINCES)
    key, _ = create(made.database, made.key_secret, None, [Scope.ADMIN], "bench", NOW)
    made.database.engine.dispose()
    return key


def send(server: Server, key: str, file: Path) -> int:
    """Upload, and wait until they are counted and the counts stored; how many they were."""
    packed = {"Content-Encoding": "gzip"} if file.suffix == ".gz" else {}
    with file.open("rb") as body:
        answer = httpx.post(
            f"{server.base}/v1/dossiers",
            params={"period": "2026-10", "complete": "true"},
            content=body,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson", **packed},
            timeout=3600,
        )
    assert answer.status_code == 201, answer.text[:2000]
    return int(answer.json()["dossiers"])


def _timed(action: object, *arguments: object) -> float:
    assert callable(action)
    start = perf_counter()
    action(*arguments)
    return perf_counter() - start
