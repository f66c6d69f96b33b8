"""The values of a record: read strictly, with a fault for what cannot be read. No fault ever shows a value."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.domain.agencies import is_code, is_within
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.quality import FIRST_YEAR, LAST_YEAR, problems
from app.domain.errors import Fault, Faults, Location, Refusal
from app.domain.text import parse_word
from app.domain.time import VIETNAM
from app.readers.dossiers.sender import Sender
from app.readers.uploads.rows import escape

Value = TypeVar("Value")

LONGEST_CODE = 60
LONGEST_LIST = 10_000
MOST_COUNTED, MOST_DONG = 1_000_000_000, 100_000_000_000_000  # what columns hold, the latter for all fees of a dossier
_EXACT = 2**53  # beyond it a number that was read as one with a fraction is not what was written
_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_PLAIN = re.compile(r"[0-9A-Za-z._/\-]{1,60}", re.ASCII)
_WHOLE = re.compile(r"([0-9]{1,30})(?:\.(?:0{1,2}|0{4,}))?", re.ASCII)  # 15.000 may be fifteen thousand
_COMPACT = re.compile(r"[0-9]{14}", re.ASCII)
_VIETNAMESE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4}) ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_ISO = re.compile(
    r"([0-9]{4})-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6}[0-9]*)?)?(Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
_FLAGS = {"1": True, "0": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: on which line, at which JSON pointer; ``None`` where there is none."""

    line: int | None
    pointer: str | None

    def at(self, field: str | None = None) -> Location:
        pointer = self.pointer
        if pointer is not None and field:
            pointer = f"{pointer}/{escape(field)}"
        return Location(self.line, pointer, field)

    def inner(self, field: str, number: int) -> "Place":
        pointer = None if self.pointer is None else f"{self.pointer}/{escape(field)}/{number}"
        return Place(self.line, pointer)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading of all records shares. ``see_names`` is told the names in each entry of a list, and the list."""

    sender: Sender
    faults: Faults
    see_names: Callable[[Iterable[str], str], None]


class Values:
    """The values of one record. ``good``: nothing was wrong with those that were asked for.

    ``place``: where it stands; of a record within another, the place of that one with the list's field and the number
    in it, since a place is only made for a fault.
    """

    __slots__ = ("_cells", "_reading", "_stands", "good")

    def __init__(self, cells: Mapping[str, object], place: "Place | tuple[Values, str, int]", reading: Reading) -> None:
        self._cells, self._stands, self._reading = cells, place, reading
        self.good = True

    @property
    def _place(self) -> Place:
        if isinstance(self._stands, Place):
            return self._stands
        outer, field, number = self._stands
        return outer._place.inner(field, number)

    def fault(self, code: str, field: str, **params: object) -> None:
        self.good = False
        self._reading.faults.add(code, self._place.at(field), field=field, **params)

    def text(self, field: str) -> str | None:
        """What was written, as text; ``None`` for what is absent or empty."""
        value = self._cells.get(field)
        if isinstance(value, str):
            return value.strip() or None
        if value is None:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"  # which is no code and no number
        if isinstance(value, int | float):
            if isinstance(value, float) and abs(value) > _EXACT:
                self.fault("dossier_number_large", field, limit=_EXACT)
                return None
            return str(int(value)) if value == value // 1 else str(value)
        self.fault("dossier_value_nested", field)
        return None

    def required(self, field: str, value: Value | None) -> Value | None:
        """The value that was read of a field that must have one."""
        written = self._cells.get(field)
        if value is None and (written is None or (isinstance(written, str) and not written.strip())):
            self.fault("field_missing", field)
        return value

    def number(self, field: str) -> str | None:
        """A dossier's number: one word, so that no name of a person comes in by a wrong column."""
        found = self.word(field)
        if found and " " in found:
            self.fault("dossier_number_blank", field)
            return None
        return found

    def id_code(self, field: str) -> str | None:
        """A code of a register: letters without marks, digits and ``. _ / -``."""
        text = self.text(field)
        if text is None or _PLAIN.fullmatch(text):
            return text
        if self.word(field) is not None:  # else what is wrong has been told
            self.fault("dossier_code_invalid", field, limit=LONGEST_CODE)
        return None

    def counter(self, field: str) -> str | None:
        """The code of an agency, whoever sends it."""
        return self._agency_code(field, self.text(field))

    def word(self, field: str) -> str | None:
        """A number or a code."""
        text = self.text(field)
        if text is None or _PLAIN.fullmatch(text):
            return text
        try:
            return parse_word(text, field, LONGEST_CODE)
        except Refusal as refusal:
            self.good = False
            self._reading.faults.take(refusal, self._place.at(field))
            return None

    def agency(self, field: str, text: str | None) -> str | None:
        """An agency's code that the sender may send for."""
        code = self._agency_code(field, text)
        if code is None:
            return None
        root = self._reading.sender.root
        if not is_within(code, root):
            self.fault("dossier_agency_outside", field, agency=code, root=root)
        return code

    def _agency_code(self, field: str, text: str | None) -> str | None:
        if text is None or is_code(text):
            return text
        self.fault("dossier_agency_invalid", field)
        return None

    def moment(self, field: str) -> datetime | None:
        """A time; one without an offset is Vietnam's."""
        text = self.text(field)
        if text is None:
            return None
        found = parse_instant(text)
        if found is None:
            self.fault("dossier_time_invalid", field)
        elif isinstance(found, int):
            self.fault("dossier_year", field, first=FIRST_YEAR, last=LAST_YEAR)
        else:
            return found
        return None

    def check(self, dossier: Dossier, names: Mapping[str, str]) -> None:
        """Record what is wrong with a dossier as a whole. ``names``: what its record calls the fields."""
        for problem in problems(dossier, self._reading.sender.now):
            field = problem.field.partition(".")[0]
            field = names.get(field, field)
            data = {**problem.data, "field": field}
            if problem.refused:
                self.good = False
                self._reading.faults.add(problem.code, self._place.at(field), **data)
            else:
                self._reading.faults.warn(Fault(problem.code, self._place.at(field), data))

    def code(self, field: str, codes: Mapping[str, Value]) -> Value | None:
        """What one of the portal's codes stands for."""
        text = self.text(field)
        if text is None:
            return None
        own = self._reading.sender.codes
        if own:
            text = own.get(field, {}).get(text, text)
        found = codes.get(text)
        if found is None:
            self.fault("dossier_code_unknown", field, allowed=", ".join(codes))
        return found

    def flag(self, field: str) -> bool | None:
        text = self.text(field)
        if text is None:
            return None
        found = _FLAGS.get(text.lower())
        if found is None:
            self.fault("dossier_code_unknown", field, allowed=", ".join(_FLAGS))
        return found

    def whole(self, field: str, most: int = MOST_COUNTED) -> int | None:
        """A whole number from 0 to ``most``."""
        text = self.text(field)
        if text is None:
            return None
        found = _WHOLE.fullmatch(text)
        if not found:
            self.fault("dossier_number_invalid", field)
            return None
        if int(found[1]) > most:
            self.fault("dossier_number_large", field, limit=most)
            return None
        return int(found[1])

    def rows(self, field: str, read: Callable[["Values"], Value | None]) -> list[Value] | None:
        """What was read of the records of a list; ``None`` without the list."""
        value: Any = self._cells.get(field)
        if value is None or value == "":
            return None
        if not isinstance(value, list):
            self.fault("dossier_list_invalid", field)
            return None
        if len(value) > LONGEST_LIST:
            self.fault("dossier_list_long", field, limit=LONGEST_LIST)
            return None
        found: list[Value] = []
        for number, each in enumerate(value):
            if isinstance(each, dict):
                self._reading.see_names(each, field)
                inner = Values(each, (self, field, number), self._reading)
                one = read(inner)
                self.good = self.good and inner.good
                if one is not None:
                    found.append(one)
            elif each is not None:
                self.fault("dossier_list_invalid", field)
        return found


def parse_instant(text: str) -> datetime | int | None:
    """A time with its offset; its year where it lies outside 2000 to 2100; ``None`` for what is no time.

    ``yyyyMMddHHmmss`` and ``dd/MM/yyyy HH:mm:ss``, whose seconds may lack, are Vietnam's time, as is ISO 8601
    without an offset.
    """
    try:
        if _COMPACT.fullmatch(text):
            on, at = divmod(int(text), 1_000_000)  # a third faster than six groups, and most times are written so
            year, month, day = on // 10_000, on // 100 % 100, on % 100
            hour, minute, second = at // 10_000, at // 100 % 100, at % 100
        elif match := _VIETNAMESE.fullmatch(text):
            day, month, year, hour, minute, second = map(int, match.groups(default="0"))
        elif match := _ISO.fullmatch(text):
            return _iso(text, int(match[1]), match[3])
        else:
            return None
        return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM) if year in _YEARS else year
    except ValueError:  # a day or an hour that there is not
        return None


def _iso(text: str, year: int, fraction: str | None) -> datetime | int:
    if year not in _YEARS:
        return year
    if fraction and len(fraction) > 7:  # .NET writes ten millionths
        text = text.replace(fraction, fraction[:7])
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=VIETNAM)
