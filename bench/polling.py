"""Polling: the service against a bare ASGI application that sends the same bytes, and against Datasette."""

import csv
import http.client
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import MappingProxyType

import psutil

from bench.bare import Answer, record
from bench.clients import Load, NoAnswer, Wrk, heads
from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns
from bench.servers import SERVICE, command, cores, free_port, serving, settings

PART = "polling"
RANKING, CARD = "/v1/rankings/2026", "/v1/scores/2026/H44"
_QUESTIONS = {"ranking of 34 provinces": RANKING, "a card": CARD}
_PAGES = {"/rankings/2026": RANKING, "/agencies/H44?period=2026": CARD}
_SECONDS = 2  # of a turn
_MANY = "1000000000/minute"  # nobody comes so far: the limit is counted as it always is, and never reached
_AS_BARE, _FASTER, _AS_EVEN = Target(Better.HIGH, 0.9), Target(Better.HIGH, 50), Target(Better.LOW, 2)
_DATASETTE = "/ranking/ranking.json?_shape=objects&_size=100"
_LEANEST = "/ranking/ranking.json?_shape=array&_size=100&_nofacet=1&_nosuggest=1&_nocount=1"
_DISTINCT, _MOST_SECONDS, _STEP = 100_000, 40, 5
_KEPT = 8 * 2**20  # bytes
_WRITES, _PATIENCE = 20, 60.0
# In Lua, after a line that gives `number`. Every second is another address: that of a card with how it came about.
_ADDRESSES = """
request = function()
  number = number + 1
  return wrk.format("GET", os.date("!/v1/scores/2026/H44?trace=true&as_of=%Y-%m-%dT%H:%M:%SZ", 1791590400 + number))
end
"""


@dataclass(slots=True)
class _Side:
    """One of the two that are compared: how it is asked for so many seconds, and what came of it."""

    ask: Callable[[], Load]
    loads: list[Load] = field(default_factory=list)

    def rate(self) -> float:
        self.loads.append(self.ask())
        return self.loads[-1].rate

    @property
    def p99(self) -> list[float]:
        """Without the round that is thrown away."""
        return [each.p99 for each in self.loads[1:]]


class _Bench:
    """The service with the bundled figures on a port, and a folder for what the measuring needs."""

    def __init__(self, folder: Path, stack: ExitStack, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.core, own = cores()
        os.sched_setaffinity(0, {own})  # and with it wrk
        stack.callback(os.sched_setaffinity, 0, {self.core, own})
        self.environment = settings(
            f"sqlite:///{folder / 'tthc766.db'}", rate_limit_reads=_MANY, rate_limit_writes=_MANY
        )
        command(self.environment, "migrate")
        command(self.environment, "demo")
        self.key = command(self.environment, "keys", "create", "--scope", "statistics:write")
        self.port = free_port()
        arguments = [*SERVICE, "serve", "--port", str(self.port)]
        self.process: psutil.Process = stack.enter_context(serving(self.core, self.port, arguments, self.environment))
        self.wrk = Wrk(folder)

    def asking(self, port: int, path: str, headers: Mapping[str, str], seconds: int = _SECONDS) -> _Side:
        return _Side(lambda: self.wrk.load(f"http://127.0.0.1:{port}{path}", seconds, headers))


def run(rounds: int) -> Iterator[Result]:
    with TemporaryDirectory(prefix="tthc766-bench-") as folder, ExitStack() as stack:
        bench = _Bench(Path(folder), stack, rounds)
        for name, path in _QUESTIONS.items():
            yield from _against_bare(bench, name, path)
        for page, path in _PAGES.items():
            yield from _page_against_data(bench, page, path)
        yield from _against_datasette(bench)
        yield _first_after_a_write(bench)
        yield from _memory(bench)


def _against_bare(bench: _Bench, name: str, path: str) -> Iterator[Result]:
    known = {"If-None-Match": record(bench.port, "GET", path, {}).header("etag")}
    packed = {"Accept-Encoding": "gzip"}
    for status, headers, target in ((200, {}, _AS_BARE), (304, known, _AS_BARE), (200, packed, None)):
        answer = record(bench.port, "GET", path, headers)
        if answer.status != status or bool(answer.body) != (status == 200):
            raise RuntimeError(f"{path} {headers}: {answer.status}")
        with _bare(bench, answer) as port:
            ours, theirs = bench.asking(bench.port, path, headers), bench.asking(port, path, headers)
            rates = by_turns(bench.rounds, ours.rate, theirs.rate)
        _check_sizes(ours, theirs)
        case = f"{name}, {status}{' gzip' if headers is packed else ''}"
        yield _ratio(case, "answers/s", rates, target)
        if target:
            yield _ratio(f"{case}, p99", "ms", (ours.p99, theirs.p99), _AS_EVEN)
    with _bare(bench, record(bench.port, "HEAD", path, {})) as port:
        ours, theirs = _Side(partial(heads, bench.port, path, 1)), _Side(partial(heads, port, path, 1))
        rates = by_turns(bench.rounds, ours.rate, theirs.rate)
    _check_sizes(ours, theirs)
    yield _ratio(f"{name}, HEAD", "answers/s", rates, None)


def _page_against_data(bench: _Bench, page: str, path: str) -> Iterator[Result]:
    """A page from memory against the answer of ``/v1`` that says the same, packed as browsers ask for both."""
    packed = {"Accept-Encoding": "gzip"}
    tags = [record(bench.port, "GET", each, packed).header("etag") for each in (page, path)]
    known = [{**packed, "If-None-Match": tag} for tag in tags]
    for status, (of_page, of_data) in ((200, (packed, packed)), (304, known)):
        if record(bench.port, "GET", page, of_page).status != status:
            raise RuntimeError(f"{page}: not {status}")
        ours, theirs = bench.asking(bench.port, page, of_page), bench.asking(bench.port, path, of_data)
        rates = by_turns(bench.rounds, ours.rate, theirs.rate)
        yield Ratio(PART, f"page {page}, {status} gzip", "answers/s", rates[0], path, rates[1], _AS_BARE)


def _ratio(name: str, unit: str, figures: tuple[list[float], list[float]], target: Target | None) -> Ratio:
    return Ratio(PART, name, unit, figures[0], "bare ASGI", figures[1], target)


@contextmanager
def _bare(bench: _Bench, answer: Answer) -> Iterator[int]:
    """A bare application that sends this answer; its port."""
    file, port = bench.folder / "answer.json", free_port()
    answer.keep(file)
    with serving(bench.core, port, ["-m", "bench.bare", str(port), str(file)], bench.environment):
        yield port


def _check_sizes(ours: _Side, theirs: _Side) -> None:
    """Both sent the same all the time, but for the digits of the numbers in a head."""
    own, other = (median(each.size for each in side.loads) for side in (ours, theirs))
    if abs(own - other) > 0.02 * other:
        raise RuntimeError(f"{own:.0f} bytes an answer, not {other:.0f}")


def _against_datasette(bench: _Bench) -> Iterator[Result]:
    """The same rows, with the columns of the ranking as CSV, in a table of an SQLite file.

    As one asks Datasette by its documentation, and as lean as it can be asked: rows alone, nothing counted.
    """
    file, port = bench.folder / "ranking.db", free_port()
    rows = _table(record(bench.port, "GET", f"{RANKING}?format=csv", {}).body)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"CREATE TABLE ranking ({', '.join(rows[0])})")
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO ranking VALUES ({marks})", [tuple(row.values()) for row in rows])
    with serving(bench.core, port, ["-m", "datasette", "serve", str(file), "-p", str(port)], bench.environment):
        for path, against, target in (
            (_DATASETTE, "Datasette 0.65", _FASTER),
            (_LEANEST, "Datasette 0.65, leanest", None),
        ):
            told = json.loads(record(port, "GET", path, {}).body)
            found = told if isinstance(told, list) else told["rows"]
            if [{name: each[name] for name in rows[0]} for each in found] != rows:
                raise RuntimeError("Datasette serves other rows")
            ours, theirs = bench.asking(bench.port, RANKING, {}, 1), bench.asking(port, path, {}, 1)
            try:
                rates = by_turns(bench.rounds, ours.rate, theirs.rate)
            except NoAnswer:
                yield Fact(
                    PART, f"the 34 rows, {against}", "", "too slow here: no answer on 32 connections in a second"
                )
            else:
                yield Ratio(PART, f"the 34 rows, {against}", "answers/s", rates[0], against, rates[1], target)


def _table(text: bytes) -> list[dict[str, object]]:
    """The rows of a table in CSV: numbers as numbers, nothing as nothing."""
    return [{name: _typed(value) for name, value in row.items()} for row in csv.DictReader(StringIO(text.decode()))]


def _typed(text: str) -> object:
    for read in (int, float):
        with suppress(ValueError):
            return read(text)
    return text or None


def _first_after_a_write(bench: _Bench) -> Result:
    """How long the first answer takes that shows a submission."""
    connection = http.client.HTTPConnection("127.0.0.1", bench.port, timeout=60)

    def ask(method: str, path: str, body: str | None = None, headers: Mapping[str, str] = MappingProxyType({})) -> str:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        told = response.read()
        if response.status not in (200, 201):
            raise RuntimeError(told.decode())
        return response.headers.get("etag", "")

    times = []
    key = {"Authorization": f"Bearer {bench.key}", "Content-Type": "application/json"}
    for number in range(_WRITES):
        before = found = ask("GET", RANKING)
        rows = [{"agency": "H44", "measures": {"dossiers_on_time": number + 1, "dossiers_received": 1000}}]
        ask("POST", "/v1/statistics", json.dumps({"period": "2026", "statistics": rows}), key)
        end = time.monotonic() + _PATIENCE
        while found == before:
            if time.monotonic() > end:
                raise TimeoutError("the ranking does not show what was submitted")
            begun = time.perf_counter()
            found = ask("GET", RANKING)
        times.append(time.perf_counter() - begun)
    connection.close()
    return Fact(PART, "first ranking after a submission that changes it, median", "ms", median(times) * 1e3)


def _memory(bench: _Bench) -> Iterator[Result]:
    """What a process that may keep a few answers holds, before and after it was asked for very many, each once.

    One after the other: each is evaluated, which takes longer than all that is measured above. So there is a time for
    it, and so few may be kept that it goes far beyond them in this time.
    """
    port, asked, size = free_port(), 0, 0.0
    environment = {**bench.environment, "TTHC766_RESPONSE_CACHE_BYTES": str(_KEPT)}
    with serving(bench.core, port, [*SERVICE, "serve", "--port", str(port)], environment) as process:
        record(port, "GET", CARD, {})
        before, end = process.memory_info().rss, time.monotonic() + _MOST_SECONDS
        while asked < _DISTINCT and time.monotonic() < end:
            # One that was asked for at the end of a step is not counted; the next step begins behind it.
            wrk = Wrk(bench.folder, f"local number = {asked + 2}\n{_ADDRESSES}")
            with suppress(NoAnswer):
                load = wrk.load(f"http://127.0.0.1:{port}/", _STEP, {}, connections=1)
                size = load.size
                asked += load.requests
            asked += 1
        after = process.memory_info().rss
    yield Fact(PART, f"memory with at most {_KEPT // 2**20} MiB of kept answers, at first", "MiB", before / 2**20)
    yield Fact(PART, "answers to distinct addresses then", f"of {size / 1000:.0f} kB", float(asked))
    yield Fact(PART, "memory after them", "MiB", after / 2**20)
