"""What is odd about many dossiers taken together, and what it does to the counts. Nothing of it is ever corrected."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.messages import Text


class Oddity(StrEnum):
    """Dossiers of one number from two sources; perhaps one dossier under two numbers; processing that ended, by the
    progress rows, before the receipt; a promise before the receipt; what a register does not have."""

    TWO_SOURCES = "two_sources"
    COLLISION = "collision"
    DONE_BEFORE_RECEIVED = "done_before_received"
    DUE_BEFORE_RECEIVED = "due_before_received"
    PROCEDURE_UNKNOWN = "procedure_unknown"
    AGENCY_UNKNOWN = "agency_unknown"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def effect(self) -> Text:
        """What it does to the counts."""
        return _EFFECTS[self]


@dataclass(frozen=True, slots=True)
class OddDossiers:
    """Dossiers that are odd together, by their numbers and ``sources``: one number or several."""

    agency: str
    procedure: str
    numbers: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """``number``: of the dossiers that are odd in this way. ``examples``: the first of them."""

    oddity: Oddity
    number: int
    examples: tuple[OddDossiers, ...]


_LABELS = {
    Oddity.TWO_SOURCES: Text("Cùng số hồ sơ từ hai hệ thống", "One number from two systems"),
    Oddity.COLLISION: Text(
        "Trùng cơ quan, thủ tục, thời điểm tiếp nhận và hẹn trả, khác số",
        "Same agency, procedure, receipt and promise under different numbers",
    ),
    Oddity.DONE_BEFORE_RECEIVED: Text("Xử lý xong trước khi tiếp nhận", "Done before it was received"),
    Oddity.DUE_BEFORE_RECEIVED: Text("Hẹn trả trước ngày tiếp nhận", "Promised before it was received"),
    Oddity.PROCEDURE_UNKNOWN: Text("Thủ tục không có trong danh mục", "Procedure not in the register"),
    Oddity.AGENCY_UNKNOWN: Text("Cơ quan không có trong danh mục", "Agency not in the register"),
}
_EFFECTS = {
    Oddity.TWO_SOURCES: Text(
        "Tính là một hồ sơ, theo bản mới nhất.",
        "Counts once, as the newest version says.",
    ),
    Oddity.COLLISION: Text(
        "Mỗi số vẫn tính là một hồ sơ. Nếu là một hồ sơ gửi hai lần với hai số thì đang bị tính hai lần.",
        "Each number counts as a dossier. If it is one that was sent under two numbers, it counts twice.",
    ),
    Oddity.DONE_BEFORE_RECEIVED: Text(
        "Vẫn tính, và thường là đúng hạn, vì lần kết thúc đầu tiên được lấy. Kiểm tra các dòng tiến độ.",
        "Counts, mostly as in time, since the first end of processing is taken. Check the progress rows.",
    ),
    Oddity.DUE_BEFORE_RECEIVED: Text(
        "Vẫn tính, và thường là quá hạn: khi tiếp nhận đã qua ngày hẹn. Thường do nhập lùi ngày.",
        "Counts, mostly as late: the promised day had passed at the receipt. Often it was entered later.",
    ),
    Oddity.PROCEDURE_UNKNOWN: Text(
        "Số liệu cần danh mục thủ tục (kết quả, phí, đối tượng) của cơ quan bị thiếu, không phải bằng 0.",
        "Counts of the agency that need the register (results, fees, applicants) are missing, not 0.",
    ),
    Oddity.AGENCY_UNKNOWN: Text(
        "Chỉ tính cho các cơ quan cấp trên; số liệu của chính cơ quan này không ghi nhận được. Bổ sung vào danh mục, "
        "hoặc sửa mã.",
        "Counts for the agencies above it only; its own counts cannot be stored. Add it to the register, or correct "
        "the code.",
    ),
}
