"""Servers forked from a process that has imported everything: each is a process of its own, up in a moment.

A start from nothing takes seconds of a core, most of them for imports; two hundred of them take too long.
"""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.processes import PATIENCE, Server
from tests.reliability.child import serve

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "uvicorn", "tests.reliability.child"])


class Fork:
    """A forked process with the face of ``subprocess.Popen``."""

    def __init__(self, process: BaseProcess) -> None:
        self.process = process
        self.pid = process.pid or 0
        self.kill, self.terminate = process.kill, process.terminate

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float) -> int:
        self.process.join(timeout)
        code = self.process.exitcode
        if code is None:
            raise TimeoutError(f"process {self.pid} is still there after {timeout} seconds")
        return code


class ForkedServer(Server):
    """The same, started by a fork."""

    process: Fork  # type: ignore[assignment]
    bound_by_modes = False

    def start(self) -> None:
        arguments = (self._environment, self.port, str(self.log))
        process = _CONTEXT.Process(
            target=serve, args=arguments, kwargs={"bound_by_modes": self.bound_by_modes}, daemon=True
        )
        process.start()
        self.process = Fork(process)
        self.wait_until_up()

    def end(self) -> None:
        """Make sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)


class BoundServer(ForkedServer):
    """One that files' modes bind, as they do every user but root."""

    bound_by_modes = True


@contextmanager
def forked(url: str, log: Path, **settings: object) -> Iterator[ForkedServer]:
    server = ForkedServer(url, log, **settings)
    try:
        yield server
    finally:
        server.end()


@contextmanager
def forked_bound(url: str, log: Path) -> Iterator[BoundServer]:
    server = BoundServer(url, log)
    try:
        yield server
    finally:
        server.end()
