"""Connections and transactions: a consistent snapshot for a read, one writer at a time for a write."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, cached_property
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from threading import local
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from app.domain.errors import Refusal

__all__ = ["MIGRATIONS", "PULLING", "Connection", "Database", "alembic_config"]

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_WRITER_LOCK = 766  # the key of PostgreSQL's advisory lock that all writers take
# Waits for no lock (0 would be for ever), for no disk and for no replica.
_AT_ONCE = "-c lock_timeout=1 -c statement_timeout=1000 -c synchronous_commit=off -c timezone=UTC"
PULLING = 767  # the same for whoever asks the portal


class _Joined:
    """The one transaction of several writes: begun by the first of them, ended when ``stack`` is."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.connection: Connection | None = None

    def undo(self, error: BaseException) -> None:
        """Roll back what was written so far; the next write begins anew."""
        self.connection = None
        self.stack.__exit__(type(error), error, error.__traceback__)


class _Thread(local):
    """What belongs to a thread: the writes that it has joined into one, if it has."""

    joined: _Joined | None = None


class Database:
    """A database given by its SQLAlchemy URL; refuses ``database_url_invalid``.

    ``timeout``: seconds to wait for a lock or a connection. ``ledger_key``: makes the key that the audit trail of
    this database is sealed with, when it is first needed.
    """

    def __init__(self, url: str, timeout: float = 5.0, ledger_key: Callable[["Database"], bytes] | None = None) -> None:
        try:
            self.url = make_url(url)
        except (ArgumentError, ValueError):
            raise Refusal("database_url_invalid") from None
        self._ledger_key = ledger_key
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite(timeout) if self.is_sqlite else self._postgresql(timeout)
        self._thread = _Thread()

    @cached_property
    def ledger_key(self) -> bytes:
        if self._ledger_key is None:
            raise LookupError("the database was opened without the key of its audit trail")
        return self._ledger_key(self)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the database over any number of queries."""
        joined = self._thread.joined
        if joined and joined.connection:
            yield joined.connection
            return
        engine = self.engine
        if not self.is_sqlite:
            engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer overlaps, so that what it checks still holds when it commits."""
        joined = self._thread.joined
        if joined is None:
            with self._transaction() as connection:
                yield connection
            return
        if joined.connection is None:
            joined.connection = joined.stack.enter_context(self._transaction())
        try:
            yield joined.connection
        except BaseException as error:
            joined.undo(error)
            raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread writes until the end, where it is committed.

        It begins with the first ``writing``, so that what comes before keeps no writer waiting; from then on
        ``reading`` sees what was written. An error that leaves a ``writing`` undoes all that was written so far, and
        whoever catches it may write anew; one that leaves ``together`` undoes everything.
        """
        joined = self._thread.joined = _Joined()
        try:
            with joined.stack:
                yield
        finally:
            self._thread.joined = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        engine = self.engine.execution_options(tthc766_begin="IMMEDIATE")
        with engine.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection

    @contextmanager
    def in_passing(self) -> Iterator[Connection]:
        """A transaction for one small write that may be left undone.

        It fails at once, with ``DBAPIError``, where it would have to wait for another writer, and takes no connection
        from those who answer requests.
        """
        with self._hasty.begin() as connection:
            yield connection

    @cached_property
    def _hasty(self) -> Engine:
        if not self.is_sqlite:
            url = self.url.set(drivername="postgresql+psycopg")
            options = {"connect_timeout": 2, "options": _AT_ONCE}
            return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
        engine = create_engine(self.url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": 0})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine.execution_options(tthc766_begin="IMMEDIATE")

    @contextmanager
    def alone(self, what: int) -> Iterator[bool]:
        """Whether nobody else does ``what`` on this database; nobody else can until the end.

        Held by the system, which lets go when the process dies, however it dies.
        """
        with self._file_lock(what) if self.is_sqlite else self._session_lock(what) as alone:
            yield alone

    @contextmanager
    def _file_lock(self, what: int) -> Iterator[bool]:
        path = Path(f"{self.url.database}.lock-{what}")
        try:
            file = path.open("w")
        except OSError as error:
            raise Refusal("lock_denied", path=path, what=error.strerror) from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    @contextmanager
    def _session_lock(self, what: int) -> Iterator[bool]:
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")  # no transaction for so long a time
        with engine.connect() as connection:
            connection.detach()  # to be closed, not to go back to the pool with the lock
            taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": what}).scalar_one())
            try:
                yield taken
            finally:
                if taken:  # closing lets go too, but only when the server has noticed
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": what})

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; refuses ``database_newer`` if the code is older than they are."""
        try:
            command.upgrade(alembic_config(self), "head")
        except CommandError as error:
            raise Refusal("database_newer", what=error) from None

    def check_migrated(self) -> str:
        """The database's revision; refuses ``not_migrated`` unless it is the newest."""
        with self.reading() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        if current is None or current != _head():
            raise Refusal("not_migrated", current=current, head=_head())
        return current

    def _sqlite(self, timeout: float) -> Engine:
        path = self.url.database
        if path:
            with suppress(OSError):  # the driver says what is wrong with the file, as an error of the database
                Path(path).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, connect_args={"timeout": timeout}, pool_timeout=timeout, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql(self, timeout: float) -> Engine:
        url = self.url.set(drivername="postgresql+psycopg")
        return create_engine(
            url,
            hide_parameters=True,  # an accident's trace stands in the log, and secrets of webhooks are parameters
            pool_pre_ping=True,
            pool_timeout=timeout,
            connect_args={
                "connect_timeout": max(2, round(timeout)),
                "options": f"-c lock_timeout={round(timeout * 1000)} -c timezone=UTC -c datestyle=ISO",
            },
        )


@cache
def _head() -> str | None:
    """The newest revision: the migrations do not change while a process runs, and readiness is asked for often."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def alembic_config(database: Database) -> Config:
    """Alembic's configuration for this database; ``migrations/env.py`` takes the connection from it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database"] = database
    return config


def _set_up_sqlite(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own; _begin_sqlite does
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get("tthc766_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
