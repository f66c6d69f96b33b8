"""Uploads as tables: CSV with comma or semicolon, and what it has in common with others."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain, compress
from typing import NoReturn

from app.domain.errors import Faults, Location, Refusal
from app.domain.evaluation.counts import Counts, plain_texts
from app.readers.uploads.body import Body, DecodedText
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import ReadResult, UploadLimits, UploadShape, Written, unknown_field

SEPARATORS = (",", ";", "\t")

Line = tuple[int, Sequence[str]]  # line number, cells as text, empty ones ""


def read_csv(body: Body, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool) -> ReadResult:
    """Read a table whose first line names the columns, separated by commas, semicolons or tabs."""
    separator, records = csv_records(DecodedText(body.open(limits.unpacked), ""), limits, faults)
    read_table(records, shape, limits, faults, rows, exact=True)
    return ReadResult(decimal_comma=separator != ",")


def csv_records(text: DecodedText, limits: UploadLimits, faults: Faults) -> tuple[str, Iterator[Line]]:
    """The separator of a table and its records, the first of which names the columns.

    A record that cannot be read is a fault, and the last. Refuses ``too_many_rows`` if so many blank ones come first.
    """
    lines = _Lines(text, limits.row)
    blank = 0
    try:
        first = next(lines, "")
        while first and not first.strip():
            lines.size, blank = 0, blank + 1
            limits.refuse_more(blank)
            first = next(lines, "")
    except _RecordTooLong:
        faults.add("row_too_long", Location(line=blank + 1), limit=limits.row)
        return ",", iter(())
    separator = max(SEPARATORS, key=first.count)
    return separator, _csv_lines(lines, first, blank, separator, faults)


class _RecordTooLong(Exception):
    """A record of a table has more characters than it may have."""


class _Lines(Iterator[str]):
    """The lines of a text. ``size``: the characters of the record that is being read."""

    def __init__(self, text: DecodedText, limit: int) -> None:
        self._text, self.limit, self.size = text, limit, 0

    def __next__(self) -> str:
        line = self._text.readline(self.limit + 1)
        self.size += len(line)
        if self.size > self.limit:
            raise _RecordTooLong
        if not line:
            raise StopIteration
        return line


def _csv_lines(lines: _Lines, head: str, blank: int, separator: str, faults: Faults) -> Iterator[Line]:
    """Each record with the line on which it begins. ``head``: the first line, after so many ``blank`` ones."""
    records = csv.reader(chain([head], lines), delimiter=separator, strict=True)
    number = blank + 1
    try:
        for cells in records:
            yield number, [cell.strip() for cell in cells]
            number, lines.size = blank + records.line_num + 1, 0
    except csv.Error:
        faults.add("csv_invalid", Location(line=number))
    except _RecordTooLong:
        faults.add("row_too_long", Location(line=number), limit=lines.limit)


def filled_lines(lines: Iterator[Line], limits: UploadLimits) -> Iterator[Line]:
    """The lines that are not blank, the header first. Refuses ``too_many_rows``, blank ones counted."""
    for read, line in enumerate(lines):
        limits.refuse_more(read)
        if any(line[1]):
            yield line


def read_table(
    lines: Iterator[Line], shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool, *, exact: bool
) -> None:
    """Keep the rows under their header. ``exact``: every line must have as many cells as the header has."""
    filled = filled_lines(lines, limits)
    number, header = next(filled, (1, ()))
    if len(header) > limits.columns:
        give_up(faults, "too_many_columns", Location(line=number), limit=limits.columns)
    columns = _TableColumns(_names(number, header, shape, faults), shape)
    for number, cells in filled:
        width = len(cells)
        if width > len(header) or (exact and width < len(header)):
            faults.add("row_ragged", Location(line=number), found=width, expected=len(header))
            continue
        counts = columns.counts(cells)
        named = zip(columns.others if counts else columns.names, cells, strict=False)
        rows.add(number, {name: Written(cell) for name, cell in named if name and cell}, faults, counts)


class _TableColumns:
    """``names``: the fields of the columns; ``others``: without those of counts."""

    def __init__(self, names: list[str | None], shape: UploadShape) -> None:
        self.names = names
        self._counted = [name in shape.nested_fields for name in names]
        self._measures = tuple(name for name in names if name in shape.nested_fields)
        self.others = [None if counted else name for name, counted in zip(names, self._counted, strict=True)]

    def counts(self, cells: Sequence[str]) -> Counts | None:
        """The counts of a row, if all of them are plain."""
        values = plain_texts(tuple(compress(cells, self._counted)))
        return None if values is None else Counts.of(self._measures[: len(values)], values)


def _names(line: int, header: Sequence[str], shape: UploadShape, faults: Faults) -> list[str | None]:
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


def give_up(faults: Faults, code: str, where: Location, **params: object) -> NoReturn:
    faults.add(code, where, **params)
    raise Refusal("submission_invalid", faults=faults.listed, total=faults.total, count=faults.total)
