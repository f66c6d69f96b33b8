"""Fields that nobody reads are told once for each name, with the nearest that is read; people's data never are."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.domain.errors import Fault, Faults
from app.domain.messages import as_records
from app.readers.dossiers import plain, portal
from app.readers.dossiers.field_names import FieldNames
from app.readers.dossiers.files import OWN_FILES, Tally, read_files
from tests.unit.readers.dossiers.reading import PLAIN, PORTAL, SENDER
from tests.unit.readers.dossiers.test_privacy import MARK, MARKED_RECORDS

_ENDINGS = ("ndjson", "json", "csv", "parquet")


def _warnings(tmp_path: Path, records: list[dict[str, Any]], ending: str) -> list[Fault]:
    path = tmp_path / f"a.{ending}"
    if ending == "parquet":
        pq.write_table(pa.Table.from_pylist(records), path)
    elif ending == "csv":
        lines = [",".join(records[0]), *(",".join(map(str, each.values())) for each in records)]
        path.write_text("\n".join(lines))
    elif ending == "json":
        path.write_text(json.dumps(records))
    else:
        path.write_text("\n".join(map(json.dumps, records)))
    tally, faults = Tally(), Faults()
    assert len(list(read_files([path], SENDER, OWN_FILES, faults, tally))) == len(records)
    assert not faults.listed
    return list(tally.names.warnings)


def _told(warnings: list[Fault]) -> list[tuple[object, object, object]]:
    return [(each.params.get("field"), each.params["number"], each.params.get("hint_en")) for each in warnings]


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_field_that_plain_records_have_and_nobody_reads_is_a_warning(tmp_path: Path, ending: str) -> None:
    records = [{**PLAIN, "dossier": f"A{number}", "dueAt": "x", "colour": 1} for number in range(3)]
    warnings = _warnings(tmp_path, records, ending)
    assert _told(warnings) == [("colour", 3, ""), ("dueAt", 3, " Did you mean due_at?")]
    (first, second) = as_records(warnings)
    assert (first["code"], first["column"]) == ("dossier_field_unknown", "colour")
    assert "3 bản ghi có trường dueAt không được đọc. Có phải due_at?" in str(second["detail_vi"])


@pytest.mark.parametrize("ending", ["ndjson", "json", "parquet"])
def test_of_the_lists_in_plain_records_too(tmp_path: Path, ending: str) -> None:
    requests = [{"asked_at": "2026-10-09T10:00:00", "return_at": "2026-10-10T08:00:00"}] * 2
    assert _told(_warnings(tmp_path, [{**PLAIN, "supplements": requests}], ending)) == [
        ("supplements.return_at", 2, " Did you mean returned_at?")
    ]


@pytest.mark.parametrize(
    ("right", "written"),
    [
        ("NgayHenTra", "NgayHentra"),
        ("NgayHenTra", "ngay_hen_tra"),
        ("NgayKetThucXuLy", "NgayKetThucXuly"),
        ("KenhThucHien", "KenhThucHen"),
        ("NgayNopHoSo", "NgayNopHS"),
    ],
)
def test_of_what_is_pushed_only_what_is_spelt_nearly_like_a_field_that_lacks(right: str, written: str) -> None:
    names = FieldNames()
    names.see([written if name == right else name for name in PORTAL])
    names.see([*PORTAL, written])
    assert _told(list(names.warnings)) == [(written, 1, f" Did you mean {right}?")]


def test_what_every_system_pushes_is_no_warning() -> None:
    names = FieldNames()
    for missing in portal.FIELDS - {portal.NUMBER}:
        names.see(sorted({*portal.FIELDS, *portal.NOT_READ, "PhienBan", "SoThuTu"} - {missing}))
    for within, known in portal.LISTS.items():
        names.see(sorted({*known, *portal.NOT_READ}), within)
        names.see(sorted(portal.NOT_READ), within)
    names.see([portal.NUMBER, portal.PROGRESS_TIME, "TrangThai", *portal.NOT_READ])
    assert not _told(list(names.warnings))


def test_a_misspelt_link_would_make_all_papers_paper() -> None:
    names = FieldNames()
    names.see(["DuongDanTaiTapTin", "DuocSoHoa"], "TaiLieuNop")
    names.see(["gia"], "DanhSachLePhi")
    assert [each[0] for each in _told(list(names.warnings))] == ["DanhSachLePhi.gia", "TaiLieuNop.DuongDanTaiTapTin"]


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "so_0912345678", "x" * 41, "a b", "", "1a", "a\u0000"])
def test_a_name_that_may_hold_a_persons_data_is_not_shown(name: str) -> None:
    names = FieldNames()
    names.see([*PLAIN, name, f"{name}{name}é"])
    (warning,) = names.warnings
    assert (warning.code, warning.params) == ("dossier_fields_unnamed", {"number": 1})


@pytest.mark.parametrize("ending", ["ndjson", "json"])
def test_what_tells_of_people_is_in_no_warning(tmp_path: Path, ending: str) -> None:
    warnings = _warnings(tmp_path, MARKED_RECORDS, ending)
    told = repr((warnings, as_records(warnings)))
    assert "something_else" in told
    assert MARK not in told


def test_a_single_document_is_looked_at_too(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**PLAIN, "dueAt": "x", **{"y" * number: 1 for number in range(41, 99)}}))
    tally = Tally()
    assert len(list(read_files([path], SENDER, OWN_FILES, Faults(), tally))) == 1
    assert [each[:2] for each in _told(list(tally.names.warnings))] == [("dueAt", 1), (None, 1)]


def test_what_is_remembered_stays_small() -> None:
    names = FieldNames()
    for number in range(3_000):
        names.see([*PLAIN, f"a{number // 100}_{number % 100}"])
        names.see([*PLAIN, "long" * 5_000])
    warnings = list(names.warnings)
    assert len(warnings) <= 101
    assert sum(int(str(each.params["number"])) for each in warnings) == 6_000
    assert len(names._shapes) <= 1_000


def test_the_lists_are_those_that_are_read() -> None:
    assert portal.LISTS.keys() <= portal.FIELDS
    assert plain.LISTS.keys() <= plain.FIELDS
    assert not portal.NOT_READ & portal.FIELDS
