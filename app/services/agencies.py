"""The register of agencies: ministries, departments and communes are registered here; provinces come bundled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from app import __version__
from app.domain.agencies import Agency, Level, is_code, levels_for, parent_code
from app.domain.enums import Kind
from app.domain.errors import Faults, Refusal
from app.domain.messages import as_records
from app.domain.time import day_of, parse_day
from app.readers.uploads.rows import UploadRow, UploadShape
from app.services.evaluation.evaluate import get_agency
from app.services.if_match import Tags, require
from app.services.keys import Author
from app.services.registers import Registers
from app.services.submissions.attempts import attempt
from app.services.submissions.headings import headings_of_agencies
from app.services.submissions.parse_upload import Incoming, ParsedUpload, parse_field, parse_prose, read_rows
from app.storage import agencies, submissions
from app.storage.agencies import Filter
from app.storage.database import Connection, Database
from app.storage.submissions import Status, Submission

_FIELDS = frozenset({"code", "name", "name_from", "level", "statistical_code", "valid_from", "valid_to", "merged_into"})
SHAPE = UploadShape(key="agencies", fields=_FIELDS, headings=headings_of_agencies(_FIELDS))


MOST_AT_ONCE = 20_000  # they are answered as they were registered; the whole country has half as many
_CHANGEABLE = ("name", "statistical_code", "valid_from", "valid_to", "merged_into")


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """An agency as it is today, with every name it has borne and the name's first day (``None``: the first known)."""

    agency: Agency
    names: Sequence[tuple[date | None, str]]


def list_agencies(database: Database, wanted: Filter, today: date, limit: int) -> tuple[list[Agency], str]:
    """At most ``limit`` agencies by code, under their names of ``valid_on`` or today, and the register's tag."""
    with database.reading() as connection:
        found = agencies.page(connection, wanted.valid_on or today, wanted, limit)
        return found, _tag(connection, today)


def get_detail(
    database: Database, code: str, today: date, known_at: datetime | None = None
) -> tuple[AgencyRecord, str]:
    """One agency, as the register said at ``known_at``, and the register's tag; refuses ``unknown_agency``."""
    with database.reading() as connection:
        found = get_agency(connection, code, today, known_at)
        return AgencyRecord(found, agencies.names(connection, code, known_at)), _tag(connection, today)


def _tag(connection: Connection, today: date) -> str:
    """A strong entity tag of the register: another one when an agency was registered or changed, when a name that
    was registered for a later day comes into use, and with another version, which may bring other provinces."""
    newest = submissions.newest_change(connection, Kind.AGENCIES)
    return f'"{__version__}-{newest}-{agencies.newest_name_day(connection, today):%Y%m%d}"'


@dataclass(frozen=True, slots=True)
class Registration:
    """The agencies as they are registered now, the record of the submission, whose ``figures`` are the changes, and
    the register's tag afterwards.

    ``before``: those of them that were registered, as they were; ``name_days``: the first days of names that were given
    with one.
    """

    agencies: list[Agency]
    submission: Submission
    tag: str
    before: Mapping[str, Agency]
    name_days: Mapping[str, date]


def register(
    database: Database,
    registers: Registers,
    incoming: Incoming,
    author: Author,
    now: datetime,
    wanted: Tags | None = None,
) -> Registration:
    """Register agencies, all or none, if the register's tag is one of those ``wanted``.

    What a row does not give stays as it was registered.

    A new name of a registered agency holds from ``name_from`` on, by default from today. Refusals:
    ``submission_invalid``, ``submission_empty``, ``outside_subtree``, ``precondition_failed``, and as ``read_rows``
    beyond ``MOST_AT_ONCE``.
    """
    faults, today = Faults(), day_of(now)
    incoming = replace(incoming, limits=replace(incoming.limits, rows=min(incoming.limits.rows, MOST_AT_ONCE)))
    with (
        attempt(database, Kind.AGENCIES, incoming, author, now) as made,
        read_rows(incoming, SHAPE, faults) as upload,
    ):
        made.know(as_of=now, rows=len(upload.rows))
        with database.reading() if incoming.dry_run else database.writing() as connection:
            require(wanted, _tag(connection, today))
            desk = _RegistrationReader(registers, author, _known(connection, upload, today), _codes(upload), faults)
            entries = [entry for row in incoming.progress(upload.rows) if (entry := desk.read(row))]
            author.refuse_outside(desk.outside)
            faults.refuse("submission_invalid")
            if not entries:
                raise Refusal("submission_empty")
            made.know(warnings=as_records(faults.warnings))
            name_days = {entry.code: day for entry, day in entries if day}
            if incoming.dry_run:
                changed = sum(desk.known.get(entry.code) != entry for entry, _ in entries)
                record = replace(made.record, status=Status.ACCEPTED, figures=changed)
                tag = _tag(connection, today)
                return Registration([entry for entry, _ in entries], record, tag, desk.known, name_days)
            changes = [entry.code for entry, day in entries if agencies.save(connection, entry, day or today)]
            made.know(figures=len(changes))
            stored = made.accept(connection, registered=changes)
            now_known = agencies.find(connection, (entry.code for entry, _ in entries), today)
            named = [now_known[entry.code] for entry, _ in entries]
            return Registration(named, stored, _tag(connection, today), desk.known, name_days)


def _codes(upload: ParsedUpload) -> set[str]:
    return {code for row in upload.rows if isinstance(code := row.cells.get("code"), str)}


def _known(connection: Connection, upload: ParsedUpload, today: date) -> dict[str, Agency]:
    """The agencies that the rows speak of and are registered: their own, their parents, and what they merged into."""
    codes = _codes(upload)
    merged = {code for row in upload.rows if isinstance(code := row.cells.get("merged_into"), str)}
    return agencies.find(connection, codes | merged | {parent_code(code) or code for code in codes}, today)


@dataclass(frozen=True, slots=True)
class _RegistrationReader:
    """Reads the rows of one registration. ``arriving``: all codes that come with it."""

    registers: Registers
    author: Author
    known: Mapping[str, Agency]
    arriving: set[str]
    faults: Faults
    outside: Faults = field(default_factory=Faults)
    seen: set[str] = field(default_factory=set)

    def read(self, row: UploadRow) -> tuple[Agency, date | None] | None:
        """The agency that a row describes and the first day of its name, or ``None`` with its faults recorded."""
        before = self.faults.total
        code = self._code(row)
        if code is None:
            return None
        known = self.known.get(code)
        for field_ in ("name", "level"):
            needed = known is None or field_ in row.cells or (field_ == "name" and "name_from" in row.cells)
            if needed and row.cells.get(field_) is None:
                self.faults.add("field_missing", row.at(field_), field=field_)
        changes: dict[str, Any] = {name: self._value(row, name) for name in _CHANGEABLE if name in row.cells}
        if row.cells.get("level") is not None:
            changes["level"] = self._level(row, code, known)
        name_from = parse_field(row, "name_from", parse_day, self.faults)
        if self.faults.total > before:
            return None
        entry = known or Agency(code, changes["name"], changes["level"])
        return self._with_last_day(row, replace(entry, **changes)), name_from

    def _code(self, row: UploadRow) -> str | None:
        code, where = row.cells.get("code"), row.at("code")
        if code is None:
            self.faults.add("field_missing", where, field="code")
            return None
        if not isinstance(code, str) or not is_code(code):
            self.faults.add("code_invalid", where, value=code)
            return None
        parent = parent_code(code)
        if not self.author.may_write(code):
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

    def _value(self, row: UploadRow, name: str) -> str | date | None:
        parse: dict[str, Callable[[str], str | date]] = {"valid_from": parse_day, "valid_to": parse_day}
        if name == "name":
            return parse_prose(row, name, self.faults)
        value = parse_field(row, name, parse.get(name, str), self.faults)
        if name == "merged_into" and value is not None:
            if value == row.cells["code"]:
                self.faults.add("merged_into_itself", row.at(name))
            elif value not in self.known and value not in self.arriving:
                self.faults.add("unknown_agency", row.at(name), value=value)
        return value

    def _level(self, row: UploadRow, code: str, known: Agency | None) -> Level | None:
        text, where = parse_field(row, "level", str, self.faults), row.at("level")
        fitting = levels_for(code)
        level = next((each for each in fitting if each == text), None)
        if text is None:
            return None
        if level is None:
            self.faults.add("unknown_level", where, value=text, code=code, allowed=", ".join(fitting))
        elif known and known.level != level:
            self.faults.add("level_differs", where, code=code, registered=known.level)
        return level

    def _with_last_day(self, row: UploadRow, entry: Agency) -> Agency:
        """The agency with its validity checked; a level that was abolished gives its agencies their last day."""
        last_day = self.registers.last_days.get(entry.level)
        if last_day and entry.valid_to is None:
            entry = replace(entry, valid_to=last_day)
        if last_day and max(entry.valid_to or last_day, entry.valid_from or last_day) > last_day:
            column = "valid_from" if entry.valid_from and entry.valid_from > last_day else "valid_to"
            self.faults.add("level_abolished", row.at(column), level=entry.level, last_day=last_day)
        elif entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
            days = {"valid_from": entry.valid_from, "valid_to": entry.valid_to}
            self.faults.add("validity_reversed", row.at("valid_to"), **days)
        return entry
