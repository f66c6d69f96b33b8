"""The register of agencies."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select, update

from app.domain.agencies import Agency, Cohort, Level, is_code
from app.storage.tables import agency, agency_name

FIRST_NAME_DAY = date.min


def chunks(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes in portions that fit into one statement's parameters, without what can be no code."""
    wanted = sorted({code for code in codes if is_code(code)})
    return (wanted[start : start + 5_000] for start in range(0, len(wanted), 5_000))


def find(connection: Connection, codes: Iterable[str], day: date) -> dict[str, Agency]:
    """The registered agencies among ``codes``, under the names they bore on ``day``."""
    return {
        row.code: _agency(row)
        for some in chunks(codes)
        for row in connection.execute(_named(day).where(agency.c.code.in_(some)))
    }


def members(connection: Connection, cohort: Cohort, day: date) -> list[Agency]:
    """The agencies of a cohort that are valid on ``day``, by code."""
    query = _named(day).where(agency.c.level == cohort.level, _valid_on(day)).order_by(agency.c.code)
    if cohort.root is not None:
        query = query.where(agency.c.code.startswith(f"{cohort.root}.", autoescape=True))
    return [_agency(row) for row in connection.execute(query)]


def below(connection: Connection, roots: Iterable[str], first_day: date, last_day: date) -> list[Agency]:
    """All agencies below some ministries and provinces that are valid on any of these days, under their names of the
    last."""
    query = _named(last_day).where(is_below(roots), _valid_within(first_day, last_day))
    return [_agency(row) for row in connection.execute(query)]


def is_below(roots: Iterable[str]) -> ColumnElement[bool]:
    """Whether an agency is below one of these ministries and provinces, whose codes have three characters."""
    return func.substr(agency.c.code, 1, 4).in_([f"{root}." for root in roots])


@dataclass(frozen=True, slots=True)
class Filter:
    """Which agencies to list: of a level, within a subtree, valid on a day, with codes greater than ``after``."""

    level: Level | None = None
    within: str | None = None
    valid_on: date | None = None
    after: str | None = None


def page(connection: Connection, day: date, wanted: Filter, limit: int) -> list[Agency]:
    """At most ``limit`` agencies by code, under their names of ``day``."""
    query = _named(day).order_by(agency.c.code).limit(limit)
    if wanted.level is not None:
        query = query.where(agency.c.level == wanted.level)
    if (root := wanted.within) is not None:
        query = query.where(or_(agency.c.code == root, agency.c.code.startswith(f"{root}.", autoescape=True)))
    if wanted.valid_on is not None:
        query = query.where(_valid_on(wanted.valid_on))
    if wanted.after is not None:
        query = query.where(agency.c.code > wanted.after)
    return [_agency(row) for row in connection.execute(query)]


def names(connection: Connection, code: str) -> Sequence[tuple[date | None, str]]:
    """Every name an agency has borne with its first day (``None``: the first known name), in order."""
    query = (
        select(agency_name.c.first_day, agency_name.c.name)
        .join(agency, agency.c.id == agency_name.c.agency_id)
        .where(agency.c.code == code)
        .order_by(agency_name.c.first_day)
    )
    return [(None if row.first_day == FIRST_NAME_DAY else row.first_day, row.name) for row in connection.execute(query)]


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


def save(connection: Connection, entry: Agency, name_from: date | None) -> bool:
    """Register an agency or change what is registered; ``False`` if it already stood so.

    ``name_from`` is the first day of the name given; of a first name no first day is known.
    """
    values = {
        "level": entry.level,
        "statistical_code": entry.statistical_code,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "merged_into": entry.merged_into,
    }
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


def _named(day: date) -> Select[Any]:
    """Agencies with the name borne on ``day``; before the first dated name, the first one."""
    in_use = (
        select(func.coalesce(func.max(agency_name.c.first_day), FIRST_NAME_DAY))
        .where(agency_name.c.agency_id == agency.c.id, agency_name.c.first_day <= day)
        .correlate(agency)
        .scalar_subquery()
    )
    name = and_(agency_name.c.agency_id == agency.c.id, agency_name.c.first_day == in_use)
    return select(agency, agency_name.c.name).join(agency_name, name)


def _valid_on(day: date) -> Any:
    return _valid_within(day, day)


def _valid_within(first_day: date, last_day: date) -> Any:
    return and_(
        or_(agency.c.valid_from.is_(None), agency.c.valid_from <= last_day),
        or_(agency.c.valid_to.is_(None), agency.c.valid_to >= first_day),
    )


def _agency(row: Row[Any]) -> Agency:
    return Agency(
        row.code, row.name, Level(row.level), row.statistical_code, row.valid_from, row.valid_to, row.merged_into
    )
