"""Nothing that tells of people is left behind by preparing and keeping dossiers, whether that succeeds or fails."""

import gzip
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from app.domain.errors import Faults, Refusal
from app.domain.messages import as_records
from app.readers.dossiers.files import OWN_FILES, Tally, list_files, read_files
from app.services.dossiers.folder import add, snapshot
from app.services.dossiers.prepare import prepare
from tests.unit.readers.dossiers.reading import SENDER
from tests.unit.readers.dossiers.test_privacy import MARK, MARKED_RECORDS, MISPLACED


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below which everything is written, temporary files included."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def _sent(disk: Path, *, faulty: bool) -> Path:
    """What was sent, outside of where anything is written."""
    folder = disk.parent / f"{disk.name}-sent"
    folder.mkdir()
    lines = [json.dumps(each, ensure_ascii=False) for each in [*MARKED_RECORDS, *(MISPLACED if faulty else [])] * 50]
    (folder / "a.ndjson").write_text("\n".join(lines))
    (folder / "b.ndjson.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (folder / "c.json").write_text(json.dumps({"data": [json.loads(each) for each in lines]}))
    return folder


def _told(disk: Path) -> Iterator[str]:
    """What stands on the disk: the names and the bytes of all files, and the rows of Parquet, which is packed."""
    for path in disk.rglob("*"):
        yield path.name
        if path.is_file():
            yield path.read_bytes().decode("utf-8", "replace")
            if path.suffix == ".parquet" and path.stat().st_size > 4:
                yield str(pq.read_table(path).to_pylist())


def test_a_folder_and_prepared_rows_hold_nothing_of_people(disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    faults = Faults()
    paths = list_files([_sent(disk, faulty=False)])
    added = add(read_files(paths, SENDER, OWN_FILES, faults, Tally()), faults, disk / "folder")
    (disk / "work").mkdir()
    pushed, _, progress = list(read_files(paths[:1], SENDER, OWN_FILES, faults, Tally()))[:3]
    path = prepare([pushed, progress], faults, disk / "work")
    folder = snapshot(disk / "folder")
    assert folder is not None
    assert added.state.rows == len(pq.read_table(folder.file)) == 1
    assert pq.read_table(path).num_rows == 1
    told = "\n".join([*_told(disk), repr(added), repr(faults.warnings), caplog.text])
    assert "H33.17-261008-0975" in told
    assert MARK not in told


@pytest.mark.parametrize("way", ["add", "prepare"])
def test_what_fails_leaves_nothing_of_people_and_says_nothing_of_them(
    disk: Path, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    faults = Faults()
    items = read_files(list_files([_sent(disk, faulty=True)]), SENDER, OWN_FILES, faults, Tally())
    with pytest.raises(Refusal, match="submission_invalid") as refused:
        add(items, faults, disk / "folder") if way == "add" else prepare(items, faults, disk)
    assert refused.value.total == faults.total > 1000
    records = str(as_records(refused.value.faults))
    told = "\n".join([*_told(disk), records, repr(refused.value.faults), repr(faults.warnings), caplog.text])
    assert MARK not in told
    assert "a.ndjson" in records
