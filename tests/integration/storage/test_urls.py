"""Addresses of databases: which are taken, which are refused without a word of what is in them, and what they ask."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from app.domain.errors import Refusal
from app.domain.messages import CATALOG
from app.services import registers
from app.storage.database import Database
from app.storage.pg_settings import asked_for
from app.storage.urls import parse_url
from tests.conftest import Client, Databases
from tests.support.processes import ROOT, environment

# Address, then password, host and database as they are read.
TAKEN = [
    ("postgresql://tthc766:word@db.example/tthc766", "word", "db.example", "tthc766"),
    ("postgresql+psycopg://tthc766:word@db.example:5433/tthc766", "word", "db.example", "tthc766"),
    ("postgres://tthc766:word@db.example/tthc766", "word", "db.example", "tthc766"),
    ("postgresql://tthc766:a%2Fb%40c%23d%3Fe%25f%3Ag@db.example/tthc766", "a/b@c#d?e%f:g", "db.example", "tthc766"),
    ("postgresql://tthc766:mật:khẩu+=&;!~@db.example/tthc766", "mật:khẩu+=&;!~", "db.example", "tthc766"),
    ("postgresql://tthc766:word@[::1]:5432/tthc766", "word", "::1", "tthc766"),
    (
        "postgresql://tthc766:word@/tthc766?host=db1:5432&host=db2:5432&target_session_attrs=any",
        "word",
        None,
        "tthc766",
    ),
    ("postgresql://tthc766@/tthc766?host=/var/run/postgresql", None, None, "tthc766"),
    ("postgresql://tthc766:word@db.example/tthc766?options=-c%20search_path%3Dx", "word", "db.example", "tthc766"),
    ("postgresql://", None, None, None),
    ("sqlite:///var/tthc766.db", None, None, "var/tthc766.db"),
    ("sqlite:////var/lib/hồ sơ/#1 50%.db", None, None, "/var/lib/hồ sơ/#1 50%.db"),
]
SECRET = "Tr0ub4dor"
REFUSED = [
    f"postgresql://tthc766:{SECRET}@db.example/tthc766\r",
    f"postgresql://tthc766:{SECRET}@db.example/tthc766\n",
    f"postgresql://tthc766:{SECRET}\x00@db.example/tthc766",
    f"postgresql://tthc766:{SECRET}@db.example/tthc766 ",
    f" postgresql://tthc766:{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:{SECRET}/x@db.example/tthc766",
    f"postgresql://tthc766:x/{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:5432/{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:x@{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:x@{SECRET}/x@db.example/tthc766",
    f"postgresql://tthc766:x#{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:5432#{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:5432?{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:x%{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:[{SECRET}@db.example/tthc766",
    f"postgresql://tthc766:x@db.example:{SECRET}/tthc766",
    f"postgresql://tthc766:x@db.example/tthc766#{SECRET}",
    f"mysql://tthc766:{SECRET}@db.example/tthc766",
    f"{SECRET}",
    f"sqlite:///{SECRET}.db\r",
    f"sqlite:///{SECRET}.db\x85",
    f"sqlite:///{SECRET}.db ",
    f"sqlite:///{SECRET}.db?mode=ro",
    f"sqlite:///what?/{SECRET}.db",
    f"sqlite://{SECRET}.db",
]


@pytest.mark.parametrize(("text", "password", "host", "database"), TAKEN)
def test_taken(text: str, password: str | None, host: str | None, database: str | None) -> None:
    url = parse_url(text)
    assert (url.password, url.host, url.database) == (password, host, database)
    assert url.drivername in ("sqlite", "postgresql+psycopg")


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(Refusal, match="database_url_invalid") as caught:
        parse_url(text)
    assert caught.value.params == {}
    assert CATALOG["database_url_invalid"].not_ready


@pytest.mark.parametrize("name", ["TTHC766_DATABASE_URL", "TTHC766_DATABASE_REPLICA_URL"])
def test_the_command_says_so_and_nothing_of_the_address(name: str, tmp_path: Path) -> None:
    addresses = [each for each in REFUSED if "\x00" not in each]  # no environment can hold that
    script = (
        "import json, os, sys\nfrom typer.testing import CliRunner\nfrom app.cli.main import app\n"
        f"made = [CliRunner().invoke(app, ['migrate'], env={{{name!r}: each}}) for each in json.load(sys.stdin)]\n"
        "print(json.dumps([(each.exit_code, each.output) for each in made]))"
    )
    kept = environment("postgresql://nobody@127.0.0.1:1/nothing") | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(addresses), cwd=tmp_path, env=kept, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert [code for code, _ in told] == [3] * len(addresses)
    assert [text for _, text in told if SECRET in text or "Traceback" in text] == []
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environment_", "query", "found"),
    [
        ("", "", {}),
        ("-c search_path=a", "", {"search_path": "a"}),
        ("", "?options=-csearch_path%3Da,b%20--work-mem%3D4MB", {"search_path": "a,b", "work_mem": "4MB"}),
        (r"-c search_path=\"A\"\ b,\ c", "", {"search_path": '"A" b, c'}),
        ("-c search_path=a -c geqo=off", "?options=-c%20search_path%3Db", {"search_path": "b", "geqo": "off"}),
        ("", "?search_path=a&role=b&application_name=c", {"search_path": "a", "role": "b"}),
        ("-c Statement_Timeout=10s", "", {"statement_timeout": "10s"}),
    ],
)
def test_settings_that_are_asked_for(
    environment_: str, query: str, found: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", environment_)
    assert asked_for(make_url(f"postgresql://h/d{query}")) == found


@pytest.mark.parametrize("options", ["-S 4MB", "-c", "-c x", "-e", "x=1", "-c default_transaction_read_only=on", "\\"])
def test_options_that_no_transaction_can_have(options: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", options)
    with pytest.raises(Refusal, match="database_options_invalid"):
        Database("postgresql://127.0.0.1:1/nothing")
    Database("sqlite:///nothing.db")  # it has no such thing


def test_a_schema_of_its_own(postgresql_databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = postgresql_databases.empty()
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "của Tỉnh"')
    monkeypatch.setenv("PGOPTIONS", r'-c search_path="của\ Tỉnh" -c statement_timeout=77s')
    client = Client.on(f"{plain}{'&' if '?' in plain else '?'}options=-c%20lock_timeout%3D7s")
    registers.migrate(client.service.database, client.service.registers)
    row = {"agency": "H31", "measures": {"dossiers_received": 4, "dossiers_on_time": 3}}
    body = {"period": "2026-09", "statistics": [row]}
    assert client.post("/v1/statistics", json=body, headers=client.key()).status_code == 201
    assert client.get("/v1/scores/2026-09/H31").status_code == 200
    with client.service.database.writing() as connection:
        shown = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
        assert connection.exec_driver_sql(shown).one() == ("77s", "7s")
    with psycopg.connect(plain) as direct:
        tables = "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|information)'"
        assert direct.execute(tables).fetchall() == [("của Tỉnh",)]
        assert direct.execute('SELECT count(*) FROM "của Tỉnh".statistic').fetchone() == (2,)
    client.service.database.engine.dispose()
