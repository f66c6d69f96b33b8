"""The documents: their links lead somewhere, their examples are what happens."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from app.cli.main import app
from app.domain.office_texts import CLAUSE, COHORT, CORRECTION, COVER, LETTER, LINE, TASK
from app.readers.files.office_entries import OfficeFile
from app.readers.files.offices import read_offices
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED as SCORECARDS
from app.readers.files.scorecards import read_scorecards
from tests.conftest import Databases
from tests.integration.cli.test_commands import environment, served, url
from tests.support.processes import free_port

__all__ = ["served", "url"]

ROOT = Path(__file__).parents[2]
DOCUMENTS = [path for path in ROOT.rglob("*.md") if ".venv" not in path.parts and ".pytest_cache" not in path.parts]


def anchors(text: str) -> set[str]:
    """What a link can name after `#`: the headings as GitHub makes anchors of them, a second equal one with `-1`."""
    made: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#{1,6} (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        anchor = re.sub(r"[^\w\- ]", "", shown).replace(" ", "-")
        found.add(f"{anchor}-{made[anchor]}" if made[anchor] else anchor)
        made[anchor] += 1
    return found


def dead_links(path: Path) -> list[str]:
    """Relative links of a document whose file or heading does not exist."""
    text = path.read_text("utf-8")
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            dead.append(link)
    return dead


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links(path: Path) -> None:
    assert dead_links(path) == []
    for name in re.findall(r"`((?:app|tests|tools|migrations|docs)/[\w/.-]+)`", path.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# Điểm `x`: vì sao?\n## Same\n## Same\n```\n# no heading\n```\n", "utf-8")
    living = ["there.md", "there.md#điểm-x-vì-sao", "there.md#same-1", "#here", "https://example.org/#x"]
    dead = ["away.md", "there.md#no-heading", "there.md#same-2", "#there"]
    page = tmp_path / "page.md"
    page.write_text("# Here\n" + " ".join(f"[a link]({link})" for link in living + dead), "utf-8")
    assert dead_links(page) == dead


def examples(path: Path) -> list[tuple[str, str]]:
    """Commands and the answers printed under them."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
        commands = re.findall(r"^\$ (.*(?:\n> .*)*)$", block, re.MULTILINE)
        answer = block.rpartition(f"$ {commands[-1]}\n")[2]
        found.append(("\n".join(commands).replace("\n> ", "\n"), answer))
    return found


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: the README's examples were not run")
@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("README.md", 3),
        ("README.vi.md", 3),
        ("docs/start/first-steps.md", 2),
        ("docs/do/excel.md", 2),
        ("docs/do/excel.vi.md", 2),
        ("docs/do/polling.md", 2),
        ("docs/do/polling.vi.md", 2),
    ],
)
def test_examples(name: str, many: int, served: tuple[str, object], url: str) -> None:
    here = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ran = 0
    for commands, answer in examples(ROOT / name):
        script = (
            commands.replace("http://127.0.0.1:8000", served[0]).replace(".venv/bin/", "").replace("curl ", "curl -sS ")
        )
        done = subprocess.run(
            ["bash", "-euc", script], env=environment(url) | here, capture_output=True, timeout=60, check=True
        )
        assert comparable(done.stdout.decode("utf-8-sig")) == comparable(answer)
        ran += 1
    assert ran == many


def comparable(text: str) -> object:
    return json.loads(text) if text.startswith("{") else text.replace("\r\n", "\n").strip()


def test_the_two_readmes_show_the_same_commands() -> None:
    english, vietnamese = (
        [command.replace("&locale=vi", "") for command, _ in examples(ROOT / name)]
        for name in ("README.md", "README.vi.md")
    )
    assert english == vietnamese


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `make run` leaves it."""
    folder = tmp_path_factory.mktemp("demonstrated")
    (folder / "app").symlink_to(ROOT / "app")
    script = ["bash", "-euc", "tthc766 migrate && tthc766 demo"]
    subprocess.run(script, cwd=folder, env=at_a_terminal(), capture_output=True, timeout=60, check=True)
    return folder


def at_a_terminal() -> dict[str, str]:
    """The environment of somebody who has set nothing, with the commands on the path."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {name: value for name, value in environment("").items() if not name.startswith("TTHC766_")} | {"PATH": path}


@pytest.mark.parametrize("name", ["docs/do/dossiers.md", "docs/do/dossiers.vi.md"])
def test_the_bundled_month_goes_from_dossiers_to_a_score(name: str, demonstrated: Path) -> None:
    shell = dossiers_commands(name)[0]
    shown = examples(ROOT / name)
    assert len(shown) == 3
    for commands, answer in shown:
        script = ["bash", "-euc", f"set -o pipefail; {shell}{commands}"]
        done = subprocess.run(
            script, cwd=demonstrated, env=at_a_terminal(), capture_output=True, timeout=60, check=True
        )
        assert done.stdout.decode().replace("\r\n", "\n") == answer  # tables for spreadsheets end their lines with both


def dossiers_commands(name: str) -> list[str]:
    """What is to be typed to try the page: the settings of the terminal, then the ten lines; then all else."""
    text = (ROOT / name).read_text("utf-8")
    _, *blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return blocks


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: the ten lines were not run")
def test_the_ten_lines_work_with_the_bundled_month(demonstrated: Path, tmp_path: Path) -> None:
    """The service is given the time to start that somebody who types has."""
    settings, lines, *_ = dossiers_commands("docs/do/dossiers.md")
    shutil.copytree(demonstrated / "var", tmp_path / "var")
    (tmp_path / "app").symlink_to(ROOT / "app")
    lines = lines.replace("log 2>&1 &\n", "log 2>&1 &\ntrap 'kill %1; wait' EXIT\n" + _WAIT)
    (tmp_path / "lines").write_text(settings + lines.replace("8001", str(free_port())), "utf-8")
    script = ["bash", "-eumo", "pipefail", "lines"]
    done = subprocess.run(script, cwd=tmp_path, env=at_a_terminal(), capture_output=True, timeout=300, check=False)
    output = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "H99 DOSSIER_ON_TIME: 300 / 2652" in output
    assert "submission 3: 12 rows, 193 figures" in output
    answer = json.loads((tmp_path / "var" / "answer.json").read_bytes())
    assert (answer["submission"]["id"], answer["submission"]["status"]) == (4, "accepted")
    listed = load_workbook(tmp_path / "var" / "due.xlsx").worksheets[0]
    assert [cell.value for cell in listed[1]][:2] == ["Số hồ sơ", "Mã cơ quan"]
    assert listed["C2"].value, "the agency is named"


_WAIT = "for _ in {1..600}; do curl -sf http://127.0.0.1:8001/readyz && break; sleep 0.1; done >&2\n"


@pytest.mark.parametrize("name", ["docs/do/letter.md", "docs/do/letter.vi.md"])
def test_the_letters_examples(name: str, sqlite_databases: Databases, tmp_path: Path) -> None:
    """The commands write what they say; the office's file can be read; every fact that a text can name is listed."""
    ((commands, answer),) = examples(ROOT / name)
    here = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    script, env = ["bash", "-euc", commands], environment(sqlite_databases.demo()) | here
    done = subprocess.run(script, cwd=tmp_path, env=env, capture_output=True, timeout=60, check=True)
    assert done.stdout.decode() == answer
    with zipfile.ZipFile(tmp_path / "goi.zip") as archive:
        listed = re.findall(r"`((?:cong-van|phu-luc|khong-neu|phieu/)[\w./]*)`", (ROOT / name).read_text("utf-8"))
        assert set(listed) - set(archive.namelist()) == set()
        assert len(set(listed)) == 5
    text = (ROOT / name).read_text("utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "H44.yaml").write_text(block, "utf-8")
    (tmp_path / "H44.docx").write_bytes(b"")
    offices = read_offices(tmp_path, read_scorecards(SCORECARDS, read_measures()))
    assert offices.of("H44", date(2026, 11, 5)).sign == "VPUB-KSTT"
    facts = {*LETTER, *LINE, *CLAUSE, *TASK, *CORRECTION, *COHORT, *COVER}
    keys = {*OfficeFile.model_fields}
    assert {each for each in facts | keys if f"`{each}`" not in text} == set()


@pytest.mark.parametrize(
    "name",
    [
        "do/behind-a-proxy",
        "do/dossiers",
        "do/editions",
        "do/excel",
        "do/letter",
        "do/nightly-pull",
        "look-up/open-data",
        "look-up/stability",
        "do/operations",
        "do/polling",
        "do/webhooks",
        "do/what-if",
    ],
)
def test_two_pages_in_two_languages_show_the_same_commands(name: str) -> None:
    """Word by word; what people read in them is in the page's language."""
    english, vietnamese = (
        [
            re.sub(r'(?m)\s+# .*$|(?<=--note )".*"|""".*"""$', "", block)
            for block in re.findall(r"```\w*\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
        ]
        for page in (f"{name}.md", f"{name}.vi.md")
    )
    assert english
    assert english == vietnamese


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_units_are_units(tmp_path: Path) -> None:
    text = (ROOT / "docs/do/operations.md").read_text("utf-8")
    units = re.findall(r"```ini\n# /etc/systemd/system/(\S+)\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in units] == ["tthc766.service", "tthc766-backup.service", "tthc766-backup.timer"]
    for name, unit in units:
        (tmp_path / name).write_text(unit.replace("/opt/tthc766/.venv/bin/tthc766", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name, _ in units)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_in_documents_exist(path: Path) -> None:
    lines = "\n".join(re.findall(r"```\w*\n(.*?)```", path.read_text("utf-8"), re.DOTALL)).splitlines()
    for line in lines:
        if found := re.search(
            r"tthc766 ([a-z]+(?: (?:create|list|rotate|revoke|publish|verify|show|head|delete-values|withdraw|letter"
            r"|package|add|count|due|costs))?)"
            r"((?: [^#)]+)?)",
            line,
        ):
            words = [word for word in found[2].split() if word.startswith("--")]
            told = CliRunner().invoke(app, [*found[1].split(), "--help"], env={"COLUMNS": "200"})
            assert told.exit_code == 0, line
            assert all(word in told.stdout for word in words), line


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: the example was not run")
def test_the_question_in_the_portal_s_language(served: tuple[str, object]) -> None:
    command = re.findall(r"```sh\n(curl .*?)```", (ROOT / "docs/look-up/portal.md").read_text("utf-8"), re.DOTALL)
    script = command[0].replace("http://127.0.0.1:8000", served[0]).replace("curl ", "curl -sS ")
    answer = json.loads(subprocess.run(["bash", "-euc", script], capture_output=True, timeout=60, check=True).stdout)
    assert (len(command), answer["code"], answer["data"]["overview"]["totalScore"]) == (1, "OK", 62.59)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: the example was not run")
@pytest.mark.parametrize("name", ["look-up/open-data.md", "look-up/open-data.vi.md"])
def test_the_cube_is_read_as_the_document_reads_it(served: tuple[str, object], name: str) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")
    command = re.findall(r"^(curl [^\n]*json-stat' \| .*?)\ncurl", text, re.DOTALL | re.MULTILINE)[0]
    script = command.replace("http://127.0.0.1:8000", served[0]).replace("curl ", "curl -sS ")
    done = subprocess.run(["bash", "-euc", script], capture_output=True, timeout=60, check=True)
    assert f"`{done.stdout.decode().strip()}`" in text
