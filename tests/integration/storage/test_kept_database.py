"""A database that an earlier state of the program wrote is migrated, read and verified; what it announced stays.

``kept`` holds an SQLite database of November 2026 (revision 0010): the bundled figures, an agency registered over HTTP,
a submission taken in and one refused, three editions of which one corrects another, a key, a webhook; and what that
program answered on it.
"""

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from tests.conftest import UNLIMITED, Client
from tests.support import processes

KEPT = Path(__file__).parent / "kept"
SECRET = "the secret of the kept database of November 2026"
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((KEPT / "2026-11.answers.json.gz").read_bytes()))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a copy, migrated."""
    file = tmp_path_factory.mktemp("kept") / "tthc766.db"
    file.write_bytes(gzip.decompress((KEPT / "2026-11.db.gz").read_bytes()))
    url = f"sqlite:///{file}"
    done = processes.run(url, "migrate", key_secret=SECRET)
    assert (done.returncode, done.stderr) == (0, "")
    return url


@pytest.fixture(scope="module")
def client(kept: str) -> Client:
    settings = Settings(database_url=kept, key_secret=SECRET, **UNLIMITED)
    return Client(create_app(settings, lambda: datetime(2026, 12, 1, tzinfo=UTC)))


def still_there(before: Any, now: Any) -> bool:
    """Whether an answer says all that it said, in the same places; it may say more (docs/look-up/stability.md)."""
    if isinstance(before, dict):
        return all(name in now and still_there(value, now[name]) for name, value in before.items())
    if isinstance(before, list):
        return len(before) == len(now) and all(map(still_there, before, now))
    return type(before) is type(now) and bool(before == now)


@pytest.mark.parametrize("path", ANSWERS)
def test_it_answers_as_it_did(client: Client, path: str) -> None:
    assert still_there(ANSWERS[path], client.get(path).json())


def test_what_is_gone_or_another_is_seen() -> None:
    assert still_there({"a": [1, None]}, {"a": [1, None], "b": 2})
    others: list[Any] = [{}, {"a": []}, {"a": [1, 0]}, {"a": [1.0, None]}, {"a": [2, None]}]
    for now in others:
        assert not still_there({"a": [1, None]}, now)


def test_its_editions_are_what_they_were(kept: str, client: Client) -> None:
    editions = ANSWERS["/v1/editions"]["items"]
    assert len(editions) == 3
    for edition in editions:
        document = client.get(f"/v1/editions/{edition['id']}/document").content
        assert f"sha256:{hashlib.sha256(document).hexdigest()}" == edition["digest"]
    done = processes.run(kept, "editions", "verify", key_secret=SECRET)
    assert (done.returncode, done.stdout) == (0, "ok\n")


def test_its_audit_trail_is_whole(kept: str) -> None:
    done = processes.run(kept, "audit", "verify", key_secret=SECRET)
    assert (done.returncode, done.stderr) == (0, "")
