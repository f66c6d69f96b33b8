"""What cannot be read is a fault with its place, all of them in one answer."""

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import MAX_FAULTS_LISTED, Refusal
from app.domain.messages import as_records
from app.readers.dossiers.files import SENT, DossierFormat
from tests.unit.readers.dossiers.reading import PLAIN, PORTAL, SENDER, codes, read, read_sent, within


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("TrangThaiHoSo", "11", "dossier_code_unknown"),
        ("TrangThaiHoSo", "", "field_missing"),
        ("KenhThucHien", "4", "dossier_code_unknown"),
        ("NoiNopHoSo", "3", "dossier_code_unknown"),
        ("MaTTHC", None, "field_missing"),
        ("MaHoSo", "H33." + "1" * 57, "text_invalid"),
        ("NgayTiepNhan", "00010101000000", "dossier_year"),
        ("NgayTiepNhan", "19991231235959", "dossier_year"),
        ("NgayHenTra", "21010101000000", "dossier_year"),
        ("NgayTra", "20261101121000", "dossier_in_future"),
        ("NgayTiepNhan", "20260231080000", "dossier_time_invalid"),
        ("NgayTiepNhan", "20261008240000", "dossier_time_invalid"),
        ("NgayTiepNhan", "2026-10-08", "dossier_time_invalid"),
        ("NgayTiepNhan", "2026-10-08T08:00:00+25:00", "dossier_time_invalid"),
        ("NgayTiepNhan", ["20261008081500"], "dossier_value_nested"),
        ("NgayTiepNhan", "", "dossier_not_received"),
        ("NgayKetThucXuLy", "20261008081459", "dossier_done_before_received"),
        ("DanhSachHoSoBoSung", [{"NgayBoSung": "20261108080000"}], "dossier_in_future"),
        ("TaiLieuNop", "a", "dossier_list_invalid"),
        ("DanhSachLePhi", [{"Gia": "-1"}], "dossier_number_invalid"),
        ("HoSoCoThanhPhanSoHoa", "2", "dossier_code_unknown"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_fault_of_its_field(field: str, value: Any, code: str) -> None:
    found, faults = read([{**PORTAL, field: value}])
    assert (found, [each.code for each in faults.listed]) == ([], [code])
    column = faults.listed[0].location.column
    assert column == field or code == "dossier_number_invalid" or "BoSung" in str(column)


def test_a_progress_row_may_not_lie_in_the_future() -> None:
    row = {"MaHoSo": "H33.17-261008-0975", "ThoiDiemXuLy": "20261102000000", "TrangThai": "9"}
    assert codes(read([row])[1]) == [("dossier_in_future", "ThoiDiemXuLy")]


def test_a_promise_before_the_receipt_is_a_warning() -> None:
    found, faults = read([{**PORTAL, "NgayHenTra": "20261001170000"}])
    assert (len(found), faults.total) == (1, 0)
    assert [(each.code, each.location.column) for each in faults.warnings] == [
        ("dossier_due_before_received", "NgayHenTra")
    ]


def test_a_promise_may_lie_in_the_future() -> None:
    found, faults = read([{**PORTAL, "NgayHenTra": "20991231170000"}])
    assert (len(found), faults.total) == (1, 0)


def test_all_faults_of_all_records_stand_in_one_answer() -> None:
    bad = {**PORTAL, "TrangThaiHoSo": "x", "KenhThucHien": "y", "NgayHenTra": "z", "DanhSachHoSoBoSung": [{}]}
    found, faults = read([PORTAL, bad, PLAIN, {**PLAIN, "status": "0", "received_at": "x"}])
    assert len(found) == 2
    assert {(each.location.line, each.location.pointer) for each in faults.listed} == {
        (2, "/TrangThaiHoSo"),
        (2, "/KenhThucHien"),
        (2, "/NgayHenTra"),
        (2, "/DanhSachHoSoBoSung/0/NgayBoSung"),
        (4, "/status"),
        (4, "/received_at"),
    }
    records = as_records(faults.listed)
    assert all(each["detail"] and each["detail_vi"] for each in records)


def test_as_many_faults_are_listed_as_in_any_upload_and_all_are_counted() -> None:
    _, faults = read([{**PORTAL, "TrangThaiHoSo": "x"}] * (MAX_FAULTS_LISTED + 5))
    assert (len(faults.listed), faults.total) == (MAX_FAULTS_LISTED, MAX_FAULTS_LISTED + 5)


def test_broken_lines_do_not_hide_the_others() -> None:
    good = json.dumps(PORTAL).encode()
    content = b"\n".join([good, b'{"MaHoSo": ', b"7", b"\xff\xfe", b'{"other": 1}', good])
    found, faults = read(content)
    assert len(found) == 2
    assert [(each.code, each.location.line) for each in faults.listed] == [
        ("json_invalid", 2),
        ("json_shape", 3),
        ("json_invalid", 4),
        ("dossier_number_missing", 5),
    ]


def test_a_broken_document_says_where() -> None:
    content = b'{"data": [\n' + json.dumps(PORTAL).encode() + b",\n{]"
    found, faults = read(content, DossierFormat.JSON)
    assert (len(found), [(each.code, each.location.line) for each in faults.listed]) == (1, [("json_invalid", 3)])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"7", "json_shape"),
        (b'"a"', "json_shape"),
        (b"{}", "dossier_number_missing"),
        (b'{"data": 7, "service": "a"}', "dossier_number_missing"),
        (b'{"data": [7]}', "json_shape"),
    ],
)
def test_a_document_without_records_is_no_dossier(content: bytes, code: str) -> None:
    found, faults = read(content, DossierFormat.JSON)
    assert (found, [each.code for each in faults.listed]) == ([], [code])


def test_a_dossier_of_an_agency_outside_the_senders_is_a_fault() -> None:
    found, faults = read([PORTAL, {**PORTAL, "MaHoSo": "H31.17-261008-0001"}], sender=within("H33"))
    assert (len(found), codes(faults)) == (1, [("dossier_agency_outside", "MaHoSo")])


@pytest.mark.parametrize("format_", [DossierFormat.NDJSON, DossierFormat.JSON, DossierFormat.CSV])
def test_a_bomb_is_refused_before_it_fills_anything(format_: DossierFormat) -> None:
    with pytest.raises(Refusal, match="unpacked_too_large"):
        read(b"\n" * 5_000_000, format_, limits=replace(SENT, unpacked=1_000_000), packed=True)


@pytest.mark.parametrize("content", [gzip.compress(json.dumps(PORTAL).encode() * 99)[:-20], b"no gzip"])
def test_what_is_cut_short_or_is_no_gzip_is_a_fault(content: bytes) -> None:
    _, faults = read_sent(content, DossierFormat.NDJSON, SENDER, SENT, packed=True)
    assert [each.code for each in faults.listed][-1:] == ["gzip_invalid"]


def test_a_record_may_not_be_endless() -> None:
    long = {**PORTAL, "GhiChu": "x" * 3_000_000}
    for format_ in (DossierFormat.NDJSON, DossierFormat.JSON):
        found, faults = read(json.dumps([long]).encode(), format_)
        assert (found, [each.code for each in faults.listed]) == ([], ["row_too_long"])


def test_there_may_not_be_more_records_than_the_limit() -> None:
    limits = replace(SENT, rows=2)
    assert len(read([PORTAL] * 2, limits=limits)[0]) == 2
    for content, format_ in (
        ([PORTAL] * 3, DossierFormat.NDJSON),
        (json.dumps([PORTAL] * 3).encode(), DossierFormat.JSON),
    ):
        with pytest.raises(Refusal, match="too_many_rows"):
            read(content, format_, limits=limits)
