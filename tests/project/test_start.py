"""What a process imports at its start: all that it serves, so that a broken module stops it, and nothing rare."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.support.processes import PATIENCE, environment, free_port, run

ROOT = Path(__file__).parents[2]
# Large libraries that few requests, commands or databases need: they are imported where they are used.
RARE = {
    "alembic", "docx", "docxtpl", "duckdb", "ibis", "lxml", "mako", "openpyxl", "playwright", "psycopg", "pyarrow",
    "pyspark", "rdflib", "tenacity",
}  # fmt: skip
# What serving needs and commands do not.
WEB = {"babel", "cattrs", "fastapi", "feedgenerator", "httpcore", "httpx", "jinja2", "pysvgchart", "uvicorn"}
BREAKS = """\
import importlib.abc, sys

class Breaking(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            raise ImportError("broken on purpose")

sys.meta_path.insert(0, Breaking())
sys.argv[1:] = ["serve", "--port", "{port}"]
from app.cli.main import app
app()
"""


def python(program: str, url: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-c", program)
    return subprocess.run(
        command, cwd=ROOT, env=environment(url), check=False, capture_output=True, text=True, timeout=PATIENCE
    )


def imported(program: str, url: str) -> set[str]:
    """The packages that a program has imported at its end, in a process of its own; of our own, the modules."""
    done = python(program + "; import json, sys; sys.stderr.write(json.dumps(list(sys.modules)))", url)
    assert done.returncode == 0, done.stderr
    modules = json.loads(done.stderr.splitlines()[-1])
    return {name if name.startswith("app.") else name.partition(".")[0] for name in modules}


@pytest.mark.parametrize("module", ["app.api.routes.webhooks", "app.api.routes.portal", "app.web.responses"])
def test_a_broken_module_stops_the_server_at_its_start(sqlite_databases: Databases, module: str) -> None:
    done = python(BREAKS.format(module=module, port=free_port()), sqlite_databases.demo())
    assert (done.returncode, "broken on purpose" in done.stderr) == (1, True)
    assert "Started server process" not in done.stderr


def test_to_serve_nothing_rare_is_imported(sqlite_databases: Databases) -> None:
    found = imported("import app.cli.main; from app.main import create_app; create_app()", sqlite_databases.demo())
    assert not found & RARE
    assert found >= WEB - {"uvicorn"} | {"sqlalchemy"}, "or else this looks at nothing"


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["--help"], RARE | WEB | {"pydantic_settings", "sqlalchemy", "starlette", "structlog", "yaml"}),
        (["keys", "list"], RARE | WEB),
        (["rank", "2026"], RARE | WEB),
    ],
    ids=["help", "keys", "rank"],
)
def test_a_command_imports_only_its_own(sqlite_databases: Databases, arguments: list[str], spared: set[str]) -> None:
    command = f"import sys; sys.argv[1:] = {arguments}; from app.cli.main import app; app(standalone_mode=False)"
    assert not imported(command, sqlite_databases.demo()) & spared


def test_a_month_that_was_counted_is_shown_without_the_engines(sqlite_databases: Databases) -> None:
    url = sqlite_databases.demo()
    assert run(url, "demo").returncode == 0
    command = "import sys; sys.argv[1:] = ['demo']; from app.cli.main import app; app(standalone_mode=False)"
    assert not imported(command, url) & (RARE | WEB)
