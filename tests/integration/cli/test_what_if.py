"""What a score would take, at a terminal. The day is set by ``--known-at``: the bundled figures' year ends one day."""

import csv
import io
from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import app
from tests.conftest import NOW, Databases

DAY = (NOW + timedelta(days=1)).date().isoformat()


@pytest.fixture(scope="module")
def url(sqlite_databases: Databases) -> str:
    return sqlite_databases.demo()


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"TTHC766_DATABASE_URL": url, "TTHC766_LOG_LEVEL": "error"})


def line_of(text: str, code: str) -> list[str]:
    (line,) = (line for line in text.splitlines() if line.strip().startswith(code))
    return line.split()


def test_next_steps_with_what_is_too_late_in_brackets(url: str) -> None:
    told = run(url, "opportunities", "2026", "H31", "--known-at", DAY).stdout
    assert "H31 Hưng Yên, 2026: 59.63 / 100.00" in told
    line = line_of(told, "DOSSIER_ON_TIME")
    assert line[1:10] == ["17.43", "/", "20", "2.57", "(15)", "112", "(61815)", "247257188", "0.041424"]
    assert "thiếu số liệu / missing" in told
    assert "In brackets: no longer possible" in told


def test_next_steps_after_the_end(url: str) -> None:
    told = run(url, "opportunities", "2026-Q3", "H44.45").stdout
    assert "it would have taken" in told
    assert line_of(told, "DOSSIER_ON_TIME")[5:7] == ["(13)", "(39)"]


def test_tables(url: str) -> None:
    steps, pace = (
        list(csv.DictReader(io.StringIO(run(url, *asked, "2026", "H31", "--known-at", DAY, "--csv").stdout)))
        for asked in (("opportunities", "--gain", "0.02", "--sort", "scorecard"), ("pace", "--by", "DOSSIER_ON_TIME"))
    )
    assert [each["code"] for each in steps][4] == "DOSSIER_ON_TIME"
    assert steps[4]["next_converted"] == "256"
    assert [each["share"] for each in pace] == ["89.86", "144.17"]


def test_pace(url: str) -> None:
    told = run(url, "pace", "2026", "H31", "--known-at", DAY).stdout
    assert "không thể đạt / out of reach (≤ 18.01)" in told
    assert "chắc chắn đạt / safe (≥ 0.76)" in told
    assert line_of(told, "ONLINE_DOSSIER_SHARE")[1] == "–"
    asked = ("--by", "DOSSIER_ON_TIME", "--score", "18", "--expected", "139896")
    assert "99.65" in run(url, "pace", "2026", "H31", "--known-at", DAY, *asked).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("pace", "2026-Q3", "H44"), "nothing is left to pace"),
        (("pace", "2026", "H31", "--score", "17", "--known-at", DAY), "needs by="),
        (("opportunities", "2026", "H31", "--gain", "0"), "are no gain"),
    ],
)
def test_what_is_refused(url: str, arguments: tuple[str, ...], told: str) -> None:
    result = run(url, *arguments)
    assert result.exit_code == 1
    assert told in result.stderr
