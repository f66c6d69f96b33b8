"""What the columns of counts of a worksheet add up to, against the rows in which people write such sums."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.measures import whole_digits
from app.readers.uploads.xlsx_rows import SheetRow

_MOST_DIGITS = 15  # a spreadsheet keeps no more


@dataclass(slots=True)
class _Sum:
    """Of a column: of all rows, and of those below the last row of totals. ``None``: one of them is no count."""

    whole: int | None = 0
    since: int | None = 0


@dataclass(slots=True)
class _Section:
    """The rows under one at the head of them; ``sums``: ``None`` where one of them is no count."""

    head: SheetRow
    sums: dict[int, int | None]
    rows: int = 0

    def add(self, row: SheetRow) -> None:
        self.rows += 1
        for column, total in self.sums.items():
            count = _count(row.cells[column]) if column in row.cells else None if column in row.lacking else 0
            self.sums[column] = None if total is None or count is None else total + count


class ColumnSums:
    """What the columns of counts add up to."""

    def __init__(self, counted: Mapping[int, str]) -> None:
        self._sums = {column: _Sum() for column in counted}
        self._section: _Section | None = None

    def add(self, row: SheetRow) -> None:
        if self._section:
            self._section.add(row)
        for column, total in self._sums.items():
            if text := row.cells.get(column):
                count = _count(text)
                total.whole = None if total.whole is None or count is None else total.whole + count
                total.since = None if total.since is None or count is None else total.since + count
            elif column in row.lacking:
                total.whole = total.since = None

    def differing(self, row: SheetRow) -> Sequence[tuple[int, int]]:
        """The columns of a row of totals that say another sum, and the sum; afterwards a new part begins."""
        found = []
        for column, total in self._sums.items():
            said = _count(row.cells.get(column, ""))
            if said is not None and total.whole is not None and said not in (total.whole, total.since):
                found.append((column, total.whole))
            total.since = 0
        return found

    def begin_section(self, head: SheetRow) -> None:
        """The rows that follow belong to the section under this row."""
        self._section = _Section(
            head, {column: 0 for column in self._sums if _count(head.cells.get(column, "")) is not None}
        )

    def end_section(self) -> Iterator[tuple[SheetRow, int, int]]:
        """The row at the head of the section that ends, the columns in which it says another sum, and the sum."""
        section, self._section = self._section, None
        if section is None or not section.rows:
            return
        for column, total in section.sums.items():
            if total is not None and total != _count(section.head.cells[column]):
                yield section.head, column, total


def _count(text: str) -> int | None:
    digits = whole_digits(text)
    return int(digits) if digits and len(digits) <= _MOST_DIGITS else None
