"""The first sheet of an XLSX workbook, row by row."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import IO

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from app.readers.uploads.xlsx_parts import Attributes, BrokenXlsx, Parts

_LITERAL = re.compile(r'"[^"]*"|\\.')  # text in a number format, which scales nothing
_MOST_STRINGS = 2_000_000
_MOST_STYLES = 65_536
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_IN_MEMORY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``cells``: what is seen, by column from 1, without empty ones. ``lacking``: columns of formulas without value."""

    number: int
    cells: dict[int, str]
    lacking: list[int]


def read_first_sheet(file: IO[bytes], limit: int, longest: int) -> Iterator[SheetRow]:
    """The rows that hold anything. ``limit``: bytes of all parts together; ``longest``: characters of a cell, of which
    at most one more is read.

    Refuses ``unpacked_too_large``; what is no workbook makes zipfile and expat raise what they raise.
    """
    parts = Parts(file, limit)
    book = next(target for kind, target in parts.related("").values() if kind == "officeDocument")
    related = parts.related(book)
    workbook = _Workbook(longest)
    parts.read(book, workbook.start)
    by_kind = dict(related.values())
    if "styles" in by_kind:
        parts.read(by_kind["styles"], workbook.formats.start)
    with workbook.strings:
        if "sharedStrings" in by_kind:
            strings = workbook.strings
            parts.read(by_kind["sharedStrings"], strings.start, end=strings.end, text=strings.text)
        sheet = next(related[id_][1] for id_ in workbook.sheets if related[id_][0] == "worksheet")
        reading = _Worksheet(workbook, longest)
        for _ in parts.stream(sheet, reading.start, reading.end, reading.text):
            yield from reading.rows
            reading.rows.clear()


class _Formats:
    """What the styles of a workbook make of a number."""

    def __init__(self) -> None:
        self._own: dict[int, str] = {}
        self._of_styles = array("I")
        self._in_cells = False
        self.of = lru_cache(1024)(self._of)

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            self._in_cells = tag == "cellXfs"
        elif tag == "numFmt" and len(self._own) < _MOST_STYLES:
            self._own[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "xf" and self._in_cells:
            if len(self._of_styles) >= _MOST_STYLES:
                raise BrokenXlsx("more styles than a workbook can have")
            self._of_styles.append(int(attributes.get("numFmtId", 0)))

    def _of(self, style: int) -> tuple[bool, bool, bool]:
        """Whether numbers in this style are dates, spans of time, per cents."""
        id_ = self._of_styles[style] if style < len(self._of_styles) else 0
        code = self._own.get(id_) or BUILTIN_FORMATS.get(id_, "General")
        return is_date_format(code), is_timedelta_format(code), "%" in _LITERAL.sub("", code)


class _Strings:
    """The shared strings, in a file: there may be a million."""

    def __init__(self, longest: int) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # closed by ``__exit__``
        self._ends, self._longest = array("Q", [0]), longest
        self._text: list[str] = []
        self._length, self._wanted = 0, False
        self._phonetic = False
        self.get = lru_cache(4096)(self._get)

    def __enter__(self) -> "_Strings":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def start(self, tag: str, _attributes: Attributes) -> None:
        self._wanted = tag == "t" and not self._phonetic
        self._phonetic = self._phonetic or tag == "rPh"

    def end(self, tag: str) -> None:
        self._wanted = False
        if tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self._add("".join(self._text))
            self._text, self._length = [], 0

    def text(self, text: str) -> None:
        if self._wanted and self._length <= self._longest:
            self._text.append(text[: self._longest + 1])
            self._length += len(text)

    def _add(self, text: str) -> None:
        if len(self._ends) > _MOST_STRINGS:
            raise BrokenXlsx("more strings than rows can hold")
        self._file.write(text.encode())
        self._ends.append(self._file.tell())

    def _get(self, index: int) -> str:
        if not 0 <= index < len(self._ends) - 1:
            raise BrokenXlsx("a string that is not there")
        self._file.seek(self._ends[index])
        return self._file.read(self._ends[index + 1] - self._ends[index]).decode()


class _Workbook:
    def __init__(self, longest: int) -> None:
        self.sheets: list[str] = []  # the ids of their relations
        self.epoch = WINDOWS_EPOCH
        self.formats, self.strings = _Formats(), _Strings(longest)

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = MAC_EPOCH
        elif tag == "sheet":
            self.sheets += [value for name, value in attributes.items() if name.endswith(" id")][:1]

    def shown(self, kind: str, style: int, text: str) -> str:
        """A cell as digits or text. A per cent keeps its sign: the number under it is a hundredth of what is seen."""
        if kind == "s":
            return self.strings.get(int(text)).strip()
        if kind == "b":
            return str(text == "1")
        if kind != "n":
            return text.strip()
        number = float(text)
        dated, span, per_cent = self.formats.of(style)
        if dated or span:
            return self._date(number, span=span)
        digits = f"{number:.15g}"  # all the digits that a spreadsheet keeps
        return f"{digits}%" if per_cent else digits

    def _date(self, number: float, *, span: bool) -> str:
        try:
            value = from_excel(number, self.epoch, timedelta=span)
        except (OverflowError, ValueError):
            return "#VALUE!"  # as a spreadsheet shows it
        if isinstance(value, datetime) and value.time() == time():
            value = value.date()
        return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(slots=True)
class _WorksheetCell:
    column: int
    kind: str
    style: int
    formula: bool = False


class _Worksheet:
    """Gathers the rows of a sheet from its elements."""

    def __init__(self, workbook: _Workbook, longest: int) -> None:
        self._workbook, self._longest = workbook, longest
        self.rows: list[SheetRow] = []
        self._number = self._column = self._seen = self._length = 0
        self._row = SheetRow(0, {}, [])
        self._cell: _WorksheetCell | None = None
        self._text: list[str] = []
        self._wanted = self._phonetic = False

    def start(self, tag: str, attributes: Attributes) -> None:
        cell = self._cell
        if tag == "c":
            self._begin_cell(attributes)
        elif tag == "row":
            self._number = int(attributes["r"]) if "r" in attributes else self._number + 1
            if not 0 < self._number <= _LAST_ROW:
                raise BrokenXlsx("a row that cannot be")
            self._row, self._column, self._seen = SheetRow(self._number, {}, []), 0, 0
        elif cell and tag == "f":
            cell.formula = True
        elif tag == "rPh":
            self._phonetic = True
        self._wanted = cell is not None and (tag == "v" or (tag == "t" and not self._phonetic))

    def end(self, tag: str) -> None:
        self._wanted = False
        if tag == "c" and self._cell:
            self._end_cell(self._cell)
        elif tag == "row" and (self._row.cells or self._row.lacking):
            self.rows.append(self._row)
        elif tag == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        if self._wanted and self._length <= self._longest:
            self._text.append(text[: self._longest + 1])
            self._length += len(text)

    def _begin_cell(self, attributes: Attributes) -> None:
        self._seen += 1
        if self._seen > _LAST_COLUMN:
            raise BrokenXlsx("more cells than a row can have")
        place = attributes.get("r")
        self._column = column_index_from_string(place.rstrip("0123456789")) if place else self._column + 1
        self._cell = _WorksheetCell(self._column, attributes.get("t", "n"), int(attributes.get("s", 0)))
        self._text, self._length = [], 0

    def _end_cell(self, cell: _WorksheetCell) -> None:
        text = "".join(self._text)
        if text and (cell.kind != "n" or text.strip()):
            shown = self._workbook.shown(cell.kind, cell.style, text)
            if shown:
                self._row.cells[cell.column] = shown
        elif cell.formula:
            self._row.lacking.append(cell.column)
        self._cell = None
