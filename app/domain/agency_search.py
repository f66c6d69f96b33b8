"""Finding agencies by name as people type it: without accents, by a former name, with or without what stands before."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from unicodedata import combining, normalize

from app.domain.agencies import Agency, Level, is_code, parent_code, root_code
from app.domain.text import vietnamese_letters

_WORD = re.compile(r"[^\W_]+")
_GLUED_CITY = re.compile(r"\btp(?=\w)")  # "TPHCM": no Vietnamese syllable begins like this
# What may stand before a name or be left out. At the end it is part of the name: "Tĩnh" of Hà Tĩnh is none of these.
_TITLE = re.compile(r"\b(?:uy ban nhan dan|ubnd|thanh pho|tp|thi xa|thi tran|dac khu|tinh|so|xa|phuong)(?= )")
_ABBREVIATION = re.compile(r"[bcdghklmnpqrstvx]{2,}")  # every syllable has a vowel
_UNABBREVIATED = "va"  # "GD&ĐT": Giáo dục và Đào tạo
_LEVELS = (Level.PROVINCE, Level.MINISTRY, Level.DEPARTMENT, Level.COMMUNE, Level.DISTRICT)


def fold(text: str) -> str:
    """Small words without accents, one blank between them: ``so gddt tp hcm`` for ``Sở GD&ĐT TP.HCM``."""
    apart = normalize("NFKD", vietnamese_letters(text)).casefold()
    plain = "".join(each for each in apart if not combining(each)).replace("đ", "d").replace("&", "")
    return _GLUED_CITY.sub("tp ", " ".join(_WORD.findall(plain)))


def name_words(text: str) -> list[str]:
    """The folded words of a name without the titles before its parts: ``hung yen`` for ``UBND tỉnh Hưng Yên``."""
    return _TITLE.sub("", fold(text)).split()


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency as it is called now, and its ``former`` names, the oldest first."""

    agency: Agency
    former: Sequence[str] = ()


@dataclass(slots=True)
class AgencyMatch:
    """``agency``: the one that was sought, or the one that took it over; ``root``: the ministry or province that it is
    part of. ``former``: the former names it was found by; ``merged``: those that were found and have become part of it.
    ``is_exact``: it is called what was sought. ``has_ended``: it exists no more."""

    agency: Agency
    root: Agency | None
    has_ended: bool
    former: list[str] = field(default_factory=list)
    merged: list[Agency] = field(default_factory=list)
    is_exact: bool = False


class _Entry(NamedTuple):
    """A name that an agency bears or bore, and its words."""

    agency: Agency
    name: str
    is_former: bool
    words: str


class _Words:
    """Which of some names, by their number, hold a word."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        self._holding: dict[str, set[int]] = {}
        self._initials: list[str] = []
        for number, words in enumerate(names):
            self._initials.append("".join(each[0] for each in words if each != _UNABBREVIATED))
            for word in words:
                self._holding.setdefault(word, set()).add(number)
        self._sorted = sorted(self._holding)

    def find(self, word: str, *, begun: bool) -> set[int]:
        """``begun``: the word may be the beginning of one. A word of consonants may be the first letters of several."""
        found = set(self._holding.get(word, ()))
        if begun:
            first = bisect_left(self._sorted, word)
            last = bisect_left(self._sorted, f"{word}\U0010ffff")
            found.update(*(self._holding[each] for each in self._sorted[first:last]))
        if _ABBREVIATION.fullmatch(word):
            found.update(number for number, initials in enumerate(self._initials) if word in initials)
        return found


class AgencyIndex:
    """The names of all agencies on ``day``, made once for many searches."""

    def __init__(self, named: Iterable[NamedAgency], day: date) -> None:
        listed = list(named)
        self._day = day
        self._agencies = {each.agency.code: each.agency for each in listed}
        self._entries = [entry for each in listed for entry in _entries(each)]
        self._own = _Words(each.words.split() for each in self._entries)
        self._roots = _Words(self._root_words(each.agency.code) for each in self._entries)

    def search(self, text: str) -> list[AgencyMatch]:
        """The agencies that bear or bore a name with all these words, in any order, the likeliest first.

        The last word may be unfinished; some of the words may be of the ministry or province that an agency is part of.
        A code finds its agency.
        """
        code = text.strip().upper()
        if is_code(code):
            return self._of_code(code)
        words = name_words(text)
        found = self._holding(words)
        sought, typed = " ".join(words), normalize("NFC", text.strip()).casefold()
        matches: dict[str, AgencyMatch] = {}
        entries = (self._entries[each] for each in found)
        for entry in sorted(entries, key=lambda each: _rank(each, sought, typed, self._day)):
            self._add(matches, entry, is_exact=entry.words == sought)
        return list(matches.values())

    def _of_code(self, code: str) -> list[AgencyMatch]:
        matches: dict[str, AgencyMatch] = {}
        if agency := self._agencies.get(code):
            self._add(matches, _Entry(agency, agency.name, is_former=False, words=""), is_exact=True)
        return list(matches.values())

    def _holding(self, words: Sequence[str]) -> set[int]:
        """The entries that hold all words, or whose root holds those that they do not: but not all that is within one
        that is sought."""
        if not words:
            return set()
        everything = set(range(len(self._entries)))
        own_hold, either_hold, beside_root = everything, everything, set[int]()
        for place, word in enumerate(words, 1):
            own = self._own.find(word, begun=place == len(words))
            root = self._roots.find(word, begun=place == len(words))
            own_hold, either_hold, beside_root = own_hold & own, either_hold & (own | root), beside_root | (own - root)
        return own_hold | (either_hold & beside_root)

    def _add(self, matches: dict[str, AgencyMatch], entry: _Entry, *, is_exact: bool) -> None:
        agency = self._successor(entry.agency)
        new = AgencyMatch(agency, self._root(agency.code), not agency.valid_on(self._day))
        match = matches.setdefault(agency.code, new)
        if agency is not entry.agency:
            match.merged += [] if entry.agency in match.merged else [entry.agency]
        elif entry.is_former:
            match.former.append(entry.name)
        else:
            match.is_exact = is_exact

    def _successor(self, agency: Agency) -> Agency:
        """What an agency has become part of by now; registers can be wrong, so no circle is followed twice."""
        seen = [agency]
        while not agency.valid_on(self._day):
            after = self._agencies.get(agency.merged_into or "")
            if after is None or after in seen:
                break
            seen.append(agency := after)
        return agency

    def _root(self, code: str) -> Agency | None:
        return self._agencies.get(root_code(code)) if parent_code(code) else None

    def _root_words(self, code: str) -> list[str]:
        root = self._root(code)
        return name_words(root.name) if root else []


def _entries(named: NamedAgency) -> list[_Entry]:
    names = [(named.agency.name, False), *((name, True) for name in named.former)]
    return [_Entry(named.agency, name, is_former, " ".join(name_words(name))) for name, is_former in names]


def _rank(entry: _Entry, sought: str, typed: str, day: date) -> tuple[int, bool, int, bool, bool, str, str]:
    """How likely an entry is meant: first the name itself, then what begins with it, then what holds it as it was
    typed; with the same accents before others, provinces before communes, what exists before what is no more."""
    words, whole = f" {entry.words} ", f" {sought} "
    kinds = (words == whole, words.startswith(whole), whole in words, f" {sought}" in words, True)
    accents_differ = typed not in normalize("NFC", entry.name).casefold()
    level, has_ended = _LEVELS.index(entry.agency.level), not entry.agency.valid_on(day)
    return kinds.index(True), accents_differ, level, has_ended, entry.is_former, entry.words, entry.agency.code
