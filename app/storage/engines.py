"""Engines: how connections to SQLite and to PostgreSQL are made, and how long anything waits for them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from app.domain.errors import Refusal
from app.storage import pg_settings
from app.storage.errors import Outage, is_sqlite_full, outage_of, temporary_storage_full

if TYPE_CHECKING:
    from psycopg import Connection as PsycopgConnection
    from psycopg.errors import Diagnostic

UNCONFIRMED = "tthc766_unconfirmed"  # stands in the info of a connection whose last commit no replica has confirmed
BEGIN = "tthc766_begin"  # the execution option that says what for a transaction begins: a ``Begin``, None for no begin
_CONNECTION_AGE = 60  # seconds after which a connection to a replica is made anew: the server may have been promoted
# Waits for no lock (0 would be for ever), for no disk and for no replica.
_AT_ONCE = {"lock_timeout": "1", "statement_timeout": "1000", "synchronous_commit": "off"}
_OURS = {"timezone": "UTC", "datestyle": "ISO"}  # how we read what is answered


class Begin(Enum):
    """What a transaction is for, and how SQLite and PostgreSQL say so. ``VIEW``: to read one state of everything.

    A writer must see what was committed while it waited for its turn, whatever the default of its role is.
    """

    ANY = ("DEFERRED", "ISOLATION LEVEL READ COMMITTED")
    VIEW = ("DEFERRED", "ISOLATION LEVEL REPEATABLE READ READ ONLY")
    WRITE = ("IMMEDIATE", "ISOLATION LEVEL READ COMMITTED")

    def __init__(self, sqlite: str, postgresql: str) -> None:
        self.sqlite, self.postgresql = sqlite, postgresql


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
    event.listen(engine, "handle_error", _refuse_without_transactions)
    return engine


def hasty_engine(url: URL) -> Engine:
    """An engine for what may be left undone: it fails at once where it would have to wait, and keeps no connection."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, 0, poolclass=NullPool).execution_options(**{BEGIN: Begin.WRITE})
    options = {"connect_timeout": 2, "target_session_attrs": _wanted(url, follows=False)}
    engine = _plain_postgresql(url, options, poolclass=NullPool)
    settings = pg_settings.asked_for(url) | _AT_ONCE | _OURS
    _begin_postgresql(engine, dict.fromkeys(Begin, settings))
    return engine


def _sqlite(url: URL, wait: float, **pool: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": wait}, **pool)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _tell_temporary_storage)
    return engine


def _postgresql(url: URL, waits: Waits, *, follows: bool, **pool: Any) -> Engine:
    from app.storage.pg_timeouts import connector  # noqa: PLC0415  # with SQLite nobody waits for PostgreSQL's driver

    wanted = _wanted(url, follows=follows)
    options = {
        "connect_timeout": max(2, round(waits.lock / _attempts(url, wanted))),
        "target_session_attrs": wanted,
    }
    recycled = _CONNECTION_AGE if follows else -1
    engine = _plain_postgresql(url, options, pool_pre_ping=True, pool_recycle=recycled, **pool)
    connect = connector(waits.answer)
    event.listen(engine, "connect", _hear_what_was_not_replicated)
    event.listen(engine, "do_connect", lambda _dialect, _record, args, options: connect(*args, **options))
    limits = {"lock_timeout": _milliseconds(waits.lock), "statement_timeout": _milliseconds(waits.answer)}
    # A writer that the server cannot reach any more must not keep the others from writing.
    kept = limits | {"idle_in_transaction_session_timeout": _milliseconds(waits.answer)}
    asked = pg_settings.asked_for(url)
    settings = {kind: (kept if kind is Begin.WRITE else limits) | asked | _OURS for kind in Begin}
    _begin_postgresql(engine, settings)
    return engine


def _plain_postgresql(url: URL, options: dict[str, Any], **pool: Any) -> Engine:
    """Connections that keep nothing from one transaction to the next, so that a pooler may stand between."""
    ours = {
        "autocommit": True,  # the driver must not begin transactions on its own; _begin_postgresql does
        "options": "",  # and no PGOPTIONS: a pooler refuses them, and may serve the next transaction elsewhere
        "prepare_threshold": None,
    }
    # An accident's trace stands in the log, and secrets of webhooks are parameters.
    address = pg_settings.without_settings(url)
    return create_engine(address, hide_parameters=True, connect_args=options | ours, **pool)


def _begin_postgresql(engine: Engine, settings: Mapping[Begin, Mapping[str, str]]) -> None:
    statements = {kind: pg_settings.beginning(kind.postgresql, settings[kind]) for kind in Begin}

    def begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get(BEGIN, Begin.ANY)
        if kind is not None:  # without parameters several statements are one message
            connection.exec_driver_sql(statements[kind], execution_options={"no_parameters": True})

    event.listen(engine, "begin", begin)


def _milliseconds(seconds: float | None) -> str:
    """As PostgreSQL's limits are written: 0 is none."""
    return str(round((seconds or 0) * 1000))


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
    options = context.connection.get_execution_options() if context.connection is not None else {}
    if is_sqlite_full(context.original_exception) and options.get(BEGIN) is not Begin.WRITE:
        raise temporary_storage_full()


def _refuse_without_transactions(context: ExceptionContext) -> None:
    """A pooler that deals out single statements says so in words alone."""
    if "statement pooling mode" in str(context.original_exception):
        raise Refusal("pooler_without_transactions")


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
    kind: Begin | None = connection.get_execution_options().get(BEGIN, Begin.ANY)
    if kind is not None:  # some statements cannot stand in a transaction
        connection.exec_driver_sql(f"BEGIN {kind.sqlite}")
