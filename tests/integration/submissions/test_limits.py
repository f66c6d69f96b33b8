"""Every limit of an upload: the answer beyond it, and that what is within it is taken."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from app.main import create_app
from app.readers.uploads.formats import Format
from app.settings import Settings
from tests.conftest import NOW, SECRET, Client, Databases
from tests.integration.submissions.uploads import xlsx_bytes

HEAD = "agency,period,dossiers_received\n"
GOOD = f"{HEAD}H31,2026-Q3,1\n"
PATH = "/v1/statistics?dry_run=true"
Limited = Callable[..., Client]


@pytest.fixture
def limited(sqlite_databases: Databases) -> Iterator[Limited]:
    """Makes a client of a service with these settings."""
    made: list[Client] = []

    def make(**settings: Any) -> Client:
        settings |= {"database_url": sqlite_databases.demo(), "key_secret": SECRET}
        made.append(Client(create_app(Settings(**settings), lambda: NOW)))
        return made[-1]

    yield make
    for each in made:
        each.service.database.engine.dispose()


def send(client: Client, content: Any, format_: str, path: str = PATH, **headers: str) -> Any:
    return client.post(path, content=content, headers={**client.key(), "Content-Type": format_, **headers})


def first(answer: Any) -> tuple[int, str, int | None, str | None, str | None]:
    """The status and the first fault, or the whole's code."""
    content = answer.json()
    if not content["errors"]:
        return answer.status_code, content["code"], None, None, None
    fault = content["errors"][0]
    return answer.status_code, fault["code"], fault["line"], fault["pointer"], fault["column"]


def ndjson(**more: Any) -> str:
    return json.dumps({"agency": "H31", "period": "2026-Q3", "measures": {"dossiers_received": 1}, **more}) + "\n"


def document(**more: Any) -> str:
    return json.dumps({"period": "2026-Q3", "statistics": [json.loads(ndjson())], **more})


@pytest.fixture(scope="module")
def strict(sqlite_databases: Databases) -> Iterator[Client]:
    """A client of a service that takes next to nothing."""
    url = sqlite_databases.demo()
    least: dict[str, Any] = {
        "max_rows": 2,
        "max_columns": 100,
        "max_row_chars": 1100,
        "max_field_chars": 1000,
        "max_json_depth": 4,
    }
    made = Client(create_app(Settings(database_url=url, key_secret=SECRET, **least), lambda: NOW))
    yield made
    made.service.database.engine.dispose()


ROW: dict[str, Any] = {"agency": "H31", "period": "2026-Q3", "measures": {"dossiers_received": 1}}
LONG = {"agency": "H31", "measures": {"dossiers_received": "x" * 1001}}
CELL = ("/statistics/0/measures/dossiers_received", "dossiers_received")


@pytest.mark.parametrize(
    ("format_", "content", "status", "expected"),
    [
        (Format.CSV, GOOD + "H44,2026-Q3,1\nH99,,\n", 413, ("too_many_rows", None, None, None)),
        (Format.NDJSON, ndjson() + "0\n0\n", 413, ("too_many_rows", None, None, None)),
        (Format.JSON, document(statistics=[0, 0, 0]), 413, ("too_many_rows", None, None, None)),
        (Format.CSV, "a," * 100 + "a\n", 422, ("too_many_columns", 1, None, None)),
        (Format.JSON, document(**dict.fromkeys(map(str, range(101)), 0)), 422, ("unknown_field", None, "/0", "0")),
        (Format.CSV, GOOD + "," * 1200, 422, ("row_too_long", 3, None, None)),
        (Format.CSV, "\n" * 2 + "," * 1200, 422, ("row_too_long", 3, None, None)),
        (Format.CSV, "\n" * 3, 413, ("too_many_rows", None, None, None)),
        (Format.CSV, HEAD + "\n" * 3, 413, ("too_many_rows", None, None, None)),
        (Format.NDJSON, "\n" * 3, 413, ("too_many_rows", None, None, None)),
        (Format.CSV, GOOD + '"' + "\n" * 1200, 422, ("row_too_long", 3, None, None)),
        (Format.NDJSON, ndjson() + "0" * 5000 + "\n", 422, ("row_too_long", 2, None, None)),
        (Format.JSON, document(statistics=[ROW, "x" * 1200]), 422, ("row_too_long", None, "/statistics/1", None)),
        (Format.JSON, document(source="x" * 1200), 422, ("row_too_long", None, "/source", "source")),
        (Format.CSV, f"{HEAD}{'x' * 1001},,1", 422, ("field_too_long", 2, None, "agency")),
        (Format.JSON, document(statistics=[LONG]), 422, ("field_too_long", None, *CELL)),
        (Format.JSON, document(period=[[[[]]]]), 422, ("json_too_deep", None, "/period", "period")),
        (Format.JSON, document(statistics=[{"agency": [[]]}]), 422, ("json_too_deep", None, "/statistics/0", None)),
        (Format.NDJSON, ndjson(agency=[[[[]]]]), 422, ("json_too_deep", 1, "", None)),
    ],
)
def test_beyond_a_limit(strict: Client, format_: str, content: str, status: int, expected: tuple[Any, ...]) -> None:
    assert first(send(strict, content, format_)) == (status, *expected)


@pytest.mark.parametrize(
    ("format_", "content", "expected"),
    [
        (Format.NDJSON, "[" * 50_000, ("json_too_deep", 1, None, None)),
        (Format.JSON, "[" * 100_000, ("json_too_deep", 1, None, None)),
        (Format.JSON, '{"statistics": [{},\n' + "[" * 9_000, ("json_too_deep", None, "/statistics/1", None)),
    ],
)
def test_what_is_too_deep_for_the_decoder(
    writer: Client, format_: str, content: str, expected: tuple[Any, ...]
) -> None:
    answer = send(writer, content, format_).json()
    fault = answer["errors"][-1]
    assert (fault["code"], fault["line"], fault["pointer"], fault["column"]) == expected


def test_the_size_and_the_figures(limited: Limited) -> None:
    client = limited(max_figures=1, max_body_bytes=1024)
    assert first(send(client, GOOD + "H44,2026-Q3,500000\n", Format.CSV))[:2] == (413, "too_many_figures")
    assert first(send(client, iter([GOOD.encode(), b"\n" * 1024]), Format.CSV))[:2] == (413, "body_too_large")


@pytest.mark.parametrize("format_", [Format.CSV, Format.XLSX])
def test_what_is_within_every_limit(limited: Limited, format_: str) -> None:
    client = limited(max_rows=2, max_columns=100, max_figures=2, max_row_chars=1024, max_json_depth=4)
    table: list[list[Any]] = [
        ["agency", "period", "dossiers_received"],
        ["H31", "2026-Q3", 1],
        ["H44", "2026-Q3", 500000],
    ]
    content = xlsx_bytes(table) if format_ == Format.XLSX else f"{GOOD}H44,2026-Q3,500000\n"
    assert send(client, content, format_).status_code == 200
    assert send(client, document(), Format.JSON).status_code == 200


def test_a_length_that_is_announced_is_refused_before_a_byte_is_read(limited: Limited) -> None:
    def none() -> Iterator[bytes]:
        raise AssertionError("the body was asked for")
        yield b""

    client = limited(max_body_bytes=1024)
    answer = send(client, none(), Format.CSV, **{"Content-Length": "1025"})
    assert first(answer)[:2] == (413, "body_too_large")


def test_rows_that_are_read_piece_by_piece_keep_their_places(writer: Client) -> None:
    """Documents longer than what is read at once, with the envelope behind the rows."""
    rows = [json.loads(ndjson(agency="H99")) for _ in range(3000)]
    rows[2900] = {**rows[2900], "x": 1}
    content = json.dumps({"statistics": rows, "more": 1, "period": "2026-Q3"}, indent=1)
    found = send(writer, content, Format.JSON).json()
    assert found["errors_total"] == 3002
    assert [each["pointer"] for each in found["errors"][:3]] == ["/statistics/2900/x", "/more", "/statistics/0/agency"]
    broken = content.replace('"x": 1', '"x": 1,,')
    fault = send(writer, broken, Format.JSON).json()["errors"][0]
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(broken)
    assert (fault["code"], fault["line"]) == ("json_invalid", caught.value.lineno)
    assert f" {caught.value.colno} " in fault["detail"]


def test_an_encoding_fault_far_away_says_where(writer: Client) -> None:
    content = ("\ufeff" + HEAD + "H31,2026-Q3,1\n" * 20_000).encode() + b"\xff"
    answer = send(writer, content, Format.CSV).json()
    assert (answer["errors_total"], answer["errors"][0]["code"]) == (1, "encoding_invalid")
    assert str(len(content) - 1) in answer["errors"][0]["detail"]


@pytest.mark.parametrize("format_", Format)
def test_gzip(writer: Client, format_: Format) -> None:
    """The digest is of what was sent; two members after one another are one content (RFC 1952, 2.2)."""
    table: list[list[Any]] = [["agency", "period", "dossiers_received"], ["H31", "2026-Q3", 1]]
    plain = {Format.CSV: GOOD.encode(), Format.XLSX: xlsx_bytes(table), Format.JSON: document().encode()}
    content = plain.get(format_, ndjson().encode())
    packed = gzip.compress(content[:20]) + gzip.compress(content[20:])
    answer = send(writer, packed, format_, "/v1/statistics", **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["figures"]) == (201, 1)
    assert answer.json()["digest"] == f"sha256:{hashlib.sha256(packed).hexdigest()}"
    for broken in (b"", packed[:-1], packed[:30], b"x" + packed, packed + b"x"):
        answer = send(writer, broken, format_, **{"Content-Encoding": "gzip"})
        assert answer.status_code == 422


def test_what_unpacks_too_far(limited: Limited) -> None:
    client = limited(max_unpacked_bytes=100_000)
    gzipped = {"Content-Encoding": "gzip"}
    for format_ in Format:
        answer = send(client, gzip.compress(b"\n" * 100_001), format_, **gzipped)
        assert first(answer)[:2] == (413, "unpacked_too_large")
    table: list[list[Any]] = [HEAD.strip().split(","), *(["H31", f"{n:040}", n] for n in range(3000))]
    assert first(send(client, xlsx_bytes(table), Format.XLSX))[:2] == (413, "unpacked_too_large")


def test_small_bodies_have_a_limit_of_their_own(limited: Limited) -> None:
    client = limited(max_question_bytes=1024)
    answer = client.post("/v1/webhooks", content=b" " * 1025, headers=client.key())
    assert first(answer)[:2] == (413, "body_too_large")


def test_only_so_many_agencies_at_once(writer: Client) -> None:
    content = "code,name,level\n" + "".join(f"H44.{n},x,commune\n" for n in range(20_001))
    assert first(send(writer, content, Format.CSV, "/v1/agencies?dry_run=true"))[:2] == (413, "too_many_rows")


def test_slow_and_too_many(limited: Limited) -> None:
    """Of three that never end the third is one too many; the others are told that they were too slow."""
    client = limited(max_uploads=2, upload_seconds=1, upload_idle_seconds=0.2)
    headers = {**client.key(), "Content-Type": Format.CSV}

    async def attack() -> list[httpx.Response]:
        transport = httpx.ASGITransport(client.app)
        come = asyncio.Event()
        started = 0

        async def silent() -> AsyncIterator[bytes]:
            nonlocal started
            started += 1
            if started == 2:
                come.set()
            yield GOOD.encode()
            await asyncio.Event().wait()

        async def dripping() -> AsyncIterator[bytes]:
            async for piece in _after(silent(), 0.05):
                yield piece

        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            slow = [
                asyncio.create_task(http.post(PATH, content=each(), headers=headers)) for each in (silent, dripping)
            ]
            await come.wait()
            third = await http.post(PATH, content=GOOD, headers=headers)
            others = await asyncio.gather(*slow)
            return [third, *others, await http.post(PATH, content=GOOD, headers=headers)]

    third, *slow, last = asyncio.run(attack())
    assert (first(third)[:2], third.headers["Retry-After"]) == ((429, "too_many_uploads"), "5")
    for answer in slow:
        assert (first(answer)[:2], answer.headers["Connection"]) == ((408, "upload_too_slow"), "close")
    assert last.status_code == 200


async def _after(stream: AsyncIterator[bytes], pause: float) -> AsyncIterator[bytes]:
    """A piece, and then a byte every so many seconds."""
    yield await anext(stream)
    while True:
        await asyncio.sleep(pause)
        yield b"\n"
