"""Clients that read slowly get all of an answer; those that read nothing are given up.

Time passes by connections on which nothing is sent: each lasts for as long as the server waits for a head.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, Literal

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from app.api.http.connections import LEAST_RATE, guarded
from tests.support.processes import PATIENCE

HEAD = 0.2  # seconds for a head
BODY = bytes(range(256)) * 4096
PIECE = 64 * 1024
BUFFER = 8 * 1024  # of the kernel, at both ends
REQUEST = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"

Loop = Literal["asyncio", "uvloop"]


async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
    """``/whole``: in one piece, ``/pieces``: in many."""
    length = [(b"content-length", b"%d" % len(BODY))]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    size = PIECE if scope["path"] == "/pieces" else len(BODY)
    for start in range(0, len(BODY), size):
        more = start + size < len(BODY)
        await send({"type": "http.response.body", "body": BODY[start : start + size], "more_body": more})


class Served:
    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self.port, self.connections = port, server.server_state.connections

    def ask(self, *paths: bytes) -> socket.socket:
        """A connection with little room for answers, on which these are asked."""
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        made.settimeout(PATIENCE)
        made.connect(("127.0.0.1", self.port))
        made.sendall(b"".join(REQUEST % each for each in paths))
        return made

    def wait(self) -> None:
        """For as long as the server waits for a head."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as silent:
            assert silent.recv(1) == b""


@contextmanager
def running(loop: Loop, idle: float) -> Iterator[Served]:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        answer, http=guarded(HEAD, idle), ws="none", lifespan="off", loop=loop, log_config=None, timeout_keep_alive=60
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    listening.listen()
    thread.start()
    try:
        yield Served(server, listening.getsockname()[1])
    finally:
        server.force_exit = server.should_exit = True
        thread.join(PATIENCE)


def received(connection: socket.socket, size: int) -> bytes:
    """So many bytes, or fewer if the connection ends before."""
    parts = []
    while size and (part := connection.recv(min(size, 4096))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("path", [b"whole", b"pieces"])
def test_a_slow_reader_gets_all_of_it(loop: Loop, path: bytes) -> None:
    with running(loop, idle=PATIENCE) as served, served.ask(path) as connection:
        parts = []
        for _ in range(6):
            served.wait()
            parts.append(received(connection, PIECE))
        head, _, body = b"".join(parts).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert body + received(connection, len(BODY) - len(body)) == BODY


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("paths", [[b"whole"], [b"pieces"], [b"whole", b"pieces"]])
def test_who_takes_nothing_is_given_up(loop: Loop, paths: list[bytes]) -> None:
    with running(loop, idle=HEAD) as served, served.ask(*paths) as connection:
        assert received(connection, 1) == b"H"
        for _ in range(int(PATIENCE / HEAD)):
            served.wait()
            if not served.connections:
                break
        assert not served.connections
        assert len(received(connection, len(BODY))) < len(BODY)


class Clock:
    """A loop whose time is set, with the one timer that is waited for."""

    def __init__(self) -> None:
        self.now = self.due = 0.0

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> "Clock":
        self.due, self.ring = self.now + delay, callback
        return self

    def cancel(self) -> None:
        """The timer is set anew afterwards."""


class Line(asyncio.Transport):
    """A connection on which so many bytes wait for a client."""

    waiting, is_given_up = 0, False

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def is_closing(self) -> bool:
        return self.is_given_up

    def abort(self) -> None:
        self.is_given_up = True


@pytest.mark.parametrize(("rate", "is_given_up"), [(LEAST_RATE, False), (LEAST_RATE - 1, True), (1, True), (0, True)])
def test_how_slowly_one_may_read(rate: int, is_given_up: bool) -> None:
    clock, all_of_it = Clock(), 100 * LEAST_RATE
    with socket.socket() as client:
        line = Line({"socket": client})
        line.waiting = all_of_it
        config: Any = uvicorn.Config(answer, lifespan="off", log_config=None)
        guarded(15, 30)(config, ServerState(), {}, clock).connection_made(line)
        while line.waiting and not line.is_given_up:
            clock.now = clock.due
            line.waiting = max(0, all_of_it - round(rate * clock.now))
            if line.waiting:
                clock.ring()
    assert line.is_given_up is is_given_up
