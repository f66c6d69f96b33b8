"""Temporary files, for which there may be no room: uploads, rows on their way in, workbooks, what SQLite sorts."""

import errno
import sqlite3

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# What SQLite says of a file without a name that it can neither make nor let grow.
_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_CANTOPEN})


def is_full(error: BaseException) -> bool:
    """Whether an error says that there is no room for temporary files.

    Nothing else that the service writes raises these as they are: errors of its database are SQLAlchemy's.
    """
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) in _SQLITE
    if isinstance(error, FileNotFoundError):  # where all folders that it could use are full, Python finds none
        return str(error.strerror).startswith("No usable temporary directory")
    return isinstance(error, OSError) and error.errno in _NO_ROOM
