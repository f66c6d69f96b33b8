"""A real HTTP server that plays the National Public Service Portal's reporting API, and its bad days."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socket import MSG_DONTWAIT, MSG_PEEK, SHUT_RDWR, socket
from socketserver import ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import Any

import orjson

from tests.integration.portal.answers import PATHS, Figures, Refusal, answer, uuid_of

__all__ = ["Asked", "Fault", "Figures", "Portal", "uuid_of"]

COUNTRY = ""
JSON = {"Content-Type": "application/json; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
REJECTED = "<html><head><title>Request Rejected</title></head><body>Your support ID is: 7</body></html>"


@dataclass(frozen=True)
class Asked:
    """One request as it came; body is None where it was not JSON, headers are found whatever their case."""

    method: str
    path: str
    body: Any
    headers: Message


# How an answer leaves: from its first lines, its body and the event of the portal's end, the pieces to send.
Sending = Callable[[bytes, bytes, Event], Iterator[bytes]]


def _whole(start: bytes, body: bytes, _closed: Event) -> Iterator[bytes]:
    yield start + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _half(start: bytes, body: bytes, _closed: Event) -> Iterator[bytes]:
    yield start + b"Content-Length: %d\r\n\r\n" % len(body) + body[: len(body) // 2]


def _half_in_chunks(start: bytes, body: bytes, _closed: Event) -> Iterator[bytes]:
    half = body[: len(body) // 2]
    yield start + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(half), half)


def _drip(start: bytes, body: bytes, closed: Event) -> Iterator[bytes]:
    yield start + b"Content-Length: %d\r\n\r\n" % len(body)
    for at in range(len(body)):
        if closed.wait(0.005):
            return
        yield body[at : at + 1]


def _nothing(_start: bytes, _body: bytes, _closed: Event) -> Iterator[bytes]:
    return iter(())


@dataclass(frozen=True)
class Reply:
    """What is sent. After any other sending than the whole, the connection closes."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    sending: Sending = _whole


def envelope(status: int, code: str, data: object, message: str) -> Reply:
    return Reply(status, orjson.dumps({"code": code, "data": data, "message": message}, default=_digits))


def _digits(number: object) -> orjson.Fragment:
    """Decimals keep their digits: as a float, 8.10 would become 8.1."""
    return orjson.Fragment(f"{number:f}")


# Faults: each turns the true answer into what is sent instead.

Fault = Callable[[Reply], Reply]


def status(code: int) -> Fault:
    return lambda _true: envelope(code, "ERROR", None, HTTPStatus(code).phrase)


def too_many(retry_after: str | None = None) -> Fault:
    """429; Retry-After in seconds, as an HTTP date, or not there."""
    headers = JSON | ({"Retry-After": retry_after} if retry_after else {})
    return lambda true: replace(status(429)(true), headers=headers)


def rejected(code: int = 200, start: str = "", headers: Mapping[str, str] = HTML) -> Fault:
    """How the portal's firewall says no: a page, under the status of a good answer; how others do, under theirs."""
    return lambda _true: Reply(code, (start + REJECTED).encode(), headers)


def not_ok(code: str = "ERROR") -> Fault:
    """The true data under another code: only the code tells."""
    return lambda true: replace(true, body=true.body.replace(b'"code":"OK"', b'"code":"%s"' % code.encode(), 1))


def empty() -> Fault:
    return lambda _true: envelope(201, "OK", None, "OK")


def truncated() -> Fault:
    return lambda true: replace(true, sending=_half)


def truncated_chunked() -> Fault:
    return lambda true: replace(true, sending=_half_in_chunks)


def slow() -> Fault:
    return lambda true: replace(true, sending=_drip)


def dropped() -> Fault:
    return lambda true: replace(true, sending=_nothing)


def redirect(to: str = "/elsewhere") -> Fault:
    return lambda _true: Reply(302, b"", {"Location": to})


@dataclass(frozen=True)
class _Where:
    """The requests that are meant: by their path's last part and the agency they ask for; None is any, ``COUNTRY``
    the country."""

    path: str | None
    root: str | None

    def __post_init__(self) -> None:
        known = {path.rsplit("/", 1)[1] for path in PATHS}
        assert self.path is None or self.path in known, f"{self.path} is none of {known}"

    def __contains__(self, asked: Asked) -> bool:
        root = asked.body.get("rootDepartmentId") if isinstance(asked.body, dict) else None
        here = self.path is None or asked.path.rsplit("/", 1)[-1] == self.path
        return here and (self.root is None or root == (uuid_of(self.root) if self.root else None))


@dataclass
class _Planned:
    where: _Where
    fault: Fault
    times: int | None


class Portal:
    """The server, from ``with`` to its end. Its figures, faults and edits may change between requests.

    A fault of the server's own (a ``change`` that fails, figures that cannot be told) is raised at the end.
    """

    def __init__(self) -> None:
        self.figures = Figures.bundled()
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.closed = Event()
        self.edits: list[tuple[_Where, Callable[[Any], None]]] = []
        self._faults: list[_Planned] = []
        self._broken: list[Exception] = []
        self._busy: set[socket] = set()
        self._lock = Lock()
        self._server = _Server(self)
        # Closing waits for one turn of this loop.
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Portal":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()
        if kind is None and self._broken:
            raise self._broken[0]

    def fail(self, fault: Fault, path: str | None = None, root: str | None = None, times: int | None = 1) -> None:
        """The next ``times`` requests of that path and agency meet the fault; None is always."""
        self._faults.append(_Planned(_Where(path, root), fault, times))

    def clear(self) -> None:
        """No more faults; edits stay."""
        self._faults.clear()

    def edit(self, path: str, change: Callable[[Any], None], root: str | None = None) -> None:
        """From now on ``change`` mutates the ``data`` of that path's answers before they are sent."""
        self.edits.append((_Where(path, root), change))

    def begin(self, asked: Asked, connection: socket) -> None:
        with self._lock:
            self.asked.append(asked)
            # A client that gave up on a slow answer is no longer asking.
            self._busy = {other for other in self._busy if not _hung_up(other)} | {connection}
            self.most_at_once = max(self.most_at_once, len(self._busy))

    def end(self, connection: socket) -> None:
        with self._lock:
            self._busy.discard(connection)

    def reply(self, asked: Asked) -> Reply:
        try:
            fault = self._fault(asked)
            true = self._true(asked)
            return fault(true) if fault else true
        except Exception as error:
            self._broken.append(error)
            return envelope(500, "BROKEN", None, repr(error))

    def _true(self, asked: Asked) -> Reply:
        try:
            if asked.method != "POST":
                raise Refusal(405, "METHOD_NOT_ALLOWED", "Chỉ nhận POST")
            if not isinstance(asked.body, dict) or asked.headers.get_content_type() != "application/json":
                raise Refusal(400, "BAD_REQUEST", "Cần một đối tượng JSON")
            data = deepcopy(answer(self.figures, asked.path, asked.body))
        except Refusal as refusal:
            return envelope(refusal.status, refusal.code, None, refusal.message)
        for where, change in self.edits:
            if asked in where:
                change(data)
        return envelope(201, "OK", data, "OK")

    def _fault(self, asked: Asked) -> Fault | None:
        with self._lock:
            planned = next((each for each in self._faults if asked in each.where and each.times != 0), None)
            if planned and planned.times:
                planned.times -= 1
        return planned.fault if planned else None


def _hung_up(connection: socket) -> bool:
    try:
        return connection.recv(1, MSG_PEEK | MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


class _Server(ThreadingTCPServer):
    """Waits at its end for the threads of all connections."""

    allow_reuse_address = True

    def __init__(self, portal: Portal) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.portal = portal
        self._connections: list[socket] = []

    def get_request(self) -> tuple[socket, Any]:
        connection, address = super().get_request()
        self._connections.append(connection)
        return connection, address

    def hang_up(self) -> None:
        """Wakes the threads that wait for a client's next request."""
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        # Clients may go at any moment; that is theirs to report.
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Tests read ``Portal.asked``."""

    def _serve(self) -> None:
        raw, body = self.rfile.read(int(self.headers.get("Content-Length", 0))), None
        with suppress(ValueError):
            body = json.loads(raw)
        asked = Asked(self.command, self.path, body, self.headers)
        self.server.portal.begin(asked, self.connection)
        try:
            self._send(self.server.portal.reply(asked))
        finally:
            self.server.portal.end(self.connection)

    do_GET = do_POST = _serve  # noqa: N815 - the names that the base class looks for

    def _send(self, reply: Reply) -> None:
        lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        start = "".join(f"{line}\r\n" for line in lines).encode()
        self.close_connection |= reply.sending is not _whole
        # One piece behind: with the last one the client may ask again, so the request must have ended before.
        held = b""
        for piece in reply.sending(start, reply.body, self.server.portal.closed):
            self.wfile.write(held)
            held = piece
        self.server.portal.end(self.connection)
        self.wfile.write(held)
