"""The clock of the server is set back while it runs."""

import json
from collections.abc import Iterator

import pytest

from app.main import create_app
from app.settings import Settings
from tests.conftest import SECRET, Client, Databases
from tests.webhooks.receiver import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(databases: Databases, clock: Clock) -> Iterator[Client]:
    made = Client(create_app(Settings(database_url=databases.migrated(), key_secret=SECRET), clock))
    yield made
    made.service.database.engine.dispose()


def test_an_hour_back(client: Client, clock: Clock) -> None:
    """Keys hold, ids keep their order, and figures dated by the old clock are refused with the time that it is."""
    headers = client.key() | {"Content-Type": "application/json"}
    dated = clock.now.isoformat()

    def send(value: int, **said: str) -> tuple[int, dict[str, object]]:
        rows = [{"agency": "H44", "period": "2026-Q3", "measures": {"dossiers_received": value}}]
        answer = client.post("/v1/statistics", content=json.dumps({"statistics": rows} | said), headers=headers)
        return answer.status_code, answer.json()

    assert send(1, as_of=dated)[0] == 201
    clock.forward(hours=-1)
    status, problem = send(2, as_of=dated)
    assert (status, problem["errors"][0]["code"]) == (422, "as_of_in_future")  # type: ignore[index]
    assert send(3)[0] == 201
    assert client.post("/v1/editions", json={"period": "2026-Q3", "cohort": "provinces"}, headers=headers).is_success
    listed = client.get("/v1/submissions").json()["items"]
    assert [(each["id"], each["status"]) for each in listed] == [(3, "accepted"), (2, "rejected"), (1, "accepted")]
    assert client.get("/v1/scores/2026-Q3/H44").status_code == 200
    assert client.get("/readyz").status_code == 200
