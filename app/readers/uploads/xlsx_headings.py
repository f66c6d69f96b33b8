"""Finds the heading of a worksheet's table: below titles, over one row or several, with cells merged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from app.domain.agency_search import fold
from app.readers.uploads.headings import LONGEST_WORDS, NUMBERING, PREVIOUS, Headings, Target
from app.readers.uploads.rows import TitlePeriod
from app.readers.uploads.vietnamese_dates import periods_in
from app.readers.uploads.xlsx_rows import SheetRow

_MOST_HEADING_ROWS = 4


@dataclass(slots=True)
class Heading:
    """The columns of one table. ``texts``: all headings by column; ``line``: the last row of them.

    ``unknown``: headings that name nothing, with the rows they stand in; ``repeated``: those that name what another
    column has; ``passed_over``: those that are not read. ``told``: the one period that the titles above name.
    """

    columns: dict[int, Target]
    texts: dict[int, str]
    lines: dict[int, int]
    line: int
    ignored: set[int] = field(default_factory=set)
    unknown: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    passed_over: list[int] = field(default_factory=list)
    told: TitlePeriod | None = None

    def has(self, fields: frozenset[str]) -> bool:
        return any(target.field in fields for target in self.columns.values())


def names_in(row: SheetRow, known: Headings) -> int:
    """How many different things the cells of a row name."""
    return len({known.target(text) for text in row.cells.values()} - {None})


def find_heading(rows: Sequence[SheetRow], known: Headings) -> Heading | None:
    """The heading among the first rows of a worksheet; ``None`` if no cell of them names anything.

    It is the row that names most, the first of several, with those next to it that name more.
    """
    found = [names_in(row, known) for row in rows]
    if not any(found):
        return None
    best = found.index(max(found))
    block = [best]
    for step in (-1, 1):
        place = best + step
        while 0 <= place < len(rows) and len(block) < _MOST_HEADING_ROWS and _goes_on(rows, place, step, best, known):
            block.append(place)
            place += step
    made = _assembled([rows[place] for place in sorted(block)], rows[max(0, min(block) - 1)], known)
    made.told = _period_above(rows, made)
    return made


def _period_above(rows: Sequence[SheetRow], heading: Heading) -> TitlePeriod | None:
    """The period in the titles above a heading; ``None`` if they name none, or more than one."""
    top = min(heading.lines.values(), default=heading.line)
    found = {
        period: TitlePeriod(period, text, row.number, f"{get_column_letter(column)}{row.number}")
        for row in rows
        for column, text in row.cells.items()
        if row.number < top and len(text) <= LONGEST_WORDS
        for period in periods_in(text)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _goes_on(rows: Sequence[SheetRow], place: int, step: int, best: int, known: Headings) -> bool:
    """Whether the heading goes on in this row: it names something, and is no row of figures."""
    row, near = rows[place], rows[place - step]
    if abs(row.number - near.number) != 1 or (step > 0 and _heads_section(row, known)):
        return False
    if not names_in(row, known) and (step < 0 or not any(_joined([near, row], column, known) for column in row.cells)):
        return False
    keys = [
        column for column, text in rows[best].cells.items() if (at := known.target(text)) and at.field in known.keys
    ]
    beside = (known.target(text) for column, text in row.cells.items() if column in keys)
    return all(beside) and not any(map(is_number_like, row.cells.values()))


def _heads_section(row: SheetRow, known: Headings) -> bool:
    """Whether all that a row names are agencies together, as "Sở, ban, ngành", which heads a column too."""
    named = [text for text in row.cells.values() if known.is_group(text) or known.target(text)]
    return bool(named) and all(map(known.is_group, named))


def is_number_like(text: str) -> bool:
    """Whether somebody meant a number: digits, with what may stand between and around them."""
    return any(each.isdigit() for each in text) and not any(each.isalpha() for each in text)


def _assembled(block: Sequence[SheetRow], above: SheetRow, known: Headings) -> Heading:
    """The columns under some rows of headings; a group's heading belongs to all columns up to the next one."""
    several = any((at := known.target(text)) and at.code for row in block for text in row.cells.values())
    made = Heading({}, {}, {}, block[-1].number)
    levels = [*([above] if above not in block else []), *block]
    for column in sorted({column for row in block for column in row.cells}):
        own = [(row.number, row.cells[column]) for row in block if column in row.cells]
        made.lines[column], made.texts[column] = own[-1]
        if any(text == PREVIOUS for _, text in own):
            made.ignored.add(column)
            continue
        named = ((number, text, known.target(text, several=several)) for number, text in reversed(own))
        line, text, target = next((each for each in named if each[2]), (*own[-1], None))
        target = target or _joined(levels, column, known)
        made.lines[column], made.texts[column] = line, text
        _enter(made, column, target, known)
    if several:
        _give_to_the_only_one(made, known)
    return made


def _give_to_the_only_one(made: Heading, known: Headings) -> None:
    """A rank beside one column of scores is that column's; beside several it is not known whose it is."""
    codes = {target.code for target in made.columns.values() if target.code}
    for column, target in list(made.columns.items()):
        if target.code or target.field not in known.figures:
            continue
        own = Target(target.field, next(iter(codes)))
        if len(codes) == 1 and own not in made.columns.values():
            made.columns[column] = own
        else:
            del made.columns[column]
            made.passed_over.append(column)


def _enter(made: Heading, column: int, target: Target | None, known: Headings) -> None:
    text = made.texts[column]
    if target is None and fold(text) in NUMBERING:
        made.ignored.add(column)
    elif target is None and known.is_passed_over(text):
        made.passed_over.append(column)
    elif target is None:
        made.unknown.append(column)
    elif target in made.columns.values():
        made.repeated.append(column)
    else:
        made.columns[column] = target


def _joined(levels: Sequence[SheetRow], column: int, known: Headings) -> Target | None:
    """What a heading names together with that of its group: "Hồ sơ" above "nộp trực tuyến"."""
    for upper, lower in _pairs(levels):
        text = lower.cells.get(column)
        group = max((each for each in upper.cells if each <= column), default=None)
        if text and group and (found := known.target(f"{upper.cells[group]} {text}")):
            return found
    return None


def _pairs(levels: Sequence[SheetRow]) -> Iterator[tuple[SheetRow, SheetRow]]:
    for place, lower in enumerate(levels):
        for upper in levels[:place]:
            yield upper, lower
