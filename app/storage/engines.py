"""Engines: how connections to SQLite and to PostgreSQL are made, and how long anything waits for them."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from app.storage.errors import Outage, is_sqlite_full, outage_of, temporary_storage_full

if TYPE_CHECKING:
    from psycopg import Connection as PsycopgConnection
    from psycopg.errors import Diagnostic

UNCONFIRMED = "tthc766_unconfirmed"  # stands in the info of a connection whose last commit no replica has confirmed
BEGIN = "tthc766_begin"  # the execution option that says how a transaction of SQLite begins
NO_TRANSACTION = None  # its value for what cannot stand in one
_CONNECTION_AGE = 60  # seconds after which a connection to a replica is made anew: the server may have been promoted
# Waits for no lock (0 would be for ever), for no disk and for no replica.
_AT_ONCE = "-c lock_timeout=1 -c statement_timeout=1000 -c synchronous_commit=off -c timezone=UTC"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long is waited, in seconds, and for how many connections.

    ``lock``: for a lock, for a connection to be made or to become free. ``answer``: the silence after which a server
    of PostgreSQL is given up, ``None`` to wait for ever.
    """

    lock: float = 5.0
    answer: float | None = None
    connections: int = 15


def open_engine(url: URL, waits: Waits, *, follows: bool) -> Engine:
    """The engine that requests are answered with; ``follows``: its server is a replica."""
    pool = {"pool_size": waits.connections, "max_overflow": 0, "pool_timeout": waits.lock}
    if url.get_backend_name() == "sqlite":
        if url.database:
            with suppress(OSError):  # the driver says what is wrong with the file, as an error of the database
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = _sqlite(url, waits.lock, **pool)
    else:
        engine = _postgresql(url, waits, follows=follows, **pool)
    event.listen(engine, "handle_error", _drop_read_only)
    return engine


def hasty_engine(url: URL) -> Engine:
    """An engine for what may be left undone: it fails at once where it would have to wait, and keeps no connection."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, 0, poolclass=NullPool).execution_options(**{BEGIN: "IMMEDIATE"})
    options = {"connect_timeout": 2, "options": _AT_ONCE, "target_session_attrs": _wanted(url, follows=False)}
    return create_engine(_driven(url), poolclass=NullPool, hide_parameters=True, connect_args=options)


def milliseconds(seconds: float | None) -> int:
    """As PostgreSQL's limits are written: 0 is none."""
    return round((seconds or 0) * 1000)


def _sqlite(url: URL, wait: float, **pool: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": wait}, **pool)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _tell_temporary_storage)
    return engine


def _postgresql(url: URL, waits: Waits, *, follows: bool, **pool: Any) -> Engine:
    from app.storage.pg_timeouts import connector  # noqa: PLC0415  # with SQLite nobody waits for PostgreSQL's driver

    limits = {"lock_timeout": waits.lock, "statement_timeout": waits.answer}
    options = " ".join(f"-c {name}={milliseconds(seconds)}" for name, seconds in limits.items())
    wanted = _wanted(url, follows=follows)
    engine = create_engine(
        _driven(url),
        hide_parameters=True,  # an accident's trace stands in the log, and secrets of webhooks are parameters
        pool_pre_ping=True,
        pool_recycle=_CONNECTION_AGE if follows else -1,
        connect_args={
            "connect_timeout": max(2, round(waits.lock / _attempts(url, wanted))),
            "target_session_attrs": wanted,
            "options": f"{options} -c timezone=UTC -c datestyle=ISO",
        },
        **pool,
    )
    connect = connector(waits.answer)
    event.listen(engine, "connect", _hear_what_was_not_replicated)
    event.listen(engine, "do_connect", lambda _dialect, _record, args, options: connect(*args, **options))
    return engine


def _driven(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def _wanted(url: URL, *, follows: bool) -> Any:
    """Of several hosts the one that takes writes: after a failover another one. A replica may be anything."""
    return url.query.get("target_session_attrs", "any" if follows else "primary")


def _attempts(url: URL, wanted: object) -> int:
    """How many connections may be tried, each with its own wait, before there is none."""
    hosts = url.query.get("host", ())
    several = len(hosts) if isinstance(hosts, tuple) else hosts.count(",") + 1
    return max(1, several) * (2 if wanted == "prefer-standby" else 1)


def _drop_read_only(context: ExceptionContext) -> None:
    """A connection that may only read may do so for ever, whatever has become of the file or the server since."""
    if outage_of(context.sqlalchemy_exception or context.original_exception) is Outage.READ_ONLY:
        context.is_disconnect = True


def _tell_temporary_storage(context: ExceptionContext) -> None:
    """Who only reads makes no file grow but temporary ones, in which SQLite sorts. Raises the error of the system."""
    is_writer = context.connection is not None and context.connection.get_execution_options().get(BEGIN)
    if is_sqlite_full(context.original_exception) and not is_writer:
        raise temporary_storage_full()


def _hear_what_was_not_replicated(connection: "PsycopgConnection[Any]", record: ConnectionPoolEntry) -> None:
    """PostgreSQL gives up its wait for a synchronous replica with no more than a warning: the commit succeeds."""

    def hear(diagnostic: "Diagnostic") -> None:
        if diagnostic.source_function == "SyncRepWaitForLSN":
            record.info[UNCONFIRMED] = True

    connection.add_notice_handler(hear)


def _set_up_sqlite(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own; _begin_sqlite does
    # secure_delete: what is deleted may be personal data, and must not be found in the file or in a copy of it.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get(BEGIN, "DEFERRED")
    if kind is NO_TRANSACTION:
        return
    connection.exec_driver_sql(f"BEGIN {kind}")
