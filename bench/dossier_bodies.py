"""Bodies of synthetic dossiers as systems push them, and DuckDB's own reading of them."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tools.synthetic_dossiers import make

_MADE = 5_000  # so many are made up; more are copies of them under other numbers
_NUMBER = re.compile(r'("MaHoSo":"[^"]+)"')
_PAPER = ("IsDeleted", "DuongDanTaiTepTin", "DuocSoHoa", "DuocTaiSuDung", "DuocLayTuKhoDMQG")
_REQUEST = ("NgayBoSung", "NgayTiepNhanBoSung", "NgayHenTraTruoc", "NgayHenTraMoi")
_RESULT = ("MaGiayToKetQua", "MaKetQua", "DuongDanTepTinKetQua")
_TEXTS = (
    "MaHoSo", "MaTTHC", "KenhThucHien", "NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra",
    "NgayTuChoi", "TrangThaiHoSo", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID",
    "DuocThanhToanTrucTuyen", "ThoiDiemXuLy", "TrangThai",
)  # fmt: skip
_LISTS = {
    "TaiLieuNop": _PAPER,
    "DanhSachLePhi": ("Gia",),
    "DanhSachHoSoBoSung": _REQUEST,
    "DanhSachGiayToKetQua": _RESULT,
    "DSKetNoiCSDL": ("MaCSDL",),
}


def write(path: Path, number: int) -> Path:
    """NDJSON with a number of dossiers, a pushed body on each line: with papers, fees, results, requests, progress rows
    and people's fields, about 1.7 kB each. Packed if the path ends with ``.gz``."""
    with gzip.open(path, "wt", 6, "utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        file.writelines(_lines(number))
    return path


def _lines(number: int) -> Iterator[str]:
    made = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in make(min(number, _MADE))]
    for copy in range(-(-number // _MADE)):
        for line in made:
            yield _NUMBER.sub(rf'\g<1>{copy or ""}"', line) + "\n"


def read_by_duckdb(path: Path, threads: int) -> int:
    """Read the same fields, all as text, into a table in memory; the number of dossiers."""
    with duckdb.connect(config={"threads": threads}) as database:
        database.execute("SET enable_progress_bar = false")
        columns = {"data": f"{_struct(_TEXTS, _LISTS)}[]"}
        database.read_json(str(path), format="newline_delimited", columns=columns).create("pushed")
        asked = "SELECT count(*) FROM (SELECT unnest(data) AS row FROM pushed) WHERE row.ThoiDiemXuLy IS NULL"
        ((number,),) = database.execute(asked).fetchall()
        return int(number)


def _struct(texts: tuple[str, ...], lists: dict[str, tuple[str, ...]]) -> str:
    fields = [f"{name} VARCHAR" for name in texts] + [f"{name} {_struct(own, {})}[]" for name, own in lists.items()]
    return f"STRUCT({', '.join(fields)})"
