"""Which part of a long table a page shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.web.i18n.format import Localizer

Item = TypeVar("Item")
AT_ONCE = 80  # with their marks they stay under what a first visit may weigh
_WHOLE = 90  # up to so many rows stand on one page: a table is not cut for a few rows more


@dataclass(frozen=True, slots=True)
class PageLink:
    """``label``: the number, as it is written; empty for a gap in the numbers."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class TablePages:
    """``text`` says which rows are shown. ``links`` lead to the first and the last page and to those around this one;
    ``previous`` and ``next`` are empty at the ends."""

    text: str
    links: list[PageLink]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Part:
    """Of ``count`` rows those from ``start`` on, before ``end``; ``number`` of ``pages``, from 1."""

    count: int
    start: int
    end: int
    number: int
    pages: int

    @classmethod
    def of(cls, count: int, number: int | None, own: int | None) -> "Part":
        """The page that is asked for, or the last if there are not so many; else the one with the ``own`` row."""
        if count <= _WHOLE:
            return cls(count, 0, count, 1, 1)
        pages = -(-count // AT_ONCE)
        number = min(number or (own or 0) // AT_ONCE + 1, pages)
        start = (number - 1) * AT_ONCE
        return cls(count, start, min(start + AT_ONCE, count), number, pages)

    def of_rows(self, rows: Sequence[Item]) -> Sequence[Item]:
        return rows[self.start : self.end]

    def has(self, row: int) -> bool:
        return self.start <= row < self.end

    def linked(self, address: Callable[[int], str], say: Localizer) -> TablePages | None:
        """``None`` where all is on one page."""
        if self.pages == 1:
            return None
        here = self.number
        shown = sorted({1, here - 1, here, here + 1, self.pages} & set(range(1, self.pages + 1)))
        links: list[PageLink] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number > before + 1:
                links.append(PageLink("", "", is_here=False))
            links.append(PageLink(say.plain(number), address(number), number == here))
        text = say("page_of", of=say.plain(self.count), first=say.plain(self.start + 1), last=say.plain(self.end))
        previous, following = address(here - 1) if here > 1 else "", address(here + 1) if here < self.pages else ""
        return TablePages(text, links, previous, following)
