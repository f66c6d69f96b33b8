"""Connections to PostgreSQL that do not wait for ever for a server that says nothing."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.waiting import Ready

_Answer = TypeVar("_Answer")


class TimeoutConnection(Connection[Any]):
    """Gives up, and is closed, when the server has been silent for ``patience`` seconds; without end if ``None``.

    The server's own limits do not help where its answers are lost on the way, nor the kernel's where something
    between takes the packets: a proxy, a frozen machine. Every piece of an answer begins the wait anew.
    """

    patience: float | None = None

    def wait(self, gen: PQGen[_Answer], *args: Any, **options: Any) -> _Answer:
        if self.patience is None:
            return super().wait(gen, *args, **options)
        return super().wait(_heard(gen, self.patience, self._give_up), *args, **options)

    def _give_up(self) -> OperationalError:
        self.close()
        return OperationalError(f"the server has not answered for {self.patience:g} seconds")


def connector(patience: float | None) -> Callable[..., TimeoutConnection]:
    """Opens such connections."""
    return partial(_connect, patience)


def _connect(patience: float | None, *args: Any, **options: Any) -> TimeoutConnection:
    made = TimeoutConnection.connect(*args, **options)
    made.patience = patience
    return made


def _heard(gen: PQGen[_Answer], patience: float, give_up: Callable[[], Exception]) -> PQGen[_Answer]:
    """The same steps of a conversation, until nothing has been heard for too long."""
    try:
        wanted, until = next(gen), monotonic() + patience
        while True:
            ready = yield wanted
            if ready != Ready.NONE:
                until = monotonic() + patience
            elif monotonic() > until:
                raise give_up()
            wanted = gen.send(ready)
    except StopIteration as done:
        answer: _Answer = done.value
        return answer
