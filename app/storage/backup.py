"""Copies of an SQLite database: taken while it is written to, checked, and put in its place."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from app.domain.errors import Refusal
from app.storage.database import USING, Database, alembic_config

_OURS = ("alembic_version", "submission", "statistic", "official_result", "api_key")


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds. ``newest``: id of the last submission in it, 0 if there is none."""

    revision: str
    newest: int


def file_of(database: Database) -> Path:
    """The file of an SQLite database; refuses ``backup_only_sqlite``."""
    if not database.is_sqlite or not database.url.database:
        raise Refusal("backup_only_sqlite")
    return Path(database.url.database)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A file to write to, for its owner alone; it appears under ``path`` when all of it is on the disk.

    Refuses ``backup_exists``, and ``backup_failed`` where the system says no, as of a full disk.
    """
    if path.exists():
        raise Refusal("backup_exists", path=path)
    with told(path):
        descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            yield temporary
            os.fsync(descriptor)
            temporary.rename(path)
            _sync(path.parent)
        finally:
            os.close(descriptor)
            temporary.unlink(missing_ok=True)


def copy(source: Path, target: Path) -> None:
    """One consistent state of ``source``, whoever writes to it meanwhile. ``target`` is an empty file.

    Refuses ``backup_broken`` if ``source`` is no database.
    """
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as read,
        closing(sqlite3.connect(target)) as written,
    ):
        try:
            read.backup(written)  # all pages in one step: between two steps a writer would have it begin again
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise Refusal("backup_broken", path=source, what=error) from None
            raise
        written.execute("PRAGMA journal_mode = DELETE")  # so that it is one file, whole without a log beside it


def inspect(database: Database, path: Path, shown: Path) -> Copy:
    """What a copy holds. Refuses ``backup_broken``, ``backup_foreign``, and ``database_newer``.

    ``shown``: how refusals call it.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if faults != ["ok"]:
                raise Refusal("backup_broken", path=shown, what="; ".join(map(str, faults)))
            if not tables.issuperset(_OURS):
                raise Refusal("backup_foreign", path=shown)
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            newest = connection.execute("SELECT coalesce(max(id), 0) FROM submission").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Refusal("backup_broken", path=shown, what=error) from None
    if revision is None:
        raise Refusal("backup_foreign", path=shown)
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # no other command is to wait for Alembic
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        ScriptDirectory.from_config(alembic_config(database)).get_revision(revision[0])
    except CommandError as error:
        raise Refusal("database_newer", what=error) from None
    return Copy(revision[0], newest)


@contextmanager
def replacing(database: Database) -> Iterator[Path]:
    """The database's file while nobody works with it; refuses ``database_in_use``."""
    path = file_of(database)
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with database.alone(USING) as alone:
        if not alone:
            raise Refusal("database_in_use", path=path)
        yield path


def set_aside(path: Path, kept: Path) -> bool:
    """Keep a database under another name too; its log, which must never meet another database, under that only.

    What is in the log is brought home first where the file can still be read. False if there is no database.
    """
    present = path.exists()
    if present:
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with told(kept):
        with suppress(FileNotFoundError):
            Path(f"{path}-wal").rename(f"{kept}-wal")
        Path(f"{path}-shm").unlink(missing_ok=True)
        if present:
            os.link(path, kept)
    return present


def put(temporary: Path, path: Path) -> None:
    """Put a whole file in the place of another, or of none; at every moment there is one of the two."""
    with told(path), temporary.open("rb") as file:
        os.fsync(file.fileno())
        temporary.replace(path)
        _sync(path.parent)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Refuses ``backup_failed`` where the system says no."""
    try:
        yield
    except OSError as error:
        raise Refusal("backup_failed", path=path, what=error.strerror) from None
    except sqlite3.Error as error:
        raise Refusal("backup_failed", path=path, what=error) from None


def _sync(folder: Path) -> None:
    """Make the names in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
