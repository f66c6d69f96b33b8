"""How the database says that it cannot answer."""

from psycopg.errors import UndefinedTable
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

__all__ = ["DBAPIError", "NoConnectionError", "is_outage"]


def is_outage(error: Exception) -> bool:
    """Whether the database is away, locked, out of connections or not set up, rather than asked something wrong."""
    if isinstance(error, OperationalError | InterfaceError | NoConnectionError):
        return True
    return isinstance(error, DBAPIError) and isinstance(error.orig, UndefinedTable)
