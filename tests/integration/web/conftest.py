"""The page over the bundled figures, and over figures of three quarters with names that want to be code."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Client, Databases

SCRIPT = "<script>alert(1)</script>"
FORMULA = "=1+1"
GROUPS = {"CKMB": 18, "TDGQ": 20, "CLGQ": 12, "TTTT": 10, "MDSH": 22, "MDHL": 18}


def site_on(client: Client) -> TestClient:
    """A client that takes pages: ``Client`` holds every error against the OpenAPI document."""
    return TestClient(client.app, raise_server_exceptions=False)


@pytest.fixture(scope="session")
def site(sqlite_databases: Databases) -> Iterator[TestClient]:
    made = Client.on(sqlite_databases.demo())
    yield site_on(made)
    made.service.database.engine.dispose()


@pytest.fixture(scope="session")
def busy_site(sqlite_databases: Databases) -> Iterator[TestClient]:
    """Departments of Hưng Yên with published figures of three quarters of 2026, in which they change places."""
    made = Client.on(sqlite_databases.migrated())
    fill(made)
    yield site_on(made)
    made.service.database.engine.dispose()


@pytest.fixture
def busy_client(sqlite_databases: Databases) -> Iterator[Client]:
    """The same, to write to."""
    made = Client.on(sqlite_databases.migrated())
    fill(made)
    yield made
    made.service.database.engine.dispose()


def fill(client: Client) -> None:
    names = {"H31.1": SCRIPT, "H31.2": FORMULA, "H31.3": "Sở Nội vụ", "H31.4": "Sở Y tế", "H31.5": "Sở Tài chính"}
    agencies = [{"code": code, "name": name, "level": "department"} for code, name in names.items()]
    post(client, "/v1/agencies", {"agencies": agencies})
    for quarter, order in ((1, "12345"), (2, "21345"), (3, "31245")):
        results: list[dict[str, Any]] = [
            {"agency": f"H31.{number}", "code": code, "score": most - place, "max": most}
            for place, number in enumerate(order)
            for code, most in GROUPS.items()
        ]
        incomplete = [each for each in results if (each["agency"], each["code"]) != ("H31.5", "TTTT")]
        body = {"period": f"2026-Q{quarter}", "as_of": f"2026-{7 + quarter:02}-01T00:00:00Z", "source": "test"}
        post(client, "/v1/official-results", {**body, "results": incomplete})


def post(client: Client, path: str, body: dict[str, Any]) -> None:
    answer = client.post(path, json=body, headers=client.key())
    assert answer.status_code in (200, 201), answer.text
