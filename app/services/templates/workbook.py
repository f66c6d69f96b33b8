"""A template as an XLSX workbook: one worksheet for each group, so that each fits a page, and one that explains."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.agencies import Agency
from app.domain.enums import Kind
from app.readers.uploads.headings import PREVIOUS
from app.services.print_setup import fit_to_a4
from app.services.submissions.headings import AGENCY_NAME
from app.services.templates.explanation import EXPLANATION_TAB, FIRST_LEVEL_ROW, LEVELS, Line, lines_of
from app.services.templates.template import Template, TemplateColumn, TemplateSheet, Value
from app.services.vietnamese import short_period

_LABELS, _CODES, _FIRST = 4, 5, 6  # rows
_SPARE_ROWS = 40  # of a list of agencies, for new ones
_TITLES = {Kind.STATISTICS: "Số liệu", Kind.OFFICIAL_RESULTS: "Kết quả đã công bố", Kind.AGENCIES: "Danh mục"}
_FONT, _GREY, _LINE = "Times New Roman", "808080", Side(style="thin", color="BFBFBF")
_ALL = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LEADING = (("STT", "", 5), ("Mã định danh", "agency", 11), ("Cơ quan, đơn vị", AGENCY_NAME, 34), ("Kỳ", "period", 9))
_STYLES = (
    NamedStyle("tthc_title", font=Font(name=_FONT, size=14, bold=True)),
    NamedStyle("tthc_hint", font=Font(name=_FONT, size=11, italic=True, color="595959")),
    NamedStyle(
        "tthc_label",
        font=Font(name=_FONT, size=11, bold=True),
        fill=PatternFill("solid", fgColor="DDEBF7"),
        border=_ALL,
        alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
    ),
    NamedStyle(
        "tthc_code",
        font=Font(name=_FONT, size=8, color=_GREY),
        fill=PatternFill("solid", fgColor="F2F2F2"),
        border=_ALL,
        alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
    ),
    NamedStyle("tthc_text", font=Font(name=_FONT, size=11), border=_ALL, alignment=Alignment(vertical="center")),
    NamedStyle("tthc_entry", font=Font(name=_FONT, size=11), border=_ALL, number_format="General"),
    NamedStyle("tthc_whole", font=Font(name=_FONT, size=11), border=_ALL, number_format="#,##0"),
    NamedStyle("tthc_day", font=Font(name=_FONT, size=11), border=_ALL, number_format="dd/mm/yyyy"),
    *(
        NamedStyle(
            name,
            font=Font(name=_FONT, size=10, italic=True, color=_GREY),
            fill=PatternFill("solid", fgColor="F2F2F2"),
            border=_ALL,
            number_format=form,
        )
        for name, form in (("tthc_previous", "General"), ("tthc_previous_whole", "#,##0"))
    ),
    NamedStyle(
        "tthc_explanation",
        font=Font(name=_FONT, size=12),
        alignment=Alignment(vertical="top", wrap_text=True),
    ),
)


def to_xlsx(template: Template) -> bytes:
    """The workbook as a file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for style in _STYLES:
        book.add_named_style(style)
    _explain(book.create_sheet(EXPLANATION_TAB), lines_of(template))
    for each in template.sheets:
        sheet = book.create_sheet(each.tab)
        if template.kind is Kind.AGENCIES:
            _fill_register(sheet, template, each)
        else:
            _fill_figures(sheet, template, each)
    book.active = 1
    book.worksheets[0].sheet_view.tabSelected = False
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_figures(sheet: Worksheet, template: Template, content: TemplateSheet) -> None:
    before = short_period(template.period.previous) if template.period else ""
    _head(
        sheet,
        template,
        content,
        f"Ô để trống là chưa có số liệu, khác với 0. Cột chữ xám là số {before}, để đối chiếu.",
    )
    heads = list(_LEADING)
    for column in content.columns:
        heads += [(column.label, column.code, 13), (f"Số {before}", PREVIOUS, 10)]
    _write_heads(sheet, heads)
    last = _FIRST + len(template.agencies) - 1
    for number, agency in enumerate(template.agencies, 1):
        row = _FIRST + number - 1
        leading: tuple[Value, ...] = (number, agency.code, agency.name, str(template.period))
        for place, value in enumerate(leading, 1):
            _put(sheet, row, place, value, "tthc_text")
        for pair, column in enumerate(content.columns):
            place = len(_LEADING) + 2 * pair + 1
            styles = ("tthc_whole", "tthc_previous_whole") if column.whole else ("tthc_entry", "tthc_previous")
            _put(sheet, row, place, column.values.get(agency.code), styles[0])
            _put(sheet, row, place + 1, (column.previous or {}).get(agency.code), styles[1])
    if template.agencies:
        for pair, column in enumerate(content.columns):
            letter = get_column_letter(len(_LEADING) + 2 * pair + 1)
            _validate(sheet, column, f"{letter}{_FIRST}:{letter}{last}")
    _lay_out(sheet, len(_LEADING) + 1, "A:C")


def _fill_register(sheet: Worksheet, template: Template, content: TemplateSheet) -> None:
    _head(
        sheet,
        template,
        content,
        "Thêm cơ quan vào các dòng trống; sửa ngay trên dòng đã có. Dòng để nguyên không thay đổi gì.",
    )
    widths = {"name": 44, "level": 22, "merged_into": 18}
    heads = [("STT", "", 5), *((each.label, each.code, widths.get(each.code, 15)) for each in content.columns)]
    _write_heads(sheet, heads)
    rows: list[Agency | None] = [*template.agencies, *([None] * _SPARE_ROWS)]
    for row, agency in enumerate(rows, _FIRST):
        _put(sheet, row, 1, row - _FIRST + 1 if agency else None, "tthc_text")
        for place, column in enumerate(content.columns, 2):
            value = column.values.get(agency.code) if agency else None
            _put(sheet, row, place, value, "tthc_day" if column.code.startswith("valid") else "tthc_text")
    place = next(place for place, column in enumerate(content.columns, 2) if column.code == "level")
    letter = get_column_letter(place)
    first, last = FIRST_LEVEL_ROW, FIRST_LEVEL_ROW + len(LEVELS) - 1
    chosen = DataValidation(type="list", formula1=f"'{EXPLANATION_TAB}'!$A${first}:$A${last}", allow_blank=True)
    chosen.errorTitle, chosen.error = "Cấp không có trong danh sách", "Chọn một cấp trong danh sách của ô."
    chosen.showErrorMessage = True
    chosen.add(f"{letter}{_FIRST}:{letter}{_FIRST + len(rows) - 1}")
    sheet.add_data_validation(chosen)
    _lay_out(sheet, 4, "A:C")


def _head(sheet: Worksheet, template: Template, content: TemplateSheet, hint: str) -> None:
    of = f", {short_period(template.period)}" if template.period else ""
    _put(sheet, 1, 1, f"{_TITLES[template.kind]}: {content.title}{of}", "tthc_title")
    _put(sheet, 2, 1, f"{template.root.name} ({template.root.code}). {hint}", "tthc_hint")


def _write_heads(sheet: Worksheet, heads: Sequence[tuple[str, str, int]]) -> None:
    for place, (label, code, width) in enumerate(heads, 1):
        _put(sheet, _LABELS, place, label, "tthc_code" if code == PREVIOUS else "tthc_label")
        _put(sheet, _CODES, place, code or None, "tthc_code")
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.row_dimensions[_LABELS].height = 78
    sheet.row_dimensions[_CODES].height = 36


def _put(sheet: Worksheet, row: int, column: int, value: Value, style: str) -> None:
    cell = sheet.cell(row, column)
    cell.style = style
    if isinstance(cell, Cell) and value is not None:
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # also where it begins like a formula


def _validate(sheet: Worksheet, column: TemplateColumn, cells: str) -> None:
    if column.most is None:
        return
    rule = DataValidation(
        type="whole" if column.whole else "decimal",
        operator="between",
        formula1="0",
        formula2=f"{column.most:f}",
        allow_blank=True,
    )
    what = "Số nguyên" if column.whole else "Số"
    rule.errorTitle, rule.showErrorMessage = "Số không hợp lệ", True
    rule.error = f"{what} từ 0 đến {column.most:f}, không có dấu phân cách; để trống nếu chưa có."
    rule.add(cells)
    sheet.add_data_validation(rule)


def _lay_out(sheet: Worksheet, first_column: int, repeated: str) -> None:
    """Headings stay in sight on the screen and on every page: A4 landscape, as wide as the page."""
    sheet.freeze_panes = f"{get_column_letter(first_column)}{_FIRST}"
    sheet.print_title_rows, sheet.print_title_cols = f"{_LABELS}:{_CODES}", repeated
    _print_on_a4(sheet)


def _print_on_a4(sheet: Worksheet) -> None:
    fit_to_a4(sheet)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.7, 0.3
    if (footer := sheet.oddFooter) and footer.center:
        footer.center.text = "&A: trang &P/&N"


def _explain(sheet: Worksheet, lines: Iterable[Line]) -> None:
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line.cells, 1):
            style = {"title": "tthc_title", "head": "tthc_label"}.get(line.look, "tthc_explanation")
            _put(sheet, row, column, text, style)
        if len(line.cells) == 1 and line.look == "text":
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
            sheet.row_dimensions[row].height = 16 * (1 + len(line.cells[0]) // 150)
    for letter, width in zip("ABC", (58, 44, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    _print_on_a4(sheet)
