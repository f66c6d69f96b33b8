"""Room for expensive reads: so many at once, so many waiting, so long; the others are refused ``service_busy``.

Whatever evaluates a cohort, or opens an edition, asks for ``ColdDep`` and hands its work over. It waits in the event
loop, so that those who wait hold no thread and no connection; and those who work hold as many as there are slots, out
of the way of the threads that answer everything else.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated

from anyio import CancelScope, CapacityLimiter, move_on_after, to_thread
from fastapi import Depends, Request, Response
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import ClientDisconnect

from app.api.http.problems import RETRY_AFTER_SECONDS
from app.domain.errors import Refusal
from app.services.evaluation.work import CURRENT, Work, WorkCancelled
from app.settings import Settings

WORK = "work"  # the name under which the state of a request holds what was done for it

Make = Callable[[], Response]
Run = Callable[[Make], Awaitable[Response]]
"""Makes an answer, in a thread."""


class ColdSlots(Collector):
    """For the event loop alone. ``slots`` at once, ``queue`` waiting, each for so many seconds (``wait``) at most."""

    def __init__(self, slots: int, queue: int, wait: float) -> None:
        self._slots, self._most, self._wait = CapacityLimiter(slots), slots + queue, wait
        self._threads = CapacityLimiter(slots)  # of their own: the slot is the only thing to wait for
        self._ended = {"answered": 0, "refused": 0, "left": 0}

    @classmethod
    def of(cls, settings: Settings) -> "ColdSlots":
        """As set; at least one connection is left to the others, if there is more than one."""
        slots = max(1, min(settings.cold_slots, settings.database_connections - 1))
        return cls(slots, settings.cold_queue, settings.cold_wait)

    async def run(self, request: Request, make: Make) -> Response:
        """Make an answer in a slot.

        Refuses ``service_busy``; raises ``ClientDisconnect`` if nobody waits for it any more.

        Its ``Work`` is left in the state of the request, for the rate limits.
        """
        work = Work()
        setattr(request.state, WORK, work)
        with CancelScope() as scope:
            watcher = asyncio.create_task(self._watch(request, work, scope))
            try:
                async with self._slot():
                    response = await to_thread.run_sync(_made, work, make, limiter=self._threads)
                    self._ended["answered"] += 1
                    return response
            except WorkCancelled:
                pass
            finally:
                watcher.cancel()
        raise ClientDisconnect

    async def _watch(self, request: Request, work: Work, scope: CancelScope) -> None:
        """Give up a request whose client has gone: at once while it waits, else at its next evaluation."""
        while (await request.receive())["type"] != "http.disconnect":
            pass
        self._ended["left"] += 1
        work.cancelled.set()
        scope.cancel()

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        now = self._slots.statistics()
        if now.borrowed_tokens + now.tasks_waiting >= self._most:
            raise self._refusal()
        with move_on_after(self._wait) as waiting:
            await self._slots.acquire()
        if waiting.cancelled_caught:
            raise self._refusal()
        try:
            yield
        finally:
            self._slots.release()

    def _refusal(self) -> Refusal:
        self._ended["refused"] += 1
        return Refusal("service_busy", seconds=RETRY_AFTER_SECONDS)

    def collect(self) -> Iterator[Metric]:
        """For /metrics."""
        now = self._slots.statistics()
        yield GaugeMetricFamily(
            "tthc766_cold_slots_used", "Expensive reads that are being made", value=now.borrowed_tokens
        )
        yield GaugeMetricFamily("tthc766_cold_waiting", "Expensive reads that wait for a slot", value=now.tasks_waiting)
        ended = CounterMetricFamily(
            "tthc766_cold_requests", "Expensive reads, by how they ended: left is by the client", labels=("outcome",)
        )
        for outcome, times in self._ended.items():
            ended.add_metric((outcome,), times)
        yield ended


def _made(work: Work, make: Make) -> Response:
    CURRENT.set(work)  # in the thread's copy of the context
    return make()


async def cold_of(request: Request) -> Run:
    slots: ColdSlots = request.app.state.cold
    return partial(slots.run, request)


ColdDep = Annotated[Run, Depends(cold_of)]
