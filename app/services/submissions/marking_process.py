"""Marks the faults of a workbook in the workbook: a program of its own, which has little memory and little time.

openpyxl holds a workbook whole, and some small files grow beyond any bound in it: a merged range over a whole
worksheet is a cell for each of its cells. Reads a line of JSON (a list of faults) and then the workbook; writes the
workbook. Imports nothing of the service, so that it starts quickly.
"""

import io
import json
import resource
import sys
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

MEMORY, SECONDS = 512 * 1024 * 1024, 10
LIST = "Lỗi"
_AUTHOR = "tthc766"
_MARK = PatternFill("solid", fgColor="FFC7CE")
_COMMENT = 320, 130  # points


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    book = load_workbook(io.BytesIO(content), keep_links=False)
    mark(book, json.loads(head))
    out = io.BytesIO()
    book.save(out)
    sys.stdout.buffer.write(out.getvalue())


def mark(book: Workbook, faults: list[dict[str, Any]]) -> None:
    """Colour the cells, comment on them, and list all faults on a worksheet of their own, the first."""
    if LIST in book.sheetnames:
        book.remove(book[LIST])
    for sheet in book.worksheets:
        _clear(sheet)
    for fault in faults:
        if fault["cell"] and fault["sheet"] in book.sheetnames:
            _mark(book[fault["sheet"]][fault["cell"]], f"{fault['detail_vi']}\n{fault['detail']}")
    _list(book, faults)


def _clear(sheet: Worksheet) -> None:
    """Take away what an earlier answer has marked."""
    for row in sheet.iter_rows() if sheet.max_row * sheet.max_column < 1_000_000 else ():
        for cell in row:
            if isinstance(cell, Cell) and cell.comment and cell.comment.author == _AUTHOR:
                cell.comment, cell.fill = None, PatternFill()


def _mark(cell: object, text: str) -> None:
    if isinstance(cell, Cell):
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        cell.comment = Comment(f"{before}{text}", _AUTHOR, height=_COMMENT[1], width=_COMMENT[0])
        cell.fill = _MARK


def _list(book: Workbook, faults: list[dict[str, Any]]) -> None:
    sheet = book.create_sheet(LIST, 0)
    sheet.append(["Trang", "Ô", "Lỗi", "Error"])
    for fault in faults:
        place = fault["cell"] or (fault["line"] and f"dòng {fault['line']}")
        sheet.append([fault["sheet"], place, fault["detail_vi"], fault["detail"]])
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(cell, Cell) and cell.data_type == "f":
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (16, 10, 80, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, "landscape", 1, 0  # 9: A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


if __name__ == "__main__":
    main()
