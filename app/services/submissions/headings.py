"""What offices call the columns of their worksheets, for each kind of submission."""

from collections.abc import Iterable, Mapping, Sequence

from app.domain.agencies import Level
from app.domain.agency_search import fold
from app.domain.measures import Measure
from app.domain.scorecard.scorecard import Scorecards
from app.readers.uploads.headings import Headings, Target

AGENCY_NAME = "agency_name"
"""A field of worksheets alone: an agency by its name, alone or beside its code."""

RESULT_FIGURES = ("score", "max", "rate", "rank", "ranked", "average", "detail_score", "quality_status")

_CODE = (
    "Mã", "Mã định danh", "Mã đơn vị", "Mã cơ quan", "Mã cơ quan, đơn vị", "Mã định danh đơn vị",
    "Mã định danh cơ quan", "Mã định danh cơ quan, đơn vị", "Mã định danh điện tử", "Agency code",
)  # fmt: skip
_NAME = (
    "Đơn vị", "Cơ quan", "Cơ quan, đơn vị", "Đơn vị, cơ quan", "Tên", "Tên đơn vị", "Tên cơ quan",
    "Tên cơ quan, đơn vị", "Đơn vị báo cáo", "Tên đơn vị báo cáo", "Sở, ban, ngành", "Xã, phường", "Agency",
    "Agency name", "Name",
)  # fmt: skip
_SHARED = {
    "agency": ("Mã định danh", *_CODE),
    AGENCY_NAME: _NAME,
    "period": ("Kỳ", "Kỳ báo cáo", "Kỳ số liệu", "Period"),
    "quality_status": ("Tình trạng số liệu", "Quality"),
    "quality_message": ("Giải thích tình trạng", "Quality message"),
}
_RESULTS = {
    "code": ("Mã chỉ số", "Mã nhóm chỉ số", "Mã nhóm, chỉ số", "Chỉ số", "Column"),
    "score": ("Điểm", "Điểm số", "Điểm đạt được", "Score", "Points"),
    "max": ("Điểm tối đa", "Maximum"),
    "rate": ("Tỷ lệ", "Tỷ lệ (%)", "Rate", "Rate (%)"),
    "rank": ("Hạng", "Xếp hạng", "Thứ hạng", "Rank"),
    "ranked": ("Số đơn vị xếp hạng", "Số đơn vị được xếp hạng", "Ranked"),
    "average": ("Điểm trung bình", "Trung bình", "Trung bình cả nước", "Average"),
}
_REGISTER = {
    "code": ("Mã định danh", *_CODE, "Code"),
    "name": _NAME,
    "name_from": ("Tên dùng từ", "Tên dùng từ ngày", "Name from"),
    "level": ("Cấp", "Loại", "Loại cơ quan", "Level"),
    "statistical_code": ("Mã thống kê", "Mã Cục Thống kê", "Mã Tổng cục Thống kê", "Statistical code"),
    "valid_from": ("Từ ngày", "Ngày thành lập", "Hoạt động từ", "Valid from"),
    "valid_to": ("Đến ngày", "Ngày kết thúc", "Hoạt động đến", "Valid to"),
    "merged_into": ("Nhập vào", "Sáp nhập vào", "Merged into"),
}
_LEVELS = {
    Level.MINISTRY: ("Bộ", "Bộ, ngành", "Bộ, cơ quan ngang bộ", "Ministry"),
    Level.PROVINCE: ("Tỉnh", "Tỉnh, thành phố", "Cấp tỉnh", "Province"),
    Level.DEPARTMENT: ("Sở", "Sở, ngành", "Sở, ban, ngành", "Cục, vụ", "Department"),
    Level.DISTRICT: ("Huyện", "Cấp huyện", "Huyện, quận", "Quận, huyện", "District"),
    Level.COMMUNE: (
        "Xã", "Phường", "Thị trấn", "Đặc khu", "Cấp xã", "Xã, phường", "Xã, phường, đặc khu", "Xã, phường, thị trấn",
        "Commune",
    ),
}  # fmt: skip
# Words at the head of a section of a table: of several agencies together, never of one.
_GROUPS = (
    "Sở, ban, ngành", "Sở, ban, ngành tỉnh", "Sở, ban, ngành cấp tỉnh", "Sở, ngành", "Sở, ban", "Sở", "Ban, ngành",
    "Cơ quan chuyên môn", "Cấp tỉnh", "Xã, phường", "Phường, xã", "Xã, phường, đặc khu", "Xã, phường, thị trấn", "Xã",
    "Phường", "Đặc khu", "Cấp xã", "Quận, huyện", "Huyện, thị xã, thành phố", "Cấp huyện", "Departments", "Communes",
)  # fmt: skip
# Columns of a downloaded ranking that are no published figures, and what people keep beside their own.
_BESIDE = ("Ghi chú", "Note", "Notes")
_RANKING = (
    "Căn cứ",
    "Basis",
    "Thay đổi điểm",
    "Change in points",
    "Thay đổi hạng",
    "Change in places",
    "Còn thiếu",
    "Missing",
)
_NEEDED = {
    "heading_vi": "“Đơn vị” hoặc “Mã định danh” và tên hay mã của số liệu",
    "heading_en": "“Agency” or “Agency code” and the name or code of a figure",
}
_NEEDED_TO_REGISTER = {
    "heading_vi": "“Mã định danh”, “Tên cơ quan, đơn vị” và “Cấp”",
    "heading_en": "“Agency code”, “Agency name” and “Level”",
}


def level_name(level: Level) -> str:
    """The word for a level that a template has and a worksheet may have."""
    chosen = {Level.DEPARTMENT: "Sở, ban, ngành", Level.COMMUNE: "Xã, phường, đặc khu"}
    return chosen.get(level, _LEVELS[level][0])


def headings_of_statistics(fields: frozenset[str], measures: Mapping[str, Measure]) -> Headings:
    labels = _folded(_SHARED) | {
        fold(label): code for code, each in measures.items() for label in (each.label_vi, each.label_en)
    }
    codes = frozenset(measures)
    return Headings(
        keys=frozenset({"agency", AGENCY_NAME}),
        figures=codes,
        names=fields | codes,
        labels=_with_names(labels, codes),
        counts=codes,
        titles=_titles(_SHARED) | {code: each.label_vi for code, each in measures.items()},
        passed_over=frozenset(map(fold, _BESIDE)),
        groups=frozenset(map(fold, _GROUPS)),
        examples=_NEEDED,
    )


def headings_of_results(fields: frozenset[str], scorecards: Scorecards) -> Headings:
    """A column of the scorecard heads its scores; ``CODE.rank`` and the like what else was published of it."""
    several: dict[str, Target] = {}
    for scorecard in scorecards:
        for code, title in scorecard.titles.items():
            several |= {f"{code}.{name}": Target(name, code) for name in RESULT_FIGURES}
            several |= {text: Target("score", code) for text in (code, fold(title.vi), fold(title.en))}
    return Headings(
        keys=frozenset({"agency", AGENCY_NAME}),
        figures=frozenset(RESULT_FIGURES),
        names=fields,
        labels=_folded(_SHARED | _RESULTS),
        several=several,
        titles=_titles(_SHARED | _RESULTS),
        beside_several={fold(text): "agency" for text in ("Mã", "Code")},
        passed_over=frozenset(map(fold, (*_BESIDE, *_RANKING))),
        groups=frozenset(map(fold, _GROUPS)),
        examples=_NEEDED,
    )


def headings_of_agencies(fields: frozenset[str]) -> Headings:
    return Headings(
        keys=frozenset({"code"}),
        figures=fields,
        names=fields,
        labels=_with_names(_folded(_REGISTER), fields),
        titles=_titles(_REGISTER),
        passed_over=frozenset(map(fold, _BESIDE)),
        examples=_NEEDED_TO_REGISTER,
        days=frozenset({"name_from", "valid_from", "valid_to"}),
        values={"level": {fold(word): level.value for level, words in _LEVELS.items() for word in words}},
    )


def _folded(labels: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(label): name for name, some in labels.items() for label in some}


def _titles(labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: some[0] for name, some in labels.items()}


def _with_names(labels: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The labels, and the names as somebody may write them: without underlines, with capitals."""
    return {fold(name): name for name in names} | dict(labels)
