"""Answers that are made while they are sent, piece by piece."""

from collections.abc import AsyncIterator, Generator
from contextlib import closing

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

_turn: RunVar[CapacityLimiter] = RunVar("pieces of answers")


async def made_in_turns(pieces: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    """Pieces that cost work, made in a thread. Such answers take turns, piece by piece: Python would not make two at
    once any sooner, and so they take no more than one thread from whoever else asks."""
    with closing(pieces):
        while piece := await to_thread.run_sync(next, pieces, b"", limiter=_limiter()):
            yield piece


def _limiter() -> CapacityLimiter:
    try:
        return _turn.get()
    except LookupError:
        _turn.set(made := CapacityLimiter(1))
        return made
