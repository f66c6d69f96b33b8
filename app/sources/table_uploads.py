"""Uploads as tables: CSV with comma or semicolon, and the first sheet of an XLSX workbook."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.domain.errors import Fault, Faults, Location, Refusal
from app.sources.text import decode
from app.sources.uploads import Row, Shape, Upload, Written, unknown_field

UNPACKED_FACTOR = 10  # an XLSX may unpack to this many times the largest upload

_Line = tuple[int, Sequence[str]]  # line number, cells as text, empty ones ""


def read_csv(body: bytes, shape: Shape, faults: Faults) -> Upload:
    """Read a table whose first line names the columns. The separator is the one that the header uses."""
    text = decode(body)
    header = text.partition("\n")[0]
    semicolon = header.count(";") > header.count(",")
    lines = _csv_lines(text, ";" if semicolon else ",", faults)
    return Upload(_rows(lines, shape, faults, exact=True), decimal_comma=semicolon)


def read_xlsx(body: bytes, shape: Shape, faults: Faults, limit: int) -> Upload:
    """Read the first sheet. ``limit``: the most bytes that the workbook may unpack to."""
    return Upload(_rows(_xlsx_lines(body, faults, limit), shape, faults, exact=False))


def _csv_lines(text: str, separator: str, faults: Faults) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        faults.add("csv_invalid", Location(line=reader.line_num), what=error)


def _xlsx_lines(body: bytes, faults: Faults, limit: int) -> Iterator[_Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > limit:
            raise Refusal("body_too_large", limit=limit)
        values, formulas = (_sheet(body, data_only=data_only) for data_only in (True, False))
        for number, (row, originals) in enumerate(zip(values, formulas, strict=True), start=1):
            for position, (value, original) in enumerate(zip(row, originals, strict=True), start=1):
                if value is None and original is not None:
                    faults.add("formula_without_value", Location(line=number, column=get_column_letter(position)))
            yield number, [_text(value) for value in row]
    except Refusal:
        raise
    except Exception:  # openpyxl raises whatever a broken part of the archive makes its inner libraries raise
        raise Refusal("submission_invalid", faults=[Fault("xlsx_invalid")], count=1) from None


def _sheet(body: bytes, *, data_only: bool) -> Iterator[tuple[Any, ...]]:
    workbook = load_workbook(io.BytesIO(body), read_only=True, data_only=data_only)
    yield from workbook.worksheets[0].iter_rows(values_only=True)


def _text(value: object) -> str:
    """A cell as the digits or text that a person sees without a number format."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, date):
        return value.isoformat()
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
        if len(cells if exact else _trimmed(cells)) > len(header) or (exact and len(cells) < len(header)):
            faults.add("row_ragged", Location(line=number), found=len(cells), expected=len(header))
            continue
        named = zip(columns, cells, strict=False)
        rows.append(Row({name: Written(cell) for name, cell in named if name and cell}, line=number))
    return rows


def _columns(line: int, header: Sequence[str], shape: Shape, faults: Faults) -> list[str | None]:
    """The fields of the columns; ``None`` for a column that is no field, which is a fault."""
    allowed = shape.fields | shape.nested_fields
    columns: list[str | None] = []
    for position, name in enumerate(header, start=1):
        here = Location(line=line, column=name)
        known = name in allowed and name not in columns
        if not name:
            faults.add("column_unnamed", here, position=position)
        elif name in columns:
            faults.add("key_repeated", here, value=name)
        elif name not in allowed:
            code, params = unknown_field(name, allowed, shape.nested_fields)
            faults.add(code, here, **params)
        columns.append(name if known else None)
    return columns


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at the end, which a sheet has wherever somebody once formatted one."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
