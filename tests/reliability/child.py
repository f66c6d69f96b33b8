"""What a forked server does; imported once, before the forks."""

import os
from collections.abc import Mapping

from app.cli.main import app
from app.main import wire

__all__ = ["serve", "wire"]


def serve(environment: Mapping[str, str], port: int, log: str) -> None:
    """`tthc766 serve`, in this process."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for standard in (1, 2):
        os.dup2(file, standard)
    os.environ.clear()
    os.environ.update(environment)
    app(["serve", "--port", str(port)])
