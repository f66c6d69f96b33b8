"""The worksheets of an XLSX workbook, row by row; openpyxl reads their cells."""

import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from math import isfinite
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser

from app.readers.uploads.xlsx_parts import BrokenXlsx, Parts, main

_LITERAL = re.compile(r'"[^"]*"|\\.')  # text in a number format, which scales nothing
_MOST_STRINGS = 2_000_000
_MOST_STYLES = 65_536
_LAST_ROW = 1_048_576
_IN_MEMORY = 1024 * 1024
_TEXT, _RUN = main("t"), main("r")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``cells``: what is seen, by column from 1, without empty ones. ``lacking``: columns of formulas without value."""

    number: int
    cells: dict[int, str]
    lacking: list[int]

    def up_to(self, last: int) -> "SheetRow":
        """The row without what stands beyond the column ``last``."""
        within = {column: text for column, text in self.cells.items() if column <= last}
        return SheetRow(self.number, within, [column for column in self.lacking if column <= last])


@dataclass(frozen=True, slots=True)
class Worksheet:
    """``rows``: those that hold anything; they can be gone through once."""

    title: str
    rows: Iterator[SheetRow]
    hidden: bool = False


@contextmanager
def open_worksheets(file: IO[bytes], limit: int, longest: int) -> Iterator[list[Worksheet]]:
    """The worksheets. ``limit``: bytes of all parts together; ``longest``: characters of a shared string, of which at
    most one more is kept.

    Refuses ``unpacked_too_large``; what is no workbook makes zipfile, expat and openpyxl raise what they raise.
    """
    parts = Parts(file, limit)
    book = next(target for kind, target in parts.related("").values() if kind == "officeDocument")
    related = parts.related(book)
    by_kind = dict(related.values())
    found = {element.tag: element for element in parts.elements(book, "workbookPr", "sheets")}
    formats = _Formats(parts, by_kind.get("styles"))
    if main("workbookPr") in found and found[main("workbookPr")].get("date1904") in ("1", "true"):
        formats.epoch = MAC_EPOCH
    with _Strings(parts, by_kind.get("sharedStrings"), longest) as strings:
        worksheets = []
        for sheet in found[main("sheets")]:
            kind, part = related[next(value for name, value in sheet.items() if name.endswith("}id"))]
            if kind == "worksheet":
                rows = _WorksheetReader(strings, formats).read(parts.elements(part, "row"))
                worksheets.append(Worksheet(sheet.get("name", ""), rows, sheet.get("state", "visible") != "visible"))
        if all(each.hidden for each in worksheets):
            raise BrokenXlsx("no worksheet that is seen")
        yield worksheets


class _Formats:
    """What the styles of a workbook make of a number."""

    def __init__(self, parts: Parts, part: str | None) -> None:
        self.epoch = WINDOWS_EPOCH
        self._own: dict[int, str] = {}
        self._of_styles = array("I")
        for element in parts.elements(part, "numFmts", "cellXfs") if part else ():
            if element.tag == main("cellXfs"):
                self._of_styles.extend(int(each.get("numFmtId", 0)) for each in element)
            else:
                self._own |= {int(each.attrib["numFmtId"]): each.attrib["formatCode"] for each in element}
            if max(len(self._of_styles), len(self._own)) > _MOST_STYLES:
                raise BrokenXlsx("more styles than a workbook can have")
        self._of = lru_cache(1024)(self._read)

    def _read(self, style: int) -> tuple[bool, bool, bool]:
        """Whether numbers in this style are dates, spans of time, per cents."""
        id_ = self._of_styles[style] if style < len(self._of_styles) else 0
        code = self._own.get(id_) or BUILTIN_FORMATS.get(id_, "General")
        return is_date_format(code), is_timedelta_format(code), "%" in _LITERAL.sub("", code)

    def shown(self, number: float, style: int) -> str:
        """A per cent keeps its sign: the number under it is a hundredth of what is seen."""
        dated, span, per_cent = self._of(style)
        if dated or span:
            return self._date(number, span=span)
        digits = f"{float(number):.15g}"  # all the digits that a spreadsheet keeps
        return f"{digits}%" if per_cent else digits

    def _date(self, number: float, *, span: bool) -> str:
        try:
            return _day_or_moment(from_excel(number, self.epoch, timedelta=span))
        except (OverflowError, ValueError):
            return "#VALUE!"  # as a spreadsheet shows it


def _day_or_moment(value: object) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


class _Strings:
    """The shared strings, in a file: there may be a million."""

    def __init__(self, parts: Parts, part: str | None, longest: int) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # closed by ``__exit__``
        self._ends = array("Q", [0])
        for element in parts.elements(part, "si") if part else ():
            if len(self._ends) > _MOST_STRINGS:
                raise BrokenXlsx("more strings than rows can hold")
            self._file.write(_text(element)[: longest + 1].encode("utf-8", "surrogatepass"))
            self._ends.append(self._file.tell())
        self._get = lru_cache(1024)(self._read)

    def __enter__(self) -> "_Strings":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getitem__(self, index: int) -> str:
        return self._get(index)

    def _read(self, index: int) -> str:
        if not 0 <= index < len(self._ends) - 1:
            raise BrokenXlsx("a string that is not there")
        self._file.seek(self._ends[index])
        return self._file.read(self._ends[index + 1] - self._ends[index]).decode("utf-8", "surrogatepass")


def _text(element: Element) -> str:
    """A text with or without formats inside, without what says how it is pronounced. ``_x000D_`` is a character that
    XML cannot hold; openpyxl leaves it as it is."""
    runs = (run.findtext(_TEXT, "") for run in element.iterfind(_RUN))
    return unescape("".join((element.findtext(_TEXT, ""), *runs)))


class _WorksheetReader(WorkSheetParser):
    """Reads cells as openpyxl's read-only mode does; and tells formulas without a value from empty cells, which that
    mode does not, and texts from numbers that are none, at which it gives up."""

    def __init__(self, strings: _Strings, formats: _Formats) -> None:
        super().__init__(BytesIO(), strings, data_only=True)
        self._formats = formats
        self._lacking: list[int] = []

    def read(self, rows: Iterator[Element]) -> Iterator[SheetRow]:
        for element in rows:
            self._lacking = []
            number, cells = self.parse_row(element)  # type: ignore[arg-type]
            self.row_dimensions.clear()
            if not 0 < number <= _LAST_ROW:
                raise BrokenXlsx("a row that cannot be")
            shown = {cell["column"]: self._shown(cell["value"], cell["style_id"]) for cell in cells}
            filled = {column: text for column, text in shown.items() if text}
            if filled or self._lacking:
                yield SheetRow(number, filled, self._lacking)

    def parse_cell(self, element: Element) -> dict[str, Any]:
        kind, text = element.get("t", "n"), element.findtext(VALUE_TAG, "")
        inline = element.find(INLINE_STRING) if kind == "inlineStr" else None
        if inline is not None:
            element.remove(inline)
        elif kind == "n" and not _is_number(text):
            element.set("t", "str")
        cell: dict[str, Any] = super().parse_cell(element)
        if inline is not None:
            cell["value"] = _text(inline)
        elif kind == "str":
            cell["value"] = unescape(text)
        elif not text and element.find(FORMULA_TAG) is not None:
            self._lacking.append(cell["column"])
        return cell

    def _shown(self, value: object, style: int) -> str:
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "" if value is None else _day_or_moment(value)
        return self._formats.shown(value, style)


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
