"""The console command as scripts use it: what it prints, and its exit codes."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli.main import app
from app.services.demo import FOLDER
from app.settings import RENAMED
from tests.conftest import Databases
from tests.support import processes

COMMAND = str(Path(sys.executable).parent / "tthc766")
Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TTHC766_")}
    return kept | {"TTHC766_DATABASE_URL": url}


@pytest.fixture(scope="module")
def url(sqlite_databases: Databases) -> str:
    return sqlite_databases.demo()


@pytest.fixture(scope="module")
def run(url: str) -> Run:
    def run(*arguments: str, database: str = url) -> subprocess.CompletedProcess[str]:
        return processes.run(database, *arguments, key_secret="")

    return run


def test_from_an_empty_folder_to_a_ranking(run: Run, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/new/tthc766.db"
    early = run("demo", database=database)
    assert (early.returncode, early.stdout) == (3, "")
    assert "tthc766 migrate" in early.stderr
    assert re.fullmatch(r"\d{4}\n", run("migrate", database=database).stdout)
    first, second = run("demo", database=database), run("demo", database=database)
    assert (first.returncode, second.returncode) == (0, 0)
    once = re.search(r"Khóa đầu tiên, 30 ngày / First key, 30 days: tthc766_[0-9a-f]{12}_[\w-]{43}\n", first.stdout)
    assert once, "the first key for the desk"
    assert first.stdout.replace(once[0], "") == second.stdout
    assert "Bàn làm việc / Desk: http://127.0.0.1:8000/ban-lam-viec\n" in second.stdout
    told = first.stderr.splitlines()
    assert "Nạp số liệu đi kèm / Loading bundled figures: 2026-provinces-statistics.json: 1224" in told
    assert all(line.startswith("Nạp số liệu đi kèm / ") for line in told)  # no line of the log between the figures
    assert second.stderr == ""
    assert re.search(r" 1 +H20 +Đồng Tháp +68\.80 +11\.46 +17\.69 +8\.84 +6\.42 +9\.72 +14\.67", first.stdout)
    assert re.search(r"Trung bình / Average +62\.59 +10\.46 +17\.56 +8\.24 +6\.48 +9\.61 +10\.24", first.stdout)
    assert "keys create" in first.stdout


def test_rank(run: Run) -> None:
    found = run("rank", "2026-Q3", "--cohort", "H44.departments", "--by", "DOSSIER_ON_TIME")
    assert found.returncode == 0
    assert "12/12 được xếp hạng / ranked" in found.stdout
    assert "Sở Xây dựng - Tỉnh Phú Thọ" in found.stdout
    for arguments in (("rank", "2026-13"), ("rank", "2026", "--by", "X"), ("rank", "2026", "--as-of", "soon")):
        refused = run(*arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr


def test_robustness(run: Run) -> None:
    found = run("robustness", "2026")
    assert found.returncode == 0
    assert re.search(r" 28 +Hưng Yên +59\.63 +0\.11 +15 PAYMENT_PROCEDURE_USED +0\.01 +28 +27–30", found.stdout)
    assert "no confidence" in found.stdout
    table = run("robustness", "2026", "--agency", "H31", "--csv").stdout.splitlines()
    assert (len(table), table[1].startswith("28,H31,Hưng Yên,59.63,")) == (2, True)
    for arguments in (("--draws", "999"), ("--seed=-1",), ("--agency", "H44.01")):
        refused = run("robustness", "2026", *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr


def test_names_are_printed_as_they_are(sqlite_databases: Databases, tmp_path: Path) -> None:
    """Brackets in data are no markup, and a terminal without Vietnamese is no accident."""
    database = sqlite_databases.demo()
    odd = tmp_path / "odd.csv"
    odd.write_text("code,name,level\nH44.99,Sở [/b] [red]Y tế,department\n", "utf-8")
    environ = environment(database)
    load = [COMMAND, "load", str(odd), "--kind", "agencies"]
    subprocess.run(load, env=environ, capture_output=True, timeout=60, check=True)
    rank = [COMMAND, "rank", "2026-Q3", "--cohort", "H44.departments"]
    assert (
        "Sở [/b] [red]Y tế"
        in subprocess.run(rank, env=environ, capture_output=True, timeout=60, check=True).stdout.decode()
    )
    ascii_only = environ | {"PYTHONIOENCODING": "ascii"}
    assert b"S? [/b]" in subprocess.run(rank, env=ascii_only, capture_output=True, timeout=60, check=True).stdout


def test_score_with_its_trace(run: Run) -> None:
    found = run("score", "2026-Q3", "H44", "--trace").stdout
    assert "TDGQ Tiến độ giải quyết: 17.35 / 20" in found
    assert "percent: 100 x 403016 / 464494, half up to 2 decimals = 86.76" in found
    assert "dossiers_on_time = 403016 (H44, submission" in found
    assert "(granted)" in found
    assert run("score", "2026", "H99").returncode == 1


def test_a_score_says_what_it_was_derived_from(run: Run, sqlite_databases: Databases, tmp_path: Path) -> None:
    database = sqlite_databases.demo()
    months = tmp_path / "months.csv"
    none = (
        "procedures_published",
        "procedures_updated_on_time",
        "procedures_to_update",
        "procedures_published_on_time",
    )
    content = ("procedures_public", "procedures_with_full_content")
    rows = "".join(f"H31,2026-0{number},10,9,1,1,,,,,,\n" for number in (7, 8, 9)) + "H31,2026-Q3,,,,,0,0,0,0,0,0\n"
    head = ("dossiers_to_sync", "dossiers_synced", "petitions_to_process", "petitions_on_time", *none, *content)
    months.write_text(f"agency,period,{','.join(head)}\n{rows}", "utf-8")
    assert run("load", str(months), database=database).returncode == 0
    found = run("score", "2026-Q3", "H31", "--trace", "--as-of", "2027-01-01", database=database).stdout
    lines = [line.strip(" │├└─") for line in found.splitlines()]
    group = next(line for line in lines if line.startswith("CKMB "))
    assert "5.40 / 18, computed" in group
    assert group.endswith("with derived counts")
    assert any(line.endswith("derived from months 2026-07..2026-09") for line in lines)
    assert any(line.endswith(", not derived: months_reassessed") for line in lines)
    assert "dossiers_to_sync = 30 (H31, derived)" in lines
    assert "derived: dossiers_to_sync = 10 + 10 + 10 (months 2026-07, 2026-08, 2026-09) = 30" in lines


def test_load(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_text("agency,dossiers_received,dossiers_on_time\nH31,10,9\n", "utf-8")
    loaded = run("load", str(good), "--period", "2026-09", "--source", "thử")
    assert (loaded.returncode, loaded.stdout) == (0, "submission 8: 1 rows, 2 figures\n")
    assert "dry run" in run("load", str(good), "--period", "2026-09", "--dry-run").stdout
    bad = tmp_path / "bad.csv"
    bad.write_text("agency,dossiers_received\nH31,1.234\n", "utf-8")
    refused = run("load", str(bad), "--period", "2026-09")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "dòng 2 dossiers_received: 1.234 có thể hiểu hai cách" in refused.stderr
    results = FOLDER / "2025-02-hung-yen-official-results.json"
    assert run("load", str(results), "--kind", "official-results").returncode == 0
    agencies = FOLDER / "2026-phu-tho-agencies.json"
    assert run("load", str(agencies), "--kind", "agencies").stdout == "submission 11: 12 rows, 0 figures\n"
    assert run("load", str(tmp_path / "none.csv")).returncode == 2
    odd = tmp_path / "odd.txt"
    odd.write_text("x", "utf-8")
    assert run("load", str(odd)).returncode == 2


def test_keys(run: Run) -> None:
    made = run("keys", "create", "--agency", "H44", "--scope", "statistics:write", "--note", "thử")
    token = made.stdout.strip()
    id_ = token.split("_")[1]
    assert re.fullmatch(r"tthc766_[0-9a-f]{12}_[\w-]{43}", token)
    listed = run("keys", "list").stdout
    assert id_ in listed
    assert token not in listed
    assert run("keys", "revoke", id_).returncode == 0
    assert run("keys", "revoke", id_).returncode == 1
    assert run("keys", "create", "--agency", "H99", "--scope", "admin").returncode == 1
    assert run("keys", "create", "--agency", "x", "--scope", "admin").returncode == 1
    assert run("keys", "create", "--agency", "H44", "--scope", "everything").returncode == 2


def test_keys_that_expire_and_rotate(sqlite_databases: Databases) -> None:
    environ = {"TTHC766_DATABASE_URL": sqlite_databases.migrated(), "COLUMNS": "160"}

    def keys(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["keys", *arguments], env=environ)

    made = keys("create", "--agency", "H44", "--scope", "statistics:write", "--days", "90")
    assert (made.exit_code, "hết hạn / expires" in made.stderr) == (0, True)
    day = keys("create", "--scope", "admin", "--expires", "2101-01-31", "--note", "năm")
    assert "2101-01-31 23:59+07:00" in day.stderr
    id_ = made.stdout.split("_")[1]
    rotated = keys("rotate", f"tthc766_{id_}", "--overlap-hours", "48")
    assert rotated.exit_code == 0
    assert re.fullmatch(r"tthc766_[0-9a-f]{12}_[\w-]{43}\n", rotated.stdout)
    assert f"{id_}: hết hạn / expires" in rotated.stderr
    listed = keys("list").stdout
    assert re.search(r"Key +State +Agency +Scopes +Note +Created +Expires +Last used +Revoked", listed)
    assert [rotated.stdout.strip() in listed, made.stdout.strip() in listed] == [False, False]
    assert len(re.findall(r"^ *tthc766_[0-9a-f]{12} +active +(?:H44|\*) ", listed, re.MULTILINE)) == 3
    revoked, new = keys("revoke", f"tthc766_{id_}"), rotated.stdout.split("_")[1]
    assert (revoked.exit_code, f"Its line goes on, with its webhooks: tthc766_{new}" in revoked.stderr) == (0, True)
    assert re.search(rf"tthc766_{id_} +revoked ", keys("list").stdout)
    assert "Webhooks that ended: –; stored answers deleted: 0" in keys("revoke", new).stderr
    assert keys("rotate", id_).exit_code == 1
    past = keys("create", "--scope", "admin", "--expires", "2020-01-01")
    assert (past.exit_code, "đã qua" in past.stderr, past.stdout) == (1, True, "")
    assert keys("create", "--scope", "admin", "--expires", "soon").exit_code == 1
    assert keys("create", "--scope", "admin", "--expires", "2101-01-31", "--days", "3").exit_code == 2


def test_the_secret_file_is_only_for_its_owner(run: Run, url: str) -> None:
    run("keys", "create", "--scope", "admin")
    path = Path(url.removeprefix("sqlite:///") + ".secret")
    assert (path.stat().st_mode & 0o777, len(path.read_bytes())) == (0o600, 64)


def test_what_is_not_ready(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = run("rank", "2026", database="mysql://x:GEHEIM@y/z")
    assert (secret.returncode, "GEHEIM" in secret.stderr) == (3, False)
    assert run("rank", "2026", database="postgresql://u:p@h:port/x").returncode == 3
    assert run("rank", "2026", database="postgresql://nobody@127.0.0.1:1/nothing").returncode == 3
    assert run("rank", "2026", database="sqlite:////dev/null/x.db").returncode == 3
    bad = tmp_path / "bad.yaml"
    bad.write_text("series: x\nnonsense: 1\n", "utf-8")
    environ = environment(f"sqlite:///{tmp_path}/x.db") | {"TTHC766_SCORECARDS": str(tmp_path)}
    refused = subprocess.run([COMMAND, "serve"], env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 3
    assert f"{bad}:" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_settings_that_contradict_each_other_are_refused_in_one_sentence(url: str) -> None:
    environ = environment(url) | {"TTHC766_PUBLIC_URL": "https://a.example/x", "TTHC766_ROOT_PATH": "/y"}
    refused = subprocess.run([COMMAND, "serve"], env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr.splitlines() == [
        "TTHC766_ROOT_PATH: TTHC766_PUBLIC_URL has the path /x: set the same one, or only that address"
    ]


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
@pytest.mark.parametrize("command", [["serve"], ["rank", "2026"]])
def test_a_setting_under_its_old_name_stops_the_start(url: str, command: list[str], old: str, new: str) -> None:
    environ = environment(url) | {old: "1"}
    refused = subprocess.run([COMMAND, *command], env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr.splitlines() == [
        f"{old} đã đổi tên thành {new}: hãy đặt lại theo tên mới.",
        f"{old} has been renamed to {new}: set it under the new name.",
    ]
    empty = subprocess.run(
        [COMMAND, "rank", "2026"], env=environ | {old: ""}, capture_output=True, timeout=60, check=False
    )
    assert empty.returncode == 0  # as if it were not there


def test_postgresql_needs_a_secret(postgresql_databases: Databases) -> None:
    environ = environment(postgresql_databases.migrated())
    refused = subprocess.run([COMMAND, "serve"], env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 3
    assert "TTHC766_KEY_SECRET" in refused.stderr


def test_a_command_logs_what_it_did_where_a_level_is_set(sqlite_databases: Databases) -> None:
    """Whoever ships the log as an anchor of the audit trail; whoever reads the command's output gets that alone."""
    url = sqlite_databases.migrated()
    asked = ("keys", "create", "--scope", "statistics:write")
    quiet, told = processes.run(url, *asked), processes.run(url, *asked, log_level="info")
    assert "audit" not in quiet.stderr
    assert '"event": "audit"' in told.stderr


@pytest.mark.parametrize(
    "command",
    ["", "serve", "migrate", "demo", "load", "rank", "score", "openapi", "deliver", "keys", "keys create", "keys list"],
)
def test_help(command: str) -> None:
    found = CliRunner().invoke(app, [*command.split(), "--help"])
    assert (found.exit_code, "Usage" in found.stdout) == (0, True)


def help_texts(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """The help of a command and of its options and arguments, and of the commands below it."""
    yield name, command.help or ""
    for each in command.params:
        yield f"{name} {each.name}", getattr(each, "help", None) or ""
    for below, each in getattr(command, "commands", {}).items():
        yield from help_texts(each, f"{name} {below}")


def test_help_is_in_vietnamese_and_english() -> None:
    found = dict(help_texts(typer.main.get_command(app), "tthc766"))
    assert {"tthc766 keys create", "tthc766 keys create scope", "tthc766 rank period"} < set(found)
    for name, text in found.items():
        vietnamese, _, english = text.partition(" / ")
        assert re.search("[ạ-ỹđàáâãèéêìíòóôõùúýăĩũơư]", vietnamese), name
        assert re.search("[a-z]", english), name


def test_wrong_usage(run: Run) -> None:
    assert run("nonsense").returncode == 2


@pytest.fixture
def served(url: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a real server process on the bundled figures."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [COMMAND, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment(url), stderr=subprocess.PIPE, text=True) as process:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            client.get(f"{address}/healthz")
        yield address, process
        process.kill()


def test_serve_and_stop(served: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = served
    assert httpx.get(f"{address}/v1/averages/2026").json()["total"] == 62.59
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)
    events = [json.loads(line) for line in log.splitlines()]
    request = next(event for event in events if event.get("path") == "/v1/averages/2026")
    assert request["status"] == 200
    assert len(request["request_id"]) == 32
    assert process.returncode in (0, -signal.SIGTERM)


def test_editions(sqlite_databases: Databases, run: Run) -> None:
    database = sqlite_databases.demo()
    unsure = run("editions", "publish", "2026", database=database)
    assert (unsure.returncode, "1. Đồng Tháp: 68.80" in unsure.stdout) == (1, True)
    made = run("editions", "publish", "2026", "--yes", database=database)
    digest = re.search(r"^edition 1: (sha256:[0-9a-f]{64})\nTrang / Page: /editions/1\n\Z", made.stdout, re.MULTILINE)
    assert digest
    again = run("editions", "publish", "2026", "--yes", database=database)
    assert (again.returncode, "thay thế bản 1" in again.stderr) == (1, True)
    corrected = ("editions", "publish", "2026", "--yes", "--replaces", "1", "--reason", "thử", "--as-of", "2026-10-20")
    assert run(*corrected, database=database).returncode == 0
    unranked = run("editions", "publish", "2026-08", "--yes", database=database)
    assert (unranked.returncode, unranked.stdout) == (1, "")
    withdrawn = run("editions", "withdraw", "2", "--reason", "nhầm", "--yes", database=database)
    assert (withdrawn.returncode, "Đã rút / Withdrawn: 2" in withdrawn.stdout) == (0, True)
    listed = run("editions", "list", database=database).stdout
    assert all(each in listed for each in ("2026", "provinces", digest[1]))
    assert re.search(
        r"^ *2 .* 1 +[0-9]{2}/[0-9]{2}/2026 .* sha256:[0-9a-f]{64} *$", listed, re.MULTILINE
    )  # whole, though this is no terminal
    assert run("editions", "verify", database=database).stdout == "ok\n"
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE edition SET document = (SELECT document FROM edition WHERE id = 1) WHERE id = 2")
    found = run("editions", "verify", database=database)
    assert (found.returncode, "2" in found.stderr, found.stdout) == (1, True, "")


def test_targets(run: Run) -> None:
    found = run("targets", "2026", "H31", "--rank", "27")
    assert found.returncode == 0, found.stderr
    assert "rank 27 = 59.74, còn thiếu / missing 0.11" in found.stdout
    assert re.search(r"59\.74, .* level with Sơn La +PAYMENT_PROCEDURE_USED +15 +\+0\.11", found.stdout)
    assert re.search(r"59\.75, .* passes Sơn La +PAYMENT_PROCEDURE_USED +17 +\+0\.12", found.stdout)
    assert found.stdout.count("PUBLISH_ON_TIME ") == 1, "what passes at once is told once"
    unreached = run("targets", "2026", "H31", "--score", "80", "--levers", "papers")
    assert "không đạt, cao nhất / not reached, at most 64.55" in unreached.stdout
    table = run("targets", "2026", "H31", "--average", "--by", "MDSH", "--levers", "recoverable", "--csv")
    assert table.stdout.splitlines()[1].split(",")[11:15:3] == ["CITIZEN_DATA_CONNECTED_FORMALITY", "74"]
    refused = run("targets", "2026", "H31")
    assert (refused.returncode, "one target" in refused.stderr) == (1, True)
