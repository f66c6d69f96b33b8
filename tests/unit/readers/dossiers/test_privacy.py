"""What tells of people is dropped while parsing: it reaches no file, no log, no fault and no dossier."""

import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Faults, Refusal
from app.domain.messages import as_records, describe
from app.readers.dossiers import portal
from app.readers.dossiers.files import SENT, DossierFormat, Tally, read_files, read_stream
from tests.unit.readers.dossiers.reading import PLAIN, PORTAL, SENDER

MARK = "NguyễnThịĐánhDấu"
_PERSONAL = (
    "ChuHoSo", "SoGiayToChuHoSo", "Email", "SoDienThoai", "Fax", "MaDoiTuong", "NguoiXuLy", "ThongTinKhac", "GhiChu",
    "TrichYeuHoSo", "ThongTinTra", "DonViXuLy", "TenTTHC", "TenLinhVuc", "MaLinhVuc", "HinhThuc", "LoaiDoiTuong",
    "ChucDanh", "PhongBanXuLy", "NoiDungXuLy", "DiaChi", "something_else", MARK,
)  # fmt: skip
_MARKED: dict[str, Any] = {
    **{name: f"{MARK} {name}" for name in _PERSONAL},
    "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": MARK}],
    "TaiLieuNop": [{"TenTepDinhKem": MARK, "DuongDanTaiTepTin": f"https://x/{MARK}", "TepDinhKemId": MARK, MARK: 1}],
    "DanhSachLePhi": [{"TenPhiLePhi": MARK, "MaPhiLePhi": MARK, "Gia": "1"}],
    "DanhSachHoSoBoSung": [{"NguoiYeuCauBoSung": MARK, "NoiDungBoSung": MARK, "NgayBoSung": "20261009080000"}],
    "DanhSachGiayToKetQua": [{"TenGiayTo": MARK, "DuongDanTepTinKetQua": MARK, "MaGiayToKetQua": MARK}],
    "DSKetNoiCSDL": [{"MaCSDL": MARK}],
    "DanhSachTepDinhKemKhac": [{"TenGiayTo": MARK}],
}
MARKED_RECORDS: list[dict[str, Any]] = [
    {**PORTAL, **_MARKED},
    {**PLAIN, **_MARKED},
    {"MaHoSo": "H33.17-261008-0975", "ThoiDiemXuLy": "20261009080000", "TrangThai": "9", **_MARKED},
]
# A person's data in a field where it does not belong makes the record faulty.
MISPLACED: list[dict[str, Any]] = [
    *({**PORTAL, **_MARKED, name: MARK} for name in PORTAL if name not in ("MaHoSo", "MaTTHC")),
    *({**PORTAL, name: MARK} for name in portal.FIELDS & _MARKED.keys()),
    *({**PORTAL, name: [MARK]} for name in ("TaiLieuNop", "NgayTiepNhan", "DanhSachLePhi")),
    *({**PLAIN, **_MARKED, name: MARK} for name in PLAIN if name not in ("dossier", "procedure")),
    {**PORTAL, "MaHoSo": f"{MARK} {'x' * 60}"},
    {**PORTAL, "MaHoSo": MARK, "MaTTHC": "\ufffd" + MARK},
    {**PLAIN, "progress": [{"at": MARK, "status": MARK}], "supplements": MARK},
    {MARK: MARK},
]


@contextmanager
def _no_file_is_written() -> Iterator[None]:
    """Fails where Python opens any file for writing, those without a name included."""
    opened: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    try:
        yield
    finally:
        watching = False
    assert opened == []


def _read(content: bytes, format_: DossierFormat) -> tuple[str, Faults]:
    """Everything that comes of a content, as text."""
    faults, told = Faults(), []
    for packed in (True, False):
        sent = io.BytesIO(gzip.compress(content) if packed else content)
        sender = replace(SENDER, root="H33")
        try:
            told += [repr(each) for each in read_stream(sent, format_, sender, SENT, faults, Tally(), packed=packed)]
        except Refusal as refusal:
            told += [str(refusal), repr(refusal.params), str(describe(refusal.code, refusal.params))]
    return "\n".join([*told, repr(faults.listed), repr(faults.warnings), str(as_records(faults.listed))]), faults


def _lines(records: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in records).encode()


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (_lines(MARKED_RECORDS), DossierFormat.NDJSON),
        (json.dumps({"data": MARKED_RECORDS, MARK: MARK, "session": MARK}).encode(), DossierFormat.JSON),
        (f"dossier,agency,procedure,status,{MARK}\nA,H33,1,1,{MARK}\n".encode(), DossierFormat.CSV),
    ],
)
def test_what_is_good_is_read_without_what_tells_of_people(content: bytes, format_: DossierFormat) -> None:
    with _no_file_is_written():
        told, faults = _read(content, format_)
    assert not faults.total
    assert told.count("dossier='") >= 2
    assert MARK not in told
    assert ascii(MARK)[1:-1] not in told


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        *((_lines([each]), DossierFormat.NDJSON) for each in MISPLACED),
        (json.dumps(MISPLACED).encode(), DossierFormat.JSON),
        (json.dumps(MARK).encode(), DossierFormat.JSON),
        (json.dumps([MARK, [MARK]]).encode(), DossierFormat.NDJSON),
        (_lines(MARKED_RECORDS)[:-40], DossierFormat.NDJSON),
        (json.dumps(MARKED_RECORDS, ensure_ascii=False).encode()[:-40], DossierFormat.JSON),
        (json.dumps(MARKED_RECORDS, ensure_ascii=False).encode() + b"\xff", DossierFormat.JSON),
        (json.dumps([{**PORTAL, "GhiChu": MARK * 100_000}]).encode(), DossierFormat.JSON),
        (f'{{"a":{"[" * 5000}"{MARK}"'.encode(), DossierFormat.JSON),
        (f"dossier,dossier,{MARK}\nA,H33,1,1,{MARK}\n{MARK},{MARK},1\n".encode(), DossierFormat.CSV),
        (f'dossier,agency,status,progress\nA,{MARK},{MARK},{MARK}|{MARK}\n"{MARK}'.encode(), DossierFormat.CSV),
    ],
)
def test_what_is_faulty_is_told_without_its_values(content: bytes, format_: DossierFormat) -> None:
    with _no_file_is_written():
        told, faults = _read(content, format_)
    assert faults.total
    assert MARK not in told
    assert ascii(MARK)[1:-1] not in told


@pytest.mark.parametrize("faulty", [True, False])
def test_columns_of_parquet_that_tell_of_people_are_not_read(tmp_path: Path, faulty: bool) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    columns = {name: [value] for name, value in {**PLAIN, **_MARKED}.items()}
    pq.write_table(pa.table(columns | ({"agency": [MARK], "progress": [{MARK: MARK}]} if faulty else {})), path)
    faults = Faults()
    with _no_file_is_written():
        found = list(read_files([path], SENDER, SENT, faults, Tally()))
    assert (len(found), faults.total > 0) == ((0, True) if faulty else (1, False))
    assert MARK not in repr((found, faults.listed, as_records(faults.listed)))
