"""Uploads as XLSX: the one worksheet of a workbook that holds a table."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import IO

import structlog
from openpyxl.utils import get_column_letter

from app.domain.errors import NOWHERE, Fault, Faults, Location, Refusal
from app.readers.temporary_storage import is_full
from app.readers.uploads.body import Body
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import ReadResult, UploadLimits, UploadShape
from app.readers.uploads.tables import Line, give_up, read_table
from app.readers.uploads.xlsx_rows import SheetRow, Worksheet, open_worksheets

_log = structlog.get_logger()


def read_xlsx(body: Body, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool) -> ReadResult:
    """Read the worksheet that holds a table; see ``_table_of``."""
    try:
        lines = _lines(body.seekable(limits.unpacked), shape, limits, faults)
        read_table(lines, shape, limits, faults, rows, exact=False)
    except Refusal:
        raise
    except Exception as error:  # a broken part makes the libraries that read it raise whatever they raise
        if is_full(error):
            raise
        _log.info("xlsx_unreadable", error=type(error).__name__)
        raise Refusal("submission_invalid", faults=[Fault("xlsx_invalid")], count=1) from None
    return ReadResult()


def _lines(file: IO[bytes], shape: UploadShape, limits: UploadLimits, faults: Faults) -> Iterator[Line]:
    with open_worksheets(file, limits.unpacked, limits.field) as worksheets:
        for row in _table_of(worksheets, shape, faults):
            for column in row.lacking:
                faults.add("formula_without_value", Location(line=row.number, column=get_column_letter(column)))
            last = max(row.cells, default=0)
            if last > limits.columns:
                where = Location(line=row.number, column=get_column_letter(last))
                faults.add("too_many_columns", where, limit=limits.columns)
            else:
                yield row.number, [row.cells.get(column, "") for column in range(1, last + 1)]


def _table_of(worksheets: Sequence[Worksheet], shape: UploadShape, faults: Faults) -> Iterator[SheetRow]:
    """The rows of the worksheet that begins with a field's name; if none does, of the first that holds anything.

    Refuses a workbook with several of these: to read one of them would lose the others.
    """
    fields = shape.fields | shape.nested_fields
    filled, tables, titles = [], list[Iterator[SheetRow]](), list[str]()
    for sheet in worksheets:
        if (first := next(sheet.rows, None)) is None:
            continue
        filled.append(chain([first], sheet.rows))
        if not fields.isdisjoint(first.cells.values()):
            tables.append(filled[-1])
            titles.append(sheet.title)
    if len(tables) > 1:
        give_up(faults, "sheets_ambiguous", NOWHERE, sheets=", ".join(titles))
    return next(chain(tables, filled), iter(()))
