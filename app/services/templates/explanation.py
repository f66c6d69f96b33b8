"""What the first worksheet of a template says: how to fill it in, and what is counted."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from app.domain.agencies import Level
from app.domain.enums import Kind
from app.services.submissions.headings import level_name
from app.services.templates.template import Template

EXPLANATION_TAB = "Hướng dẫn"
LEVELS = (Level.DEPARTMENT, Level.COMMUNE, Level.DISTRICT)
FIRST_LEVEL_ROW = 10  # of the list from which a level is chosen

_KINDS = {
    Kind.STATISTICS: "số liệu",
    Kind.OFFICIAL_RESULTS: "kết quả đã công bố",
    Kind.AGENCIES: "danh mục cơ quan",
}
_FIGURES = (
    "1. Mỗi nhóm chỉ số có một trang, mỗi cơ quan một dòng. Điền vào các ô trắng; cột chữ xám là số của kỳ trước, chỉ "
    "để đối chiếu, hệ thống không đọc.",
    "2. Ô để trống là chưa có số liệu. Số 0 là có số liệu và bằng 0. Hai điều này khác nhau khi tính điểm.",
    "3. Chỉ gõ chữ số, không có dấu phân cách hàng nghìn. Có thể dán cả cột từ bảng khác.",
    "4. Không sửa dòng mã (chữ xám dưới tiêu đề). Được xóa dòng, cột hoặc trang không dùng; được thêm dòng “Tổng cộng” "
    "ở cuối, hệ thống đối chiếu rồi bỏ qua.",
    "5. Gửi lại nguyên tệp này. Tệp chưa điền ô nào thì không thay đổi gì và hệ thống báo rõ như vậy. Có lỗi thì không "
    "có gì được ghi nhận, và lỗi được báo theo trang và ô.",
)
_REGISTER = (
    "1. Mỗi cơ quan một dòng. Mã định danh bắt đầu bằng mã của cơ quan cấp trên, ví dụ H31.17 thuộc H31.",
    "2. Cơ quan mới: ghi vào các dòng trống, cần có mã, tên và cấp. Tỉnh, thành phố có sẵn, không cần ghi.",
    "3. Đổi tên: sửa tên ngay trên dòng của cơ quan; tên mới dùng từ ngày gửi, tên cũ vẫn được giữ.",
    "4. Cơ quan kết thúc hoạt động: ghi ngày cuối cùng và mã của cơ quan tiếp nhận. Không xóa dòng để bỏ cơ quan.",
    "5. Gửi lại nguyên tệp này. Dòng để nguyên không thay đổi gì.",
)


class Line(NamedTuple):
    """The cells of a row, and how it looks."""

    cells: tuple[str, ...]
    look: Literal["title", "head", "text"] = "text"


def lines_of(template: Template) -> Iterator[Line]:
    """The rows of the worksheet."""
    yield Line((f"Hướng dẫn điền mẫu {_KINDS[template.kind]}",), "title")
    yield Line(())
    for text in _REGISTER if template.kind is Kind.AGENCIES else _FIGURES:
        yield Line((text,))
    yield Line(())
    if template.kind is Kind.AGENCIES:
        yield Line(("Các cấp",), "head")
        yield from (Line((level_name(level), "")) for level in LEVELS)
        return
    yield Line(("Nội dung", "Mã trong dòng mã", "Trang"), "head")
    for sheet in template.sheets:
        for column in sheet.columns:
            yield Line((column.label, column.code, f"{sheet.tab}: {sheet.title}"))
