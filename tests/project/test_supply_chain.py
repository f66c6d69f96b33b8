"""What others made and we ship: a list of it in CycloneDX, its licences, and what is known against it."""

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import audit
from tools.audit import CLEAN, UNKNOWN, VULNERABLE, judge

ROOT = Path(__file__).parents[2]
LOCKED = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Zlib|Unlicense|0BSD|HPND|CC0", re.IGNORECASE
)
# Linked as libraries that whoever installs the service can replace.
LGPL = {"psycopg", "psycopg-binary", "docxtpl"}


def test_a_lock_is_installed_as_it_stands() -> None:
    """Wherever somebody is told to install: from a lock with hashes and no resolver, or from no index at all."""
    texts = {
        path: path.read_text("utf-8") for path in (ROOT / "Makefile", ROOT / "Dockerfile", *ROOT.glob("docs/**/*.md"))
    }
    commands = [(path.name, line) for path, text in texts.items() for line in re.findall(r".*pip install.*", text)]
    assert {name for name, _ in commands} == {"Makefile", "Dockerfile", "operations.md", "operations.vi.md"}
    for name, line in commands:
        assert "--no-index" in line or ("--no-deps" in line and "--require-hashes" in line), (name, line)


@pytest.fixture(scope="module")
def sbom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `make sbom` writes; twice, and the same each time."""
    options = re.search(r"^SBOM := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert options
    written = [tmp_path_factory.mktemp("sbom") / name for name in ("one", "two")]
    for path in written:
        command = ["requirements", *options[1].split(), "--output-file", str(path), "requirements.lock"]
        subprocess.run([sys.executable, "-m", "cyclonedx_py", *command], cwd=ROOT, check=True, capture_output=True)
    one, two = (path.read_text("utf-8") for path in written)
    assert one == two
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(one) is None
    found: dict[str, Any] = json.loads(one)
    return found


def test_the_sbom_lists_what_is_locked(sbom: dict[str, Any]) -> None:
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    assert sbom["metadata"]["component"]["name"] == "tthc766"
    assert {each["name"]: each["version"] for each in sbom["components"]} == LOCKED
    assert all(each["purl"].startswith(f"pkg:pypi/{each['name'].lower()}@") for each in sbom["components"])


def licence_of(package: str) -> str:
    """What a package says of its licence: the expression, else the first line of the text and the classifiers."""
    told = metadata(package)
    classifiers = [each for each in told.get_all("Classifier", []) if each.startswith("License ::")]
    text = [each for licence in told.get_all("License", []) for each in licence.splitlines()[:1]]
    return " ".join(told.get_all("License-Expression", []) or [*text, *classifiers])


def test_licences_are_on_the_list() -> None:
    """No GPL in what is shipped. Packages for other systems only are not installed, and so not seen here."""
    seen = 0
    for package in LOCKED:
        try:
            licence = licence_of(package)
        except PackageNotFoundError:
            continue
        seen += 1
        if package in LGPL:
            assert re.search(r"LGPL|Lesser General Public", licence), (package, licence)
        else:
            assert PERMISSIVE.search(licence), (package, licence)
            assert not re.search(r"GPL|General Public", licence), (package, licence)
    assert seen > len(LOCKED) - 5


def package(name: str, *vulnerabilities: str) -> dict[str, Any]:
    vulns = [{"id": each, "fix_versions": ["2"], "aliases": [], "description": ""} for each in vulnerabilities]
    return {"name": name, "version": "1", "vulns": vulns}


SILENT = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (1)"}


@pytest.mark.parametrize(
    ("packages", "code", "told"),
    [
        ([package("a"), package("b")], CLEAN, "2 packages: no known vulnerability"),
        ([package("a"), SILENT], UNKNOWN, "NOT AUDITED: of 1 of 2 packages nothing could be asked"),
        ([], UNKNOWN, "NOT AUDITED: of 0 of 0 packages nothing could be asked"),
        ([package("a", "PYSEC-1"), SILENT], VULNERABLE, "a 1: PYSEC-1, mended in 2"),
    ],
)
def test_silence_is_not_taken_for_health(packages: list[dict[str, Any]], code: int, told: str) -> None:
    assert judge({"dependencies": packages}) == (code, told)


@pytest.mark.parametrize(
    ("report", "arguments", "code"),
    [
        ({"dependencies": [package("a", "PYSEC-1")]}, ["--tolerate-silence"], VULNERABLE),
        ({"dependencies": [SILENT]}, ["--tolerate-silence"], CLEAN),
        ({"dependencies": [SILENT]}, [], UNKNOWN),
        (None, [], UNKNOWN),
    ],
)
def test_only_silence_is_tolerated(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    report: dict[str, Any] | None,
    arguments: list[str],
    code: int,
) -> None:
    def ask() -> dict[str, Any]:
        if report is None:
            raise ValueError
        return report

    monkeypatch.setattr(audit, "ask", ask)
    assert audit.main(arguments) == code
    assert capsys.readouterr().err.startswith("audit: ")
