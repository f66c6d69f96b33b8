"""What a forked process does; imported once, before the forks."""

import ctypes
import fcntl
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence

from app.cli.main import app
from app.main import wire
from app.services.evaluation import work

__all__ = ["run", "serve", "wire"]


def serve(
    environment: Mapping[str, str], port: int, log: str, *, bound_by_modes: bool = False, held_by: str | None = None
) -> None:
    """`tthc766 serve`, in this process. ``bound_by_modes``: files' modes bind it, also where it is root's.
    ``held_by``: a file; no evaluation begins while somebody else has it locked."""
    if bound_by_modes:
        _give_up_override()
    if held_by is not None:
        _hold_evaluations(held_by)
    run(environment, ["serve", "--port", str(port)], (log, log))


def run(environment: Mapping[str, str], arguments: Sequence[str], files: Sequence[str]) -> None:
    """A command of the service, in this process. ``files``: what standard output and standard error are added to."""
    for number, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644), number)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # an import before the fork may have looked it up in another environment
    sys.argv = ["tthc766", *arguments]
    app()


def _hold_evaluations(file: str) -> None:
    """Within their view of the database, in which they begin by asking whether they are still wanted."""
    stop = work.stop_if_cancelled

    def begin() -> None:
        with open(file) as lock:  # noqa: PTH123
            fcntl.flock(lock, fcntl.LOCK_SH)
        stop()

    work.stop_if_cancelled = begin


def _give_up_override() -> None:
    """Give up the capabilities by which root reads and writes whatever the modes say (see capabilities(7))."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, of this process
    data = (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    data[0] &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH among the effective ones
    if libc.capset(header, data):
        raise OSError(ctypes.get_errno(), "capset")
