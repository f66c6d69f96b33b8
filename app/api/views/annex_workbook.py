"""The annexes of a letter to all agencies as a workbook: numbers are numbers, and no text is a formula."""

import errno
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.text import harmless
from app.services.letters.annexes import Annex, has_tasks, tasks_name
from app.services.letters.text import DRAFT, mark_text
from app.services.print_setup import fit_to_a4

_Value = str | int | Decimal | date | None
_HEAD_ROW = 3
_NAME_WIDTH, _WIDTH, _TASK_WIDTH = 44, 13, 70
_THIN = Side(style="thin")
_BORDER = Border(_THIN, _THIN, _THIN, _THIN)


def annexes_xlsx(annexes: Sequence[Annex], *, draft: bool) -> bytes:
    """A worksheet for each annex."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for each in annexes:
        sheet = book.create_sheet(each.name)
        _ranking(sheet, each)
        _write(sheet, sheet.max_row + 2, [mark_text(each.mark).text])
        fit_to_a4(sheet)
    if has_tasks(annexes):
        sheet = book.create_sheet(tasks_name(annexes))
        _tasks(sheet, annexes)
        fit_to_a4(sheet)
    if draft:
        for sheet in book.worksheets:
            if (header := sheet.oddHeader) is not None:
                header.right.text = DRAFT
            _write(sheet, 2, [DRAFT], bold=True)
    out = io.BytesIO()
    try:
        book.save(out)
    except SerialisationError as error:  # of the temporary file in which openpyxl writes a worksheet
        raise OSError(errno.ENOSPC, str(error)) from error
    return out.getvalue()


def _ranking(sheet: Worksheet, annex: Annex) -> None:
    heads = ["TT", "Mã", "Cơ quan, đơn vị", *(each.title for each in annex.groups), "Tổng điểm", "Xếp hạng"]
    heads += ["Thay đổi so với kỳ trước"] if annex.has_changes else []
    heads += ["Xếp loại"] if annex.has_grades else []
    _heading(sheet, f"{annex.name}. {annex.title}", heads, {3: _NAME_WIDTH})
    for at, row in enumerate(annex.rows, start=1):
        values: list[_Value] = [at, row.agency.code, row.name, *row.groups, row.total, row.rank]
        values += [row.change] if annex.has_changes else []
        values += [row.grade] if annex.has_grades else []
        _write(sheet, _HEAD_ROW + at, values, lined=True)
    averages: list[_Value] = [None, None, "Trung bình", *(each.average for each in annex.groups), annex.average]
    if any(each is not None for each in averages[3:]):
        _write(sheet, _HEAD_ROW + len(annex.rows) + 1, averages, bold=True, lined=True)
    sheet.freeze_panes = f"D{_HEAD_ROW + 1}"


def _tasks(sheet: Worksheet, annexes: Sequence[Annex]) -> None:
    rows = [(row, task) for each in annexes for row in each.rows for task in row.tasks]
    with_deadlines = any(task.deadline for _, task in rows)
    heads = ["TT", "Mã", "Cơ quan, đơn vị", "Nhiệm vụ", *(["Thời hạn"] if with_deadlines else [])]
    title = f"{tasks_name(annexes)}. Nhiệm vụ của từng đơn vị"
    _heading(sheet, title, heads, {3: _NAME_WIDTH, 4: _TASK_WIDTH, 5: _NAME_WIDTH})
    for at, (row, task) in enumerate(rows, start=1):
        values: list[_Value] = [at, row.agency.code, row.name, task.text]
        values += [task.day or task.deadline] if with_deadlines else []
        _write(sheet, _HEAD_ROW + at, values, lined=True)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"


def _heading(sheet: Worksheet, title: str, heads: Sequence[str], widths: dict[int, int]) -> None:
    _write(sheet, 1, [title], bold=True)
    _write(sheet, _HEAD_ROW, heads, bold=True, lined=True)
    for column in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(column, 6 if column == 1 else _WIDTH)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"


def _write(sheet: Worksheet, row: int, values: Sequence[_Value], *, bold: bool = False, lined: bool = False) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        if not isinstance(cell, Cell):
            continue
        cell.value = harmless(value) if isinstance(value, str) else value
        cell.font = Font(name="Times New Roman", size=12, bold=bold)
        if isinstance(value, Decimal):
            cell.number_format = "0.00"
        elif isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
        if lined:
            cell.border = _BORDER
            cell.alignment = Alignment("center" if column == 1 else None, "center", wrap_text=True)
