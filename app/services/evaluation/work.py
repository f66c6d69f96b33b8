"""The work that a request causes: how much was evaluated for it, and whether anybody still waits for it."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event


class WorkCancelled(Exception):
    """No error: raised between two evaluations of a request whose ``Work`` was cancelled."""


@dataclass(slots=True)
class Work:
    """``evaluated``: agencies, each counted once for every period in which its cohort was evaluated; what was kept from
    an earlier evaluation costs nothing. ``cancelled`` may be set from any thread."""

    evaluated: int = 0
    cancelled: Event = field(default_factory=Event)


CURRENT: ContextVar[Work | None] = ContextVar("current_work", default=None)


def count(agencies: int) -> None:
    """Add an evaluation of so many agencies to the work of the request, if there is one."""
    work = CURRENT.get()
    if work is not None:
        work.evaluated += agencies


def stop_if_cancelled() -> None:
    """Raise ``WorkCancelled`` if the work of the request was cancelled."""
    work = CURRENT.get()
    if work is not None and work.cancelled.is_set():
        raise WorkCancelled
