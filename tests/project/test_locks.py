"""What the set-up installs is what is locked, whatever the index offers by now and whichever pip asks it.

`make test-install` runs these (`make test` does not: every package is installed several times over). The index is a
folder made here: the locked packages as they were published, and beside some of them a release that did not exist when
the lock was made. A pip that resolves looks at those (pypa/pip#9644: in mode --require-hashes old versions then fail on
a requirement with an extra, newer ones may not).
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

pytestmark = pytest.mark.install

ROOT = Path(__file__).parents[2]
NEWER = "9999"
# Asked for with an extra (coverage[toml], psycopg[binary]), pinned by another package (pydantic-core), or plainly.
RELEASED_SINCE = ("coverage", "psycopg", "psycopg-binary", "pydantic-core", "starlette", "uvicorn", "pytest", "mypy")
PIPS = ("23.0.1", "today's")
PIP_23 = "pip==23.0.1 --hash=sha256:236bcb61156d76c4b8a05821b988c7b8c35bf0da28a4b614e8d6ab5212c25c6f"


def locked(lock: Path) -> dict[str, str]:
    """The packages of a lock that belong on this interpreter and system, with their versions."""
    lines = re.findall(r"^([a-zA-Z0-9].*?)(?: \\)?$", lock.read_text("utf-8"), re.MULTILINE)
    wanted = [Requirement(line) for line in lines]
    return {
        canonicalize_name(each.name): str(each.specifier).removeprefix("==")
        for each in wanted
        if each.marker is None or each.marker.evaluate()
    }


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def pips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pip that Debian 12 has, and the newest there is, as wheels from the index of this machine."""
    folder = tmp_path_factory.mktemp("pips")
    (folder / "old.txt").write_text(PIP_23)
    found = {}
    for name, asked in (("23.0.1", ("--require-hashes", "-r", folder / "old.txt")), ("today's", ("pip",))):
        into = folder / name
        done = run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", into, *asked)
        assert done.returncode == 0, done.stderr
        (found[name],) = into.iterdir()
    assert "23.0.1" in found["23.0.1"].name
    assert parse_wheel_filename(found["today's"].name)[1].major >= 26
    return found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of an index that has every locked package, and of some a release that no lock knows."""
    folder = tmp_path_factory.mktemp("index")
    files = folder / "files"
    lock = ROOT / "requirements-dev.lock"
    options = ("--quiet", "--no-deps", "--require-hashes", "--requirement", lock, "--dest", files)
    done = run(sys.executable, "-m", "pip", "download", *options)
    assert done.returncode == 0, done.stderr
    for name in RELEASED_SINCE:
        newer_release(files, name)
    for path in files.iterdir():
        page = folder / "simple" / canonicalize_name(path.name.split("-")[0]) / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        with page.open("a") as text:
            text.write(f'<a href="../../files/{path.name}#sha256={digest(path)}">{path.name}</a><br>\n')
    return (folder / "simple").as_uri()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def newer_release(folder: Path, name: str) -> None:
    """A wheel that says of itself what the installed release says, with a later version."""
    installed = Distribution.from_name(name)
    stem = f"{name.replace('-', '_')}-{NEWER}"
    told = re.sub(r"(?m)^Version: .*$", f"Version: {NEWER}", installed.read_text("METADATA") or "", count=1)
    parts = {
        f"{stem}.dist-info/METADATA": told,
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for path, text in parts.items():
            wheel.writestr(path, text)
            hashed = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={hashed},{len(text.encode())}\n"
        wheel.writestr(f"{stem}.dist-info/RECORD", f"{record}{stem}.dist-info/RECORD,,\n")


class Checkout:
    """A copy of what the set-up needs, with a virtual environment that has a certain pip and nothing else."""

    def __init__(self, folder: Path, pip: Path, index: str) -> None:
        self.folder, self.venv = folder, folder / ".venv"
        for name in ("Makefile", "pyproject.toml", "README.md", *(path.name for path in ROOT.glob("*.lock"))):
            shutil.copy(ROOT / name, folder)
        for name in ("app", "migrations", "tools"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        self.environment = {
            "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_CONSTRAINT": "",
            "PIP_INDEX_URL": index, "MAKEFLAGS": "",
        }  # fmt: skip
        done = run(sys.executable, "-m", "venv", "--without-pip", self.venv)
        assert done.returncode == 0, done.stderr
        # A wheel of pip runs as it is, and installs itself.
        done = run(self.python, pip / "pip", "install", "--quiet", "--no-index", pip, **self.environment)
        assert done.returncode == 0, done.stderr

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    def pip(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run(self.python, "-m", "pip", *arguments, **self.environment)

    def make(self, target: str) -> subprocess.CompletedProcess[str]:
        return run("make", "-C", self.folder, f".venv/{target}", **self.environment)

    def installed(self) -> dict[str, str]:
        context = DistributionFinder.Context(path=[str(next(self.venv.glob("lib/*/site-packages")))])
        return {canonicalize_name(each.name): each.version for each in MetadataPathFinder.find_distributions(context)}


@pytest.fixture(params=PIPS)
def checkout(request: pytest.FixtureRequest, tmp_path: Path, pips: dict[str, Path], index: str) -> Iterator[Checkout]:
    yield Checkout(tmp_path, pips[request.param], index)
    shutil.rmtree(tmp_path)  # some hundred megabytes each


def test_what_is_installed_is_what_is_locked(checkout: Checkout) -> None:
    before = checkout.installed()
    for target, lock in ((".installed", "requirements.lock"), (".installed-dev", "requirements-dev.lock")):
        done = checkout.make(target)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        itself = {"tthc766": checkout.installed()["tthc766"]}
        assert checkout.installed() == {**before, **locked(ROOT / "requirements.lock"), **locked(ROOT / lock), **itself}


def test_a_resolver_would_have_taken_the_newer_release(checkout: Checkout) -> None:
    """That the index tempts: what the set-up does not do, done by hand."""
    assert checkout.pip("install", "--quiet", "--no-deps", "coverage", "uvicorn").returncode == 0
    assert checkout.installed().items() >= {"coverage": NEWER, "uvicorn": NEWER}.items()


@pytest.mark.parametrize("checkout", PIPS[1:], indirect=True)
@pytest.mark.parametrize("package", ["psycopg-binary", "starlette"])
def test_a_lock_that_lacks_a_package_does_not_install(checkout: Checkout, package: str) -> None:
    """Also one that is asked for as an extra only, of which `pip check` would say nothing."""
    path = checkout.folder / "requirements.lock"
    text = path.read_text("utf-8")
    without = re.sub(rf"(?m)^{package}==.*\n(?:    --hash.*\n)+", "", text)
    assert without != text
    path.write_text(without, "utf-8")
    done = checkout.make(".installed")
    assert done.returncode != 0
    assert package in done.stderr
    assert not (checkout.venv / ".installed").exists()
