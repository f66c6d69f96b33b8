"""Files for hosting platforms, Docker and editors: they parse, and what they run exists."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from typer.main import get_command

from app.cli.main import app

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
FILES = (".github/workflows/ci.yml", ".github/dependabot.yml", ".pre-commit-config.yaml", "compose.yaml")
SUPPORTED = SpecifierSet(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"])


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return found


def recipe(target: str) -> list[str]:
    """The commands of a make target, with the folder of the environment written out."""
    match = re.search(rf"^{target}:.*\n((?:\t.+\n)+)", MAKEFILE, re.MULTILINE)
    assert match, target
    return [line.strip().lstrip("@").replace("$(BIN)", ".venv/bin") for line in match[1].splitlines()]


@pytest.mark.parametrize("name", FILES)
def test_it_parses(name: str) -> None:
    assert read(name)


def test_what_hosted_ci_runs_exists() -> None:
    jobs = read(".github/workflows/ci.yml")["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert commands == ["make check", ".ci/run"]
    assert recipe("check")
    assert (ROOT / ".ci" / "run").exists()
    assert all(version in SUPPORTED for version in jobs["check"]["strategy"]["matrix"]["python"])


def test_actions_are_pinned_to_a_major_version() -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", each) for each in used)
    assert "secrets." not in text


def test_hooks_run_what_make_check_runs() -> None:
    hooks = [hook for repo in read(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert [hook["entry"] for hook in hooks] == [*recipe("lint"), "make unit"]
    assert recipe("unit")


def test_compose_runs_commands_that_exist() -> None:
    services = read("compose.yaml")["services"]
    ours = {name: each["command"][0] for name, each in services.items() if "build" in each}
    assert ours == {"migrate": "migrate", "service": "serve"}
    assert set(ours.values()) <= set(get_command(app).commands)  # type: ignore[attr-defined]
    waited_for = {other for each in services.values() for other in each.get("depends_on", {})}
    assert waited_for <= set(services)


def test_dependabot_has_something_to_look_at() -> None:
    places = {"pip": "pyproject.toml", "docker": "Dockerfile", "github-actions": ".github/workflows/ci.yml"}
    ecosystems = {each["package-ecosystem"] for each in read(".github/dependabot.yml")["updates"]}
    assert ecosystems == set(places)
    assert all((ROOT / place).exists() for place in places.values())


def test_the_python_of_this_folder_is_supported() -> None:
    assert (ROOT / ".python-version").read_text("utf-8").strip() in SUPPORTED
