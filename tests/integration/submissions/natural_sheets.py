"""Workbooks as offices keep them, made here: titles above the table, numbers before the names, totals below it."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_MOMENT = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")

Table = Sequence[Sequence[Any]]

DEPARTMENTS = {
    "H31.01": "Sở Nội vụ",
    "H31.02": "Sở Tài chính",
    "H31.03": "Sở Giáo dục và Đào tạo",
}
COMMUNES = {"H31.101": "Phường Phố Hiến", "H31.102": "Xã Tân Hưng"}
LABELS = ("Hồ sơ tiếp nhận và xử lý trong kỳ", "Hồ sơ xử lý trước hạn, đúng hạn")
HEADING = ("STT", "Đơn vị", *LABELS)
TITLE: Table = (["TỔNG HỢP SỐ LIỆU THÁNG 8/2026"], [])
ROWS: Table = (
    [1, "Sở Nội vụ", 100, 90],
    [2, "Sở Tài chính", 200, 150],
    [3, "Sở Giáo dục và Đào tạo", 300, 300],
)


def workbook(sheets: Mapping[str, Table], change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    """A workbook of these worksheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, table in sheets.items():
        fill(made.create_sheet(title), table)
    change(made)
    return saved(made)


def fill(sheet: Worksheet, table: Table) -> None:
    for number, line in enumerate(table, 1):
        for column, value in enumerate(line, 1):
            if value is not None:
                sheet.cell(number, column, value)


def saved(made: Workbook) -> bytes:
    """The workbook as a file, the same for the same cells: without the moment at which it was saved."""
    dated, out = io.BytesIO(), io.BytesIO()
    made.save(dated)
    with zipfile.ZipFile(dated) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as undated:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _MOMENT.sub(b"2026-11-01T03:00:00Z", content)
            undated.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def counts(*below: Sequence[Any], heading: Sequence[Any] = HEADING, rows: Table = ROWS) -> bytes:
    """The office's sheet of counts, with a merged title and some rows below it."""
    table = [*TITLE, heading, *rows, *below]
    return workbook({"T8": table}, lambda made: made.worksheets[0].merge_cells("A1:D1"))


def register() -> bytes:
    """The office's list of agencies."""
    named = [(code, name, "Sở, ban, ngành") for code, name in DEPARTMENTS.items()]
    named += [(code, name, "Xã, phường") for code, name in COMMUNES.items()]
    heading = ["STT", "Mã định danh", "Tên cơ quan, đơn vị", "Cấp"]
    lines = [[number, *line] for number, line in enumerate(named, 1)]
    table: Table = [["DANH MỤC CƠ QUAN, ĐƠN VỊ"], [], heading, *lines, ["Tổng cộng", None, "5 đơn vị"]]
    return workbook({"Danh mục": table})
