"""The plain ``alembic`` command, and what steps back do to a database that has rows everywhere."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from io import StringIO
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, func, inspect, select

from app.services import registers
from app.services.context import AppContext
from app.storage.database import alembic_config
from app.storage.tables import metadata
from tests.conftest import NOW, Databases, service_on
from tests.support.processes import ROOT, environment

VALUES: dict[type, Any] = {int: 1, str: "x", bytes: b"x", bool: True, datetime: NOW, date: NOW.date()}


@pytest.fixture
def empty(databases: Databases) -> Iterator[AppContext]:
    made = service_on(databases.empty())
    yield made
    made.database.engine.dispose()


def alembic(service: AppContext, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT, env=environment(service.settings.database_url), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def test_by_hand(empty: AppContext) -> None:
    done = alembic(empty, "upgrade", "head")
    assert (done.returncode, done.stderr) == (0, "")
    command.check(alembic_config(empty.database))
    registers.migrate(empty.database, empty.registers)
    back = alembic(empty, "downgrade", "-1")
    assert (back.returncode, back.stderr) == (0, "")


def test_as_sql(empty: AppContext) -> None:
    done = alembic(empty, "upgrade", "head", "--sql")
    assert (done.returncode, done.stderr) == (0, "")
    if empty.database.is_sqlite:
        file = empty.database.url.database
        assert not inspect(empty.database.engine).get_table_names()
        with closing(sqlite3.connect(file or "")) as database:
            database.executescript(done.stdout)
    else:
        with psycopg.connect(empty.settings.database_url, autocommit=True) as server:
            server.execute(done.stdout.encode())
    command.check(alembic_config(empty.database))
    assert set(inspect(empty.database.engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    registers.migrate(empty.database, empty.registers)


def test_what_needs_rows_is_not_written_as_sql(empty: AppContext) -> None:
    done = alembic(empty, "upgrade", "0007:head", "--sql")
    assert done.returncode != 0
    assert "upgrade to it without --sql" in done.stderr + done.stdout


def test_steps_back_name_all_that_they_drop_and_keep_the_rest(empty: AppContext) -> None:
    """Whatever tables there are: each has a row with a value in every column."""
    config = alembic_config(empty.database)
    command.upgrade(config, "head")
    fill(empty)
    before = contents(empty)
    assert set(before) > set(metadata.tables)
    assert [name for name, number in before.items() if number != 1] == []
    newest_first = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    for revision in [*newest_first[1:], "base"]:
        config.stdout = StringIO()
        command.downgrade(config, revision)
        after = contents(empty)
        gone = {name for name in before if after.get(name) != before[name]}
        tables = {name for name in gone if "." not in name}
        named = tables | {name for name in gone if name.partition(".")[0] not in tables}
        told = config.stdout.getvalue().splitlines()
        assert {line.partition(":")[0] for line in told} == named, revision
        assert all(" / dropped: 1 " in line for line in told)
        before = after
    assert before == {}
    command.upgrade(config, "head")
    command.check(config)
    registers.migrate(empty.database, empty.registers)


def test_rows_that_no_step_back_drops_survive_it(empty: AppContext) -> None:
    config = alembic_config(empty.database)
    command.upgrade(config, "head")
    fill(empty)
    before = contents(empty)
    config.stdout = StringIO()
    command.downgrade(config, "0001")
    kept = contents(empty)
    assert set(kept) >= {"agency", "api_key", "submission", "statistic", "official_result", "submission_period"}
    command.upgrade(config, "head")
    after = contents(empty)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def fill(service: AppContext) -> None:
    present = MetaData()
    with service.database.writing() as connection:
        present.reflect(connection)
        for table in present.sorted_tables:
            if table.name != "alembic_version":
                row = {each.name: VALUES.get(each.type.python_type, []) for each in table.columns}
                connection.execute(table.insert().values(row))


def contents(service: AppContext) -> dict[str, int]:
    """How many rows each table has, and how many values each of its columns."""
    found: dict[str, int] = {}
    present = MetaData()
    with service.database.view() as connection:
        present.reflect(connection)
        for table in present.sorted_tables:
            if table.name != "alembic_version":
                found[table.name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
                for column in table.columns:
                    query = select(func.count(column))
                    found[f"{table.name}.{column.name}"] = connection.execute(query).scalar_one()
    return found
