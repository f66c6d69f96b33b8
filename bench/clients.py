"""Clients that ask without pause on 32 connections: wrk, and one for HEAD, of which wrk waits for a body."""

import json
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 32
_TOLD = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\\n{"requests": %d, "microseconds": %d, "bytes": %d, "p99": %d, "errors": %d, "timeouts": %d}\\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(99),
    e.connect + e.read + e.write + e.status, e.timeout
  ))
end
"""


class NoAnswer(Exception):
    """Nothing came in the time that there was, or it came too late for the client."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it. ``rate``: answers a second; ``p99``: milliseconds; ``size``: bytes an answer, head and body."""

    requests: int
    rate: float
    p99: float
    size: float


class Wrk:
    """wrk with a script; raises ``SystemExit`` where it is not installed."""

    def __init__(self, folder: Path, lua: str = "") -> None:
        if not shutil.which("wrk"):
            raise SystemExit("polling: wrk is not on the PATH: apt-get install wrk")
        self._script = folder / "wrk.lua"
        self._script.write_text(lua + _TOLD)

    def load(self, url: str, seconds: int, headers: Mapping[str, str], connections: int = CONNECTIONS) -> Load:
        """Ask without pause, one address or what the script says; every answer must be 2xx or 3xx.

        Raises ``NoAnswer`` where none came within the seconds, or one took longer than ten.
        """
        named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        arguments = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(self._script)]
        done = subprocess.run(["wrk", *arguments, *named, url], capture_output=True, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        if told["errors"]:
            raise RuntimeError(f"{url}: {done.stdout}")
        if told["timeouts"] or not told["requests"]:
            raise NoAnswer(f"{url}: {done.stdout}")
        seconds_ = told["microseconds"] / 1e6
        return Load(told["requests"], told["requests"] / seconds_, told["p99"] / 1e3, told["bytes"] / told["requests"])


def heads(port: int, path: str, seconds: float) -> Load:
    """The same with HEAD, from this process."""
    request = f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    waiting = selectors.DefaultSelector()
    begun: dict[int, float] = {}
    times: list[float] = []
    size = 0
    start = time.perf_counter()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        waiting.register(connection, selectors.EVENT_READ)
        begun[connection.fileno()] = time.perf_counter()
        connection.sendall(request)
    while (now := time.perf_counter()) < start + seconds:
        for key, _ in waiting.select():
            received = key.fileobj.recv(65536)  # type: ignore[union-attr]
            if not (received.startswith(b"HTTP/1.1 200 ") and received.endswith(b"\r\n\r\n")):
                raise RuntimeError(f"{path}: {received[:200]!r}")
            size += len(received)
            now = time.perf_counter()
            times.append(now - begun[key.fd])
            begun[key.fd] = now
            key.fileobj.sendall(request)  # type: ignore[union-attr]
    for key in list(waiting.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    count = len(times)
    return Load(count, count / (now - start), sorted(times)[count * 99 // 100] * 1e3, size / count)
