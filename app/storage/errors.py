"""How the database says that it cannot answer."""

import errno
import os
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

__all__ = [
    "DBAPIError",
    "NoConnectionError",
    "Outage",
    "is_outage",
    "is_sqlite_full",
    "outage_of",
    "said_by",
    "temporary_storage_full",
]


class Outage(StrEnum):
    """Why the database does not do what it is asked, as the code of the answer."""

    UNAVAILABLE = "database_unavailable"
    FULL = "database_full"
    READ_ONLY = "database_read_only"


def temporary_storage_full() -> OSError:
    """The error that says that there is no room for a temporary file, as the system does."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "temporary file of SQLite")


def is_sqlite_full(error: BaseException) -> bool:
    """Whether SQLite says that a file cannot grow, the database or a temporary one."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


_SQLITE = {sqlite3.SQLITE_FULL: Outage.FULL, sqlite3.SQLITE_READONLY: Outage.READ_ONLY}
_POSTGRESQL = {  # by SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
    "53100": Outage.FULL,  # disk_full
    "25006": Outage.READ_ONLY,  # read_only_sql_transaction
    "42P01": Outage.UNAVAILABLE,  # undefined_table
    # A pause of ours in the middle of a transaction that the server did not wait for any longer.
    "25P03": Outage.UNAVAILABLE,  # idle_in_transaction_session_timeout
}


def outage_of(error: BaseException) -> Outage | None:
    """Why the database cannot answer; ``None`` if it was asked something wrong.

    It may be away, locked, out of connections, not set up, without room, or such that nothing may be written.
    """
    if isinstance(error, NoConnectionError):
        return Outage.UNAVAILABLE
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        primary = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if primary in _SQLITE:
            return _SQLITE[primary]
    if outage := _POSTGRESQL.get(getattr(error.orig, "sqlstate", None) or ""):
        return outage
    return Outage.UNAVAILABLE if isinstance(error, OperationalError | InterfaceError) else None


def is_outage(error: BaseException) -> bool:
    """Whether the database cannot answer, rather than that it was asked something wrong."""
    return outage_of(error) is not None


def said_by(error: BaseException) -> str:
    """What a database says of its error, without what was to be stored.

    Its sentences are those of outages. Others quote values, as do the details of all: of them the code stands alone.
    """
    original = error.orig if isinstance(error, DBAPIError) else None
    if original is None:
        return str(error) if isinstance(error, NoConnectionError) else type(error).__name__
    code = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    named = f"{type(original).__name__} {code}" if code else type(original).__name__
    if not is_outage(error):
        return named
    sentence = getattr(getattr(original, "diag", None), "message_primary", None) or str(original)
    return f"{sentence} ({code})" if code else sentence
