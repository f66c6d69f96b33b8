"""The names of fields that records have and nobody reads: a field that is misspelt would cost counts in silence."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from app.domain.errors import Fault, Location
from app.readers.dossiers import plain, portal

# A name may hold a person's data: shown is only what may be a name, and that is not long and has no number in it.
LONGEST_NAME = 40
_SHOWABLE = re.compile(r"(?!.*[0-9]{3})[A-Za-z_][A-Za-z0-9_]{0,39}", re.ASCII)
_MOST_NAMES = 100
_MOST_SHAPES, _LONGEST_SHAPE = 1_000, 4_000  # so that what is remembered stays small, whatever is sent
_ALIKE, _MISSPELT = 0.6, 0.8
_LISTS = {**portal.LISTS, **plain.LISTS}
_Name = tuple[str, str]  # the list in whose entries it stands, empty for the records' own; the name


class FieldNames:
    """Counts names that are not read, by how many records have them.

    Plain records and tables: every one. What is pushed to the portal has many fields that nothing is counted by: only
    those that are spelt nearly like a field that the same record lacks. Records mostly have the same fields, so that
    which of them are unknown is worked out once for each such set.
    """

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, ...], tuple[_Name | None, ...]] = {}
        self._counts: Counter[_Name | None] = Counter()
        self._near: dict[_Name, str | None] = {}

    def see(self, names: Iterable[str], within: str = "") -> None:
        """The names of a record's fields. ``within``: it is an entry of this list of another record."""
        shape = (within, *names)
        unread = self._shapes.get(shape)
        if unread is None:
            unread = tuple(dict.fromkeys(self._unread(shape)))
            if len(self._shapes) < _MOST_SHAPES and sum(map(len, shape)) <= _LONGEST_SHAPE:
                self._shapes[shape] = unread
        for each in unread:
            self._counts[each if each in self._counts or len(self._counts) < _MOST_NAMES else None] += 1

    @property
    def warnings(self) -> Iterator[Fault]:
        """One for each name, in their order, and one for all names that cannot be shown."""
        for each, number in sorted((each, number) for each, number in self._counts.items() if each):
            field, near = ".".join(filter(None, each)), self._near.get(each)
            hint_vi, hint_en = (f" Có phải {near}?", f" Did you mean {near}?") if near else ("", "")
            data = {"field": field, "number": number, "hint_vi": hint_vi, "hint_en": hint_en}
            yield Fault("dossier_field_unknown", Location(column=field), data)
        if self._counts[None]:
            yield Fault("dossier_fields_unnamed", params={"number": self._counts[None]})

    def _unread(self, shape: tuple[str, ...]) -> Iterator[_Name | None]:
        within, *names = shape
        is_portal = within in portal.LISTS or (not within and portal.NUMBER in names)
        known = _LISTS[within] if within else portal.FIELDS if is_portal else plain.FIELDS
        for name in names:
            if name in known or (is_portal and name in portal.NOT_READ):
                continue
            near = _nearest(name, known, _MISSPELT if is_portal else _ALIKE)
            if is_portal and (near is None or near in names):
                continue
            if not _SHOWABLE.fullmatch(name):
                yield None
                continue
            if len(self._near) < _MOST_NAMES:
                self._near[within, name] = near
            yield within, name


def _nearest(name: str, known: Iterable[str], likeness: float) -> str | None:
    """The known name that is spelt most like it, whatever its capitals and lines between words."""
    if not _SHOWABLE.fullmatch(name):
        return None
    spelt = {_letters(each): each for each in known}
    found = get_close_matches(_letters(name), spelt, n=1, cutoff=likeness)
    return spelt[found[0]] if found else None


def _letters(name: str) -> str:
    return name.lower().replace("_", "")
