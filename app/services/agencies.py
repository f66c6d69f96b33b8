"""The register of agencies: ministries, departments and communes are registered here; provinces come bundled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from app.domain.agencies import Agency, Level, is_code, levels_for, parent_code, parse_code
from app.domain.errors import Faults, Refusal
from app.domain.moments import day_of, parse_day
from app.services.evaluate import get_agency
from app.services.keys import Author
from app.services.reading import Delivery, parse_field, read_upload
from app.services.registers import Registers
from app.sources.uploads import Row, Shape
from app.storage import agencies
from app.storage.agencies import Filter
from app.storage.session import Database

_SHAPE = Shape(
    key="agencies",
    fields=frozenset(
        {"code", "name", "name_from", "level", "statistical_code", "valid_from", "valid_to", "merged_into"}
    ),
)


@dataclass(frozen=True, slots=True)
class Detail:
    """An agency as it is today, with every name it has borne and the name's first day (``None``: the first known)."""

    agency: Agency
    names: Sequence[tuple[date | None, str]]


def list_agencies(database: Database, wanted: Filter, day: date, limit: int) -> list[Agency]:
    """At most ``limit`` agencies by code, under their names of ``day``."""
    with database.reading() as connection:
        return agencies.page(connection, day, wanted, limit)


def get_detail(database: Database, code: str) -> Detail:
    """One agency; refuses ``unknown_agency``."""
    with database.reading() as connection:
        return Detail(get_agency(connection, code, None), agencies.names(connection, code))


@dataclass(frozen=True, slots=True)
class Registration:
    """The agencies as they now stand, and how many of them are new or changed."""

    agencies: list[Agency]
    changed: int


def register(
    database: Database, registers: Registers, delivery: Delivery, author: Author, now: datetime
) -> Registration:
    """Register agencies, all or none. What a row does not give stays as it was registered.

    A new name of a registered agency holds from ``name_from`` on, by default from today. Refusals:
    ``submission_invalid``, ``submission_empty``, ``outside_subtree``.
    """
    faults, today = Faults(), day_of(now)
    upload = read_upload(delivery, _SHAPE, faults)
    with database.reading() if delivery.dry_run else database.writing() as connection:
        codes = {code for row in upload.rows if isinstance(code := row.cells.get("code"), str)}
        above = {parent for code in codes if (parent := parent_code(code))}
        known = agencies.find(connection, codes | above, today)
        desk = _Desk(registers, author, known, codes, faults)
        entries = [
            (entry, parse_field(row, "name_from", parse_day, faults) or today)
            for row in delivery.progress(upload.rows)
            if (entry := desk.read(row))
        ]
        if (outside := desk.outside).total:
            raise Refusal("outside_subtree", faults=outside.listed, total=outside.total, root=author.root)
        faults.refuse("submission_invalid")
        if not entries:
            raise Refusal("submission_empty")
        changed = 0 if delivery.dry_run else sum(agencies.save(connection, *entry) for entry in entries)
    return Registration([entry for entry, _ in entries], changed)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Reads the rows of one registration. ``arriving``: all codes that come with it."""

    registers: Registers
    author: Author
    known: Mapping[str, Agency]
    arriving: set[str]
    faults: Faults
    outside: Faults = field(default_factory=Faults)
    seen: set[str] = field(default_factory=set)

    def read(self, row: Row) -> Agency | None:
        """The agency that a row describes, or ``None`` with its faults recorded."""
        before = self.faults.total
        code = self._code(row)
        if code is None:
            return None
        known = self.known.get(code)
        entry = known or Agency(code, "", Level.DEPARTMENT)
        changes: dict[str, Any] = {
            name: self._value(row, name)
            for name in ("name", "statistical_code", "valid_from", "valid_to", "merged_into")
            if name in row.cells
        }
        if not known or "level" in row.cells:
            changes["level"] = self._level(row, code, known)
        if not known and row.cells.get("name") is None:
            self.faults.add("field_missing", row.at("name"), field="name")
        if self.faults.total > before:
            return None
        return self._with_last_day(row, replace(entry, **changes))

    def _code(self, row: Row) -> str | None:
        code = parse_field(row, "code", str, self.faults)
        where = row.at("code")
        if code is None:
            if row.cells.get("code") is None:
                self.faults.add("field_missing", where, field="code")
            return None
        parent = parent_code(code)
        if not is_code(code):
            self.faults.add("code_invalid", where, value=code)
        elif not self.author.may_write(code):
            self.outside.add("agency_outside", where, agency=code, root=self.author.root)
        elif Level.PROVINCE in levels_for(code):
            self.faults.add("province_fixed", where)
        elif code in self.seen:
            self.faults.add("key_repeated", where, value=code)
        elif parent and parent not in self.known and parent not in self.arriving:
            self.faults.add("parent_unknown", where, parent=parent)
        else:
            self.seen.add(code)
            return code
        return None

    def _value(self, row: Row, name: str) -> str | date | None:
        parse: dict[str, Callable[[str], str | date]] = {
            "valid_from": parse_day,
            "valid_to": parse_day,
            "merged_into": parse_code,
        }
        return parse_field(row, name, parse.get(name, str), self.faults)

    def _level(self, row: Row, code: str, known: Agency | None) -> Level:
        text = parse_field(row, "level", str, self.faults)
        fitting = levels_for(code)
        level = next((each for each in fitting if each == text), None)
        if row.cells.get("level") is None:
            self.faults.add("field_missing", row.at("level"), field="level")
        elif level is None:
            allowed = ", ".join(fitting)
            self.faults.add("unknown_level", row.at("level"), value=row.cells["level"], code=code, allowed=allowed)
        elif known and known.level != level:
            self.faults.add("level_differs", row.at("level"), code=code, registered=known.level)
        return level or Level.DEPARTMENT

    def _with_last_day(self, row: Row, entry: Agency) -> Agency:
        """The agency with its validity checked; a level that was abolished gives its agencies their last day."""
        abolished = self.registers.levels[entry.level].last_day
        if abolished and entry.valid_to is None:
            entry = replace(entry, valid_to=abolished)
        if abolished and entry.valid_to and entry.valid_to > abolished:
            self.faults.add("level_abolished", row.at("valid_to"), level=entry.level, last_day=abolished)
        if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
            days = {"valid_from": entry.valid_from, "valid_to": entry.valid_to}
            self.faults.add("validity_reversed", row.at("valid_to"), **days)
        return entry
