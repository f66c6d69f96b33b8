"""Which of two databases is read, and what goes on when one of them is away. The two need not hold the same here."""

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from app.domain.errors import Refusal
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database, Waits, reading_for_anybody
from app.storage.errors import DBAPIError
from tests.conftest import NOW, SECRET, Client, Databases

NOBODY = "postgresql://nobody@127.0.0.1:1/nothing"


def client_of(url: str, replica: str) -> Client:
    settings = Settings(database_url=url, database_replica_url=replica, key_secret=SECRET, database_timeout=2)
    return Client(create_app(settings, lambda: NOW))


def close(client: Client) -> None:
    for database in (client.service.database, client.service.database.replica):
        assert database
        database.engine.dispose()


def test_who_reads_where(postgresql_databases: Databases) -> None:
    client = client_of(postgresql_databases.migrated(), postgresql_databases.demo())
    assert client.get("/v1/submissions").json()["items"] != []
    key = client.key()
    assert client.get("/v1/submissions", headers=key).json()["items"] == []
    body = {"period": "2026-09", "statistics": [{"agency": "H31", "measures": {"dossiers_received": 1}}]}
    assert client.post("/v1/statistics", json=body, headers=key).json()["id"] == 1
    assert client.get("/readyz").json()["status"] == "ok"
    close(client)


def test_the_replica_is_away(postgresql_databases: Databases) -> None:
    client = client_of(postgresql_databases.demo(), NOBODY)
    for _ in range(2):
        assert client.get("/v1/submissions").json()["items"] != []
    found = client.get("/readyz").json()
    assert (found["status"], found["primary"], found["replica"]) == ("degraded", True, False)
    close(client)


def test_the_primary_is_away(postgresql_databases: Databases) -> None:
    client = client_of(NOBODY, postgresql_databases.demo())
    assert client.get("/v1/rankings/2026").status_code == 200
    assert client.get("/").status_code == 200
    found = client.get("/readyz").json()
    assert (found["status"], found["primary"], found["replica"]) == ("degraded", False, True)
    token = {"Authorization": f"Bearer tthc766_{'0' * 12}_{'x' * 43}"}
    for answer in (
        client.get("/v1/submissions", headers=token),
        client.post("/v1/statistics", json={}, headers=token),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert answer.headers["Retry-After"] == "5"
    close(client)


def test_both_are_away() -> None:
    client = client_of(NOBODY, NOBODY)
    for path in ("/readyz", "/v1/submissions", "/v1/submissions"):
        assert (client.get(path).status_code, client.get(path).json()["code"]) == (503, "database_unavailable")


def test_a_replica_of_something_else_is_not_ready(postgresql_databases: Databases) -> None:
    client = client_of(postgresql_databases.migrated(), postgresql_databases.empty())
    assert (client.get("/readyz").status_code, client.get("/readyz").json()["code"]) == (503, "not_migrated")
    close(client)


def test_what_fails_within_a_read_is_not_read_again(postgresql_databases: Databases) -> None:
    database = Database(postgresql_databases.migrated(), replica=Database(postgresql_databases.empty(), follows=True))
    with pytest.raises(DBAPIError, match="submission"), reading_for_anybody(), database.reading() as connection:
        connection.execute(text("SELECT * FROM submission"))
    with database.reading() as connection:
        assert connection.execute(text("SELECT * FROM submission")).all() == []
    assert database.replica
    for each in (database, database.replica):
        each.engine.dispose()


@pytest.mark.parametrize(
    ("query", "follows", "waits"),
    [
        ("", False, 10),
        ("?host=a:1&host=b:2", False, 5),
        ("?host=a,b,c", False, 3),
        ("?host=a:1&host=b:2&target_session_attrs=prefer-standby", True, 2),
    ],
)
def test_all_hosts_together_get_the_time_of_one(
    query: str, follows: bool, waits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def connect(**options: object) -> None:
        asked.append(options["connect_timeout"])
        raise LookupError

    monkeypatch.setattr("app.storage.pg_timeouts.connector", lambda _answer: connect)
    database = Database(f"postgresql://nobody@/nothing{query}", Waits(lock=10), follows=follows)
    with pytest.raises(LookupError), database.reading():
        pass
    assert asked == [waits]


def test_settings_that_cannot_be() -> None:
    for url, replica in (("sqlite:///x.db", NOBODY), (NOBODY, "sqlite:///x.db"), (NOBODY, "mysql://a/b")):
        with pytest.raises(ValidationError, match="replica"):
            Settings(database_url=url, database_replica_url=replica)
    with pytest.raises(Refusal, match="database_url_invalid"):
        create_app(Settings(database_url=NOBODY, database_replica_url="postgresql://a:b/c"))
