"""What people call the columns of a worksheet: by code, or by a label in either language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from app.domain.agency_search import fold

_WITH_CODE = re.compile(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]", re.DOTALL)  # "Hồ sơ nộp trực tuyến (dossiers_online)"
_GROUP_BEFORE = re.compile(
    r"^(?:(?:[ivx]{1,5}|[a-d]|[0-9]{1,2}) )?(?:(?:khoi|nhom|cac|ubnd|uy ban nhan dan) )*"
)  # "II. Khối các xã, phường"
LONGEST_WORDS = 200  # characters; a longer text is no heading, and names no total
NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "ordinal"})


class Target(NamedTuple):
    """What a column holds: a field; of a column of the scorecard (``code``), where a row tells of several."""

    field: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Headings:
    """The words for the columns of one kind of upload; all words are folded (``agency_search.fold``).

    ``keys``: the fields of which a table must have one. ``figures``: without one of these a row says nothing.
    ``counts``: those of them that a row of totals sums. ``names``: fields by their codes, exactly as written.
    ``several``: headings of a table in which a row tells of several columns of the scorecard; beside such,
    ``beside_several`` goes before ``labels``. ``titles``: how a field is called in a message. ``passed_over``: not
    read, and named in the answer. ``examples``: what a message says of the headings that are needed. ``values``: words
    for values of a field. ``days``: fields that hold days. ``groups``: words for several agencies together, at the head
    of a section of the table.
    """

    keys: frozenset[str]
    figures: frozenset[str]
    names: frozenset[str]
    labels: Mapping[str, str]
    counts: frozenset[str] = frozenset()
    several: Mapping[str, Target] = field(default_factory=dict)
    beside_several: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    passed_over: frozenset[str] = frozenset()
    examples: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def target(self, text: str, *, several: bool = False) -> Target | None:
        """What a heading names, ``None`` if it is not known. ``several``: in a table that has such columns."""
        if len(text) > LONGEST_WORDS:
            return None
        if (found := self._named(text, fold(text), several=several)) or not (parts := _WITH_CODE.fullmatch(text)):
            return found
        return self.target(parts[2], several=several) or self.target(parts[1], several=several)

    def _named(self, text: str, folded: str, *, several: bool) -> Target | None:
        if several and folded in self.beside_several:
            return Target(self.beside_several[folded])
        if text in self.names:
            return Target(text)
        label = self.labels.get(folded)
        return self.several.get(text) or self.several.get(folded) or (Target(label) if label else None)

    @property
    def counted_or_scored(self) -> bool:
        """Whether the figures are numbers; else they are words, as in a list of agencies."""
        return bool(self.counts or self.several)

    def is_group(self, text: str) -> bool:
        """Whether a text is a word for several agencies, with or without a number before it."""
        return len(text) <= LONGEST_WORDS and _GROUP_BEFORE.sub("", fold(text)) in self.groups

    def nearest(self, text: str) -> str | None:
        """The heading that somebody may have meant, as people write it."""
        near = get_close_matches(fold(text), self.labels, n=1)
        return self.titles.get(self.labels[near[0]], self.labels[near[0]]) if near else None

    def is_passed_over(self, text: str) -> bool:
        """Whether a heading is known and not read: notes, shares that are computed from the counts."""
        folded = fold(text)
        return folded in self.passed_over or folded.startswith(("ty le ", "ti le ")) or folded in ("", "ty le", "ti le")


PREVIOUS = "previous"
"""Heads a column that shows an earlier period's figure beside the one to be filled in: it is never read."""
