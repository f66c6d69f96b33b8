"""What a process imports: its start is made of imports, and one line at the top of a module brings a library back.

`make bench` measures the start; a time is no test. Each of these names costs every start from 10 to 150 milliseconds,
which is from two to thirty per cent of the least that FastAPI and SQLAlchemy take together.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import served, wire
from tests.conftest import Databases, service_on
from tests.support.processes import environment

ROOT = Path(__file__).parents[2]
# The libraries that only some requests, commands or databases need.
RARE = {"alembic", "babel", "cattrs", "docx", "docxtpl", "feedgenerator", "httpcore", "httpx", "jinja2", "lxml", "mako"}
RARE |= {"openpyxl", "playwright", "psycopg", "pysvgchart", "rdflib", "tenacity"}
WEB = {"fastapi", "starlette", "uvicorn"}


def imported(program: str, url: str) -> set[str]:
    """The packages that a program has imported at its end, in a process of its own; of our own, the modules."""
    program += "; import json, sys; sys.stderr.write(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        (sys.executable, "-c", program), cwd=ROOT, env=environment(url), check=True, capture_output=True, text=True
    )
    modules = json.loads(done.stderr.splitlines()[-1])
    return {name if name.startswith("app.") else name.partition(".")[0] for name in modules}


def test_to_serve_nothing_rare_is_imported(sqlite_databases: Databases) -> None:
    service = (
        "from app.settings import Settings; from app.services.context import AppContext; from app.main import wire"
    )
    found = imported(f"{service}; wire(AppContext.create(Settings()), whole=False)", sqlite_databases.demo())
    assert not found & (RARE | {"app.api.routes.letters", "app.api.routes.portal", "app.web.router"})
    assert found >= {"fastapi", "sqlalchemy", "app.api.routes.rankings"}, "or else this looks at nothing"


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["--help"], RARE | WEB | {"pydantic_settings", "sqlalchemy", "structlog", "yaml"}),
        (["keys", "list"], RARE | WEB - {"starlette"}),
        (["rank", "2026"], RARE | WEB - {"starlette"}),
    ],
    ids=["help", "keys", "rank"],
)
def test_a_command_imports_only_its_own(sqlite_databases: Databases, arguments: list[str], spared: set[str]) -> None:
    command = f"import sys; sys.argv[1:] = {arguments}; from app.cli.main import app; app(standalone_mode=False)"
    assert not imported(command, sqlite_databases.demo()) & spared


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/agencies/H44", 200),
        ("GET", "/rankings", 303),
        ("GET", "/static/page.css", 200),
        ("GET", "/nowhere", 404),
        ("POST", "/v1/rankings/2026", 405),
        ("POST", "/v1/statistics", 401),
        ("GET", "/openapi.json", 200),
    ],
)
def test_whatever_is_asked_first_is_there(sqlite_databases: Databases, method: str, path: str, status: int) -> None:
    """A server begins without most routes; the first request for one of them must not notice."""
    service = service_on(sqlite_databases.demo())
    app = wire(service, whole=False)
    client = TestClient(served(app), follow_redirects=False)
    assert client.get("/v1/rankings/2026").status_code == client.get("/healthz").status_code == 200
    assert not app.state.is_whole
    answer = client.request(method, path)
    assert (answer.status_code, app.state.is_whole) == (status, True)
    if path == "/openapi.json":
        assert answer.json() == json.loads((ROOT / "openapi" / "openapi.json").read_text("utf-8"))
    service.database.engine.dispose()
