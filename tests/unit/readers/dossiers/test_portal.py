"""The records that systems push to the national portal are read as they are."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from app.domain.dossiers.dossier import Channel, FiledVia, PaidOnline, ProgressRow, Status, Supplement
from app.domain.time import VIETNAM
from app.readers.dossiers.files import DossierFormat
from app.readers.dossiers.sender import AddedProgress
from tests.unit.readers.dossiers.reading import NOW, PORTAL, SENDER, codes, one, read


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of October 2026 in Vietnam."""
    return datetime(2026, 10, day, hour, minute, tzinfo=VIETNAM)


def test_a_pushed_dossier_becomes_a_version_of_ours() -> None:
    found = one(PORTAL)
    assert (found.source, found.dossier, found.as_of) == ("h33-mot-cua", "H33.17-261008-0975", NOW)
    assert (found.agency, found.procedure, found.status) == ("H33.17", "1.005129", Status.DONE)
    assert found.channel is Channel.ONLINE
    assert (found.received_at, found.due_at, found.done_at) == (_at(8, 8, 15), _at(15, 17), _at(14, 10))
    assert (found.returned_at, found.refused_at) == (None, None)
    assert found.filed_on == date(2026, 10, 7)  # a second before midnight in Vietnam


def test_lists_become_counts_and_links_become_yes_or_no() -> None:
    paper = {"DuongDanTaiTepTin": "https://a/b", "DuocSoHoa": "1", "DuocTaiSuDung": "2", "DuocLayTuKhoDMQG": "1"}
    found = one(
        {
            **PORTAL,
            "TaiLieuNop": [
                {**paper, "IsDeleted": "0"},
                {**paper, "IsDeleted": "1"},
                {"DuongDanTaiTepTin": "", "DuocSoHoa": "0", "DuocTaiSuDung": "0", "DuocLayTuKhoDMQG": ""},
            ],
            "DanhSachLePhi": [{"Gia": "50000"}, {"Gia": "15000"}],
            "DanhSachGiayToKetQua": [
                {"MaGiayToKetQua": "KQ1", "DuongDanTepTinKetQua": "https://a/k"},
                {"MaKetQua": "KQ2", "DuongDanTepTinKetQua": "https://a/k"},
                {"MaGiayToKetQua": "KQ3", "DuongDanTepTinKetQua": ""},
                {"MaGiayToKetQua": "", "DuongDanTepTinKetQua": "https://a/k"},
            ],
            "DuocThanhToanTrucTuyen": "2",
            "NoiNopHoSo": "1",
            "HoSoCoThanhPhanSoHoa": "1",
            "TaiKhoanDuocXacThucVoiVNeID": "0",
            "DSKetNoiCSDL": [{"MaCSDL": "7"}],
        }
    )
    assert (found.papers_with_file, found.papers_digitised, found.papers_reused, found.papers_from_store) == (1,) * 4
    assert (found.fee_total, found.fee_rows, found.paid_online) == (65000, 2, PaidOnline.PROVINCE)
    assert (found.result_files, found.filed_via) == (2, FiledVia.PORTAL)
    assert (found.digitised_flag, found.vneid, found.citizen_db) == (True, False, None)


def test_no_fee_row_is_not_a_fee_of_nothing() -> None:
    assert (one(PORTAL).fee_total, one(PORTAL).fee_rows) == (None, None)
    without, free = one({**PORTAL, "DanhSachLePhi": []}), one({**PORTAL, "DanhSachLePhi": [{"Gia": "0"}]})
    assert (without.fee_total, without.fee_rows) == (None, 0)
    assert (free.fee_total, free.fee_rows) == (0, 1)


def test_which_database_is_that_of_the_population_is_said_by_the_sender() -> None:
    sender = replace(SENDER, population_databases=frozenset({"1"}))
    assert one({**PORTAL, "DSKetNoiCSDL": [{"MaCSDL": "7"}, {"MaCSDL": "1"}]}, sender).citizen_db is True
    assert one({**PORTAL, "DSKetNoiCSDL": [{"MaCSDL": "7"}]}, sender).citizen_db is False
    assert one(PORTAL, sender).citizen_db is None


def test_requests_for_papers_stand_in_their_order_with_both_promised_times() -> None:
    found = one(
        {
            **PORTAL,
            "DanhSachHoSoBoSung": [
                {"HoSoBoSungId": 2, "NgayBoSung": "2026-10-12T09:00:00", "TrangThaiBoSung": False},
                {
                    "NgayBoSung": "20261009100000",
                    "NgayTiepNhanBoSung": "20261010143000",
                    "NgayHenTraTruoc": "2026-10-15T17:00:00.0000000",
                    "NgayHenTraMoi": "20261016170000",
                },
            ],
        }
    )
    assert found.supplements == (
        Supplement(_at(9, 10), _at(10, 14, 30), _at(15, 17), _at(16, 17)),
        Supplement(_at(12, 9)),
    )


def test_a_progress_row_is_told_from_a_dossier() -> None:
    row = {"MaHoSo": "H33.17-261008-0975", "NguoiXuLy": "x", "ThoiDiemXuLy": "20261014100000", "TrangThai": "9"}
    found, faults = read([row])
    assert found == [AddedProgress("h33-mot-cua", row["MaHoSo"], ProgressRow(_at(14, 10), Status.DONE))]
    assert not faults.total


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (json.dumps({"data": [PORTAL], "isUpdating": "True", "service": "DongBoHoSoMC"}), DossierFormat.JSON),
        (json.dumps([PORTAL]), DossierFormat.JSON),
        (json.dumps(PORTAL), DossierFormat.JSON),
        (json.dumps({"isUpdating": True, "data": [PORTAL]}) + "\n\n", DossierFormat.NDJSON),
        (json.dumps([PORTAL]), DossierFormat.NDJSON),
        ("\ufeff" + json.dumps(PORTAL) + "\r\n", DossierFormat.NDJSON),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_whatever_is_pushed_is_read_as_a_document_and_as_lines(
    content: str, format_: DossierFormat, packed: bool
) -> None:
    found, faults = read(content.encode(), format_, packed=packed)
    assert (found, faults.listed) == ([one(PORTAL)], [])


def test_the_agency_is_that_of_the_number_or_what_the_sender_says_and_never_a_name() -> None:
    old = {**PORTAL, "MaHoSo": "TNHS/2026/0975", "DonViXuLy": "H33.20"}
    assert one(old, replace(SENDER, agency="H33.9")).agency == "H33.9"
    assert one(PORTAL, replace(SENDER, agency="H33.9")).agency == "H33.17"
    _, faults = read([old])
    assert codes(faults) == [("dossier_agency_unknown", "MaHoSo")]


def test_codes_of_a_systems_own_are_translated_by_the_senders_table() -> None:
    sender = replace(SENDER, codes={"TrangThaiHoSo": {"DA_XONG": "9"}})
    assert one({**PORTAL, "TrangThaiHoSo": "DA_XONG"}, sender).status is Status.DONE
    _, faults = read([{**PORTAL, "TrangThaiHoSo": "DA_XONG"}])
    assert codes(faults) == [("dossier_code_unknown", "TrangThaiHoSo")]


def test_who_applies_is_numbered_differently_everywhere_and_is_not_looked_at() -> None:
    assert one({**PORTAL, "LoaiDoiTuong": {"any": ["thing"]}}) == one(PORTAL)


@pytest.mark.parametrize(("status", "needed"), [("1", False), ("3", False), ("2", True), ("8", True)])
def test_only_what_was_never_received_may_lack_the_receipt(status: str, needed: bool) -> None:
    found, faults = read([{**PORTAL, "TrangThaiHoSo": status, "NgayTiepNhan": "", "NgayKetThucXuLy": ""}])
    assert (len(found), codes(faults)) == ((0, [("dossier_not_received", "NgayTiepNhan")]) if needed else (1, []))
