"""The measures that figures can be stored for."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from app.storage.tables import measure


def add_missing(connection: Connection, codes: Iterable[str]) -> None:
    """Add the measures that the database does not know yet; none is ever removed."""
    known = set(connection.execute(select(measure.c.code)).scalars())
    if new := [{"code": code} for code in codes if code not in known]:
        connection.execute(insert(measure), new)
