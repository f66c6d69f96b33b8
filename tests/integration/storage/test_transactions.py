"""How transactions of PostgreSQL begin: on the level that they need, in one message."""

from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from app.storage.database import Database, Waits
from app.storage.dbapi import driver_of
from tests.conftest import Databases


def test_the_level_does_not_depend_on_the_server(postgresql_databases: Databases) -> None:
    url = postgresql_databases.empty()
    name = make_url(url).database
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_isolation = serializable'.encode())
    database = Database(url)
    query = "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
    with database.writing() as connection_:
        assert connection_.exec_driver_sql(query).one() == ("read committed", "off")
    with database.view() as connection_:
        assert connection_.exec_driver_sql(query).one() == ("repeatable read", "on")
    database.engine.dispose()


def test_the_settings_cost_no_round_trip(postgresql_databases: Databases, tmp_path: Path) -> None:
    database = Database(postgresql_databases.empty(), Waits(connections=1))
    with database.view() as connection, driver_of(connection) as driver:
        only: Any = driver
    with (tmp_path / "messages").open("w") as file:
        only.pgconn.trace(file.fileno())
        with database.view() as connection, driver_of(connection) as driver:
            assert driver is only
            connection.exec_driver_sql("SELECT 1")
        only.pgconn.untrace()
    # Whether the connection is still there; the beginning with the settings; what was asked; the end.
    assert (tmp_path / "messages").read_text().count("ReadyForQuery") == 4
    database.engine.dispose()
