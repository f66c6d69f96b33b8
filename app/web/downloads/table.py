"""A table that is downloaded, before it is written in a format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.periods import Period
from app.domain.text import harmless
from app.domain.time import VIETNAM
from app.services.vietnamese import capital
from app.web.i18n.format import Localizer
from app.web.pages.sources import SourceLine
from app.web.publisher import Publisher

NARROW, MIDDLE, WIDE = 14, 34, 56  # characters

Value = str | int | Decimal | datetime | None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a column; ``width`` in characters of a workbook."""

    title: str
    width: int = NARROW


@dataclass(frozen=True, slots=True)
class Row:
    """Values under the heads; ``is_strong``: a total or an average."""

    values: Sequence[object]
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said of all figures of a table: a workbook says it once, above and below; CSV in each row."""

    period: str
    title: str
    said: tuple[str, ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, object], ...]
    page_number: str


@dataclass(frozen=True, slots=True)
class DownloadTable:
    """``name``: of the file, without what tells its format. ``frozen``: so many columns stay where they are.

    ``is_list``: the rows are of one kind, and may be sorted and filtered.
    """

    name: str
    frame: Frame
    heads: Sequence[Head]
    rows: Sequence[Row]
    frozen: int
    is_list: bool = False


def file_name(period: Period, *codes: str) -> str:
    """How a file is called, without what tells its format."""
    return "-".join(("tthc766", str(period), *codes))


def source_text(line: SourceLine, publisher: Publisher, say: Localizer) -> str:
    """The line that stands under a table or a drawing, as the page has it."""
    ours = f"{publisher.name}; " if publisher.name and line.is_ours else ""
    return f"{say('source')}: {ours}{line.text}. " + " ".join(f"{note}." for note in line.notes)


def plain(value: object) -> Value:
    """A value as files can hold it: text that is no formula, times in Vietnam without their offset."""
    match value:
        case None | int() | Decimal():
            return value
        case datetime():
            return value.astimezone(VIETNAM).replace(tzinfo=None)
        case _:
            return harmless(capital(str(value)))
