"""Processes to be measured: each on the core of the servers; whoever measures is on another."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
SERVICE = ("-c", "from app.cli.main import app; app()")
SECRET = "a secret of the benchmarks, long enough"
_PATIENCE = 600.0


def cores() -> tuple[int, int]:
    """The core of the servers and that of their client; raises ``SystemExit`` on a machine with a single one."""
    free = sorted(os.sched_getaffinity(0))
    if len(free) < 2 or not shutil.which("taskset"):
        raise SystemExit("polling: needs two cores, and taskset (apt-get install util-linux)")
    return free[0], free[1]


def settings(url: str, **given: object) -> dict[str, str]:
    """The environment of the service: ours without settings of its own, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TTHC766_")}
    named = {f"TTHC766_{name.upper()}": str(value) for name, value in given.items()}
    return {**kept, "TTHC766_DATABASE_URL": url, "TTHC766_KEY_SECRET": SECRET, **named}


def command(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the service to its end; what it prints."""
    done = subprocess.run(
        [sys.executable, *SERVICE, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stderr}")
    return done.stdout.strip()


@contextmanager
def serving(core: int, port: int, arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[psutil.Process]:
    """A Python program that serves on a port, on a core of its own; its log goes to /dev/null."""
    process = subprocess.Popen(
        ["taskset", "-c", str(core), sys.executable, *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_until_up(process, port)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"ended: {process.args!r}")
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.05)
    raise TimeoutError(process.args)
