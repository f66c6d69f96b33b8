"""What a forked server does; imported once, before the forks."""

import ctypes
import os
from collections.abc import Mapping

from app.cli.main import app
from app.main import wire

__all__ = ["serve", "wire"]


def serve(environment: Mapping[str, str], port: int, log: str, *, bound_by_modes: bool) -> None:
    """`tthc766 serve`, in this process. ``bound_by_modes``: files' modes bind it, also where it is root's."""
    if bound_by_modes:
        _give_up_override()
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for standard in (1, 2):
        os.dup2(file, standard)
    os.environ.clear()
    os.environ.update(environment)
    app(["serve", "--port", str(port)])


def _give_up_override() -> None:
    """Give up the capabilities by which root reads and writes whatever the modes say (see capabilities(7))."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, of this process
    data = (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    data[0] &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH among the effective ones
    if libc.capset(header, data):
        raise OSError(ctypes.get_errno(), "capset")
