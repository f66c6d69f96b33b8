"""PgBouncer in front of a PostgreSQL server of the tests, as Debian installs it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.support.processes import PATIENCE, Cluster, free_port

_PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NO_PGBOUNCER = None if _PROGRAM else "pgbouncer is not installed; apt-get install pgbouncer"
_SETTINGS = """
[databases]
* = host=127.0.0.1 port={server} user=postgres

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = {size}
server_round_robin = 1
"""


class Pooler:
    """PgBouncer with few connections to the server, dealt out in turn: what one transaction leaves behind in its
    session, another client's next one meets, and its own next one misses. Otherwise with the settings it comes with."""

    def __init__(self, cluster: Cluster, *, mode: str = "transaction", size: int = 3) -> None:
        assert _PROGRAM
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="tthc766-pgbouncer-")), free_port()
        file = self.folder / "pgbouncer.ini"
        file.write_text(_SETTINGS.format(server=cluster.port, port=self.port, mode=mode, size=size))
        user = "pgserver" if os.geteuid() == 0 else None  # it does not run as root
        if user:
            for path in (self.folder, file):
                shutil.chown(path, user)
        with (self.folder / "log").open("w") as log:
            self._process = subprocess.Popen(
                [_PROGRAM, str(file)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=user,
                group=user,
                extra_groups=user and [],
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text())

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def delete(self) -> None:
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
