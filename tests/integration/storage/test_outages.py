"""What a database that cannot answer looks like from outside."""

import pytest
from sqlalchemy import text

from app.domain.errors import Refusal
from app.settings import Settings
from app.storage.database import MIGRATIONS, Database, Waits
from app.storage.errors import DBAPIError, is_outage
from tests.conftest import Client, Databases

NEWEST = max(path.name for path in MIGRATIONS.glob("versions/0*.py"))[:4]


def test_an_empty_database_is_not_ready(databases: Databases) -> None:
    database = Database(databases.empty())
    with pytest.raises(Refusal, match="not_migrated"):
        database.check_migrated()
    database.engine.dispose()


def test_nobody_there() -> None:
    for url in ("sqlite:////dev/null/nothing.db", "postgresql://nobody@127.0.0.1:1/nothing"):
        with pytest.raises(DBAPIError) as caught:
            Database(url, Waits(lock=0.1)).check_migrated()
        assert is_outage(caught.value)


def test_a_writer_waits_only_so_long(databases: Databases) -> None:
    url = databases.migrated()
    first, second = Database(url), Database(url, Waits(lock=0.05))
    with first.writing(), pytest.raises(DBAPIError) as caught, second.writing():
        pass
    assert is_outage(caught.value)
    for database in (first, second):
        database.engine.dispose()


def test_a_missing_table_is_503_and_a_ready_service_says_so(databases: Databases) -> None:
    client = Client.on(databases.migrated())
    expected = {"status": "ok", "revision": NEWEST, "primary": True, "replica": None}
    assert client.get("/readyz").json() == expected
    with client.service.database.writing() as connection:
        connection.execute(text("DROP TABLE statistic"))
    answer = client.get("/v1/rankings/2026")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert answer.headers["Retry-After"] == "5"
    with client.service.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_migrated")
    assert client.get("/healthz").json() == {"status": "ok"}
    client.service.database.engine.dispose()


def test_sqlite_is_set_up_as_promised(sqlite_databases: Databases) -> None:
    database = Database(sqlite_databases.migrated())
    with database.reading() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}
    database.engine.dispose()


def test_the_default_database_is_sqlite() -> None:
    assert Settings.model_fields["database_url"].default.startswith("sqlite:///")
