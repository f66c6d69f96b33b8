"""Clients that two generators make of the OpenAPI document, used against a live server.

`make test-install` runs these: the generators come from their registries, pinned, into a folder of their own, for they
need other versions of our libraries, and one needs Node.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.enums import Scope
from app.services.keys import create
from tests.conftest import NOW, Databases, service_on
from tests.support.processes import ROOT, serving

pytestmark = pytest.mark.install

DOCUMENT = ROOT / "openapi" / "openapi.json"
PYTHON_GENERATOR = "openapi-python-client==0.29.1"
TYPESCRIPT_GENERATOR = ("openapi-typescript-codegen@0.31.0", "typescript@5.9.3")

IN_PYTHON = """
import sys
from client import AuthenticatedClient, Client
from client.api.figures import get_card, get_ranking
from client.api.submissions import post_statistics
from client.models import StatisticsIn, StatisticsRow, StatisticsRowMeasures

base, key = sys.argv[1:]
reader, writer = Client(base), AuthenticatedClient(base, key)
ranking = get_ranking.sync("2026", client=reader, limit=3)
assert [item.rank for item in ranking.items] == [1, 2, 3], ranking
card = get_card.sync("2026-Q3", "H44", client=reader, trace=True)
assert (card.agency.code, card.total.max_) == ("H44", 100), card
measures = StatisticsRowMeasures.from_dict({"dossiers_received": 5})
sent = StatisticsIn(statistics=[StatisticsRow(agency="H31", measures=measures)])
taken = post_statistics.sync(client=writer, body=sent, period="2026-Q3")
assert (taken.status, taken.figures, taken.warnings) == ("accepted", 1, None), taken
problem = post_statistics.sync(client=writer, body=sent, period="2026-13")
assert (problem.status, problem.errors[0].parameter) == (422, "period"), problem
missing = get_card.sync("2026-Q3", "H99", client=reader)
assert (missing.status, missing.code) == (404, "unknown_agency"), missing
print("ok")
"""

IN_TYPESCRIPT = """
import { ApiError, FiguresService, OpenAPI, Problem, StatisticsIn, SubmissionsService } from './client';

async function use(base: string, key: string): Promise<void> {
  OpenAPI.BASE = base;
  const ranking = await FiguresService.getRanking('2026');
  if (!('items' in ranking) || ranking.items[0].rank !== 1) throw new Error('ranking');
  const card = await FiguresService.getCard('2026-Q3', 'H44');
  if (card.agency.code !== 'H44' || card.total.max !== 100) throw new Error('card');
  OpenAPI.TOKEN = key;
  const sent: StatisticsIn = { statistics: [{ agency: 'H31', measures: { dossiers_received: 6 } }] };
  const taken = await SubmissionsService.postStatistics(sent, false, '2026-Q3');
  if (taken.figures !== 1) throw new Error('submission');
  try {
    await SubmissionsService.postStatistics(sent, false, '2026-13');
  } catch (error) {
    const problem: Problem = (error as ApiError).body;
    if (problem.errors[0].parameter !== 'period') throw error;
    console.log('ok');
  }
}

use(process.argv[2], process.argv[3]).catch((error) => { console.error(error); process.exit(1); });
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=600, check=False)


def install(*command: str | Path, cwd: Path) -> None:
    """Install a generator, or skip where its registry cannot be asked."""
    done = run(*command, cwd=cwd)
    if done.returncode:
        pytest.skip(f"the generator could not be installed: {done.stderr.strip()[-300:]}")


def succeed(*command: str | Path, cwd: Path) -> str:
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def live(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server with the bundled figures, and a key that may send statistics."""
    url = sqlite_databases.demo()
    service = service_on(url)
    key, _ = create(service.database, service.key_secret, None, [Scope.STATISTICS_WRITE], "client", NOW)
    service.database.engine.dispose()
    with serving(url, tmp_path_factory.mktemp("live") / "log") as server:
        yield server.base, key


def test_a_client_in_python(live: tuple[str, str], tmp_path: Path) -> None:
    install(sys.executable, "-m", "venv", "env", cwd=tmp_path)
    binaries = tmp_path / "env" / "bin"
    install(binaries / "pip", "install", "--quiet", PYTHON_GENERATOR, cwd=tmp_path)
    made = ("--path", DOCUMENT, "--meta", "none", "--output-path", tmp_path / "client")
    succeed(
        "env", f"PATH={binaries}:/usr/bin:/bin", binaries / "openapi-python-client", "generate", *made, cwd=tmp_path
    )
    (tmp_path / "use.py").write_text(IN_PYTHON)
    assert succeed(binaries / "python", "use.py", *live, cwd=tmp_path) == "ok\n"


@pytest.mark.skipif(not shutil.which("npm"), reason="no npm on the PATH: nobody made a client in TypeScript")
def test_a_client_in_typescript(live: tuple[str, str], tmp_path: Path) -> None:
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts")
    install("npm", "install", *quiet, *TYPESCRIPT_GENERATOR, "@types/node@20", cwd=tmp_path)
    tools = tmp_path / "node_modules" / ".bin"
    succeed(tools / "openapi", "--input", DOCUMENT, "--output", "client", "--client", "fetch", cwd=tmp_path)
    (tmp_path / "use.ts").write_text(IN_TYPESCRIPT)
    compiled = (
        "--strict",
        "--target",
        "es2022",
        "--module",
        "commonjs",
        "--skipLibCheck",
        "--outDir",
        "made",
        "use.ts",
    )
    succeed(tools / "tsc", *compiled, cwd=tmp_path)
    assert succeed("node", "made/use.js", *live, cwd=tmp_path) == "ok\n"
