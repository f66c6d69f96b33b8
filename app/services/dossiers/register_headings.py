"""What offices call the columns of their lists of procedures and online services."""

from collections.abc import Mapping, Sequence

from app.domain.agency_search import fold
from app.domain.dossiers.registers import Online, ProcedureLevel, TimeUnit
from app.readers.uploads.headings import Headings

WORDS = {
    "true": True, "yes": True, "1": True, "x": True, "có": True,
    "false": False, "no": False, "0": False, "không": False,
}  # fmt: skip
"""For a flag, in a table."""

_LABELS: Mapping[str, Sequence[str]] = {
    "code": ("Mã thủ tục", "Mã TTHC", "Mã thủ tục hành chính", "Mã dịch vụ công", "Mã DVC", "Mã", "Code"),
    "name": ("Tên thủ tục", "Tên TTHC", "Tên thủ tục hành chính", "Tên dịch vụ công", "Tên", "Name"),
    "procedure": ("Thủ tục", "Thuộc thủ tục", "Mã thủ tục tương ứng", "Procedure"),
    "status": ("Trạng thái", "Tình trạng", "Status"),
    "needs_paper_result": ("Có kết quả bằng văn bản", "Cấp kết quả bằng văn bản", "Ends in a document"),
    "has_fee": ("Có nghĩa vụ tài chính", "Có phí, lệ phí", "Has fees"),
    "for_citizens": ("Đối tượng là công dân", "Cho công dân", "For citizens"),
    "level": ("Cấp thực hiện", "Cấp giải quyết", "Level"),
    "max_time": ("Thời hạn giải quyết", "Thời hạn", "Longest time"),
    "unit": ("Đơn vị thời hạn", "Đơn vị tính", "Unit"),
    "online": ("Mức độ trực tuyến", "Cung cấp trực tuyến", "Online"),
    "agencies": ("Cơ quan thực hiện", "Cơ quan giải quyết", "Agencies"),
    "first_day": ("Từ ngày", "Hiệu lực từ", "First day"),
    "last_day": ("Đến ngày", "Hiệu lực đến", "Last day"),
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "level": {
        "Cấp tỉnh": ProcedureLevel.PROVINCE,
        "Tỉnh": ProcedureLevel.PROVINCE,
        "Cấp xã": ProcedureLevel.COMMUNE,
        "Xã": ProcedureLevel.COMMUNE,
        "Cả hai cấp": ProcedureLevel.BOTH,
        "Cấp tỉnh, cấp xã": ProcedureLevel.BOTH,
    },
    "unit": {
        "Giờ": TimeUnit.HOUR,
        "Ngày": TimeUnit.DAY,
        "Ngày làm việc": TimeUnit.WORKING_DAY,
        "Tháng": TimeUnit.MONTH,
    },
    "online": {"Không": Online.NONE, "Một phần": Online.PARTIAL, "Toàn trình": Online.FULL},
}
_NEEDED = {"heading_vi": "“Mã” và ít nhất một cột khác", "heading_en": "“Code” and at least one other column"}


def headings_of_entries(fields: frozenset[str]) -> Headings:
    """The words for the columns of a register with these fields."""
    labels = {name: some for name, some in _LABELS.items() if name in fields}
    return Headings(
        keys=frozenset({"code"}),
        figures=fields,
        names=fields,
        labels={fold(name): name for name in fields}
        | {fold(each): name for name, some in labels.items() for each in some},
        titles={name: some[0] for name, some in labels.items()},
        passed_over=frozenset(map(fold, ("Ghi chú", "Note", "Notes"))),
        examples=_NEEDED,
        days=frozenset({"first_day", "last_day"}),
        values={
            name: {fold(word): str(value) for word, value in words.items()}
            for name, words in _VALUES.items()
            if name in fields
        },
    )
