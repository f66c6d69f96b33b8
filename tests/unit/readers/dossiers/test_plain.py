"""Our own plain records in NDJSON, CSV and Parquet are the same dossiers."""

import gzip
import hashlib
import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.dossiers.dossier import Channel, Dossier, FiledVia, PaidOnline, ProgressRow, Status, Supplement
from app.domain.errors import Faults, Refusal
from app.domain.time import VIETNAM
from app.readers.dossiers.files import OWN_FILES, DossierFormat, Tally, list_files, read_files
from app.readers.dossiers.values import parse_instant
from tests.unit.readers.dossiers.reading import NOW, PLAIN, PORTAL, SENDER, codes, one, read

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

_FULL: dict[str, Any] = {
    "source": "other",
    "as_of": "2026-10-20T00:00:00Z",
    **PLAIN,
    "received_by": "H33.20",
    "service": "2.000815.01",
    "channel": 3,
    "filed_at": "08/10/2026 07:00:00",
    "due_at": "20261015170000",
    "done_at": "2026-10-14T03:00:00Z",
    "returned_at": "2026-10-15T08:00:00+07:00",
    "refused_at": None,
    "supplements": [
        {"asked_at": "2026-10-09T10:00:00", "returned_at": "2026-10-10T08:00:00", "due_after": "2026-10-15T17:00:00"},
        {"asked_at": "2026-10-11T10:00:00"},
    ],
    "progress": [{"at": "2026-10-14T03:00:00Z", "status": 9}, {"at": "2026-10-08T08:15:00", "status": 2}],
    "fee_total": 65000,
    "fee_rows": 2,
    "paid_online": 0,
    "papers_with_file": 1,
    "papers_digitised": 2,
    "papers_reused": 3,
    "papers_from_store": 4,
    "digitised_flag": True,
    "result_files": 5,
    "vneid": False,
    "filed_via": "province",
    "synced": True,
    "result_in_store": False,
    "citizen_db": True,
    "disliked": False,
    "complained": True,
    "deleted": False,
}


def _utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


_DOSSIER = Dossier(
    source="other",
    dossier="H33.17-261008-0975",
    as_of=_utc(20, 0),
    agency="H33.17",
    procedure="1.005129",
    status=Status.DONE,
    received_by="H33.20",
    service="2.000815.01",
    channel=Channel.POSTAL,
    filed_at=_utc(8, 0),
    received_at=_utc(8, 1, 15),
    due_at=_utc(15, 10),
    done_at=_utc(14, 3),
    returned_at=_utc(15, 1),
    supplements=(Supplement(_utc(9, 3), _utc(10, 1), None, _utc(15, 10)), Supplement(_utc(11, 3))),
    progress=(ProgressRow(_utc(8, 1, 15), Status.RECEIVED), ProgressRow(_utc(14, 3), Status.DONE)),
    fee_total=65000,
    fee_rows=2,
    paid_online=PaidOnline.NO,
    papers_with_file=1,
    papers_digitised=2,
    papers_reused=3,
    papers_from_store=4,
    digitised_flag=True,
    result_files=5,
    vneid=False,
    filed_via=FiledVia.PROVINCE,
    synced=True,
    result_in_store=False,
    citizen_db=True,
    disliked=False,
    complained=True,
)


def test_every_field_of_a_dossier_can_be_given() -> None:
    assert _FULL.keys() == {each.name for each in fields(Dossier)}
    assert one(_FULL) == _DOSSIER


def test_what_is_left_out_is_not_known() -> None:
    found = one(PLAIN)
    assert (found.source, found.as_of) == (SENDER.source, NOW)
    known = {"source", "dossier", "as_of", "agency", "procedure", "status", "received_at"}
    assert all(getattr(found, each.name) in (None, (), False) for each in fields(Dossier) if each.name not in known)


@pytest.mark.parametrize("lists", ["json", "divided"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_table_says_the_same(lists: str, separator: str) -> None:
    cells = {name: "" if value is None else str(value) for name, value in _FULL.items()}
    if lists == "json":
        cells |= {name: '"' + json.dumps(_FULL[name]).replace('"', '""') + '"' for name in ("supplements", "progress")}
    else:
        cells["supplements"] = "2026-10-09T10:00:00|2026-10-10T08:00:00||2026-10-15T17:00:00;2026-10-11T10:00:00"
        cells["progress"] = "2026-10-14T03:00:00Z|9;2026-10-08T08:15:00|2"
    content = separator.join(cells) + "\r\n" + separator.join(cells.values()) + "\r\n"
    found, faults = read(content.encode("utf-8-sig"), DossierFormat.CSV)
    assert (found, faults.listed) == ([_DOSSIER], [])


@pytest.mark.parametrize("cell", ["[1", "[1]", "a|b|c|d|e", "2026"])
def test_a_list_in_a_cell_that_cannot_be_read_is_a_fault(cell: str) -> None:
    content = f"dossier,agency,procedure,status,received_at,supplements\nA,H33,1,2,20261008081500,{cell}\n"
    found, faults = read(content.encode(), DossierFormat.CSV)
    assert (found, faults.total > 0) == ([], True)


def test_faults_of_a_table_name_line_and_column() -> None:
    content = b"dossier,agency,procedure,status,status\nA,H33,1,2\n\nA,H33,1,1,x\n"
    _, faults = read(content, DossierFormat.CSV)
    assert [(each.code, each.location.line, each.location.column) for each in faults.listed] == [
        ("key_repeated", 1, "status"),
        ("row_ragged", 2, None),
        ("dossier_code_unknown", 4, "status"),
    ]


def _parquet(tmp_path: Path, columns: dict[str, Any], name: str = "a.parquet") -> Path:
    path = tmp_path / name
    pq.write_table(pa.table(columns), path)
    return path


def _read(*paths: Path) -> tuple[list[Any], Faults, Tally]:
    faults, tally = Faults(), Tally()
    return list(read_files(list(paths), SENDER, OWN_FILES, faults, tally)), faults, tally


def test_parquet_says_the_same_with_texts_and_with_types_of_its_own(tmp_path: Path) -> None:
    texts = {name: [value] for name, value in _FULL.items()}
    typed = {name: [getattr(_DOSSIER, name)] for name in _FULL if name.endswith("_at") or name == "as_of"}
    for columns in (texts, texts | typed):
        found, faults, _ = _read(_parquet(tmp_path, columns))
        assert (found, faults.listed) == ([_DOSSIER], [])


def test_a_time_of_parquet_without_a_time_zone_is_vietnams(tmp_path: Path) -> None:
    columns = {name: [value] for name, value in PLAIN.items()} | {"received_at": [_utc(8, 8, 15).replace(tzinfo=None)]}
    found, _, _ = _read(_parquet(tmp_path, columns))
    assert found[0].received_at == _utc(8, 1, 15)


def test_parquet_with_other_types_is_refused_column_by_column(tmp_path: Path) -> None:
    columns: dict[str, Any] = {name: [value] for name, value in PLAIN.items()}
    wrong = {"dossier": [7], "received_at": [1.5], "status": [True], "progress": [{"Nguyễn Văn A": "x"}]}
    found, faults, _ = _read(_parquet(tmp_path, columns | wrong))
    assert (found, sorted(codes(faults))) == ([], sorted(("parquet_type", name) for name in wrong))
    assert "Nguyễn" not in str(faults.listed)


@pytest.mark.parametrize("content", [b"", b"PAR1 no", b"PAR1" + bytes(100) + b"PAR1"])
def test_what_is_no_parquet_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    assert codes(_read(path)[1]) == [("parquet_invalid", None)]


@pytest.mark.parametrize(("limit", "code"), [("rows", "too_many_rows"), ("unpacked", "unpacked_too_large")])
def test_parquet_is_refused_by_what_it_says_of_its_size(tmp_path: Path, limit: str, code: str) -> None:
    path = _parquet(tmp_path, {name: [value] * 5000 for name, value in PLAIN.items()})
    with pytest.raises(Refusal, match=code):
        list(read_files([path], SENDER, replace(OWN_FILES, **{limit: 400}), Faults(), Tally()))


def test_a_folder_is_read_file_by_file_and_faults_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.ndjson").write_text(json.dumps({**PORTAL, "TrangThaiHoSo": "x"}))
    (tmp_path / "sub" / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps(PLAIN).encode()))
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden.json").write_text("x")
    paths = list_files([tmp_path])
    assert [each.name for each in paths] == ["b.ndjson", "a.jsonl.gz"]
    found, faults, tally = _read(*paths)
    assert (len(found), tally.dossiers) == (1, 1)
    assert [(each.code, each.location.file, each.location.line) for each in faults.listed] == [
        ("dossier_code_unknown", "b.ndjson", 1)
    ]


def test_a_file_of_another_kind_that_was_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="dossier_file_unknown"):
        list_files([tmp_path / "a.xlsx"])


def test_a_folder_without_files_of_dossiers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(Refusal, match="dossier_files_none"):
        list_files([tmp_path])


def test_a_time_is_read_as_systems_export_it_with_seconds_or_without() -> None:
    with_seconds = parse_instant("05/10/2026 17:00:00")
    assert with_seconds == parse_instant("05/10/2026 17:00") == datetime(2026, 10, 5, 17, tzinfo=VIETNAM)
    assert parse_instant("05/10/2026 17:00:09") == datetime(2026, 10, 5, 17, 0, 9, tzinfo=VIETNAM)
    assert parse_instant("05/10/2026") is None


def test_the_digest_tells_what_was_read_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ndjson", tmp_path / "b.ndjson"
    first.write_text(json.dumps(PLAIN))
    second.write_text(json.dumps(PORTAL))
    digests = {_read(*paths)[2].digest for paths in ([first], [second], [first, second])}
    assert len(digests) == 3
    moved = tmp_path / "moved" / "c.ndjson"
    moved.parent.mkdir()
    moved.write_bytes(first.read_bytes())
    assert _read(moved)[2].digest == _read(first)[2].digest
    assert _read(first)[2].digests[str(first)].removeprefix("sha256:") == _sha(first)


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
