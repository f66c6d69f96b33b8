"""Makes up a month of a province's dossiers as its system would push them: ``python -m tools.synthetic_dossiers``.

Everything in it is invented, people, agencies' work and times alike, and marked so; only the fields, the codes and the
kinds of cases are real. The same seed gives the same dossiers.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.domain.dossiers.registers import Procedure, ProcedureLevel, TimeUnit
from app.domain.time import VIETNAM
from app.domain.working_days import WorkingCalendar
from app.readers.files.registers import read_working_calendar
from app.services import demo
from app.services.demo import PROVINCE

FOLDER = demo.SYNTHETIC
DOSSIERS, PROCEDURES, AGENCIES = (each.name for each in (demo.DOSSIERS, demo.PROCEDURES, demo.AGENCIES))
NUMBER = 3_000
_SEED = 766
_FIRST, _LAST, _KNOWN = date(2026, 10, 1), date(2026, 10, 31), datetime(2026, 11, 5, 18, tzinfo=VIETNAM)
_MARK = "dữ liệu tổng hợp"
_AGENCIES = {
    **{f"{PROVINCE}.{number}": f"Sở mẫu {number}" for number in (17, 18, 19)},
    **{f"{PROVINCE}.{number}": f"Xã mẫu {number}" for number in range(201, 209)},
}
_PROCEDURES = tuple(
    Procedure(
        code=f"9.{number:06}",
        needs_paper_result=number % 4 != 0,
        has_fee=number % 3 != 0,
        for_citizens=number % 5 != 0,
        level=ProcedureLevel.COMMUNE if number > 12 else ProcedureLevel.PROVINCE,
        max_time=(1, 3, 5, 10, 15)[number % 5],
        unit=TimeUnit.WORKING_DAY,
    )
    for number in range(1, 25)
)
_KINDS = {
    "in_time": 700, "late": 90, "returned_late": 30, "evening_of_the_day": 20, "next_morning": 10, "open": 40,
    "answered": 40, "due_moved": 15, "unanswered": 10, "two_requests": 6, "withdrawn": 10, "stopped": 6,
    "refused": 8, "refused_at_door": 4, "only_filed": 4, "no_promise": 12, "paying": 6, "promised_before": 2,
    "unregistered": 3, "closed_next_month": 14,
}  # fmt: skip


@dataclass
class _Case:
    """A dossier that is being made up, with its progress rows."""

    kind: str
    record: dict[str, Any]
    received: datetime
    due: datetime
    progress: list[tuple[datetime, int]]

    def close(self, at: datetime, status: int, field: str) -> None:
        self.progress.append((at, status))
        self.record[field], self.record["TrangThaiHoSo"] = _wire(at), str(status)


def make(number: int = NUMBER, seed: int = _SEED) -> Iterator[dict[str, Any]]:
    """The pushed bodies in their order: each dossier, then its progress rows, ten at a time at most."""
    random, calendar = Random(seed), read_working_calendar()  # noqa: S311  # nothing secret
    serials: dict[str, int] = {}
    previous: _Case | None = None
    for index in range(number):
        kind = random.choices(list(_KINDS), list(_KINDS.values()))[0]
        case = _case(random, calendar, kind, index, serials)
        if previous and index % 500 == 0:  # as if one were sent again under a new number
            same = ("MaTTHC", "NgayTiepNhan", "NgayHenTra")
            case.record |= {name: previous.record[name] for name in same if name in previous.record}
            case.record["MaHoSo"] = f"{previous.record['MaHoSo'].rpartition('-')[0]}-{90_000 + index}"
            case.progress = previous.progress
            case.record |= {
                name: previous.record.get(name, "") for name in ("NgayKetThucXuLy", "NgayTra", "TrangThaiHoSo")
            }
        previous = case if kind == "in_time" else previous
        yield {"service": "DongBoHoSoMC", "isUpdating": "False", "data": [case.record]}
        rows = [_progress_row(case.record["MaHoSo"], at, status) for at, status in sorted(case.progress)]
        if rows:
            yield {"service": "CapNhatTienDoHoSoMC", "data": rows[:10]}


def _case(random: Random, calendar: WorkingCalendar, kind: str, index: int, serials: dict[str, int]) -> _Case:
    procedure = random.choice(_PROCEDURES)
    is_commune = procedure.level is ProcedureLevel.COMMUNE
    agency = random.choice([code for code in _AGENCIES if (len(code) == 7) == is_commune])
    day = random.choice([each for each in _days() if calendar.is_working_day(each)])
    received = datetime.combine(
        day, time(7 + random.randrange(10), random.randrange(60), random.randrange(60)), VIETNAM
    )
    due = datetime.combine(calendar.add_working_days(day, procedure.max_time or 1), time(17), VIETNAM)
    start = f"{agency}-{day:%y%m%d}"
    serials[start] = serials.get(start, 0) + 1
    case = _Case(kind, {}, received, due, [(received, 2)])
    case.record = {
        "MaHoSo": f"{start}-{serials[start]:04}",
        "MaTTHC": "9.999999" if kind == "unregistered" else procedure.code,
        "TenTTHC": f"Thủ tục mẫu {procedure.code} ({_MARK})",
        "KenhThucHien": random.choices(("2", "1", "3", ""), (70, 22, 5, 3))[0],
        **_applicant(index),
        "NgayNopHoSo": _wire(received - timedelta(minutes=random.randrange(1, 900))),
        "NgayTiepNhan": _wire(received),
        "NgayHenTra": "" if kind == "no_promise" else _wire(due),
        "TrangThaiHoSo": "4",
        "DonViXuLy": _AGENCIES[agency],
        "HinhThuc": "0",
        **_papers(random),
        **_fees(random, procedure),
        **_result(random, procedure),
    }
    _course(random, case)
    return case


def _course(random: Random, case: _Case) -> None:  # noqa: PLR0912  # one line or two for each kind of case
    record, received, due = case.record, case.received, case.due
    within = received + (due - received) * random.uniform(0.1, 0.95)
    case.progress.append((received + (within - received) / 3, 4))
    late = due + timedelta(days=random.randrange(1, 9), hours=random.randrange(-8, 1))
    request = received + (within - received) / 2
    match case.kind:
        case "late":
            _done(case, late)
        case "returned_late":
            _done(case, within, handed_over=late)
        case "evening_of_the_day":
            _done(case, due.replace(hour=20))
        case "next_morning":
            _done(case, (due + timedelta(days=1)).replace(hour=0, minute=1))
        case "open" | "paying":
            record["TrangThaiHoSo"] = "6" if case.kind == "paying" else random.choice("24")
        case "answered" | "due_moved":
            back = request + timedelta(days=random.randrange(1, 4))
            moved = due + (back - request)
            asked = {"NgayBoSung": _wire(request), "NgayTiepNhanBoSung": _wire(back)}
            if case.kind == "due_moved":
                asked |= {"NgayHenTraTruoc": _wire(due), "NgayHenTraMoi": _wire(moved)}
                record["NgayHenTra"] = _wire(moved)
            record["DanhSachHoSoBoSung"] = [asked]
            _done(case, moved - timedelta(hours=2))
        case "unanswered" | "two_requests":
            second = [{"NgayBoSung": _wire(request + timedelta(hours=1))}] if case.kind == "two_requests" else []
            record["DanhSachHoSoBoSung"] = [{"NgayBoSung": _wire(request)}, *second]
            record["TrangThaiHoSo"] = "5"
        case "withdrawn" | "stopped" | "refused":
            status = {"withdrawn": 7, "stopped": 8, "refused": 3}[case.kind]
            case.close(within, status, "NgayTuChoi")
        case "refused_at_door" | "only_filed":
            record |= {"NgayTiepNhan": "", "NgayHenTra": "", "TrangThaiHoSo": "3" if case.kind != "only_filed" else "1"}
            case.progress = []
        case "promised_before":
            record["NgayHenTra"] = _wire(received - timedelta(days=2))
            _done(case, within)
        case "closed_next_month":
            _done(case, max(late, datetime(2026, 11, 2, 9, tzinfo=VIETNAM)))
        case _:
            _done(case, within)
    _hide_future(case)


def _done(case: _Case, at: datetime, handed_over: datetime | None = None) -> None:
    case.close(at, 9, "NgayKetThucXuLy")
    case.close(handed_over or at + timedelta(minutes=30), 10, "NgayTra")


def _hide_future(case: _Case) -> None:
    """What had not happened when the dossiers were exported is not there yet."""
    case.progress = [row for row in case.progress if row[0] <= _KNOWN]
    for name in ("NgayKetThucXuLy", "NgayTra", "NgayTuChoi"):
        if case.record.get(name, "") > _wire(_KNOWN):
            case.record[name] = ""
            case.record["TrangThaiHoSo"] = "9" if case.record.get("NgayKetThucXuLy") else "4"
    if requests := case.record.pop("DanhSachHoSoBoSung", []):
        asked = [each for each in requests if each["NgayBoSung"] <= _wire(_KNOWN)]
        for each in asked:
            if each.get("NgayTiepNhanBoSung", "") > _wire(_KNOWN):
                each["NgayTiepNhanBoSung"] = ""
        case.record["DanhSachHoSoBoSung"] = asked


def _applicant(index: int) -> dict[str, Any]:
    """A made-up person: what a system sends of one, and what no reader may keep."""
    return {
        "ChuHoSo": f"Công dân mẫu {index:05} ({_MARK})",
        "SoGiayToChuHoSo": f"{index:012}",
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": f"{index:012}"}],
        "LoaiDoiTuong": "1",
        "Email": f"mau{index:05}@example.invalid",
        "SoDienThoai": f"{index:010}",
        "TaiKhoanDuocXacThucVoiVNeID": str(int(index % 10 < 6)),
    }


def _papers(random: Random) -> dict[str, Any]:
    papers = [
        {
            "TenTepDinhKem": f"giay-to-{number}.pdf",
            "IsDeleted": str(int(random.random() < 0.03)),
            "DuongDanTaiTepTin": f"https://example.invalid/{number}" if random.random() < 0.9 else "",
            "DuocSoHoa": str(int(random.random() < 0.8)),
            "DuocTaiSuDung": random.choices("012", (75, 15, 10))[0],
            "DuocLayTuKhoDMQG": str(int(random.random() < 0.1)),
        }
        for number in range(random.randrange(4))
    ]
    flag = str(int(any(each["DuocTaiSuDung"] != "0" for each in papers)))
    return {"TaiLieuNop": papers, "HoSoCoThanhPhanSoHoa": flag, "NoiNopHoSo": random.choices("21", (80, 20))[0]}


def _fees(random: Random, procedure: Procedure) -> dict[str, Any]:
    if not procedure.has_fee or random.random() < 0.05:
        return {"DanhSachLePhi": [], "DuocThanhToanTrucTuyen": "0"}
    price = random.choices((0, 15_000, 50_000, 200_000), (10, 40, 40, 10))[0]
    paid = random.choices("0123", (10, 50, 25, 15))[0] if price else "0"
    return {"DanhSachLePhi": [{"Gia": str(price), "LoaiPhiLePhi": "1"}], "DuocThanhToanTrucTuyen": paid}


def _result(random: Random, procedure: Procedure) -> dict[str, Any]:
    has_one = procedure.needs_paper_result and random.random() < 0.75
    result = {"MaGiayToKetQua": f"KQ.{procedure.code}", "DuongDanTepTinKetQua": "https://example.invalid/kq"}
    return {"DanhSachGiayToKetQua": [result] if has_one else []}


def _progress_row(number: str, at: datetime, status: int) -> dict[str, str]:
    row = {"MaHoSo": number, "NguoiXuLy": f"Cán bộ mẫu ({_MARK})", "ThoiDiemXuLy": _wire(at)}
    return {**row, "TrangThai": str(status)}


def _wire(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%S}"


def _days() -> list[date]:
    """The month, and the last days of the one before it."""
    first = _FIRST - timedelta(days=5)
    return [first + timedelta(days=number) for number in range((_LAST - first).days + 1)]


def packed(bodies: Iterator[dict[str, Any]]) -> bytes:
    """NDJSON, a pushed body on each line, packed by gzip without the time of packing."""
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in bodies)
    return gzip.compress("".join(lines).encode(), mtime=0)


def main() -> None:
    """Write the files of the demonstration."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / DOSSIERS).write_bytes(packed(make()))
    procedures = [
        {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(each).items()}
        for each in _PROCEDURES
    ]
    _write(FOLDER / PROCEDURES, procedures)
    agencies = [
        {"code": code, "name": f"{name} ({_MARK})", "level": "department" if len(code) < 7 else "commune"}
        for code, name in _AGENCIES.items()
    ]
    _write(FOLDER / AGENCIES, {"agencies": agencies})


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
