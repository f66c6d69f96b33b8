"""HTTP that no client of good manners sends: an answer below 500 or a closed connection, and the server goes on."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from app.domain.enums import Scope
from app.services.keys import create
from tests.conftest import NOW, Databases, service_on
from tests.support.processes import Server, serving

Running = tuple[Server, str, httpx.Client]

_HOST = b"Host: x\r\n"
_POST = b"POST /v1/statistics HTTP/1.1\r\n" + _HOST + b"Content-Type: application/json\r\n@KEY@"
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n\r\n"


def _get(path: bytes, more: bytes = b"") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + _HOST + more + b"\r\n"


MALFORMED = {
    "nothing": b"\r\n",
    "noise": bytes(range(256)),
    "a greeting of TLS": bytes.fromhex("160301002e0100002a0303") + b"\0" * 40,
    "a preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /healthz\r\n\r\n",
    "HTTP/1.0 without a host": b"GET /healthz HTTP/1.0\r\n\r\n",
    "HTTP/9.9": b"GET /healthz HTTP/9.9\r\n" + _HOST + b"\r\n",
    "no version": b"GET /healthz \r\n" + _HOST + b"\r\n",
    "no path": b"GET  HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a path of two words": _get(b"/health z"),
    "a path without a solidus": _get(b"healthz"),
    "an absolute address": _get(b"http://x/healthz"),
    "an absolute address of somebody else": _get(b"http://example.vn/healthz"),
    "an address of the internet's inside": _get(b"http://169.254.169.254/latest/meta-data/"),
    "a star": b"OPTIONS * HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a tunnel": b"CONNECT example.vn:443 HTTP/1.1\r\n" + _HOST + b"\r\n",
    "an echo": b"TRACE /healthz HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method that there is not": b"BREW /healthz HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method in small letters": b"get /healthz HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method of a thousand letters": b"G" * 1000 + b" /healthz HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method with a NUL": b"GE\0T /healthz HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a NUL in the path": _get(b"/v1/agencies/H\0"),
    "an escaped NUL in the path": _get(b"/v1/agencies/H%00"),
    "raw bytes in the path": _get(b"/v1/agencies/\xff\xfe"),
    "raw UTF-8 in the path": _get("/v1/agencies/Hưng".encode()),
    "raw bytes in the query": _get(b"/v1/agencies?after=\xff"),
    "wrong bytes escaped in the query": _get(b"/v1/agencies?after=%ff%c0%af"),
    "an escape cut off": _get(b"/v1/agencies/%"),
    "an escape of letters": _get(b"/v1/agencies/%zz"),
    "a full stop as a step": _get(b"/v1/./measures"),
    "two full stops as a step": _get(b"/static/../settings.py"),
    "many full stops": _get(b"/static/../../../../../../etc/passwd"),
    "full stops twice escaped": _get(b"/static/%252e%252e%252fsettings.py"),
    "two solidi at the beginning": _get(b"//example.vn/healthz"),
    "a solidus at the end of what redirects": _get(b"//example.vn/v1/measures/"),
    "a part of a page": _get(b"/healthz#x"),
    "a path of a hundred thousand letters": _get(b"/" + b"a" * 100_000),
    "a query of sixty thousand letters": _get(b"/v1/agencies?" + b"a=1&" * 15_000),
    "a header of a hundred thousand letters": _get(b"/healthz", b"X-Long: " + b"a" * 100_000 + b"\r\n"),
    "ten thousand headers": _get(b"/healthz", b"".join(b"X-%d: 1\r\n" % number for number in range(10_000))),
    "a header without a colon": _get(b"/healthz", b"X-Nothing\r\n"),
    "a header without a name": _get(b"/healthz", b": x\r\n"),
    "a blank before the colon": _get(b"/healthz", b"Authorization : Bearer x\r\n"),
    "a header folded over two lines": _get(b"/healthz", b"X-Long: a\r\n b\r\n"),
    "a header with a NUL": _get(b"/healthz", b"X-Nul: a\0b\r\n"),
    "a header with raw bytes": _get(b"/v1/webhooks", b"Authorization: Bearer \xff\xfe\r\n"),
    "line feeds alone": b"GET /healthz HTTP/1.1\nHost: x\n\n",
    "carriage returns alone": b"GET /healthz HTTP/1.1\rHost: x\r\r",
    "no host": b"GET /v1/catalog HTTP/1.1\r\n\r\n",
    "two hosts": _get(b"/v1/catalog", b"Host: y\r\n"),
    "a host that is no host": b'GET /v1/catalog HTTP/1.1\r\nHost: "><x>\xff\r\n\r\n',
    "a host that leads elsewhere": b"GET /v1/rankings/2026?limit=1 HTTP/1.1\r\nHost: a@b/c?d#e\r\n\r\n",
    "a host with a port that is none": b"GET /v1/catalog HTTP/1.1\r\nHost: x:99999999\r\n\r\n",
    "a host of half an IPv6 address": b"GET /feeds/editions.atom HTTP/1.1\r\nHost: [::1\r\n\r\n",
    "a host of half an address on a page": b"GET /rankings HTTP/1.1\r\nHost: [\r\n\r\n",
    "two lengths": _POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "the same length twice": _POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": _POST + b"Content-Length: 2, 3\r\n\r\n{} ",
    "a length below zero": _POST + b"Content-Length: -1\r\n\r\n{}",
    "a length with a sign": _POST + b"Content-Length: +2\r\n\r\n{}",
    "a length in hexadecimal": _POST + b"Content-Length: 0x2\r\n\r\n{}",
    "a length beyond 64 bits": _POST + b"Content-Length: 99999999999999999999999\r\n\r\n{}",
    "a length in Arabic digits": _POST + "Content-Length: ٢\r\n\r\n{}".encode(),
    "a length of more than there is": _POST + b"Content-Length: 9\r\n\r\n{}",
    "a length and chunks": _POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks twice": _POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that are not the last coding": _POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunks by another name": _POST + b"Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}",
    "chunks behind a vertical tab": _POST + b"Transfer-Encoding: \x0bchunked\r\nContent-Length: 2\r\n\r\n{}",
    "chunks behind a blank": _POST + b"Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}",
    "a chunk of no size": _CHUNKED + b"\r\n{}\r\n0\r\n\r\n",
    "a chunk of a negative size": _CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n",
    "a chunk of a size that is none": _CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n",
    "a chunk of a size beyond 64 bits": _CHUNKED + b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a chunk shorter than it says": _CHUNKED + b"5\r\n{}\r\n0\r\n\r\n",
    "a chunk longer than it says": _CHUNKED + b"1\r\n{}\r\n0\r\n\r\n",
    "a chunk with an extension of sixty thousand letters": _CHUNKED + b"2;" + b"a" * 60_000 + b"\r\n{}\r\n0\r\n\r\n",
    "chunks that never end": _CHUNKED + b"2\r\n{}\r\n",
    "a trailer that would be a header": _CHUNKED + b"2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n",
    "another request behind the first": _get(b"/healthz") + _get(b"/v1/measures"),
    "another request within a body": _POST
    + b"Content-Length: 44\r\n\r\nGET /v1/webhooks HTTP/1.1\r\nHost: x\r\n\r\n        ",
    "expecting what there is not": _get(b"/healthz", b"Expect: 200-maybe\r\n"),
    "an upgrade": _get(b"/healthz", b"Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n"),
    "an upgrade to a socket": _get(
        b"/healthz",
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n",
    ),
    "a range": _get(b"/static/style.css", b"Range: bytes=99999999999-\r\n"),
    "a thousand ranges": _get(b"/static/style.css", b"Range: bytes=" + b"0-1," * 1000 + b"0-1\r\n"),
    "a date that is none": _get(b"/static/style.css", b"If-Modified-Since: yesterday\r\n"),
    "a date of the year 99999": _get(b"/static/style.css", b"If-Modified-Since: Fri, 31 Dec 99999 23:59:59 GMT\r\n"),
    "an Accept of everything": _get(b"/v1/rankings/2026", b"Accept: " + b"*/*," * 5000 + b"\r\n"),
    "a request id of another line": _get(b"/healthz", b"X-Request-ID: a\x0bX-Injected: 1\r\n"),
}


@pytest.fixture(scope="module")
def server(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    url = sqlite_databases.migrated()
    service = service_on(url)
    token, _ = create(service.database, service.key_secret, None, [Scope.ADMIN], "", NOW)
    service.database.engine.dispose()
    with serving(url, tmp_path_factory.mktemp("malformed") / "log") as made, httpx.Client(timeout=30) as client:
        yield made, token, client


@pytest.mark.parametrize("name", MALFORMED)
def test_it_is_refused_and_the_server_goes_on(server: Running, name: str) -> None:
    made, token, client = server
    logged = made.log.stat().st_size
    statuses, answered = _send(made, MALFORMED[name].replace(b"@KEY@", f"Authorization: Bearer {token}\r\n".encode()))
    assert all(status < 500 for status in statuses), answered
    assert b"root:" not in answered
    assert b"x-injected" not in answered.lower()
    assert client.get(f"{made.base}/healthz").status_code == 200
    assert "Traceback" not in made.log.read_bytes()[logged:].decode()


def _send(server: Server, content: bytes) -> tuple[list[int], bytes]:
    """The statuses that are answered, and all that is; the sender then closes its side, as one who is done."""
    answered = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        try:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answered += part
        except (ConnectionResetError, BrokenPipeError):
            pass
    heads = [line for line in answered.split(b"\r\n") if line.startswith(b"HTTP/1.")]
    return [int(line.split()[1]) for line in heads], answered
