"""A table as an XLSX workbook, ready to print: numbers are numbers, and no text is a formula."""

import errno
import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil

from fastapi import Response
from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet

from app.readers.uploads.formats import Format
from app.services.print_setup import fit_to_a4
from app.web.downloads.table import DownloadTable, Head, Row, plain
from app.web.rendering import attachment

_HEAD_ROW = 4
_LINE = 15  # points
_MARGIN, _FOOT = 0.6, 0.3  # inches
_TINT = PatternFill("solid", fgColor="F8F5F1")
_NUMBER = (int, Decimal)
_RULE = Side("thin", color="1D1B1A")


def xlsx_file(table: DownloadTable) -> Response:
    """The table under its title, whether it was announced and the date of its figures; below it the notes and the
    source."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    frame = table.frame
    sheet.title = frame.period
    book.properties.title, book.properties.creator = frame.title, "tthc766"
    for row, text in enumerate((frame.title, *frame.said), start=1):
        _write_line(sheet, row, text, table, Font(bold=row == 1, size=14 if row == 1 else 11))
    _write_heads(sheet, table)
    for place, values in enumerate(table.rows, start=_HEAD_ROW + 1):
        _write(sheet, place, values, table.heads)
    for place, text in enumerate(frame.notes, start=_HEAD_ROW + len(table.rows) + 2):  # after an empty row
        _write_line(sheet, place, text, table, Font(size=10))
    _lay_out(sheet, table)
    headers = attachment(f"{table.name}.xlsx")
    return Response(_bytes(book), headers=headers, media_type=Format.XLSX)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    try:
        book.save(out)
    except SerialisationError as error:  # of the temporary file in which openpyxl writes a worksheet
        raise OSError(errno.ENOSPC, str(error)) from error
    return out.getvalue()


def _write_line(sheet: Worksheet, row: int, text: str, table: DownloadTable, font: Font) -> None:
    """A text over the whole width, as high as it needs: a merged cell does not grow by itself."""
    width = sum(head.width for head in table.heads)
    cell = sheet.cell(row, 1, str(plain(text)))
    cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(table.heads))
    size = float(font.size or 11)
    sheet.row_dimensions[row].height = _lines(text, width * 11 / size) * _LINE * max(size / 11, 1)


def _write_heads(sheet: Worksheet, table: DownloadTable) -> None:
    numbers = {column for row in table.rows for column, value in enumerate(row.values) if isinstance(value, _NUMBER)}
    for column, head in enumerate(table.heads):
        cell = sheet.cell(_HEAD_ROW, column + 1, str(plain(head.title)))
        cell.font, cell.fill, cell.border = Font(bold=True), _TINT, Border(bottom=_RULE)
        side = "right" if column in numbers else "left"
        cell.alignment = Alignment(side, "bottom", wrap_text=True, indent=int(side == "left" and column > 0))
        sheet.column_dimensions[get_column_letter(column + 1)].width = head.width
    # Bold, and not broken within words, it takes more room than its letters.
    sheet.row_dimensions[_HEAD_ROW].height = (1 + max(_lines(head.title, head.width) for head in table.heads)) * _LINE


def _write(sheet: Worksheet, place: int, row: Row, heads: Sequence[Head]) -> None:
    lines = 1
    for column, value in enumerate(map(plain, row.values), start=1):
        cell = sheet.cell(place, column)
        if not isinstance(cell, Cell):
            continue
        cell.value, cell.font, cell.alignment = value, Font(bold=row.is_strong), Alignment(vertical="top")
        if isinstance(value, Decimal):
            cell.number_format = "0.00"
        elif isinstance(value, datetime):
            cell.number_format = "hh:mm dd/mm/yyyy"
        elif isinstance(value, str):
            cell.alignment = Alignment("left", "top", wrap_text=True, indent=int(column > 1))
            lines = max(lines, _lines(value, heads[column - 1].width))
    if lines > 1:
        sheet.row_dimensions[place].height = lines * _LINE


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell: not every program finds out by itself."""
    return ceil(len(text) / width)


def _lay_out(sheet: Worksheet, table: DownloadTable) -> None:
    """Heads and names stay in sight; A4 across, as wide as the paper, the heads on every page."""
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{_HEAD_ROW + 1}"
    if table.is_list:
        listed = sum(not row.is_strong for row in table.rows)
        sheet.auto_filter.ref = f"A{_HEAD_ROW}:{get_column_letter(len(table.heads))}{_HEAD_ROW + listed}"
    fit_to_a4(sheet)
    margins = sheet.page_margins
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    margins.left = margins.right = margins.top = margins.bottom = _MARGIN
    margins.footer = _FOOT
    sheet.HeaderFooter.oddFooter = footer = HeaderFooterItem()
    footer.center.text = table.frame.page_number
