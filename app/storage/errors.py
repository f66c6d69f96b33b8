"""How the database says that it cannot answer."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionError

__all__ = ["DBAPIError", "NoConnectionError", "is_outage"]


def is_outage(error: Exception) -> bool:
    """Whether the database is away, locked, out of connections or not set up, rather than asked something wrong."""
    return isinstance(error, OperationalError | InterfaceError | ProgrammingError | NoConnectionError)
