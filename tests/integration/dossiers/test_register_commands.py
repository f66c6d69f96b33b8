"""Registers at a terminal: loaded like all submissions, and used by every command that counts dossiers."""

import json
import re
from pathlib import Path

import httpx
import pytest

from app.domain.dossiers.registers import DossierRegisters
from app.domain.enums import Scope
from app.readers.dossiers.procedures import read_procedures
from app.services.keys import create
from tests.conftest import NOW, Databases, service_on
from tests.support import processes
from tools.synthetic_dossiers import DOSSIERS, FOLDER, PROCEDURES

MONTH, FILE = str(FOLDER / DOSSIERS), FOLDER / PROCEDURES
DIGEST = DossierRegisters(read_procedures(FILE)).digest


@pytest.fixture(scope="module")
def url(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database in which the bundled register is stored."""
    url, sent = sqlite_databases.synthetic(), tmp_path_factory.mktemp("registers") / "procedures.json"
    listed = json.loads(FILE.read_text("utf-8"))
    sent.write_text(json.dumps(listed if isinstance(listed, dict) else {"procedures": listed}), "utf-8")
    done = processes.run(url, "load", str(sent), "--kind", "procedures")
    assert "submission 1: 24 rows, 24 figures" in done.stdout, done.stderr
    again = processes.run(url, "load", str(sent), "--kind", "procedures")
    assert "submission 2: 24 rows, 0 figures" in again.stdout
    return url


@pytest.mark.parametrize(
    "asked",
    [("count", MONTH, "--period", "2026-10"), ("costs", MONTH, "--root", "H99", "--period", "2026-10"), ("due", MONTH)],
    ids=lambda asked: str(asked[0]),
)
def test_what_is_stored_is_used_as_the_file_is(url: str, sqlite_databases: Databases, asked: tuple[str, ...]) -> None:
    stored = processes.run(url, "dossiers", *asked)
    named = processes.run(sqlite_databases.synthetic(), "dossiers", *asked, "--procedures", str(FILE))
    assert stored.returncode == 0, stored.stderr
    assert _undated(stored.stdout) == _undated(named.stdout)


def test_a_file_goes_before_what_is_stored(url: str, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("code,has_fee\n9.000001,true\n", "utf-8")
    asked = ("dossiers", "count", MONTH, "--period", "2026-10")
    found = processes.run(url, *asked, "--procedures", str(other))
    assert re.search(r"\bdossiers_paid_online\b.*: thủ tục không có trong danh mục", found.stdout)


def test_with_an_address_the_registers_of_that_service_count(url: str, tmp_path: Path) -> None:
    service = service_on(url)
    token, _ = create(service.database, service.key_secret, "H99", [Scope.STATISTICS_WRITE], "test", NOW)
    service.database.engine.dispose()
    with processes.serving(url, tmp_path / "log") as server:
        agencies = {"agencies": [{"code": "H99.17", "name": "Sở mẫu 17", "level": "department"}]}
        bearer = {"Authorization": f"Bearer {token}"}
        assert httpx.post(f"{server.base}/v1/agencies", json=agencies, headers=bearer).status_code == 200
        own = {"procedures": [{"code": "9.000001", "has_fee": False}]}
        asked = ("dossiers", "count", MONTH, "--period", "2026-09", "--url", server.base, "--key", token)
        sources = []
        for root in ("H99", "H99", ""):
            sent = processes.run(f"sqlite:///{tmp_path}/none.db", *asked, *(("--root", root) if root else ()))
            assert "submission" in sent.stdout, sent.stderr
            newest = httpx.get(f"{server.base}/v1/submissions?kind=statistics&limit=1").json()["items"][0]
            sources.append(newest["source"])
            assert httpx.post(f"{server.base}/v1/procedures", json=own, headers=bearer).status_code == 201
    assert [f"registers {DIGEST};" in each for each in sources] == [True, False, False]
    assert "registers none" not in sources[1]
    assert sources[2] == sources[1], "all dossiers are the province's: its register counts, named or not"


def _undated(printed: str) -> str:
    """Without the minute at which open dossiers were looked at."""
    return "\n".join(line for line in printed.splitlines() if "hồ sơ đang giải quyết" not in line)
