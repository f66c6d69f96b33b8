"""What systems push to the national portal: dossiers (``DongBoHoSoMC``), progress rows (``CapNhatTienDoHoSoMC``).

Field names, codes and the form of times were read in the public source of two systems that send them:
``VietOpenCPS/opencps-v2``, ``DVCQGIntegrationActionImpl.java`` below ``backend-dossiermgt-service`` (a body
``{"data": […], "isUpdating": "True", "service": …}``, ``yyyyMMddHHmmss`` in Asia/Ho_Chi_Minh, empty texts for what is
absent), and ``HuanVu201/DichVuCong_KhoaLuan_PASETO`` below ``KetNoi/DVC/SyncLocalDataToDVCQG`` (bare lists; papers,
fees and results in full; times of requests for papers typed as .NET times, which are written as ISO 8601 without an
offset; ``MaCSDL`` always 7). No public standard has this list.

Whatever is not named here is not looked at: names, numbers and addresses of people, file names, texts.
``LoaiDoiTuong`` is numbered differently from system to system, and nothing is counted by it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.domain.agencies import is_code
from app.domain.dossiers.dossier import (
    Channel,
    Dossier,
    FiledVia,
    PaidOnline,
    ProgressRow,
    Status,
    Supplement,
)
from app.domain.time import not_ahead
from app.readers.dossiers.sender import AddedProgress, Sender
from app.readers.dossiers.values import MOST_DONG, Values

NUMBER = "MaHoSo"
PROGRESS_TIME = "ThoiDiemXuLy"
STATUSES = {str(each.value): each for each in Status}
CHANNELS = {str(each.value): each for each in Channel}
PAID_ONLINE = {str(each.value): each for each in PaidOnline}
_FILED_VIA = {"1": FiledVia.PORTAL, "2": FiledVia.PROVINCE}
# 1: of another dossier's papers, 2: of another dossier's result; .NET may write a boolean
_REUSED = {"0": False, "1": True, "2": True, "false": False, "true": True}
FIELDS = frozenset(
    (
        NUMBER, "MaTTHC", "KenhThucHien", "NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra",
        "NgayTuChoi", "TrangThaiHoSo", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID",
        "DuocThanhToanTrucTuyen", "TaiLieuNop", "DanhSachLePhi", "DanhSachHoSoBoSung", "DanhSachGiayToKetQua",
        "DSKetNoiCSDL", PROGRESS_TIME, "TrangThai",
    )
)  # fmt: skip
LISTS = {
    "TaiLieuNop": ("IsDeleted", "DuongDanTaiTepTin", "DuocSoHoa", "DuocTaiSuDung", "DuocLayTuKhoDMQG"),
    "DanhSachLePhi": ("Gia",),
    "DanhSachHoSoBoSung": ("NgayBoSung", "NgayTiepNhanBoSung", "NgayHenTraTruoc", "NgayHenTraMoi"),
    "DanhSachGiayToKetQua": ("MaGiayToKetQua", "MaKetQua", "DuongDanTepTinKetQua"),
    "DSKetNoiCSDL": ("MaCSDL",),
}
"""The lists of a record with the fields of their entries."""
NOT_READ = frozenset(
    (
        "TenTTHC", "MaLinhVuc", "TenLinhVuc", "ChuHoSo", "SoGiayToChuHoSo", "DinhDanhCHS", "Email", "SoDienThoai",
        "Fax", "MaDoiTuong", "LoaiDoiTuong", "HinhThuc", "DonViXuLy", "TrichYeuHoSo", "ThongTinTra", "ThongTinKhac",
        "GhiChu", "DanhSachTepDinhKemKhac", "NguoiXuLy", "ChucDanh", "PhongBanXuLy", "NoiDungXuLy", "NgayBatDau",
        "NgayKetThucTheoQuyDinh", "TepDinhKemId", "TenTepDinhKem", "MaThanhPhanHoSo", "MaKetQuaThayThe", "TenPhiLePhi",
        "MaPhiLePhi", "HinhThucThu", "LoaiPhiLePhi", "HoSoBoSungId", "NguoiYeuCauBoSung", "NoiDungBoSung",
        "TrangThaiBoSung", "DanhSachGiayToBoSung", "DanhSachLePhiBoSung", "TenGiayTo", "GiayToId",
    )
)  # fmt: skip
"""Fields that are always sent and that nothing is counted by."""
_NAMES = {
    "filed_at": "NgayNopHoSo",
    "received_at": "NgayTiepNhan",
    "due_at": "NgayHenTra",
    "done_at": "NgayKetThucXuLy",
    "returned_at": "NgayTra",
    "refused_at": "NgayTuChoi",
    "supplements": "DanhSachHoSoBoSung",
}


class _Paper(NamedTuple):
    has_file: bool
    digitised: bool
    reused: bool
    from_store: bool


def read_record(values: Values, sender: Sender) -> Dossier | AddedProgress | None:
    """A dossier or a progress row; ``None`` if it has faults."""
    is_progress = values.text(PROGRESS_TIME) is not None
    return _read_progress(values, sender) if is_progress else _read_dossier(values, sender)


def _read_progress(values: Values, sender: Sender) -> AddedProgress | None:
    number = values.required(NUMBER, values.number(NUMBER))
    prefix = number.partition("-")[0] if number else ""
    if is_code(prefix):
        values.agency(NUMBER, prefix)
    at = values.required(PROGRESS_TIME, values.moment(PROGRESS_TIME))
    status = values.required("TrangThai", values.code("TrangThai", STATUSES))
    if at and not_ahead(at, sender.now) is None:
        values.fault("dossier_in_future", PROGRESS_TIME, value=at.isoformat())
    if not values.good or number is None or at is None or status is None:
        return None
    return AddedProgress(sender.source, number, ProgressRow(at, status))


def _read_dossier(values: Values, sender: Sender) -> Dossier | None:
    number = values.required(NUMBER, values.number(NUMBER))
    procedure = values.required("MaTTHC", values.id_code("MaTTHC"))
    status = values.required("TrangThaiHoSo", values.code("TrangThaiHoSo", STATUSES))
    received_at = values.moment("NgayTiepNhan")
    agency = _agency(number, values, sender) if number else None
    papers = values.rows("TaiLieuNop", _read_paper)
    fees = values.rows("DanhSachLePhi", lambda fee: (fee.whole("Gia", MOST_DONG),))
    results = values.rows("DanhSachGiayToKetQua", _is_result)
    databases = values.rows("DSKetNoiCSDL", lambda each: each.text("MaCSDL"))
    channel, filed_at = values.code("KenhThucHien", CHANNELS), values.moment("NgayNopHoSo")
    due_at, done_at = values.moment("NgayHenTra"), values.moment("NgayKetThucXuLy")
    returned_at, refused_at = values.moment("NgayTra"), values.moment("NgayTuChoi")
    supplements = values.rows("DanhSachHoSoBoSung", _read_supplement) or ()
    paid_online = values.code("DuocThanhToanTrucTuyen", PAID_ONLINE)
    digitised_flag, vneid = values.flag("HoSoCoThanhPhanSoHoa"), values.flag("TaiKhoanDuocXacThucVoiVNeID")
    filed_via = values.code("NoiNopHoSo", _FILED_VIA)
    if not values.good or number is None or procedure is None or status is None or agency is None:
        return None
    found = Dossier(
        source=sender.source,
        dossier=number,
        as_of=sender.as_of,
        agency=agency,
        procedure=procedure,
        status=status,
        channel=channel,
        filed_at=filed_at,
        received_at=received_at,
        due_at=due_at,
        done_at=done_at,
        returned_at=returned_at,
        refused_at=refused_at,
        supplements=in_order(supplements),
        fee_total=_total(fees),
        fee_rows=None if fees is None else len(fees),
        paid_online=paid_online,
        papers_with_file=None if papers is None else sum(paper.has_file for paper in papers),
        papers_digitised=None if papers is None else sum(paper.digitised for paper in papers),
        papers_reused=None if papers is None else sum(paper.reused for paper in papers),
        papers_from_store=None if papers is None else sum(paper.from_store for paper in papers),
        digitised_flag=digitised_flag,
        result_files=None if results is None else sum(results),
        vneid=vneid,
        filed_via=filed_via,
        citizen_db=_uses_population_database(databases, sender),
    )
    values.check(found, _NAMES)
    return found if values.good else None


def in_order(supplements: Iterable[Supplement]) -> tuple[Supplement, ...]:
    return tuple(sorted(supplements, key=lambda each: each.asked_at))


def _agency(number: str, values: Values, sender: Sender) -> str | None:
    """The agency whose code the number begins with, else the sender's; never a name."""
    prefix = number.partition("-")[0]
    code = prefix if is_code(prefix) else sender.agency
    if code is None:
        values.fault("dossier_agency_unknown", NUMBER)
    return values.agency(NUMBER, code)


def _read_paper(values: Values) -> _Paper | None:
    """A paper that was handed in; ``None`` for one that was deleted. Of its link only that there is one is kept."""
    if values.flag("IsDeleted"):
        return None
    return _Paper(
        has_file=values.text("DuongDanTaiTepTin") is not None,
        digitised=bool(values.flag("DuocSoHoa")),
        reused=bool(values.code("DuocTaiSuDung", _REUSED)),
        from_store=bool(values.flag("DuocLayTuKhoDMQG")),
    )


def _read_supplement(values: Values) -> Supplement | None:
    asked_at = values.required("NgayBoSung", values.moment("NgayBoSung"))
    returned_at = values.moment("NgayTiepNhanBoSung")
    before, after = values.moment("NgayHenTraTruoc"), values.moment("NgayHenTraMoi")
    return None if asked_at is None else Supplement(asked_at, returned_at, before, after)


def _is_result(values: Values) -> bool:
    """Whether a result has both a code and a link; the portal's formula sheet calls the code ``MaKetQua``."""
    code = values.text("MaGiayToKetQua") or values.text("MaKetQua")
    return code is not None and values.text("DuongDanTepTinKetQua") is not None


def _total(fees: list[tuple[int | None]] | None) -> int | None:
    """The sum of the fees that have a price."""
    prices = [price for (price,) in fees or () if price is not None]
    return sum(prices) if prices else None


def _uses_population_database(databases: list[str] | None, sender: Sender) -> bool | None:
    if databases is None or not sender.population_databases:
        return None
    return not sender.population_databases.isdisjoint(databases)
