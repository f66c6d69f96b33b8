"""Connections and transactions: a consistent snapshot for a read, one writer at a time for a write."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from threading import local
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, inspect, text

from app.domain.errors import Refusal
from app.storage.engines import BEGIN, UNCONFIRMED, Begin, Waits, hasty_engine, open_engine
from app.storage.errors import DBAPIError, is_outage
from app.storage.urls import parse_url
from app.storage.versions import TrailHead, includes

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["MIGRATIONS", "PULLING", "USING", "Connection", "Database", "Waits", "alembic_config", "reading_for_anybody"]

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_WRITER_LOCK = 766  # the key of PostgreSQL's advisory lock that all writers take
PULLING = 767  # the same for whoever asks the portal
USING = 768  # the same for whoever must not be given another file while it works
_PAUSE = 5.0  # seconds for which a replica that was away is asked last instead of first
_OVERWRITES_SINCE = "0014"  # the revision from which on what is deleted is overwritten (SQLite)
_TURN = text("SELECT pg_advisory_xact_lock(:key)")
# Kept by a transaction in which nothing else is done for hours; it holds no snapshot, so it is in nobody's way.
_HOLD = text(
    "SELECT pg_try_advisory_xact_lock(:key), (SELECT count(set_config(name, '0', true)) FROM pg_settings "
    "WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout'))"
)
_REVISION = text("SELECT version_num FROM alembic_version")
_for_anybody: ContextVar[bool] = ContextVar("for_anybody", default=False)


@contextmanager
def reading_for_anybody() -> Iterator[None]:
    """Within this, and in threads that take its context over, reads may be a moment old: from the replica.

    Outside, for the holder of a key or in a command, a read finds all that was written before it.
    """
    token = _for_anybody.set(True)
    try:
        yield
    finally:
        _for_anybody.reset(token)


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
    """What belongs to a thread: the writes that it has joined into one, if it has, and the view that it reads."""

    joined: _Joined | None = None
    view: Connection | None = None  # within ``reading``


class Database:
    """A database given by its URL; refuses ``database_url_invalid`` and ``database_options_invalid``.

    ``replica``: the same database on a server that follows the primary. ``follows``: this is such a one.
    ``ledger_key``: makes the key that the audit trail of this database is sealed with, when it is first needed.
    ``now``: the clock by which it is noted when something changed.
    """

    def __init__(
        self,
        url: str | URL,
        waits: Waits | None = None,
        replica: "Database | None" = None,
        *,
        follows: bool = False,
        ledger_key: Callable[["Database"], bytes] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = parse_url(url) if isinstance(url, str) else url
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._waits = waits or Waits()
        self.engine = open_engine(self.url, self._waits, follows=follows)
        self.replica = replica
        self._replica_last_until = 0.0
        self._ledger_key = ledger_key
        self._thread = _Thread()
        self.now = now
        self.writes = 0  # that this process has committed
        self.on_write: Callable[[], None] = lambda: None
        self.seen = TrailHead()  # what it has seen of all that was written anywhere

    @cached_property
    def ledger_key(self) -> bytes:
        if self._ledger_key is None:
            raise LookupError("the database was opened without the key of its audit trail")
        return self._ledger_key(self)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the database over any number of queries, the same for a ``reading`` within it.

        Within ``together`` what was written there; in ``reading_for_anybody`` of the replica, or of the primary where
        the replica is away or has not come as far as what was ``seen`` already.
        """
        joined, outer = self._thread.joined, self._thread.view
        if joined and joined.connection:
            yield joined.connection
        elif outer is not None:
            yield outer
        else:
            with ExitStack() as stack:
                if self.replica is None or not _for_anybody.get():
                    self._thread.view = stack.enter_context(self.view())
                else:
                    self._thread.view = self._either_view(stack, self.replica)
                stack.callback(setattr, self._thread, "view", None)
                yield self._thread.view

    def is_view(self, connection: Connection) -> bool:
        """Whether this is the unchanging view that the thread reads, not a transaction that writes."""
        return connection is self._thread.view

    @contextmanager
    def view(self) -> Iterator[Connection]:
        """A view of this very server, whoever asks."""
        with self.engine.execution_options(**{BEGIN: Begin.VIEW}).begin() as connection:
            yield connection

    def _either_view(self, stack: ExitStack, replica: "Database") -> Connection:
        """A view of whichever server can be reached. One that was away costs a wait, so it is not asked first at once.

        What fails later, within the view, is not asked again: half of an answer may have been read.
        """
        rested = monotonic() >= self._replica_last_until
        first, second = (replica, self) if rested else (self, replica)
        try:
            return self._recent(stack, first)
        except DBAPIError as error:
            if not is_outage(error):
                raise
            if first is replica:
                self._replica_last_until = monotonic() + _PAUSE
            return self._recent(stack, second)

    def _recent(self, stack: ExitStack, server: "Database") -> Connection:
        """A view of a server, or of the primary where a replica would answer older than this process has before."""
        connection = stack.enter_context(server.view())
        if server is not self and not includes(connection, self.seen):
            return stack.enter_context(self.view())
        return connection

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
        engine = self.engine.execution_options(**{BEGIN: Begin.WRITE})
        with engine.connect() as connection:
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(_TURN, {"key": _WRITER_LOCK})
                yield connection
            self.writes += 1
            self.on_write()
            if connection.info.pop(UNCONFIRMED, False):
                raise Refusal("write_unconfirmed")

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A transaction that no other writer overlaps, in which any table of SQLite may be replaced.

        There references are not held until its end: to drop a table would delete its rows, which others refer to.
        """
        if not self.is_sqlite:
            with self.writing() as connection:
                yield connection
            return
        with self.engine.execution_options(**{BEGIN: Begin.WRITE}).connect() as connection:
            connection.detach()  # to be closed, not to go back to the pool
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")  # in a transaction it would do nothing
            with connection.begin():
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
        return hasty_engine(self.url)

    @contextmanager
    def alone(self, what: int) -> Iterator[bool]:
        """Whether nobody else does ``what`` on this database; nobody else can until the end.

        Held by the system, which lets go when the process dies, however it dies.
        """
        with self._file_lock(what) if self.is_sqlite else self._server_lock(what) as alone:
            yield alone

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Until the end nobody is ``alone`` with ``USING``; refuses ``database_restoring`` if somebody is.

        Only of an SQLite file; a server of PostgreSQL looks after its files itself.
        """
        if not self.is_sqlite:
            yield
            return
        with self._file_lock(USING, fcntl.LOCK_SH) as taken:
            if not taken:
                raise Refusal("database_restoring")
            yield

    @contextmanager
    def _file_lock(self, what: int, kind: int = fcntl.LOCK_EX) -> Iterator[bool]:
        path = Path(f"{self.url.database}.lock-{what}")
        try:  # for reading: whoever came first may have been another user
            file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Refusal("lock_denied", path=path, what=error.strerror) from None
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(file)

    @contextmanager
    def _server_lock(self, what: int) -> Iterator[bool]:
        with self.engine.begin() as connection:
            yield bool(connection.execute(_HOLD, {"key": what}).one()[0])

    def empty_log(self) -> bool:
        """Write an SQLite file's log into the file and leave nothing in it: it holds what was deleted since.

        ``False`` if somebody reads it or writes just now. A server of PostgreSQL looks after its log itself.
        """
        if not self.is_sqlite:
            return True
        with self._outside_transactions() as connection:
            found = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return bool(found[0] == 0)

    def rewrite(self) -> None:
        """Write an SQLite file anew without the remains of what was moved and deleted in it; takes as much room again.

        With ``secure_delete`` there are none, but databases before revision 0014 were written without it.
        """
        if self.is_sqlite:
            with self._outside_transactions() as connection:
                connection.exec_driver_sql("VACUUM")

    @contextmanager
    def _outside_transactions(self) -> Iterator[Connection]:
        with self.engine.execution_options(**{BEGIN: None}).connect() as connection:
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; refuses ``database_newer`` if the code is older than they are."""
        # Alembic is as large as SQLAlchemy, and only who migrates needs it.
        from alembic import command  # noqa: PLC0415
        from alembic.util import CommandError  # noqa: PLC0415

        before = self._revision()
        patient = Database(self.url, Waits(self._waits.lock))  # a revision may work on one statement for hours
        try:
            command.upgrade(alembic_config(patient), "head")
        except CommandError as error:
            raise Refusal("database_newer", what=error) from None
        finally:
            patient.engine.dispose()
        if before is not None and before < _OVERWRITES_SINCE:
            self.rewrite()
            self.empty_log()

    def check_migrated(self) -> str:
        """The database's revision; refuses ``not_migrated`` unless it is the newest."""
        current = self._revision()
        if current is None or current != _head():
            raise Refusal("not_migrated", current=current, head=_head())
        return current

    def _revision(self) -> str | None:
        with self.view() as connection:
            has_any = inspect(connection).has_table("alembic_version")
            found: str | None = connection.scalar(_REVISION) if has_any else None
        return found


@cache
def _head() -> str:
    """The newest revision, by the names of the files: readiness is asked for often, and to read them takes Alembic."""
    return max(path.name for path in MIGRATIONS.glob("versions/*.py")).partition("_")[0]


def alembic_config(database: Database) -> "Config":
    """Alembic's configuration for this database; ``migrations/env.py`` takes the connection from it."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database"] = database
    return config
