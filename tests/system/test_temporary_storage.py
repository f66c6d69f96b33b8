"""No room for temporary files: 503 under a code of its own, nothing is changed, and on when there is room again."""

import errno
import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from app.cli.main import app
from app.readers.temporary_storage import is_full
from app.readers.uploads import body, row_spool, xlsx_rows
from app.readers.uploads.formats import Format
from tests.conftest import SECRET, Client, Databases
from tests.support.processes import PATIENCE, serving
from tests.system.support.writers import key_for
from tests.unit.readers.test_xlsx_sheets import workbook as edited

_ROWS = 40_000
_CODE = "temporary_storage_full"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for 8 MB, where we may mount it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("we may not mount file systems")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Take all the room; deleting what is returned gives it back.

    What a server has just answered from may still hold some, to be given back in the middle of the test.
    """
    until = monotonic() + PATIENCE
    while (found := os.statvfs(disk)).f_bfree < found.f_blocks and monotonic() < until:
        sleep(0.01)
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert os.statvfs(disk).f_bfree == 0
    return filler


def rows(number: int) -> bytes:
    """NDJSON with counts of one agency, of which all but the first are said twice: refused, once it was read."""
    row = {"agency": "H44", "period": "2026-Q3", "measures": {"dossiers_received": 1}}
    return b"\n".join([json.dumps(row).encode()] * number)


def workbook(number: int) -> bytes:
    made = Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["agency", "period", "dossiers_received"])
    for each in range(number):
        sheet.append([f"H44.{each}", "2026-Q3", 1])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_shared_strings() -> bytes:
    strings = b"<sst><si><t>agency</t></si></sst>"
    relation = b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    heading = b'<c t="s"><v>0</v></c><c t="str"><v>dossiers_received</v></c>'
    cells = b'<row r="1">' + heading + b'</row><row r="2"><c t="str"><v>H31</v></c><c><v>1</v></c></row>'
    file = edited(cells, rels=(b"</Relationships>", relation), sharedStrings=(strings, strings))
    return file.getvalue()


def test_every_path_that_writes_temporary_files(
    sqlite_databases: Databases, disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The body of an upload, what it unpacks to, its rows, a workbook to download: while the folder is full."""
    url, log = sqlite_databases.demo(), tmp_path / "log"
    headers = key_for(url)
    monkeypatch.setenv("TMPDIR", str(disk))
    uploads: dict[str, tuple[bytes, dict[str, str]]] = {
        "body": (rows(10_000), {"Content-Type": Format.NDJSON}),
        "rows": (gzip.compress(rows(_ROWS)), {"Content-Type": Format.NDJSON, "Content-Encoding": "gzip"}),
        "workbook": (workbook(20_000), {"Content-Type": Format.XLSX}),
    }
    with serving(url, log) as server, httpx.Client(base_url=server.base, headers=headers, timeout=60) as client:

        def answers() -> dict[str, tuple[int, str]]:
            found = {}
            for name, (content, more) in uploads.items():
                answer = client.post("/v1/statistics", content=content, headers=more)
                found[name] = (answer.status_code, answer.json()["code"])
            return found

        def download() -> int:
            return client.get("/rankings/2026?format=xlsx").status_code

        def submissions() -> Any:
            return client.get("/v1/submissions").json()["items"]

        assert {status for status, _ in answers().values()} == {422}
        assert download() == 200
        before, filler = submissions(), fill(disk)
        assert answers() == dict.fromkeys(uploads, (503, _CODE))
        assert download() == 503
        refused = client.post("/v1/statistics", content=uploads["body"][0], headers=uploads["body"][1])
        assert refused.headers["Retry-After"] == "5"
        assert ("TMPDIR" in refused.json()["detail"], "tệp tạm" in refused.json()["detail_vi"]) == (True, True)
        assert submissions() == before
        assert client.get("/v1/rankings/2026").status_code == 200
        filler.unlink()
        assert {status for status, _ in answers().values()} == {422}
        assert download() == 200
    assert "Traceback" not in log.read_text()
    assert _CODE in log.read_text()


_SORT = """
from app.storage.database import Database
from app.readers.temporary_storage import is_full
from sqlalchemy import text
import sys
database = Database(sys.argv[1])
numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
try:
    with database.reading() as connection:
        connection.execute(text(numbers + "SELECT i, hex(randomblob(50)) AS x FROM n ORDER BY x")).first()
except OSError as error:
    print(is_full(error))
"""
_STAGE = """
from app.storage.staging import Scratch
from app.readers.temporary_storage import is_full
import sqlite3
scratch = Scratch()
try:
    for number in range(300_000):
        scratch.add(number, number, bytes(50))
except sqlite3.Error as error:
    print(is_full(error))
"""


@pytest.mark.parametrize("code", [_SORT, _STAGE], ids=["what a read sorts", "staged figures"])
def test_what_sqlite_writes_to_temporary_files(sqlite_databases: Databases, disk: Path, code: str) -> None:
    fill(disk)
    arguments = [sys.executable, "-c", code, sqlite_databases.migrated()]
    environment = {**os.environ, "SQLITE_TMPDIR": str(disk)}
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr


class Full(io.BytesIO):
    """A temporary file for which there is no room."""

    def __init__(self, *_: object) -> None:
        super().__init__()

    def write(self, _data: object, /) -> int:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))


@pytest.mark.parametrize("module", [body, row_spool, xlsx_rows], ids=["body", "rows", "shared strings"])
def test_each_file_by_itself(client: Client, monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    """Also by a quota; a request with an Idempotency-Key is free to come again."""
    headers = client.key() | {"Content-Type": Format.XLSX, "Idempotency-Key": "again"}
    content, good = with_shared_strings(), {"period": "2026-Q3", "statistics": []}
    with monkeypatch.context() as patch:
        patch.setattr(module, "SpooledTemporaryFile", Full)
        answer = client.post("/v1/statistics", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, _CODE)
    assert client.get("/v1/submissions").json()["items"] == []
    again = client.post("/v1/statistics", content=json.dumps(good), headers=headers | {"Content-Type": Format.JSON})
    assert again.json()["code"] != "idempotency_key_running"


def test_a_command_says_so_and_ends_with_3(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "counts.ndjson"
    file.write_bytes(rows(200))
    environ = {"TTHC766_DATABASE_URL": sqlite_databases.migrated(), "TTHC766_KEY_SECRET": SECRET}
    monkeypatch.setattr(row_spool, "SpooledTemporaryFile", Full)
    done = CliRunner().invoke(app, ["load", str(file), "--kind", "statistics"], env=environ)
    assert (done.exit_code, "tệp tạm" in done.stderr, "temporary files" in done.stderr) == (3, True, True)


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "x"), True),
        (OSError(errno.EDQUOT, "x"), True),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"), True),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), False),
        (OSError(errno.EIO, "x"), False),
        (ValueError("x"), False),
        (sqlite3.OperationalError("x"), False),
    ],
    ids=str,
)
def test_what_says_that_there_is_no_room(error: Exception, full: bool) -> None:
    assert is_full(error) is full
