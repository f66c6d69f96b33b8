"""Which agency a table means by a name: the one that is called so within a subtree, or several that it may mean."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TypeAlias
from unicodedata import normalize

from app.domain.agencies import Agency, is_code
from app.domain.agency_search import NamedAgency, fold, name_words
from app.domain.text import vietnamese_letters

_OFFICE = re.compile(r"^(?:uy ban nhan dan|ubnd) ")
_Form: TypeAlias = Callable[[str], str]
_Table: TypeAlias = dict[str, list[Agency]]
_MOST_COMPARED = 2_000  # names; among more of them the nearest takes too long to find
_LONGEST = 200  # characters; a longer text is no name


class AgencyNames:
    """The names of the agencies of a subtree, current and former.

    A name is sought as it is written, then without accents, then without "UBND" before it, then without the title of
    its place ("xã", "phường") if it was written without one; of each, current names before former ones. The first of
    these that finds anything decides.
    """

    def __init__(self, named: Iterable[NamedAgency]) -> None:
        listed = list(named)
        self._by_code = {each.agency.code: each.agency for each in listed}
        self._forms: list[tuple[_Form, list[_Table]]] = [
            (_written, _tables(listed, _written)),
            (fold, _tables(listed, fold)),
            (_place, [*_tables(listed, _place), *_tables(listed, _untitled)]),
        ]
        self._shown = {fold(each.agency.name): each.agency.name for each in listed}

    def __len__(self) -> int:
        return len(self._by_code)

    def find(self, text: str, day: date) -> Sequence[Agency]:
        """The agencies that ``text`` may mean; of several only those that exist on ``day``, if any does."""
        if len(text) > _LONGEST:
            return ()
        if is_code(code := text.strip().upper()):
            return [self._by_code[code]] if code in self._by_code else ()
        for sought, tables in self._forms:
            words = sought(text)
            for table in tables:
                if found := table.get(words):
                    valid = [each for each in found if each.valid_on(day)]
                    return valid or found
        return ()

    def nearest(self, text: str) -> str | None:
        """The name that may have been meant by one that is not known; it is not sought among thousands."""
        if len(self._shown) > _MOST_COMPARED:
            return None
        near = get_close_matches(fold(text), self._shown, n=1, cutoff=0.75) if len(text) <= _LONGEST else []
        return self._shown[near[0]] if near else None


def _tables(named: Iterable[NamedAgency], form: _Form) -> list[_Table]:
    """The agencies by a form of their names: of the current ones, of the former ones."""
    current: _Table = {}
    former: _Table = {}
    for each in named:
        for table, names in ((current, [each.agency.name]), (former, each.former)):
            for words in {form(name) for name in names} - {""}:
                table.setdefault(words, []).append(each.agency)
    return [current, former]


def _written(text: str) -> str:
    return normalize("NFC", vietnamese_letters(" ".join(text.split()))).casefold()


def _place(text: str) -> str:
    return _OFFICE.sub("", fold(text))


def _untitled(name: str) -> str:
    return " ".join(name_words(name))
