"""What the worst senders do to a server: the answer they get, the memory they take, and whom they keep from reading.

The long version sends a gigabyte, a million rows, ten gigabytes in a few megabytes, from a thousand connections.
"""

import gzip
import io
import resource
import socket
import struct
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from app.domain.enums import Scope
from app.readers.uploads.formats import Format
from app.services.keys import create
from tests.conftest import Databases, service_on
from tests.integration.submissions.uploads import xlsx_bytes
from tests.support.processes import PATIENCE, Server, serving

MB = 1024 * 1024
MOST_MEMORY = 150 * MB
MOST_MEMORY_OF_DOSSIERS = 400 * MB  # the engine's, which counts them once they are there
HEAD = "agency,period,dossiers_received\n"
READ = "/v1/rankings/2026?limit=1"


class Attacked:
    """A server with the bundled figures that has served an upload, and a key to send to it."""

    def __init__(self, server: Server, key: str) -> None:
        self.server, self.key = server, key
        self.headers = {"Authorization": f"Bearer {key}"}
        for _ in range(3):
            assert self.post(f"{HEAD}H31,2026-Q3,1\n".encode(), Format.CSV).status_code == 201
            assert httpx.get(server.base + READ).status_code == 200

    def post(self, content: Any, format_: str, **headers: str) -> httpx.Response:
        given = {**self.headers, "Content-Type": format_, **headers}
        return httpx.post(f"{self.server.base}/v1/statistics", content=content, headers=given, timeout=1800)

    @contextmanager
    def watched(self, name: str) -> Iterator[None]:
        """Others read meanwhile and are answered, and the server's memory stays within bounds."""
        over, highest, answers = threading.Event(), [0], list[int]()
        before = self.server.memory

        def sample() -> None:
            process = psutil.Process(self.server.pid)
            while not over.wait(0.02):
                highest[0] = max(highest[0], process.memory_info().rss)

        def read() -> None:
            with httpx.Client(base_url=self.server.base, timeout=PATIENCE) as client:
                while not over.is_set() or not answers:
                    answers.append(client.get(READ).status_code)

        threads = [threading.Thread(target=each) for each in (sample, read)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()
        rise = max(highest[0], self.server.memory) - before
        sys.stdout.write(f"{name}: memory +{rise / MB:.0f} MB, {len(answers)} reads answered meanwhile\n")
        assert set(answers) == {200}
        assert rise < MOST_MEMORY


@pytest.fixture(scope="module")
def attacked(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory, long: bool) -> Iterator[Attacked]:
    url = sqlite_databases.demo()
    made = service_on(url)
    token, _ = create(made.database, made.key_secret, None, [Scope.ADMIN], "test", datetime.now(UTC))
    smaller = {} if long else {"max_unpacked_bytes": 48 * MB, "max_rows": 5_000}
    slow = {"upload_seconds": 4, "upload_idle_seconds": 2, "request_head_seconds": 4}
    with serving(url, tmp_path_factory.mktemp("hostile") / "log", **smaller, **slow) as server:
        yield Attacked(server, token)


def code(answer: httpx.Response) -> tuple[int, str]:
    """The status, and the code of the first fault or of the whole."""
    content = answer.json()
    return answer.status_code, content["errors"][0]["code"] if content["errors"] else content["code"]


def pieces(size: int, piece: bytes = b"0" * 64 * 1024) -> Iterator[bytes]:
    for _ in range(size // len(piece)):
        yield piece


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_of_a_gigabyte(attacked: Attacked, long: bool, announced: bool) -> None:
    size = (1024 if long else 64) * MB
    length = {"Content-Length": str(size)} if announced else {}
    with attacked.watched(f"{size // MB} MB, length {'' if announced else 'not '}announced"):
        assert code(attacked.post(pieces(size), Format.CSV, **length)) == (413, "body_too_large")


def sheet_file(parts: Iterator[bytes], **others: bytes) -> bytes:
    """A workbook whose sheet is these pieces of XML."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes([["agency"]]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            with target.open(name, "w", force_zip64=name.endswith("sheet1.xml")) as part:
                for piece in parts if name.endswith("sheet1.xml") else [others.get(name, source.read(name))]:
                    part.write(piece)
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def bomb(size: int) -> bytes:
    return sheet_file(iter([SHEET, *pieces(size, b" " * MB), b"</sheetData></worksheet>"]))


def lying(content: bytes, claimed: int) -> bytes:
    """The same file, whose directory says that every large entry unpacks to this many bytes."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        large = [entry.filename for entry in archive.infolist() if entry.file_size > claimed]
    position = changed.find(b"PK\x01\x02")
    while position >= 0:
        length = struct.unpack_from("<H", changed, position + 28)[0]
        if changed[position + 46 : position + 46 + length].decode() in large:
            struct.pack_into("<I", changed, position + 24, claimed)
        position = changed.find(b"PK\x01\x02", position + 4)
    return bytes(changed)


def test_zip_bombs(attacked: Attacked, long: bool) -> None:
    content = bomb((10 * 1024 if long else 64) * MB)
    assert len(content) < 64 * MB
    content = content if len(content) < 32 * MB else bomb(3 * 1024 * MB)
    with attacked.watched("XLSX that unpacks to gigabytes"):
        assert code(attacked.post(content, Format.XLSX)) == (413, "unpacked_too_large")
    liar = lying(bomb(64 * MB), MB)
    with attacked.watched("XLSX whose directory lies"):
        assert code(attacked.post(liar, Format.XLSX)) == (422, "xlsx_invalid")


def test_a_workbook_of_thousands_of_entries(attacked: Attacked) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"xl/{number}", b"")
    with attacked.watched("XLSX of 20,000 entries"):
        assert code(attacked.post(out.getvalue(), Format.XLSX)) == (422, "xlsx_invalid")


def test_entities_and_names_without_end(attacked: Attacked) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + SHEET + b"<row><c><v>&a;</v></c></row>"
    assert code(attacked.post(sheet_file(iter([doctype])), Format.XLSX)) == (422, "xlsx_invalid")
    names = (f"<a{number}/>".encode() for number in range(200_000))
    assert code(attacked.post(sheet_file(iter([SHEET, *names])), Format.XLSX)) == (422, "xlsx_invalid")


def rows(count: int) -> Iterator[bytes]:
    """A sheet of so many rows that say the same, piece by piece."""
    yield SHEET
    for number, line in ((1, HEAD.strip()), *((number, "H31,2026-Q3,1") for number in range(2, count + 2))):
        agency, period, value = line.split(",")
        last = f'<c t="inlineStr"><is><t>{value}</t></is></c>' if number == 1 else f"<c><v>{value}</v></c>"
        first = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in (agency, period))
        yield f'<row r="{number}">{first}{last}</row>'.encode()
    yield b"</sheetData></worksheet>"


def test_a_workbook_of_a_million_rows(attacked: Attacked, long: bool) -> None:
    count = 1_000_000 if long else 5_000
    content = sheet_file(rows(count))
    with attacked.watched(f"XLSX of {count} rows"):
        answer = attacked.post(content, Format.XLSX)
    assert (*code(answer), answer.json()["errors_total"]) == (422, "figure_repeated", count - 1)
    with attacked.watched("one row more"):
        assert code(attacked.post(sheet_file(rows(min(count + 1, 1_048_575))), Format.XLSX)) == (413, "too_many_rows")


def test_a_table_of_a_million_rows_packed(attacked: Attacked, long: bool) -> None:
    count = 1_000_000 if long else 5_000
    content = gzip.compress((HEAD + "H31,2026-Q3,1\n" * count).encode(), 1)
    with attacked.watched(f"CSV of {count} rows by gzip"):
        answer = attacked.post(content, Format.CSV, **{"Content-Encoding": "gzip"})
    assert answer.json()["errors_total"] == count - 1


def test_a_gzip_bomb(attacked: Attacked, long: bool) -> None:
    packer = zlib.compressobj(1, wbits=31)
    size = (4096 if long else 64) * MB
    content = b"".join(packer.compress(piece) for piece in pieces(size, b" " * MB)) + packer.flush()
    with attacked.watched("gzip bomb"):
        answer = attacked.post(content, Format.JSON, **{"Content-Encoding": "gzip"})
    assert code(answer) == (413, "unpacked_too_large")


def fill(unit: str, size: int) -> str:
    return unit * (size // len(unit))


NASTY: list[tuple[str, str, Callable[[int], str], tuple[int, str]]] = [
    ("lists in lists", Format.JSON, lambda size: fill("[", size), (422, "json_too_deep")),
    ("objects in objects", Format.JSON, lambda size: fill('{"a":', size), (422, "json_too_deep")),
    ("lists in a row", Format.JSON, lambda size: '{"statistics":[{"a":' + fill("[", size), (422, "json_too_deep")),
    ("tiny rows", Format.JSON, lambda size: '{"statistics":[' + fill("0,", size), (413, "too_many_rows")),
    ("tiny values", Format.JSON, lambda size: '{"statistics":[{"a":[' + fill("0,", size), (422, "row_too_long")),
    ("members", Format.JSON, lambda size: '{"statistics":[{' + fill('"a":0,', size), (422, "row_too_long")),
    ("a string", Format.JSON, lambda size: '{"source":"' + fill("a", size), (422, "row_too_long")),
    ("a number", Format.JSON, lambda size: '{"source":' + fill("9", size), (422, "row_too_long")),
    ("blanks", Format.JSON, lambda size: fill(" ", size), (422, "json_invalid")),
    ("a line of JSON", Format.NDJSON, lambda size: "[" + fill("0,", size), (422, "row_too_long")),
    ("lines of JSON", Format.NDJSON, lambda size: fill("0\n", size), (413, "too_many_rows")),
    ("cells in a line", Format.CSV, lambda size: fill("0,", size), (422, "row_too_long")),
    ("columns", Format.CSV, lambda size: fill(fill("0,", 60_000) + "\n", size), (422, "too_many_columns")),
    ("cells", Format.CSV, lambda size: HEAD + fill("0," * 500 + "\n", size), (422, "row_ragged")),
    ("tiny lines", Format.CSV, lambda size: HEAD + fill("0\n", size), (413, "too_many_rows")),
    ("a quote", Format.CSV, lambda size: HEAD + '"' + fill("0\n", size), (422, "row_too_long")),
]


@pytest.mark.parametrize(("name", "format_", "make", "expected"), NASTY, ids=[each[0] for each in NASTY])
def test_32_megabytes_of_the_worst(
    attacked: Attacked, long: bool, name: str, format_: str, make: Callable[[int], str], expected: tuple[int, str]
) -> None:
    content = make((32 if long else 1) * MB - 1024).encode()
    with attacked.watched(f"{len(content) // MB} MB: {name}"):
        assert code(attacked.post(content, format_)) == expected


def connect(attacked: Attacked, sent: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", attacked.server.port), timeout=PATIENCE)
    made.sendall(sent)
    return made


def rest(connection: socket.socket) -> bytes:
    """Everything that comes until the server closes."""
    found = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            found += piece
    return found


def test_connections_that_are_never_finished(attacked: Attacked, long: bool) -> None:
    """Heads and bodies that end in the middle: the server hangs up, and meanwhile serves others."""
    count = 1_000 if long else 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4_096)), hard))
    head = f"POST /v1/statistics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {attacked.key}\r\n"
    body = f"{head}Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n{HEAD}"
    with ExitStack() as stack, attacked.watched(f"{count} half-open heads, {count} half-open bodies"):
        heads = [stack.enter_context(connect(attacked, head.encode())) for _ in range(count)]
        bodies = [stack.enter_context(connect(attacked, body.encode())) for _ in range(count)]
        assert {rest(each) for each in heads} == {b""}
        statuses = [rest(each).split(b" ")[1] for each in bodies]
        assert set(statuses) == {b"408", b"429"}
    assert attacked.post(f"{HEAD}H31,2026-Q3,1\n".encode(), Format.CSV).status_code == 201


def test_a_head_without_end(attacked: Attacked) -> None:
    with attacked.watched("a head without end"), connect(attacked, b"GET / HTTP/1.1\r\nHost: x\r\nX: ") as connection:
        with suppress(ConnectionError):
            for piece in pieces(64 * MB):
                connection.sendall(piece)
        assert rest(connection) == b""


def test_a_slow_sender(attacked: Attacked) -> None:
    """A byte now and then is no pause; the body as a whole takes too long."""

    def slowly() -> Iterator[bytes]:
        yield HEAD.encode()
        over = threading.Event()
        while True:
            over.wait(0.1)
            yield b"0"

    with attacked.watched("a slow sender"):
        assert code(attacked.post(slowly(), Format.CSV)) == (408, "upload_too_slow")


def dossier_lines(size: int) -> Iterator[bytes]:
    """So many bytes of dossiers as they are pushed, each with a text that nobody reads."""
    made = 0
    while made < size:
        piece = b"".join(
            b'{"MaHoSo":"H31.17-261001-%07d","MaTTHC":"1.000001","NgayTiepNhan":"20261001080000","TrangThaiHoSo":"2",'
            b'"TrichYeuHoSo":"%s"}\n' % (number, b"x" * 4_000)
            for number in range(made // 4_096, made // 4_096 + 250)
        )
        made += len(piece)
        yield piece


def packed_pieces(plain: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(1, wbits=31)
    for piece in plain:
        yield packer.compress(piece)
    yield packer.flush()


@pytest.mark.parametrize("packed", [False, True])
def test_a_gigabyte_of_dossiers_is_counted_while_it_comes(
    sqlite_databases: Databases, tmp_path: Path, long: bool, packed: bool
) -> None:
    """With limits that let it in; by those that are set it is refused."""
    size = (1024 if long else 24) * MB
    url = sqlite_databases.demo()
    made = service_on(url)
    token, _ = create(made.database, made.key_secret, "H31", [Scope.STATISTICS_WRITE], "test", datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": Format.NDJSON}
    headers |= {"Content-Encoding": "gzip"} if packed else {}

    def post(server: Server, plain: Iterator[bytes]) -> httpx.Response:
        content = packed_pieces(plain) if packed else plain
        return httpx.post(f"{server.base}/v1/dossiers?period=2026-10", content=content, headers=headers, timeout=1800)

    limits = {"max_body_bytes": 2 * size, "max_unpacked_bytes": 2 * size, "upload_seconds": 1800}
    with serving(url, tmp_path / "large", **limits) as server:
        assert post(server, dossier_lines(MB)).status_code == 200
        before = server.memory
        answer = post(server, dossier_lines(size))
        peak = peak_memory(server)
        how = " by gzip" if packed else ""
        sys.stdout.write(f"{size // MB} MB of dossiers{how}: peak {peak / MB:.0f} MB, before {before / MB:.0f}\n")
        assert (answer.status_code, answer.json()["dossiers"] * 4_200 >= size) == (200, True)
        assert peak - before < MOST_MEMORY_OF_DOSSIERS
    with serving(url, tmp_path / "small", max_body_bytes=size // 4, max_unpacked_bytes=size // 2) as server:
        expected = "unpacked_too_large" if packed else "body_too_large"
        assert code(post(server, dossier_lines(size))) == (413, expected)
    assert "Traceback" not in (tmp_path / "large").read_text() + (tmp_path / "small").read_text()


def peak_memory(server: Server) -> int:
    """The most that a process has had in memory, as the kernel counts it."""
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) * 1024


def test_the_log_says_no_internal_error(attacked: Attacked) -> None:
    log = Path(attacked.server.log).read_text()
    assert "internal_error" not in log
    assert "Traceback" not in log
