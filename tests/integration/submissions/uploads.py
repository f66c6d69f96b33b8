"""The same figures in every format that is taken."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from app.readers.uploads.formats import Format

Rows = Sequence[Mapping[str, Any]]


def body(format_: Format, key: str, rows: Rows, nested: str | None = None, **envelope: Any) -> bytes:
    """``rows`` as bytes; the fields of ``nested`` are columns in a table."""
    match format_:
        case Format.JSON:
            return json.dumps({**envelope, key: rows}).encode()
        case Format.NDJSON:
            return "\n".join(json.dumps(row) for row in rows).encode()
        case Format.CSV:
            return csv_bytes(flat(rows, nested))
        case Format.XLSX:
            return xlsx_bytes(flat(rows, nested))


def flat(rows: Rows, nested: str | None) -> list[list[Any]]:
    """A header and lines of cells."""
    lines = [{**row, **row.get(nested, {})} if nested else row for row in rows]
    columns = [name for name in dict.fromkeys(name for line in lines for name in line) if name != nested]
    return [columns, *([line.get(name) for name in columns] for line in lines)]


def csv_bytes(table: Sequence[Sequence[Any]], separator: str = ",") -> bytes:
    lines = (separator.join("" if cell is None else str(cell) for cell in line) for line in table)
    return "\n".join(lines).encode()


def xlsx_bytes(table: Sequence[Sequence[Any]], formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook with one sheet; ``formats``: number formats by cell."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for line in table:
        sheet.append(list(line))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
