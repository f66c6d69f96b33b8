"""How long a process takes from its start to its first answer, and how much memory it holds, against the least."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns

PART = "start"
_ROOT = Path(__file__).parents[1]
_OURS = (sys.executable, "-c", "from app.cli.main import app; app()")
_THEIRS = (sys.executable, "-m", "bench.minimal")
_RANKING, _CARD, _AGENCY = "/v1/rankings/2025-02", "/v1/scores/2025-02/H31", "/agencies/H44"
_LEAST, _LEAST_COMMAND = "FastAPI, SQLAlchemy, one query", "Typer, SQLAlchemy, one query"
_PATIENCE = 60.0
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


def _environment(database: Path) -> dict[str, str]:
    # Bytecode is what an installed program starts from; the round that is thrown away leaves it behind.
    unwanted = ("TTHC766_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**kept, "TTHC766_DATABASE_URL": f"sqlite:///{database}", "TTHC766_LOG_LEVEL": "warning"}


@dataclass(frozen=True, slots=True)
class _Start:
    """A server's way to its first answer, in seconds; what it held in memory before and after, in MiB."""

    wall: float
    cpu: float
    idle: tuple[float, float]
    answered: tuple[float, float]


def _servers(rounds: int, database: Path, environment: dict[str, str]) -> Iterator[Result]:
    def least() -> _Start:
        port = _free_port()
        return _start((*_THEIRS, str(database), str(port)), port, _AGENCY, environment)

    for name, path in (("a ranking", _RANKING), ("a card", _CARD)):
        ours: list[_Start] = []
        theirs: list[_Start] = []

        def serve(path: str = path, kept: list[_Start] = ours) -> float:
            port = _free_port()
            kept.append(_start((*_OURS, "serve", "--port", str(port)), port, path, environment))
            return kept[-1].wall

        def serve_least(kept: list[_Start] = theirs) -> float:
            kept.append(least())
            return kept[-1].wall

        walls = by_turns(rounds, serve, serve_least)
        del ours[0], theirs[0]  # of the round that is thrown away
        target = Target(Better.LOW, 1.5)
        yield Ratio(PART, f"start to first answer, {name}", "s", walls[0], _LEAST, walls[1], target)
        own, other = ([each.cpu for each in kept] for kept in (ours, theirs))
        yield Ratio(PART, f"CPU time of it, {name}", "s", own, _LEAST, other)
    for when in ("idle", "answered"):
        for kind, named in enumerate(("RSS", "PSS")):
            own, other = ([getattr(each, when)[kind] for each in kept] for kept in (ours, theirs))
            told = "after its start" if when == "idle" else "after 20 cards"
            yield Ratio(PART, f"memory {told}, {named}", "MiB", own, _LEAST, other)


def _start(command: Sequence[str], port: int, path: str, environment: dict[str, str]) -> _Start:
    """Start a server, ask it once, and end it."""
    began = time.perf_counter()
    process = psutil.Popen(command, cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _connected(process, port) as connection:
            connecting = time.perf_counter()
            idle = _memory(process)
            began += time.perf_counter() - connecting
            _ask(connection, path)
            wall = time.perf_counter() - began
            cpu = sum(process.cpu_times()[:2])
            for _ in range(19):
                _ask(connection, path)
            return _Start(wall, cpu, idle, _memory(process))
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
    least = (*_THEIRS, str(database))
    for arguments in (("--help",), ("keys", "list"), ("rank", "2025-02")):
        command = (*_OURS, *arguments)
        ours, theirs = by_turns(
            rounds, lambda command=command: _run(command, environment), lambda: _run(least, environment)
        )
        yield Ratio(PART, f"tthc766 {' '.join(arguments)}", "s", ours, _LEAST_COMMAND, theirs)
    modules = int(
        subprocess.check_output(
            (sys.executable, "-c", "import sys, app.main; print(len(sys.modules))"), cwd=_ROOT, env=environment
        )
    )
    yield Fact(PART, "modules imported to serve", "", float(modules))


def _run(command: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began
