"""``tthc766 audit`` as scripts use it."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.integration.cli.test_commands import Run, run, url

__all__ = ["run", "url"]


@pytest.fixture
def database(sqlite_databases: Databases, run: Run) -> str:
    """The bundled figures, sealed by a service with the secret beside the file."""
    found = f"sqlite:///{sqlite_databases.folder}/audited-{len(list(sqlite_databases.folder.iterdir()))}.db"
    assert run("migrate", database=found).returncode == 0
    assert run("demo", database=found).returncode == 0
    return found


def test_from_a_whole_trail_to_a_broken_one(run: Run, database: str) -> None:
    whole = run("audit", "verify", database=database)
    assert (whole.returncode, whole.stderr) == (0, "")
    counted, head, ok = whole.stdout.splitlines()
    assert re.fullmatch(r"9 mục / entries, \S+ – \S+", counted)
    assert re.fullmatch(r"9:[0-9a-f]{64}", head)
    assert ok == "ok"
    assert run("audit", "head", database=database).stdout == f"{head}\n"
    assert run("audit", "verify", "--expect", head, database=database).returncode == 0
    shown = run("audit", "show", "--limit", "3", database=database).stdout
    assert [line.split()[0] for line in shown.splitlines() if line.strip()[:1].isdigit()] == ["9", "8", "7"]
    assert "submission.accepted" in shown
    assert "agencies.registered" in run("audit", "show", "--before", "3", database=database).stdout
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE statistic SET value = value + 1 WHERE submission_id = 2")
        connection.execute("UPDATE agency SET statistical_code = 'x' WHERE code = 'H31'")
    broken = run("audit", "verify", "--expect", f"10{head[1:]}", database=database)
    assert (broken.returncode, broken.stdout.splitlines()[1]) == (1, head)
    assert "submission/2: 2025-02 H31 statistics đã bị sửa sau mục 3." in broken.stderr
    assert "agency/H31: record was changed after entry 1." in broken.stderr
    assert "Entry 10: is missing" in broken.stderr


def test_the_secret_that_was_lost(run: Run, database: str) -> None:
    Path(f"{database.removeprefix('sqlite:///')}.secret").unlink()
    found = run("audit", "verify", database=database)
    assert (found.returncode, "TTHC766_KEY_SECRET" in found.stderr) == (1, True)


def test_what_is_no_anchor_and_no_database(run: Run, database: str, tmp_path: Path) -> None:
    for wrong in ("8", "8:x", f"0:{'0' * 64}", f"8:{'A' * 64}"):
        assert run("audit", "verify", "--expect", wrong, database=database).returncode == 2
    assert run("audit", "verify", database=f"sqlite:///{tmp_path}/empty.db").returncode == 3
