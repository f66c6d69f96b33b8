"""What another system calls our agencies: the UUIDs of the national portal."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.storage import agencies
from app.storage.tables import agency, agency_alias


def codes(connection: Connection, aliases: Iterable[str]) -> dict[str, str]:
    """The codes of the agencies that are known under these aliases."""
    query = select(agency_alias.c.alias, agency.c.code).join(agency)
    wanted = sorted(set(aliases))
    return {
        row.alias: row.code
        for start in range(0, len(wanted), 5_000)
        for row in connection.execute(query.where(agency_alias.c.alias.in_(wanted[start : start + 5_000])))
    }


def of(connection: Connection, codes: Iterable[str]) -> dict[str, str]:
    """The alias of each agency that has one; of several the one learned last."""
    query = select(agency.c.code, agency_alias.c.alias).join(agency_alias)
    query = query.order_by(agency_alias.c.learned_at, agency_alias.c.alias)
    return {
        row.code: row.alias
        for some in agencies.chunks(codes)
        for row in connection.execute(query.where(agency.c.code.in_(some)))
    }


def learn(connection: Connection, found: Mapping[str, str], now: datetime) -> None:
    """Keep the code of the agency that each alias stands for, if it is registered.

    An alias that has moved to another agency means that one from now on, and one that has come back into use is
    the newest again.
    """
    known, current = codes(connection, found), of(connection, found.values())
    new = {alias: code for alias, code in found.items() if known.get(alias) != code or current.get(code) != alias}
    ids = agencies.ids(connection, new.values())
    rows = [{"alias": alias, "agency_id": ids[code], "learned_at": now} for alias, code in new.items() if code in ids]
    connection.execute(delete(agency_alias).where(agency_alias.c.alias.in_([row["alias"] for row in rows])))
    if rows:
        connection.execute(insert(agency_alias), rows)
