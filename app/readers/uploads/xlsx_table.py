"""The table of a worksheet: its rows under its heading, without those that people add around them."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import lru_cache

from openpyxl.utils import get_column_letter

from app.domain.agency_search import fold
from app.domain.errors import Fault, Faults, Location
from app.domain.evaluation.counts import Counts, plain_texts
from app.readers.uploads.headings import LONGEST_WORDS, Target
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import (
    SheetColumns,
    SheetPlace,
    UploadLimits,
    UploadShape,
    Written,
    unknown_field,
)
from app.readers.uploads.vietnamese_dates import iso_day
from app.readers.uploads.xlsx_headings import Heading, is_number_like
from app.readers.uploads.xlsx_rows import SheetRow
from app.readers.uploads.xlsx_sums import ColumnSums

_TOTAL = re.compile(
    r"(?:tong|tong cong|tong so|cong|cong chung|total|grand total|sum)|tong cong .*|cong (?:khoi|nhom) .*"
)
_AVERAGE = re.compile(r"(?:diem )?(?:trung binh|binh quan|average|mean)(?: .*)?|.* average")
_MOST_HINTS = 20  # to seek one takes time; whoever has so many unknown headings has another kind of table
_COLUMN_NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|[A-Z])\)?(?:\s*=.*)?", re.ASCII)


class RowKind(Enum):
    """What a row is by the words in it."""

    FIGURES = auto()
    TOTAL = auto()
    AVERAGE = auto()
    SECTION = auto()


class SheetTable:
    """Takes in the rows of one worksheet."""

    def __init__(
        self, title: str, heading: Heading, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool
    ) -> None:
        if shape.headings is None:
            raise TypeError(f"{shape.key} cannot stand in a worksheet")
        self._known, self._shape, self._limits = shape.headings, shape, limits
        self._heading, self._faults, self._rows, self._title = heading, faults, rows, title
        self._parts = _parts_of(heading.columns)
        self._sheet = len(rows.places.sheets)
        rows.places.sheets.append(SheetColumns(title, _letters(self._parts), heading.told))
        self._figures = {column for column, at in heading.columns.items() if at.field in self._known.figures}
        self._keys = {column for column, at in heading.columns.items() if at.field in self._known.keys}
        self._worded = [column for column in heading.texts if self._may_say_total(column)]
        counted = {column: at.field for column, at in heading.columns.items() if at.field in self._known.counts}
        self._counted, self._measures = tuple(counted), tuple(counted.values())
        self._sums = ColumnSums(counted)
        beside = {column for column in heading.texts if column not in heading.columns}
        self._headed = (self._keys | beside) if self._known.counted_or_scored else set()
        self._total_at: int | None = None
        self._unheaded: set[int] = set()
        self._averages: list[int] = []
        self._kind = lru_cache(4096)(_kind_of)

    def read(self, rows: Iterator[SheetRow], read: int) -> int:
        """Take in what stands below the heading. ``read``: so many rows were read before; returned is how many now."""
        if not self._check_heading():
            return read
        first = True
        for row in rows:
            if row.number <= self._heading.line:
                self._too_wide(row)
                continue
            read += 1
            self._limits.refuse_more(read)
            if not (self._is_heading(row) or (first and self._is_numbering(row))):
                self._read_row(row)
            first = False
        self._check_section()
        self._warn_of_what_was_left_out()
        return read

    def _check_heading(self) -> bool:
        """Record what is wrong with the heading; whether there is enough of it to read the rows."""
        heading, before = self._heading, self._faults.total
        for number, column in enumerate(heading.unknown):
            self._unknown(column, with_hint=number < _MOST_HINTS)
        for column in heading.repeated:
            self._faults.add("key_repeated", self._head(column), value=heading.texts[column])
        if heading.has(self._known.keys):
            return True
        if self._faults.total == before:
            where = Location(line=heading.line, sheet=self._title)
            self._faults.add("column_missing", where, **self._known.examples)
        return False

    def _unknown(self, column: int, *, with_hint: bool) -> None:
        text = self._heading.texts[column]
        where, shape = self._head(column), self._shape
        nearest = self._known.nearest if with_hint else None
        unknown_field(text, where, shape.fields, shape.nested_fields, self._faults, nearest)

    def _head(self, column: int) -> Location:
        return self._at(self._heading.lines[column], column, self._heading.texts[column])

    def _at(self, line: int, column: int, name: str | None = None) -> Location:
        letter = get_column_letter(column)
        return Location(line, None, name or letter, sheet=self._title, cell=f"{letter}{line}")

    def _is_heading(self, row: SheetRow) -> bool:
        """A heading that is repeated, as at the top of a page."""
        texts = self._heading.texts
        return any(column in row.cells for column in self._keys) and all(
            texts.get(column) == text for column, text in row.cells.items() if column in self._heading.columns
        )

    def _is_numbering(self, row: SheetRow) -> bool:
        """The numbers of the columns, as forms have them below the heading: (1), (2), (3) = (1) + (2)."""
        return not self._keys.isdisjoint(row.cells) and all(map(_COLUMN_NUMBER.fullmatch, row.cells.values()))

    def _read_row(self, row: SheetRow) -> None:
        if self._too_wide(row):
            return
        match self._kind_of(row):
            case RowKind.TOTAL:
                self._check_section()
                self._check_total(row)
                self._total_at = row.number
            case RowKind.SECTION:
                self._check_section()
                self._begin_section(row)
            case RowKind.AVERAGE:
                self._averages.append(row.number)
            case RowKind.FIGURES if not self._is_note(row):
                self._total_at = None
                self._take(row)

    def _kind_of(self, row: SheetRow) -> RowKind:
        for column in self._worded:
            text = row.cells.get(column)
            if text and (kind := self._kind(text)) is not RowKind.FIGURES:
                return kind
        return RowKind.SECTION if self._heads_section(row) else RowKind.FIGURES

    def _heads_section(self, row: SheetRow) -> bool:
        """Whether a row names several agencies together, and no agency: "I. Sở, ban, ngành"."""
        words = {column: text for column in self._headed if (text := row.cells.get(column))}
        named = {column for column, text in words.items() if self._known.is_group(text)}
        return bool(named) and self._keys.isdisjoint(words.keys() - named)

    def _begin_section(self, row: SheetRow) -> None:
        self._total_at = None
        if self._known.counts:
            self._sums.begin_section(row)
        elif not self._figures.isdisjoint(row.cells):
            self._averages.append(row.number)  # scores of a group are no sums

    def _may_say_total(self, column: int) -> bool:
        """In columns of agencies, numbers and notes; of what is no agency some columns hold such words themselves."""
        target = self._heading.columns.get(column)
        return target is None or target.field in self._known.keys or not self._known.counted_or_scored

    def _is_note(self, row: SheetRow) -> bool:
        """Whether a row says nothing of an agency: a heading of some agencies, a note, a signature.

        Below the totals, with a blank row between, whatever has no number is one.
        """
        figures = [text for column in self._figures if (text := row.cells.get(column))]
        below = self._total_at is not None and row.number > self._total_at + 1
        if below and not any(map(is_number_like, figures)):
            return True
        if self._keys.isdisjoint(row.cells):
            says_more = any(map(is_number_like, figures)) if self._known.counted_or_scored else len(figures) > 1
            return not row.lacking and not says_more
        return not figures and self._figures.isdisjoint(row.lacking)

    def _too_wide(self, row: SheetRow) -> bool:
        last = max(row.cells, default=0)
        if last > self._limits.columns:
            self._faults.add("too_many_columns", self._at(row.number, last), limit=self._limits.columns)
        return last > self._limits.columns

    def _take(self, row: SheetRow) -> None:
        for column in row.lacking:
            if column in self._heading.columns or column not in self._heading.texts:
                self._faults.add("formula_without_value", self._at(row.number, column))
        self._look_beside(row)
        self._sums.add(row)
        cells = row.cells
        counts = self._counts(row)
        shared = self._named(cells, self._parts[None], without=frozenset(self._measures) if counts else frozenset())
        if len(self._parts) == 1:
            self._rows.add(self._number(0, row), shared, self._faults, counts)
            return
        for part, (code, columns) in enumerate(self._parts.items()):
            if code is not None and (own := self._named(cells, columns)):
                self._rows.add(self._number(part, row), {**shared, "code": Written(code), **own}, self._faults)

    def _counts(self, row: SheetRow) -> Counts | None:
        values = plain_texts([row.cells.get(column, "") for column in self._counted]) if self._counted else None
        return None if values is None else Counts.of(self._measures, values)

    def _named(
        self, cells: Mapping[int, str], columns: Mapping[int, str], without: frozenset[str] = frozenset()
    ) -> dict[str, object]:
        words = self._known.values
        found: dict[str, object] = {}
        for column, name in columns.items():
            if (text := cells.get(column)) and name not in without:
                if name in self._known.days:
                    text = iso_day(text)
                found[name] = Written(words[name].get(fold(text), text) if name in words else text)
        return found

    def _number(self, part: int, row: SheetRow) -> int:
        return SheetPlace(self._sheet, part, row.number).number

    def _look_beside(self, row: SheetRow) -> None:
        """What stands in a column without a heading: one fault for the column."""
        for column in row.cells.keys() - self._heading.texts.keys() - self._unheaded:
            self._unheaded.add(column)
            letter = get_column_letter(column)
            where = Location(row.number, column="", sheet=self._title, cell=f"{letter}{row.number}")
            self._faults.add("column_unnamed", where, position=letter)

    def _check_total(self, row: SheetRow) -> None:
        for column, total in self._sums.differing(row):
            field = self._heading.columns[column].field
            params = {"value": row.cells[column], "sum": total, "field": self._heading.texts[column]}
            self._faults.add("total_differs", self._at(row.number, column, field), **params)

    def _check_section(self) -> None:
        """Compare what the head of the section says with its rows, if it has come to its end."""
        for row, column, total in self._sums.end_section():
            field = self._heading.columns[column].field
            params = {"value": row.cells[column], "sum": total, "field": self._heading.texts[column]}
            self._faults.add("section_differs", self._at(row.number, column, field), **params)

    def _warn_of_what_was_left_out(self) -> None:
        if self._heading.passed_over:
            names = ", ".join(self._heading.texts[column] for column in sorted(self._heading.passed_over))
            where = Location(line=self._heading.line, sheet=self._title)
            self._faults.warn(Fault("columns_not_read", where, {"columns": names}))
        if self._averages:
            where = Location(line=self._averages[0], sheet=self._title)
            self._faults.warn(Fault("averages_not_read", where))


def _kind_of(text: str) -> RowKind:
    if len(text) > LONGEST_WORDS:
        return RowKind.FIGURES
    words = fold(text)
    if _TOTAL.fullmatch(words):
        return RowKind.TOTAL
    return RowKind.AVERAGE if _AVERAGE.fullmatch(words) else RowKind.FIGURES


def _parts_of(columns: Mapping[int, Target]) -> dict[str | None, dict[int, str]]:
    """The fields by column: those of the whole row (``None``), and those of each column of the scorecard."""
    parts: dict[str | None, dict[int, str]] = {None: {}}
    for column, target in columns.items():
        parts.setdefault(target.code, {})[column] = target.field
    return parts


def _letters(parts: Mapping[str | None, Mapping[int, str]]) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    for number, (code, columns) in enumerate(parts.items()):
        for column, name in columns.items():
            found[number, name] = get_column_letter(column)
            if code is not None:
                found.setdefault((number, "code"), get_column_letter(column))
    return found
