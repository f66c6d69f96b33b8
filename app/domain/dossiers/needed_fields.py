"""Fields whose absence is easily overlooked: without them counts are missing, or rest on less."""

from dataclasses import dataclass

_ON_TIME = ("dossiers_on_time", "dossiers_overdue", "dossiers_satisfied")


@dataclass(frozen=True, slots=True)
class NeededField:
    """``name``: of ``Dossier``; ``portal``: its name in what systems push to the portal. ``measures``: what is missing
    without it, or rests on less. ``rare``: among fewer dossiers there may be none that has it."""

    name: str
    portal: str
    measures: tuple[str, ...]
    rare: int = 1

    @property
    def shown(self) -> str:
        return f"{self.portal} ({self.name})"


NEEDED_FIELDS = (
    NeededField(
        "channel",
        "KenhThucHien",
        ("dossiers_online", "dossiers_direct", "dossiers_postal", "online_services_with_dossiers"),
    ),
    NeededField("due_at", "NgayHenTra", _ON_TIME),
    NeededField("done_at", "NgayKetThucXuLy", _ON_TIME),
    NeededField("supplements", "DanhSachHoSoBoSung", _ON_TIME, rare=1_000),
    NeededField("fee_rows", "DanhSachLePhi", ("dossiers_with_fees", "fee_procedures_with_synced_fees")),
    NeededField("paid_online", "DuocThanhToanTrucTuyen", ("dossiers_paid_online", "fee_procedures_paid_online")),
    NeededField("papers_with_file", "TaiLieuNop", ("dossiers_digitised",)),
    NeededField("digitised_flag", "HoSoCoThanhPhanSoHoa", ("dossiers_reusing_data",)),
    NeededField("filed_via", "NoiNopHoSo", ("dossiers_reusing_data",)),
    NeededField(
        "result_files",
        "DanhSachGiayToKetQua",
        ("dossiers_online", "dossiers_with_electronic_result", "dossiers_digitised"),
    ),
    NeededField(
        "vneid", "TaiKhoanDuocXacThucVoiVNeID", ("dossiers_using_citizen_data", "procedures_using_citizen_data")
    ),
)
