"""What PostgreSQL's driver can do and SQLAlchemy has no word for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    import psycopg


@contextmanager
def driver_of(connection: Connection) -> Iterator["psycopg.Connection[Any]"]:
    """The driver's own connection, in the same transaction. Its errors come out as SQLAlchemy's."""
    import psycopg  # noqa: PLC0415  # with SQLite nobody waits for PostgreSQL's driver

    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    try:
        yield driver
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            None,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=driver.closed,
            dialect=connection.dialect,
        ) from error
