"""Uploads as XLSX: the worksheets of a workbook that hold a table of what is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import structlog

from app.domain.errors import NOWHERE, Fault, Faults, Refusal
from app.readers.temporary_storage import is_full
from app.readers.uploads.body import Body
from app.readers.uploads.headings import Headings
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import ReadResult, UploadLimits, UploadShape
from app.readers.uploads.tables import give_up
from app.readers.uploads.xlsx_headings import Heading, find_heading
from app.readers.uploads.xlsx_rows import SheetRow, Worksheet, open_worksheets
from app.readers.uploads.xlsx_table import SheetTable

_log = structlog.get_logger()
_HEAD_ROWS = 40  # so far down a heading is sought
_HEAD_CHARACTERS = 256 * 1024
_MOST_TITLES = 50


def read_xlsx(body: Body, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool) -> ReadResult:
    """Read every visible worksheet that holds a table; that others are not read is a warning."""
    try:
        with open_worksheets(body.seekable(limits.unpacked), limits.unpacked, limits.field) as worksheets:
            _Workbook(shape, limits, faults, rows).read(worksheets)
    except Refusal:
        raise
    except Exception as error:  # a broken part makes the libraries that read it raise whatever they raise
        if is_full(error):
            raise
        _log.info("xlsx_unreadable", error=type(error).__name__)
        raise Refusal("submission_invalid", faults=[Fault("xlsx_invalid")], count=1) from None
    return ReadResult()


@dataclass(slots=True)
class _Found:
    """A worksheet with its first rows, and its heading if there is one."""

    title: str
    rows: Iterator[SheetRow]
    heading: Heading | None
    named: int


@dataclass(slots=True)
class _Workbook:
    """``unread``: the titles of worksheets with other things. ``doubtful``: the one of these that looks most like a
    table."""

    shape: UploadShape
    limits: UploadLimits
    faults: Faults
    rows: RowSpool
    unread: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    doubtful: _Found | None = None
    read_rows: int = 0

    def read(self, worksheets: Sequence[Worksheet]) -> None:
        for sheet in worksheets:
            if sheet.hidden:
                self.hidden.append(sheet.title)
            elif found := self._look_at(sheet):
                self._take(found)
        if not self.rows.places.sheets:
            self._read_doubtful()
        self._warn("sheets_hidden", self.hidden)
        self._warn("sheets_not_read", self.unread)

    def _take(self, found: _Found) -> None:
        heading, known = found.heading, self._known
        if heading and found.named > 1 and heading.has(known.keys) and heading.has(known.figures):
            self._read_table(found, heading)
            return
        self.unread.append(found.title)
        if heading and (self.doubtful is None or found.named > self.doubtful.named):
            self.doubtful = found

    def _read_doubtful(self) -> None:
        """Read what looks most like a table, so that its faults are told; refuses a workbook without any."""
        if self.doubtful and self.doubtful.heading:
            self.unread.remove(self.doubtful.title)
            self._read_table(self.doubtful, self.doubtful.heading)
        elif self.unread:
            params = {"sheets": ", ".join(self.unread[:_MOST_TITLES])}
            give_up(self.faults, "table_not_found", NOWHERE, **params, **self._known.examples)

    def _read_table(self, found: _Found, heading: Heading) -> None:
        table = SheetTable(found.title, heading, self.shape, self.limits, self.faults, self.rows)
        self.read_rows = table.read(found.rows, self.read_rows)

    def _look_at(self, sheet: Worksheet) -> _Found | None:
        """``None`` for an empty worksheet."""
        first, characters = list[SheetRow](), 0
        for row in sheet.rows:
            first.append(row)
            characters += sum(map(len, row.cells.values()))
            if len(first) == _HEAD_ROWS or characters > _HEAD_CHARACTERS:
                break
        if not first:
            return None
        near = [row.up_to(self.limits.columns) for row in first]
        heading = find_heading(near, self._known)
        return _Found(sheet.title, chain(first, sheet.rows), heading, len(heading.columns) if heading else 0)

    @property
    def _known(self) -> Headings:
        if self.shape.headings is None:
            raise TypeError(f"{self.shape.key} cannot stand in a worksheet")
        return self.shape.headings

    def _warn(self, code: str, titles: Sequence[str]) -> None:
        if titles:
            self.faults.warn(Fault(code, params={"sheets": ", ".join(titles[:_MOST_TITLES])}))
