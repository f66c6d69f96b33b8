"""Rows of registers of procedures and online services that are sent, and what is wrong with them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Generic, TypeVar

from app.domain.agencies import is_code
from app.domain.dossiers.registers import Online, Procedure, ProcedureLevel, Service, TimeUnit
from app.domain.errors import Fault, Faults, Refusal
from app.domain.measures import parse_count
from app.domain.text import MAX_TEXT, parse_word
from app.domain.time import parse_day
from app.readers.uploads.rows import Layout, UploadRow, UploadShape, Written
from app.services.dossiers.register_headings import WORDS, headings_of_entries
from app.services.submissions.parse_upload import parse_field, parse_prose, read_number

LONGEST_CODE = 64
LONGEST_TIME = 10_000
Entry = TypeVar("Entry", Procedure, Service)
EntryKey = tuple[str, date | None]
# The portal's codes have six digits behind the dot, of which a spreadsheet drops the zeros at the end.
_SHORTENED = re.compile(r"[0-9]\.[0-9]{1,5}", re.ASCII)
_Reader = Callable[[UploadRow, str, Faults], Any]


def shape_of(key: str, register: type[Procedure | Service]) -> UploadShape:
    """What an upload of entries may hold."""
    names = frozenset(field.name for field in fields(register))
    return UploadShape(key=key, fields=names, headings=headings_of_entries(names))


class EntryRows(Generic[Entry]):
    """Reads the rows of one upload; ``faults`` takes what is wrong with them."""

    def __init__(self, register: type[Entry], faults: Faults) -> None:
        self._register: type[Entry] = register
        self._faults = faults
        self._needed = [
            each.name for each in fields(register) if each.default is MISSING and each.default_factory is MISSING
        ]
        self._readers = {each.name: _READERS[each.name] for each in fields(register)}
        self._seen: set[EntryKey] = set()

    def read(self, row: UploadRow) -> Entry | None:
        """The entry of a row, or ``None`` with its faults recorded. What is not given is not said."""
        before = self._faults.total
        for name in self._needed:
            if row.cells.get(name) is None:
                self._faults.add("field_missing", row.at(name), field=name)
        given = {
            name: read(row, name, self._faults)
            for name, read in self._readers.items()
            if row.cells.get(name) is not None
        }
        if self._faults.total == before:
            self._check_together(row, given)
        return None if self._faults.total > before else self._register(**given)

    def _check_together(self, row: UploadRow, given: Mapping[str, Any]) -> None:
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self._faults.add("last_day_reversed", row.at("last_day"), first_day=first, last_day=last)
        for name, other in (("max_time", "unit"), ("unit", "max_time")):
            if name in given and other not in given:
                self._faults.add("field_missing", row.at(other), field=other)
        if (key := (given["code"], first)) in self._seen:
            self._faults.add("key_repeated", row.at("code"), value=given["code"])
        self._seen.add(key)


def _is_number(row: UploadRow, name: str, faults: Faults) -> bool:
    """Whether a text of JSON is a number, which is a fault: 2.000800 may have come as 2.0008."""
    if row.places.layout is Layout.TABLE or not isinstance(row.cells[name], Written):
        return False
    faults.add("text_invalid", row.at(name), field=name, limit=MAX_TEXT)
    return True


def _prose(row: UploadRow, name: str, faults: Faults) -> str | None:
    return None if _is_number(row, name, faults) else parse_prose(row, name, faults)


def _code(row: UploadRow, name: str, faults: Faults) -> str | None:
    if _is_number(row, name, faults):
        return None
    found = parse_field(row, name, partial(parse_word, field=name, limit=LONGEST_CODE), faults)
    if found and row.places.layout is Layout.TABLE and _SHORTENED.fullmatch(found):
        faults.warn(Fault("procedure_code_short", row.at(name), {"value": found}))
    return found


def _flag(row: UploadRow, name: str, faults: Faults) -> bool | None:
    value = row.cells[name]
    if row.places.layout is Layout.TABLE and isinstance(value, str):
        value = WORDS.get(value.casefold(), value)
    if isinstance(value, bool):
        return value
    faults.add("unknown_value", row.at(name), value=value, allowed="true, false")
    return None


def _choice(choices: type[StrEnum]) -> _Reader:
    def parse(text: str) -> StrEnum:
        try:
            return choices(text)
        except ValueError:
            raise Refusal("unknown_value", value=text, allowed=", ".join(choices)) from None

    return lambda row, name, faults: parse_field(row, name, parse, faults)


def _time(row: UploadRow, name: str, faults: Faults) -> int | None:
    found = read_number(row.cells[name], parse_count, "number_invalid", row.at(name), faults)
    if found is not None and found > LONGEST_TIME:
        faults.add("number_too_large", row.at(name), value=found, limit=LONGEST_TIME)
        return None
    return found


def _day(row: UploadRow, name: str, faults: Faults) -> date | None:
    return parse_field(row, name, parse_day, faults)


def _agencies(row: UploadRow, name: str, faults: Faults) -> frozenset[str]:
    codes = row.cells[name]
    if row.places.layout is Layout.TABLE and isinstance(codes, str):
        codes = codes.replace(",", " ").replace(";", " ").split()
    if not isinstance(codes, list):
        faults.add("json_shape", row.at(name), expected="[…]")
        return frozenset()
    return frozenset(_valid(codes, row, name, faults))


def _valid(codes: list[Any], row: UploadRow, name: str, faults: Faults) -> Iterator[str]:
    for each in codes:
        if isinstance(each, str) and is_code(each):
            yield str(each)
        else:
            faults.add("code_invalid", row.at(name), value=each)


_READERS: Mapping[str, _Reader] = {
    "code": _code,
    "procedure": _code,
    "name": _prose,
    "status": _prose,
    "needs_paper_result": _flag,
    "has_fee": _flag,
    "for_citizens": _flag,
    "level": _choice(ProcedureLevel),
    "unit": _choice(TimeUnit),
    "online": _choice(Online),
    "max_time": _time,
    "agencies": _agencies,
    "first_day": _day,
    "last_day": _day,
}
