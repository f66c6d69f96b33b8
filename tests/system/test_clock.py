"""The clock of the server is set back while it runs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from tests.conftest import SECRET, Client, Databases
from tests.integration.webhooks.receiver import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(databases: Databases, clock: Clock) -> Iterator[Client]:
    made = Client(create_app(Settings(database_url=databases.migrated(), key_secret=SECRET), clock))
    yield made
    made.service.database.engine.dispose()


def test_an_hour_back(client: Client, clock: Clock) -> None:
    """Keys hold, ids keep their order, and what was sent last stands, whatever its date was made of."""
    headers = client.key() | {"Content-Type": "application/json"}

    def send(on_time: int, **said: str) -> Any:
        measures = {"dossiers_received": 100, "dossiers_on_time": on_time}
        body = {"statistics": [{"agency": "H44", "period": "2026-Q3", "measures": measures}]} | said
        return client.post("/v1/statistics", content=json.dumps(body), headers=headers)

    def score() -> float:
        found: float = client.get("/v1/scores/2026-Q3/H44").json()["groups"][1]["score"]
        return found

    def dated() -> str:
        return clock.now.isoformat()

    assert send(50).status_code == 201
    clock.forward(hours=-1)
    assert send(100).status_code == 201
    assert score() == 20
    clock.forward(hours=2)
    ahead = dated()
    clock.forward(hours=-2)
    assert send(0, as_of=ahead).json()["errors"][0]["code"] == "as_of_in_future"
    assert client.post("/v1/editions", json={"period": "2026-Q3", "cohort": "provinces"}, headers=headers).is_success
    listed = client.get("/v1/submissions").json()["items"]
    assert [(each["id"], each["status"]) for each in listed] == [(3, "rejected"), (2, "accepted"), (1, "accepted")]
    assert client.get("/readyz").status_code == 200
