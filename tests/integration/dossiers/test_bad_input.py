"""Bad input, as whoever sends it meets it, over HTTP and at a terminal: all faults in one answer, nothing stored."""

import base64
import gzip
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow.parquet import encryption

from app.readers.dossiers.values import LONGEST_LIST
from tests.conftest import Client, Databases
from tests.integration.dossiers.test_post import ADDRESS, NDJSON, PERSON, SECRETS, body, pushed, stored
from tests.support import processes
from tests.unit.readers.dossiers.reading import PLAIN

GOOD = body(pushed(1))
ENDED = {"MaHoSo": pushed(1)["MaHoSo"], "ThoiDiemXuLy": "20261008080000", "TrangThai": "9"}
MIB = 1024 * 1024
ROW = {**PLAIN, "dossier": "H31.17-261008-0001", "agency": "H31.17", "source": PERSON}
HEADER = "dossier,agency,procedure,status,received_at\n"
ASKED = '{"NgayBoSung":"20261002080000"},'


THEN = "2026-10-20T08:00:00"


def plain(**fields: Any) -> bytes:
    return json.dumps({**ROW, "source": "one", **fields}).encode()


LINES: dict[str, tuple[bytes, str]] = {
    "unknown status": (body(pushed(2, TrangThaiHoSo=PERSON)), "dossier_code_unknown"),
    "unknown channel": (body(pushed(2, KenhThucHien="9")), "dossier_code_unknown"),
    "before 2000": (body(pushed(2, NgayTiepNhan="19991231235959")), "dossier_year"),
    "after 2100": (body(pushed(2, NgayHenTra="21010101000000")), "dossier_year"),
    "in the future": (body(pushed(2, NgayKetThucXuLy="20991231235959")), "dossier_in_future"),
    "an agency outside the key": (body(pushed(2, MaHoSo="H32.1-261001-0001")), "dossier_agency_outside"),
    "progress outside the key": (
        body({"MaHoSo": "H32.1-261001-0001", "ThoiDiemXuLy": "20261008080000", "TrangThai": "9"}),
        "dossier_agency_outside",
    ),
    "two versions at one time": (plain(as_of=THEN) + b"\n" + plain(as_of=THEN, channel=1), "dossier_version_conflict"),
    "a broken line": (b'{"MaHoSo": "' + PERSON.encode() + b"\n" + GOOD, "json_invalid"),
    "deep nesting": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "json_too_deep"),
    "a null byte": (GOOD.replace(b"20261001080000", b"2026\x001001"), "json_invalid"),
    "a null byte written out": (body(pushed(2, MaTTHC="1\u0000")), "text_invalid"),
    "half a character": (GOOD.replace(b'"1.000001"', b'"\\ud800"'), "json_invalid"),
    "wrong UTF-8": (GOOD.replace(b"1.000001", b"\xff\xfe"), "json_invalid"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "encoding_invalid"),
    "not a number": (GOOD.replace(b'"1.000001"', b"NaN"), "json_invalid"),
    "a huge whole number": (GOOD.replace(b'"1.000001"', b"123456789012345678901234567890"), "dossier_number_large"),
    "an infinite number": (plain(fee_total=0).replace(b'"fee_total": 0', b'"fee_total": 1e999'), "json_invalid"),
    "a count beyond columns": (plain(papers_with_file=3_000_000_000), "dossier_number_large"),
    "fees beyond columns": (plain(fee_total=10**15), "dossier_number_large"),
    "a negative count": (plain(result_files=-1), "dossier_number_invalid"),
    "a long line": (b'{"MaHoSo": "' + b"x" * (2 * MIB) + b'"}', "row_too_long"),
    "true for a status": (body(pushed(2, TrangThaiHoSo=True)), "dossier_code_unknown"),
    "true for a channel": (body(pushed(2, KenhThucHien=True)), "dossier_code_unknown"),
    "true for a fee": (body(pushed(2, DanhSachLePhi=[{"Gia": True}])), "dossier_number_invalid"),
    "fifteen thousand, or fifteen": (body(pushed(2, DanhSachLePhi=[{"Gia": "15.000"}])), "dossier_number_invalid"),
    "a name for a number": (body(pushed(2, MaHoSo=f"H31.17 {PERSON}")), "dossier_number_blank"),
    "a name for a procedure": (body(pushed(2, MaTTHC=PERSON)), "dossier_code_invalid"),
    "a name for a service": (plain(service=PERSON), "dossier_code_invalid"),
    "a name for a system": (plain(source=PERSON), "dossier_code_invalid"),
    "a name for a counter": (plain(received_by=PERSON), "dossier_agency_invalid"),
    "a name for an agency": (plain(agency=PERSON), "dossier_agency_invalid"),
    "many requests": (
        GOOD.replace(b'"MaTTHC"', f'"DanhSachHoSoBoSung":[{(ASKED * (LONGEST_LIST + 1))[:-1]}],"MaTTHC"'.encode()),
        "dossier_list_long",
    ),
}
READ: dict[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "Windows line ends": GOOD.replace(b"\n", b"\r\n"),
    "keys that are repeated: the last one counts": GOOD.replace(
        b'"KenhThucHien"', b'"KenhThucHien":"9","KenhThucHien"'
    ),
}
TABLES: dict[str, tuple[bytes, str]] = {
    "no column of numbers": (b"MaHoSo,agency\nA,H31\n", "dossier_column_missing"),
    "a broken quote": (HEADER.encode() + b'A,"H31', "csv_invalid"),
    "UTF-16": (HEADER.encode("utf-16"), "encoding_invalid"),
    "wrong UTF-8": (HEADER.encode() + b"A,H31,\xff,1,\n", "encoding_invalid"),
    "a null byte": (HEADER.encode() + b"A\x00,H31,1,1,\n", "text_invalid"),
    "a long line": (HEADER.encode() + b"x" * (2 * MIB), "row_too_long"),
}
DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "deep nesting": (b"[" * 100_000, "json_too_deep"),
    "not a number": (json.dumps([pushed(2, TrangThaiHoSo=float("nan"))]).encode(), "dossier_code_unknown"),
    "half a character": (json.dumps([pushed(2, MaTTHC="\ud800")]).encode(), "character_lost"),
    "UTF-16": (json.dumps([pushed(2)]).encode("utf-16"), "encoding_invalid"),
    "a huge whole number": (GOOD.replace(b'"1.000001"', b"9" * 100), "text_invalid"),
}


@pytest.fixture
def made(sqlite_databases: Databases) -> Client:
    client = Client.on(sqlite_databases.migrated())
    agencies = [{"code": "H31.17", "name": "Sở Tài chính", "level": "department"}]
    assert client.post("/v1/agencies", json={"agencies": agencies}, headers=client.key("H31")).status_code == 200
    return client


def test_over_http_each_is_a_fault_and_nothing_is_stored(made: Client) -> None:
    key = made.key("H31")
    media_types = ((LINES, NDJSON["Content-Type"]), (TABLES, "text/csv"), (DOCUMENTS, "application/json"))
    for sent, media_type in media_types:
        for name, (content, code) in sent.items():
            for packed in (False, True):
                headers = key | {"Content-Type": media_type} | ({"Content-Encoding": "gzip"} if packed else {})
                wire = gzip.compress(content) if packed else content
                answer = made.post(f"{ADDRESS}&complete=true", content=wire, headers=headers)
                told = [each["code"] for each in answer.json()["errors"]]
                assert (name, answer.status_code, told[:1]) == (name, 422, [code])
                assert all(each["detail"] and each["detail_vi"] for each in answer.json()["errors"])
                assert not [each for each in SECRETS if each in answer.text]
    assert stored(made) == {}


def test_over_http_all_faults_stand_in_one_answer(made: Client) -> None:
    separate = {name: each for name, each in LINES.items() if name != "UTF-16"}
    content = b"\n".join(each for each, _ in separate.values())
    answer = made.post(f"{ADDRESS}&complete=true", content=content, headers=made.key("H31") | NDJSON).json()
    assert {each["code"] for each in answer["errors"]} == {code for _, code in separate.values()}
    assert stored(made) == {}


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is(made: Client, name: str) -> None:
    answer = made.post(ADDRESS, content=READ[name], headers=made.key("H31") | NDJSON)
    assert (answer.status_code, answer.json()["dossiers"]) == (200, 1)
    assert answer.json()["counts"][0]["counts"]["dossiers_received"] == 1


class _Keys(encryption.KmsClient):  # type: ignore[misc]  # Arrow has no types
    """Wraps keys in nothing: encrypted is encrypted."""

    def __init__(self, _: encryption.KmsConnectionConfig) -> None:
        super().__init__()

    def wrap_key(self, key: bytes, _: str) -> bytes:
        return base64.b64encode(key)


def _write_encrypted(path: Path, table: pa.Table, *, is_footer_plain: bool) -> None:
    asked = encryption.EncryptionConfiguration(
        footer_key="a", column_keys={"b": ["dossier"]}, plaintext_footer=is_footer_plain
    )
    factory = encryption.CryptoFactory(_Keys)
    properties = factory.file_encryption_properties(encryption.KmsConnectionConfig(), asked)
    with pq.ParquetWriter(path, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)


def _parquet_files(folder: Path) -> dict[str, str]:
    """Bad files of Parquet, with what is told of each."""
    table = pa.table({name: [value] * 5_000 for name, value in ROW.items()})
    good = folder / "good.parquet"
    pq.write_table(table, good)
    content = good.read_bytes()
    (folder / "truncated.parquet").write_bytes(content[:-100])
    (folder / "middle.parquet").write_bytes(content[:200] + bytes(200) + content[400:])
    (folder / "csv.parquet").write_text(HEADER + "A,H31,1,1,\n")
    (folder / "empty.parquet").write_bytes(b"")
    for name, is_footer_plain in (("encrypted", False), ("columns", True)):
        _write_encrypted(folder / f"{name}.parquet", table, is_footer_plain=is_footer_plain)
    good.unlink()
    pq.write_table(pa.table({"dossier": [7], "agency": ["H31.17"]}), folder / "types.parquet")
    names = table.schema.names
    long = table.slice(0, 5).set_column(names.index("dossier"), "dossier", pa.array(["x" * 2 * MIB] * 5))
    pq.write_table(long, folder / "bomb.parquet", dictionary_pagesize_limit=4 * MIB)
    pq.write_table(long, folder / "pages.parquet", use_dictionary=False)
    requests = pa.array([[{"asked_at": 1}] * 3_000_000], pa.list_(pa.struct([("asked_at", pa.timestamp("ms"))])))
    pq.write_table(table.slice(0, 1).append_column("supplements", requests), folder / "requests.parquet")
    broken = ("truncated", "middle", "csv", "empty", "encrypted", "columns")
    invalid = dict.fromkeys(broken, "Not a Parquet file that can be read")
    return invalid | {
        "types": "Column dossier has the type int64; it must be string.",
        "bomb": f"The field has {2 * MIB} characters, more than 10000.",
        "pages": f"The row is longer than {MIB} characters",
        "requests": f"supplements has more than {LONGEST_LIST} entries.",
    }


def test_at_a_terminal_all_files_are_told_in_one_answer_and_a_folder_stays(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    url, sent, folder = sqlite_databases.migrated(), tmp_path / "sent", tmp_path / "folder"
    sent.mkdir()
    files = {
        f"{number}.{ending}": content
        for ending, among in (("ndjson", LINES), ("csv", TABLES), ("json", DOCUMENTS))
        for number, (content, code) in enumerate(among.values())
        if code != "dossier_version_conflict"
    }
    for name, content in files.items():
        (sent / name).write_bytes(content)
    parquet = _parquet_files(sent)
    (tmp_path / "good.ndjson").write_bytes(GOOD)
    assert processes.run(url, "dossiers", "add", str(tmp_path / "good.ndjson"), "--into", str(folder)).returncode == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    count = ("count", str(sent), "--period", "2026-10", "--root", "H31", "--submit")
    for command in (count, ("add", str(sent), "--into", str(folder), "--root", "H31")):
        done = processes.run(url, "dossiers", *command)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        for name in files:
            assert re.search(rf"^  {name}[ :]", done.stderr, re.MULTILINE), name
        for name, told in parquet.items():
            assert any(f"{name}.parquet" in line for line in done.stderr.splitlines())
            assert told in done.stderr
        assert not [each for each in SECRETS if each in done.stderr + done.stdout]
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before


def _one_bit(path: Path) -> None:
    """As a failing disk does it: still a Parquet file, with another number in it."""
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "spoil",
    [
        _one_bit,
        lambda path: pq.write_table(pq.read_table(path).drop_columns(["source"]), path),
        lambda path: path.write_bytes(path.read_bytes()[:-50]),
        Path.unlink,
    ],
)
@pytest.mark.parametrize("kind", ["dossiers", "progress"])
def test_a_folder_whose_files_are_not_as_they_were_written_is_refused(
    sqlite_databases: Databases, tmp_path: Path, spoil: Callable[[Path], object], kind: str
) -> None:
    url, folder = sqlite_databases.migrated(), tmp_path / "folder"
    (tmp_path / "good.ndjson").write_bytes(GOOD + body(ENDED))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return processes.run(url, "dossiers", *arguments)

    add = ("add", str(tmp_path / "good.ndjson"), "--into", str(folder))
    assert run(*add).returncode == 0
    spoil(folder / f"{kind}-000001.parquet")
    readers = [("count", str(folder), "--period", "2026-10"), ("due", str(folder))] if kind == "dossiers" else []
    for arguments in (*readers, add):
        done = run(*arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert f"{kind}-000001.parquet in the folder of dossiers is no longer as it was written" in done.stderr


def test_a_folder_of_an_older_version_has_no_digests_and_is_taken_until_it_has(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    url, folder = sqlite_databases.migrated(), tmp_path / "folder"
    (tmp_path / "good.ndjson").write_bytes(GOOD)
    add = ("dossiers", "add", str(tmp_path / "good.ndjson"), "--into", str(folder))
    assert processes.run(url, *add).returncode == 0
    state = json.loads((folder / "current.json").read_text())
    assert set(state.pop("digests")) == {state["dossiers"]}
    (folder / "current.json").write_text(json.dumps(state))
    assert processes.run(url, *add).returncode == 0
    state = json.loads((folder / "current.json").read_text())
    assert set(state["digests"]) == {"dossiers-000002.parquet"}
