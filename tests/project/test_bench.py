"""The benchmark of pushed dossiers sends what is counted and stored; `make bench` times the same with more of them."""

from pathlib import Path

import pytest

from bench import dossier_bodies, dossier_uploads
from tests.support.processes import serving

NUMBER = 200


@pytest.mark.parametrize("name", ["pushed.ndjson", "pushed.ndjson.gz"])
def test_pushed_dossiers_are_counted_stored_and_read_by_duckdb_as_many(tmp_path: Path, name: str) -> None:
    url = f"sqlite:///{tmp_path}/pushed.db"
    key = dossier_uploads.make_database(url)
    file = dossier_bodies.write(tmp_path / name, NUMBER)
    with serving(url, tmp_path / "log") as server:
        assert dossier_uploads.send(server, key, file) == NUMBER
    assert dossier_bodies.read_by_duckdb(file, 1) == NUMBER
