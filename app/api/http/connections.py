"""Connections that never come to a request, which uvicorn would keep for ever."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_LONGEST_HEAD = 64 * 1024  # bytes; the parser has no limit of its own


class _TimedProtocol(HttpToolsProtocol):
    """Closes a connection that does not send the head of a request, or the rest of an answered one, in time.

    Also one that sends more than any head has and that is no body: endless headers, trailers, sizes of chunks.
    """

    patience: float

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._unexplained = 0
        self._patience = self.loop.call_later(self.patience, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._patience.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unexplained += len(data)
        super().data_received(data)
        if self._unexplained > _LONGEST_HEAD and not self.transport.is_closing():
            self.transport.abort()

    def on_headers_complete(self) -> None:
        self._patience.cancel()
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
            self._patience.cancel()
            self._patience = self.loop.call_later(self.patience, self.transport.abort)


def guarded(seconds: float) -> Any:
    """The protocol for uvicorn whose connections have so many seconds to send a head."""

    class Configured(_TimedProtocol):
        patience = seconds

    return Configured
