"""Uploads as tables: CSV with comma or semicolon, and the first sheet of an XLSX workbook."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

import structlog
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.domain.errors import Fault, Faults, Location, Refusal
from app.sources.text import decode
from app.sources.uploads import Row, Shape, Upload, Written, unknown_field

SEPARATORS = (",", ";", "\t")
SPARE_COLUMNS = 20
UNPACKED_FACTOR = 10  # an XLSX may unpack to this many times the largest upload

_log = structlog.get_logger()
_LITERAL = re.compile(r'"[^"]*"|\\.')  # text in a number format, which scales nothing
_Line = tuple[int, Sequence[str]]  # line number, cells as text, empty ones ""


def read_csv(body: bytes, shape: Shape, faults: Faults) -> Upload:
    """Read a table whose first line names the columns, separated by commas, semicolons or tabs."""
    text = decode(body)
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=header.count)
    return Upload(_rows(_csv_lines(text, separator, faults), shape, faults, exact=True), decimal_comma=separator != ",")


def read_xlsx(body: bytes, shape: Shape, faults: Faults, limit: int) -> Upload:
    """Read the first sheet. ``limit``: the most bytes that the workbook may unpack to.

    Columns far beyond those that a table can have are not read.
    """
    columns = len(shape.fields | shape.nested_fields) + SPARE_COLUMNS
    return Upload(_rows(_xlsx_lines(body, faults, limit, columns), shape, faults, exact=False))


def _csv_lines(text: str, separator: str, faults: Faults) -> Iterator[_Line]:
    """Each record with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1
    try:
        for cells in reader:
            yield first, [cell.strip() for cell in cells]
            first = reader.line_num + 1
    except csv.Error:
        faults.add("csv_invalid", Location(line=first))


def _xlsx_lines(body: bytes, faults: Faults, limit: int, columns: int) -> Iterator[_Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > limit:
            raise Refusal("body_too_large", limit=limit)
        values, formulas = (_sheet(body, columns, data_only=data_only) for data_only in (True, False))
        gap = None
        for number, (row, originals) in enumerate(zip(values, formulas, strict=True), start=1):
            if originals is gap:  # openpyxl fills a gap of a million rows with one and the same empty row
                continue
            gap = originals
            for position, (cell, original) in enumerate(zip(row, originals, strict=True), start=1):
                if cell.value is None and original.value is not None:
                    faults.add("formula_without_value", Location(line=number, column=get_column_letter(position)))
            yield number, [_text(cell) for cell in row]
    except Refusal:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes its inner libraries raise
        _log.info("xlsx_unreadable", error=repr(error))
        raise Refusal("submission_invalid", faults=[Fault("xlsx_invalid")], count=1) from None


def _sheet(body: bytes, columns: int, *, data_only: bool) -> Iterator[tuple[Any, ...]]:
    workbook = load_workbook(io.BytesIO(body), read_only=True, data_only=data_only)
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    yield from sheet.iter_rows(max_col=columns)


def _text(cell: Any) -> str:
    """A cell as digits or text. A per cent keeps its sign: the number under it is a hundredth of what is seen."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = f"{value:.15g}"  # all the digits that a spreadsheet keeps
        return f"{text}%" if "%" in _LITERAL.sub("", cell.number_format) else text
    return str(value).strip()


def _rows(lines: Iterable[_Line], shape: Shape, faults: Faults, *, exact: bool) -> list[Row]:
    """Rows under their header. ``exact``: every line must have as many cells as the header has."""
    filled = ((number, cells) for number, cells in lines if any(cells))
    number, header = next(filled, (1, ()))
    if not exact:
        header = _trimmed(header)
    columns = _columns(number, header, shape, faults)
    rows = []
    for number, cells in filled:
        width = len(cells if exact else _trimmed(cells))
        if width > len(header) or (exact and width < len(header)):
            faults.add("row_ragged", Location(line=number), found=width, expected=len(header))
            continue
        named = zip(columns, cells, strict=False)
        rows.append(Row({name: Written(cell) for name, cell in named if name and cell}, line=number))
    return rows


def _columns(line: int, header: Sequence[str], shape: Shape, faults: Faults) -> list[str | None]:
    """The fields of the columns; ``None`` for a column that is no field, which is a fault."""
    allowed = shape.fields | shape.nested_fields
    columns: list[str | None] = []
    seen: set[str] = set()
    for position, name in enumerate(header, start=1):
        here = Location(line=line, column=name)
        known = name in allowed and name not in seen
        if not name:
            faults.add("column_unnamed", here, position=position)
        elif name in seen:
            faults.add("key_repeated", here, value=name)
        elif name not in allowed:
            unknown_field(name, here, shape.fields, shape.nested_fields, faults)
        columns.append(name if known else None)
        seen.add(name)
    return columns


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at the end, which a sheet has wherever somebody once formatted one."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
