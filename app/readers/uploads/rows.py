"""What all upload formats have in common: rows of named cells that know where they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import NamedTuple, Self

from app.domain.errors import MAX_FAULTS_LISTED, Faults, Location, Refusal
from app.domain.evaluation.counts import Counts
from app.domain.periods import Period
from app.readers.uploads.headings import Headings

_LONGEST_NAME = 100


class Layout(Enum):
    """Where rows stand: in a list of a JSON document, on lines of JSON each, or on the lines of a table."""

    DOCUMENT = 1
    LINES = 2
    TABLE = 3


class Written(str):
    """A value as it was written without quotes: a JSON number, a cell of a table."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class UploadShape:
    """What an upload may hold.

    In JSON, rows are the objects of the list ``key``, with the fields ``fields``, and with the fields
    ``nested_fields`` inside the object ``nested``; ``envelope`` are the fields beside the list. In a
    table, every field is a column; ``headings`` are what people call them in worksheets.
    """

    key: str
    fields: frozenset[str]
    envelope: frozenset[str] = frozenset()
    nested: str | None = None
    nested_fields: frozenset[str] = frozenset()
    headings: Headings | None = None

    @property
    def names(self) -> frozenset[str]:
        """Every name that may stand in such an upload."""
        return self.fields | self.nested_fields | self.envelope | {self.key, *([self.nested] if self.nested else [])}


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What one upload may hold at most, so that none takes the memory or the time of all others.

    ``unpacked``: bytes after gzip or of the parts of an XLSX. ``row`` and ``field``: characters of a line, a JSON
    row, a cell. ``depth``: how deep JSON is nested. ``rows`` are counted with those that are faulty.
    """

    unpacked: int = 320 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 1_000
    row: int = 64 * 1024
    field: int = 10_000
    depth: int = 16
    figures: int = 5_000_000

    def refuse_more(self, read: int) -> None:
        """Refuse ``too_many_rows`` if so many, good, faulty or blank, are more than an upload may hold: each takes its
        time."""
        if read > self.rows:
            raise Refusal("too_many_rows", limit=self.rows)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What an upload says beside its rows.

    ``envelope``: the fields beside the list of a JSON document. ``decimal_comma``: a table with semicolons or tabs, as
    Excel in Vietnam makes it, where ``19,5`` is a decimal.
    """

    envelope: Mapping[str, object] = field(default_factory=dict)
    decimal_comma: bool = False


_LINE_BITS, _PART_BITS = 21, 15


class SheetPlace(NamedTuple):
    """Where a row of a workbook stands, as one number: its worksheet, its row, and of a row that tells of several
    columns of the scorecard which of them."""

    sheet: int
    part: int
    line: int

    @classmethod
    def of(cls, number: int) -> Self:
        above = number >> _LINE_BITS
        return cls(above >> _PART_BITS, above & (1 << _PART_BITS) - 1, number & (1 << _LINE_BITS) - 1)

    @property
    def number(self) -> int:
        return (self.sheet << _PART_BITS | self.part) << _LINE_BITS | self.line


class TitlePeriod(NamedTuple):
    """The one period that the titles above a table name, and where."""

    period: Period
    text: str
    line: int
    cell: str


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """The worksheet ``title`` was read: in which column a field stands, by the part of a row and the field.

    ``told``: the period in the titles above its table.
    """

    title: str
    letters: Mapping[tuple[int, str], str]
    told: TitlePeriod | None = None

    def has(self, field: str) -> bool:
        return (0, field) in self.letters

    def cell(self, place: SheetPlace, field: str) -> str | None:
        letter = self.letters.get((place.part, field)) or self.letters.get((0, field))
        return letter and f"{letter}{place.line}"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of an upload stand, by their numbers: lines, or from 0 in the list of a JSON document.

    ``sheets``: of a workbook those that were read; its rows are numbered as ``SheetPlace`` does.
    """

    shape: UploadShape
    layout: Layout
    sheets: list[SheetColumns] = field(default_factory=list)

    def at(self, number: int, column: str | None = None) -> Location:
        if self.sheets:
            return self._in_sheet(SheetPlace.of(number), column)
        line = None if self.layout is Layout.DOCUMENT else number
        if self.layout is Layout.TABLE:
            return Location(line, None, column)
        row = "" if line else f"/{self.shape.key}/{number}"
        if column is None:
            return Location(line, row)
        inner = f"{self.shape.nested}/" if column in self.shape.nested_fields else ""
        return Location(line, f"{row}/{inner}{escape(column)}", column)

    def _in_sheet(self, place: SheetPlace, column: str | None) -> Location:
        sheet = self.sheets[place.sheet]
        cell = sheet.cell(place, column) if column else None
        return Location(place.line, None, column, sheet=sheet.title, cell=cell)

    def sheet_of(self, number: int) -> str | None:
        """The title of the worksheet in which a row stands, of a workbook."""
        return self.sheets[SheetPlace.of(number).sheet].title if self.sheets else None


@dataclass(frozen=True, slots=True)
class UploadRow:
    """``cells``: what was given, by field. A JSON ``null`` is kept as ``None``; an empty cell is not there.

    ``counts``: those of a row whose numbers are all plain; they are not among the cells then.
    """

    cells: Mapping[str, object]
    number: int
    places: Places
    counts: Counts | None = None

    def at(self, column: str | None = None) -> Location:
        return self.places.at(self.number, column)


def escape(token: str) -> str:
    """A token of a JSON pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")


def unknown_field(
    value: str,
    where: Location,
    fields: frozenset[str],
    measures: frozenset[str],
    faults: Faults,
    nearest: Callable[[str], str | None] | None = None,
) -> None:
    """Record the fault of a field that does not exist, with the nearest one that does as a hint.

    The hint takes time, so that it is only sought for faults that will be shown. ``nearest``: seeks it in other words
    than the names.
    """
    near = None
    if len(faults.listed) < MAX_FAULTS_LISTED and len(value) <= _LONGEST_NAME:
        near = next(iter(get_close_matches(value.strip().lower(), fields | measures, n=1)), None)
        near = near or (nearest(value) if nearest else None)
    hint_vi, hint_en = (f" (có phải {near}?)", f" (did you mean {near}?)") if near else ("", "")
    if measures:
        faults.add("unknown_measure", where, value=value, hint_vi=hint_vi, hint_en=hint_en)
    else:
        allowed = ", ".join(sorted(fields))
        faults.add("unknown_field", where, value=value, hint_vi=hint_vi, hint_en=hint_en, allowed=allowed)
