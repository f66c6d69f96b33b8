"""The measures that figures can be stored for."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from app.storage.tables import measure


def missing(connection: Connection, codes: Iterable[str]) -> list[str]:
    """The measures that the database does not know yet."""
    known = set(connection.execute(select(measure.c.code)).scalars())
    return [code for code in codes if code not in known]


def add_missing(connection: Connection, codes: Iterable[str]) -> None:
    """Add the measures that the database does not know yet; none is ever removed."""
    if new := missing(connection, codes):
        connection.execute(insert(measure), [{"code": code} for code in new])
