"""The register of agencies: what it says, and what it said before.

``agency`` and ``agency_name`` hold what it says now. ``agency_version`` holds, for every change, the whole of what it
said of an agency from then on; it is read where ``known_at`` asks for a moment of the past, and only there.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from app.domain.agencies import Agency, Cohort, Level, is_code
from app.domain.agency_search import NamedAgency
from app.storage.tables import agency, agency_name, agency_version
from app.storage.types import Moment, one_of

FIRST_NAME_DAY = date.min
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""When that was recorded of which nobody knows when."""

_DAY: Any = bindparam("day", type_=Date)
_KNOWN_AT: Any = bindparam("known_at", type_=Moment)
_SAID = ("level", "statistical_code", "valid_from", "valid_to", "merged_into")


def chunks(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes in portions that fit into one statement's parameters, without what can be no code."""
    wanted = sorted({code for code in codes if is_code(code)})
    return (wanted[start : start + 5_000] for start in range(0, len(wanted), 5_000))


def find(
    connection: Connection, codes: Iterable[str], day: date, known_at: datetime | None = None
) -> dict[str, Agency]:
    """The registered agencies among ``codes``, under the names they bore on ``day``."""
    found: dict[str, Agency] = {}
    query = _found(then=known_at is not None)
    for some in chunks(codes):
        rows = connection.execute(query, {"codes": some, "day": day, "known_at": known_at}).all()
        found.update((row.code, _agency(row, day)) for row in rows)
    return found


def members(connection: Connection, cohort: Cohort, day: date, known_at: datetime | None = None) -> list[Agency]:
    """The agencies of a cohort that are valid on ``day``, by code."""
    query = _members(then=known_at is not None, within=cohort.root is not None)
    values = {"level": cohort.level, "root": cohort.root, "day": day, "known_at": known_at}
    return [_agency(row, day) for row in connection.execute(query, values).all()]


@cache
def _found(*, then: bool) -> Select[Any]:
    """Made once, as ``_members`` is: making it takes longer than most of its answers."""
    return _named(_DAY, _KNOWN_AT if then else None).where(one_of(agency.c.code, "codes"))


@cache
def _members(*, then: bool, within: bool) -> Select[Any]:
    said = _register(_KNOWN_AT if then else None)
    query = _named(_DAY, _KNOWN_AT if then else None).order_by(agency.c.code)
    query = query.where(said.c.level == bindparam("level"), _valid_on(said, _DAY))
    return query.where(_is_within(bindparam("root", type_=String))) if within else query


@dataclass(frozen=True, slots=True)
class Beneath:
    """The agencies below some ministries and provinces; ``deep``: only those that are not directly below."""

    roots: Collection[str]
    deep: bool = False

    @property
    def condition(self) -> ColumnElement[bool]:
        found = or_(false(), *(_is_within(literal(root)) for root in self.roots))
        return and_(found, agency.c.code.like("%.%.%")) if self.deep else found


def below(
    connection: Connection, beneath: Beneath, first_day: date, last_day: date, known_at: datetime | None = None
) -> list[Agency]:
    """The agencies that are valid on any of these days, under their names of the last."""
    query = _named(last_day, known_at).where(beneath.condition, _valid_within(_register(known_at), first_day, last_day))
    return [_agency(row, last_day) for row in connection.execute(query)]


def within(root: str) -> ColumnElement[bool]:
    """Whether an agency is this one or below it."""
    return or_(agency.c.code == root, _is_within(literal(root)))


def _is_within(root: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether an agency is below this one: a range of the index by code, for ``/`` is what follows the dot."""
    return and_(agency.c.code > root + ".", agency.c.code < root + "/")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which agencies to list: of a level, within a subtree, valid on a day, with codes greater than ``after``.

    With ``known_at`` as the register said then.
    """

    level: Level | None = None
    within: str | None = None
    valid_on: date | None = None
    after: str | None = None
    known_at: datetime | None = None


def page(connection: Connection, day: date, wanted: Filter, limit: int) -> list[Agency]:
    """At most ``limit`` agencies by code, under their names of ``day``."""
    said = _register(wanted.known_at)
    query = _named(day, wanted.known_at).order_by(agency.c.code).limit(limit)
    if wanted.level is not None:
        query = query.where(said.c.level == wanted.level)
    if (root := wanted.within) is not None:
        query = query.where(or_(agency.c.code == root, agency.c.code.startswith(f"{root}.", autoescape=True)))
    if wanted.valid_on is not None:
        query = query.where(_valid_on(said, wanted.valid_on))
    if wanted.after is not None:
        query = query.where(agency.c.code > wanted.after)
    return [_agency(row, day) for row in connection.execute(query)]


def with_former_names(connection: Connection, day: date, within: str | None = None) -> list[NamedAgency]:
    """All agencies that exist on ``day`` or did before, by code, with their names up to then; ``within``: only this one
    and those below it."""
    query = select(agency, agency_name.c.first_day, agency_name.c.name)
    query = query.join(agency_name, agency_name.c.agency_id == agency.c.id)
    query = query.where(or_(agency.c.valid_from.is_(None), agency.c.valid_from <= day), agency_name.c.first_day <= day)
    if within is not None:
        query = query.where(or_(agency.c.code == within, _is_within(literal(within))))
    rows = connection.execute(query.order_by(agency.c.code, agency_name.c.first_day)).all()
    found = []
    for _, same in groupby(rows, lambda row: row.code):
        *former, current = same
        found.append(NamedAgency(_agency(current, day), [row.name for row in former]))
    return found


def names(connection: Connection, code: str, known_at: datetime | None = None) -> Sequence[tuple[date | None, str]]:
    """Every name a registered agency has borne with its first day (``None``: the first known name), in order."""
    if known_at is None:
        found = _names(connection, [code])[code]
    else:
        query = _named(FIRST_NAME_DAY, known_at).where(agency.c.code == code)
        found = _read_names(connection.execute(query).one().names)
    return [(None if first_day == FIRST_NAME_DAY else first_day, name) for first_day, name in found]


def _names(connection: Connection, codes: Iterable[str]) -> dict[str, list[tuple[date, str]]]:
    """The names of registered agencies with their first days, in order."""
    query = select(agency.c.code, agency_name.c.first_day, agency_name.c.name).join(
        agency_name, agency_name.c.agency_id == agency.c.id
    )
    found: dict[str, list[tuple[date, str]]] = {}
    for some in chunks(codes):
        for row in connection.execute(query.where(agency.c.code.in_(some)).order_by(agency_name.c.first_day)):
            found.setdefault(row.code, []).append((row.first_day, row.name))
    return found


def newest_name_day(connection: Connection, today: date) -> date:
    """The last day up to ``today`` on which an agency got another name."""
    query = select(func.max(agency_name.c.first_day)).where(agency_name.c.first_day <= today)
    day: date = connection.execute(query).scalar_one()
    return day


def ids(connection: Connection, codes: Iterable[str]) -> dict[str, int]:
    """The internal ids of registered agencies."""
    query = select(agency.c.code, agency.c.id)
    return {
        row.code: row.id for some in chunks(codes) for row in connection.execute(query.where(agency.c.code.in_(some)))
    }


def added_after(connection: Connection, id_: int) -> list[tuple[int, str]]:
    """The internal ids and codes of the agencies that were registered after the one with this id, in that order."""
    query = select(agency.c.id, agency.c.code).where(agency.c.id > id_).order_by(agency.c.id)
    return [(row.id, row.code) for row in connection.execute(query)]


def record(
    connection: Connection, codes: Iterable[str], recorded_at: datetime, submission_id: int | None = None
) -> None:
    """Keep what the register says of some agencies now, for those who ask later what it said.

    To be called for all that ``save`` changed, in the same transaction.
    """
    changed = list(codes)
    names_by_code = _names(connection, changed)
    rows = [
        {
            **{name: row._mapping[name] for name in _SAID},
            "agency_id": row.id,
            "submission_id": submission_id,
            "recorded_at": recorded_at,
            "names": [(first_day.isoformat(), name) for first_day, name in names_by_code[row.code]],
        }
        for some in chunks(changed)
        for row in connection.execute(select(agency).where(agency.c.code.in_(some)).order_by(agency.c.id))
    ]
    if rows:
        connection.execute(insert(agency_version), rows)


def is_recorded(connection: Connection) -> bool:
    """Whether anything has been recorded yet."""
    return connection.execute(select(agency_version.c.id).limit(1)).first() is not None


def save(connection: Connection, entry: Agency, name_from: date | None) -> bool:
    """Register an agency or change what is registered; ``False`` if it already stood so.

    ``name_from`` is the first day of the name given; of a first name no first day is known.
    """
    values = {name: getattr(entry, name) for name in _SAID}
    row = connection.execute(select(agency).where(agency.c.code == entry.code)).one_or_none()
    if row is None:
        new = insert(agency).values(code=entry.code, **values).returning(agency.c.id)
        return _save_name(connection, connection.execute(new).scalar_one(), entry.name, None)
    changed = any(row._mapping[column] != value for column, value in values.items())
    if changed:
        connection.execute(update(agency).where(agency.c.id == row.id).values(**values))
    return _save_name(connection, row.id, entry.name, name_from) or changed


def _save_name(connection: Connection, agency_id: int, name: str, name_from: date | None) -> bool:
    first_day = name_from or FIRST_NAME_DAY
    until_then = select(agency_name).where(agency_name.c.agency_id == agency_id, agency_name.c.first_day <= first_day)
    in_use = connection.execute(until_then.order_by(agency_name.c.first_day.desc()).limit(1)).one_or_none()
    if in_use is not None and in_use.name == name:
        return False
    if in_use is not None and in_use.first_day == first_day:
        key = and_(agency_name.c.agency_id == agency_id, agency_name.c.first_day == first_day)
        connection.execute(update(agency_name).where(key).values(name=name))
    else:
        connection.execute(insert(agency_name).values(agency_id=agency_id, first_day=first_day, name=name))
    return True


def _register(known_at: datetime | None) -> Table:
    """The table that holds what the register says, or said then."""
    return agency if known_at is None else agency_version


def _named(day: date, known_at: datetime | None) -> Select[Any]:
    """Agencies with the name borne on ``day``; before the first dated name, the first one. ``known_at``: as the
    register said then, with all names."""
    if known_at is not None:
        return _then(known_at)
    in_use = (
        select(func.coalesce(func.max(agency_name.c.first_day), FIRST_NAME_DAY))
        .where(agency_name.c.agency_id == agency.c.id, agency_name.c.first_day <= day)
        .correlate(agency)
        .scalar_subquery()
    )
    name = and_(agency_name.c.agency_id == agency.c.id, agency_name.c.first_day == in_use)
    return select(agency, agency_name.c.name).join(agency_name, name)


def _then(known_at: datetime) -> Select[Any]:
    """The newest version of each agency that was recorded by then."""
    each = agency_version.alias()
    newest = (
        select(func.max(each.c.id))
        .where(each.c.agency_id == agency.c.id, each.c.recorded_at <= known_at)
        .correlate(agency)
        .scalar_subquery()
    )
    said = (agency_version.c[name] for name in (*_SAID, "names"))
    return select(agency.c.code, *said).select_from(agency).join(agency_version, agency_version.c.id == newest)


def _valid_on(said: Table, day: date) -> Any:
    return _valid_within(said, day, day)


def _valid_within(said: Table, first_day: date, last_day: date) -> Any:
    return and_(
        or_(said.c.valid_from.is_(None), said.c.valid_from <= last_day),
        or_(said.c.valid_to.is_(None), said.c.valid_to >= first_day),
    )


def _agency(row: Row[Any], day: date) -> Agency:
    """``day``: that of the name, where the row has several."""
    said = row._mapping
    name = said["name"] if "name" in said else _borne_on(day, _read_names(said["names"]))
    return Agency(row.code, name, Level(row.level), row.statistical_code, row.valid_from, row.valid_to, row.merged_into)


def _read_names(stored: Iterable[tuple[str, str]]) -> list[tuple[date, str]]:
    return [(date.fromisoformat(first_day), name) for first_day, name in stored]


def _borne_on(day: date, names_in_order: Sequence[tuple[date, str]]) -> str:
    return max(each for each in names_in_order if each[0] <= day)[1]
