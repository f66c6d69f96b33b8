"""Connections that never come to a request, or whose clients take no answer, which uvicorn would keep for ever."""

import asyncio
import fcntl
import struct
import termios
from asyncio.events import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_LONGEST_HEAD = 64 * 1024  # bytes; the parser has no limit of its own
# Bytes a second that a client must take to count as one that reads: a byte now and then would hold a connection, and
# the memory of its answer, for days.
LEAST_RATE = 1024


class _TimedProtocol(HttpToolsProtocol):
    """Closes a connection that does not send the head of a request, or the rest of an answered one, in time.

    Also one that sends more than any head has and that is no body: endless headers, trailers, sizes of chunks. And one
    that takes less of an answer than ``LEAST_RATE``, over so many seconds (``idle``); who takes more has all the time
    that the answer needs.
    """

    head: float
    idle: float

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._unexplained = 0
        self._timer: TimerHandle | None = None
        self._watch(self.head)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unexplained += len(data)
        super().data_received(data)
        if self._unexplained > _LONGEST_HEAD and not self.transport.is_closing():
            self.transport.abort()

    def on_headers_complete(self) -> None:
        if not self.flow.write_paused:  # else what was answered before has not been taken yet
            self._stop()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unexplained = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unexplained = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete:  # there is no further request whose head has come already
            self._watch(self.head)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._timer is None:
            self._watch(self.idle)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()

    def _watch(self, seconds: float) -> None:
        self._stop()
        self._since, self._left = self.loop.time(), self._unsent()
        self._timer = self.loop.call_later(seconds, self._look)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """Give the connection up, unless its client is still taking an answer."""
        now, left = self.loop.time(), self._unsent()
        if self._left - left >= LEAST_RATE * (now - self._since):
            self._since, self._left = now, left
        seconds = self._since + self.idle - now
        if left and seconds > 0:
            self._timer = self.loop.call_later(seconds, self._look)
        else:
            self.transport.abort()

    def _unsent(self) -> int:
        """Bytes that the client's machine has not confirmed: those in our buffer, and those in the kernel's."""
        ours = self.transport.get_write_buffer_size()
        try:
            answer = fcntl.ioctl(self.transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
        except OSError:  # not on every system
            return ours
        return ours + int(struct.unpack("i", answer)[0])


def guarded(head: float, idle: float) -> Any:
    """The protocol for uvicorn whose connections have so many seconds to send a head, and so many in which they may
    take nothing of an answer."""
    return type("Configured", (_TimedProtocol,), {"head": head, "idle": idle})
