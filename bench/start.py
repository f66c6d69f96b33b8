"""How long a process takes from its start to its first answer, and how much memory it holds, against the least."""

import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns

PART = "start"
_ROOT = Path(__file__).parents[1]
_OURS = (sys.executable, "-c", "from app.cli.main import app; app()")
_THEIRS = (sys.executable, "-m", "bench.minimal")
_RANKING, _CARD, _AGENCY = "/v1/rankings/2025-02", "/v1/scores/2025-02/H31", "/agencies/H44"
_PAGE = "/agencies/H44?period=2026"  # one that needs the templates and drawings too
_IDLE, _ASKED, _PAGED = "after its start", "after 20 answers", "after a page too"
_LEAST, _LEAST_COMMAND = "FastAPI, SQLAlchemy, one query", "Typer, SQLAlchemy, one query"
_SERVING = "app.cli.main, app.main, app.api.http.connections, uvloop"
_PATIENCE = 600.0
_MEBI = 2**20


def run(rounds: int) -> Iterator[Result]:
    """Servers, then commands, each a new process with compiled bytecode in warm files."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "figures.db"
        environment = _environment(database)
        for command in ("migrate", "demo"):
            subprocess.run((*_OURS, command), cwd=_ROOT, env=environment, check=True, capture_output=True)
        yield from _servers(rounds, database, environment)
        yield from _commands(rounds, database, environment)
        yield from _imports(rounds, environment)


def _environment(database: Path) -> dict[str, str]:
    # Bytecode is what an installed program starts from; the round that is thrown away leaves it behind.
    unwanted = ("TTHC766_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**kept, "TTHC766_DATABASE_URL": f"sqlite:///{database}", "TTHC766_LOG_LEVEL": "warning"}


@dataclass(frozen=True, slots=True)
class _Start:
    """A server's way to its first answer, in seconds; its memory (RSS and PSS, in MiB) at moments of its life."""

    wall: float
    cpu: float
    memory: dict[str, tuple[float, float]]


def _servers(rounds: int, database: Path, environment: dict[str, str]) -> Iterator[Result]:
    def ours(path: str) -> _Start:
        port = _free_port()
        return _start((*_OURS, "serve", "--port", str(port)), port, (path, _PAGE), environment)

    def theirs() -> _Start:
        port = _free_port()
        return _start((*_THEIRS, str(database), str(port)), port, (_AGENCY, _AGENCY), environment)

    for name, path in (("a ranking", _RANKING), ("a card", _CARD)):
        own, other = _Kept(partial(ours, path)), _Kept(theirs)
        walls = by_turns(rounds, own, other)
        yield Ratio(PART, f"start to first answer, {name}", "s", walls[0], _LEAST, walls[1], Target(Better.LOW, 1.5))
        cpu = ([each.cpu for each in kept.starts[1:]] for kept in (own, other))
        yield Ratio(PART, f"CPU time of it, {name}", "s", next(cpu), _LEAST, next(cpu))
    for moment in (_IDLE, _ASKED, _PAGED):
        for kind, named in enumerate(("RSS", "PSS")):
            held = ([each.memory[moment][kind] for each in kept.starts[1:]] for kept in (own, other))
            yield Ratio(PART, f"memory {moment}, {named}", "MiB", next(held), _LEAST, next(held))


class _Kept:
    """Starts a server each time it is called, keeps what came of it, and gives the seconds."""

    def __init__(self, start: Callable[[], _Start]) -> None:
        self._start, self.starts = start, list[_Start]()

    def __call__(self) -> float:
        self.starts.append(self._start())
        return self.starts[-1].wall


def _start(command: Sequence[str], port: int, paths: tuple[str, str], environment: dict[str, str]) -> _Start:
    """Start a server, ask it for the first address, again and again, then for the second, and end it."""
    began = time.perf_counter()
    process = psutil.Popen(command, cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _connected(process, port) as connection:
            connected = time.perf_counter()
            memory = {_IDLE: _memory(process)}
            began += time.perf_counter() - connected  # looking at the memory is not waiting for the server
            _ask(connection, paths[0])
            wall, cpu = time.perf_counter() - began, sum(process.cpu_times()[:2])
            for _ in range(19):
                _ask(connection, paths[0])
            memory[_ASKED] = _memory(process)
            _ask(connection, paths[1])
            return _Start(wall, cpu, {**memory, _PAGED: _memory(process)})
    finally:
        process.kill()
        process.wait()


def _connected(process: psutil.Popen, port: int) -> socket.socket:
    """A connection as soon as somebody listens."""
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.001)
    raise RuntimeError(f"no answer: {process.args}")


def _ask(connection: socket.socket, path: str) -> None:
    """Read a whole answer; its length stands in its head."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    with connection.makefile("rb") as answer:
        if answer.readline().split()[1:2] != [b"200"]:
            raise RuntimeError(f"{path} was refused")
        length = 0
        while line := answer.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        answer.read(length)


def _memory(process: psutil.Process) -> tuple[float, float]:
    held = process.memory_full_info()
    return held.rss / _MEBI, held.pss / _MEBI


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _commands(rounds: int, database: Path, environment: dict[str, str]) -> Iterator[Result]:
    def least() -> float:
        return _run((*_THEIRS, str(database)), environment)

    for arguments in (("--help",), ("keys", "list"), ("rank", "2025-02")):
        ours, theirs = by_turns(rounds, partial(_run, (*_OURS, *arguments), environment), least)
        yield Ratio(PART, f"tthc766 {' '.join(arguments)}", "s", ours, _LEAST_COMMAND, theirs)


def _run(command: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def _imports(rounds: int, environment: dict[str, str]) -> Iterator[Fact]:
    """Where the time of the imports goes, by `python -X importtime`: of each module the least of all rounds."""
    command = (sys.executable, "-X", "importtime", "-c", f"import gc; gc.disable(); import {_SERVING}")
    least: dict[str, int] = {}
    for _ in range(rounds):
        told = subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True, text=True).stderr
        for own, module in re.findall(r"import time: +(\d+) \| +\d+ \| +(\S+)", told):
            least[module] = min(least.get(module, int(own)), int(own))
    by_package: Counter[str] = Counter()
    for module, own in least.items():
        by_package[module.partition(".")[0]] += own
    yield Fact(PART, "modules imported to serve", "", len(least))
    yield Fact(PART, "importing them, the least", "ms", round(by_package.total() / 1000))
    shares = ", ".join(f"{name} {own / by_package.total():.0%}" for name, own in by_package.most_common(8))
    yield Fact(PART, "of which", "", shares)
