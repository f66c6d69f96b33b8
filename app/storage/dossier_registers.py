"""The registers of procedures and online services: what they say, and what they said before.

An entry is what one agency, or the country, says of a code from a first day on. No row ever changes: of those of one
entry the newest submission's stands.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Subquery, Table, func, insert, or_, select, tuple_

from app.domain.dossiers.registers import Online, Procedure, ProcedureLevel, Service, TimeUnit
from app.storage.submissions import last_by
from app.storage.tables import registered_procedure, registered_service

ALWAYS = date.min
"""Stands for the first day of an entry that has none."""

Entry = TypeVar("Entry", Procedure, Service)
Root = str | None  # whose entry it is; the country's if ``None``

_TABLES: Mapping[type, Table] = {Procedure: registered_procedure, Service: registered_service}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "level": ProcedureLevel,
    "unit": TimeUnit,
    "online": Online,
    "agencies": frozenset,
    "first_day": lambda day: None if day == ALWAYS else day,
}


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where an entry stands in the order of a page."""

    code: str
    root: Root
    first_day: date


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries to list: those that stand on ``day`` (of several of one agency the one that began last; all of any
    day if ``None``), of the ``roots`` (all if ``None``), behind ``after``; with ``known_at`` as it was known then."""

    day: date | None = None
    roots: Collection[Root] | None = None
    after: EntryPlace | None = None
    known_at: datetime | None = None


def add(connection: Connection, submission_id: int, root: Root, entries: Iterable[Procedure | Service]) -> None:
    """Store the entries that came with a submission."""
    rows: dict[Table, list[dict[str, Any]]] = {}
    for each in entries:
        values = {field.name: getattr(each, field.name) for field in fields(each)}
        values |= {"first_day": each.first_day or ALWAYS, "agencies": sorted(each.agencies)}
        rows.setdefault(_TABLES[type(each)], []).append({"submission_id": submission_id, "root": root or "", **values})
    for table, new in rows.items():
        connection.execute(insert(table), new)


def of_roots(
    connection: Connection, register: type[Entry], roots: Collection[Root], known_at: datetime | None = None
) -> dict[Root, list[Entry]]:
    """All entries of some agencies, of whatever day; nothing of those that have none."""
    found: dict[Root, list[Entry]] = {}
    for root, entry in page(connection, register, EntryFilter(roots=roots, known_at=known_at), None):
        found.setdefault(root, []).append(entry)
    return found


def page(
    connection: Connection, register: type[Entry], wanted: EntryFilter, limit: int | None
) -> list[tuple[Root, Entry]]:
    """At most ``limit`` entries and whose they are: by code, the country's first, by first day."""
    standing = _standing(_TABLES[register], wanted)
    query = select(standing).where(standing.c.newest == 1)
    if wanted.day is not None:
        valid = query.where(
            standing.c.first_day <= wanted.day, or_(standing.c.last_day.is_(None), standing.c.last_day >= wanted.day)
        )
        query = _last_begun(valid)
    order = [query.selected_columns[name] for name in ("code", "root", "first_day")]
    if (after := wanted.after) is not None:
        query = query.where(tuple_(*order) > tuple_(after.code, after.root or "", after.first_day))
    rows = connection.execute(query.order_by(*order).limit(limit))
    return [(row.root or None, _entry(register, row)) for row in rows]


def _standing(table: Table, wanted: EntryFilter) -> Subquery:
    """All rows, each with a number: the newest of an entry has 1."""
    number = func.row_number().over(
        partition_by=(table.c.code, table.c.root, table.c.first_day), order_by=table.c.submission_id.desc()
    )
    query = select(table, number.label("newest"))
    if wanted.known_at is not None:
        query = query.where(table.c.submission_id <= last_by(wanted.known_at))
    if wanted.roots is not None:
        query = query.where(table.c.root.in_([root or "" for root in wanted.roots]))
    if wanted.after is not None:
        query = query.where(table.c.code >= wanted.after.code)
    return query.subquery()


def _last_begun(valid: Select[Any]) -> Select[Any]:
    """Of the entries that one agency has of a code the one that began last."""
    each = valid.subquery()
    number = func.row_number().over(partition_by=(each.c.code, each.c.root), order_by=each.c.first_day.desc())
    numbered = select(each, number.label("begun")).subquery()
    return select(numbered).where(numbered.c.begun == 1)


def _entry(register: type[Entry], row: Row[Any]) -> Entry:
    said = {field.name: row._mapping[field.name] for field in fields(register)}
    read = {name: _READ[name](value) for name, value in said.items() if name in _READ and value is not None}
    return register(**{**said, **read})
