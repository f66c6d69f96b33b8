"""A province's folder keeps the newest version of each dossier, and is whole whenever a run is killed."""

import fcntl
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from app.counting.compaction import Changes
from app.domain.dossiers.dossier import Dossier, ProgressRow, Status
from app.domain.errors import Faults, Refusal
from app.readers.dossiers.sender import AddedProgress
from app.services.dossiers.folder import Added, add, is_folder, snapshot
from tests.integration.dossiers.killed_adding import SECOND
from tests.support.dossiers import at, dossier

_DAY = timedelta(days=1)


def _add(folder: Path, *items: Dossier | AddedProgress) -> Added:
    return add(items, Faults(), folder)


def _held(folder: Path) -> dict[tuple[str, str], dict[str, object]]:
    """The rows of a folder by source and number, without what tells when they came."""
    found_in = snapshot(folder)
    assert found_in is not None
    rows = pq.read_table(found_in.file).to_pylist()
    found = {(row["source"], row["dossier"]): {**row, "arrival": None} for row in rows}
    assert len(found) == len(rows) == found_in.rows
    return found


def test_the_newest_version_of_each_dossier_is_kept(tmp_path: Path) -> None:
    first, other = dossier(), dossier(dossier="other")
    added = _add(tmp_path, first, other)
    assert (added.read, added.changes) == (2, Changes(2, 0, 0, 0, 0))
    done = replace(first, as_of=first.as_of + _DAY, status=Status.DONE, done_at=at("10-08"))
    added = _add(tmp_path, replace(other, as_of=other.as_of + _DAY), done, dossier(dossier="third"))
    assert (added.read, added.changes) == (3, Changes(1, 1, 1, 0, 0))
    held = _held(tmp_path)
    assert len(held) == 3
    assert held["one", first.dossier]["status"] == Status.DONE


def test_an_older_version_that_comes_late_does_not_become_current(tmp_path: Path) -> None:
    first = dossier(status=Status.DONE, done_at=at("10-08"))
    _add(tmp_path, first)
    added = _add(tmp_path, dossier(as_of=first.as_of - _DAY))
    assert added.changes == Changes(0, 0, 1, 1, 0)
    assert _held(tmp_path)["one", first.dossier]["status"] == Status.DONE


@pytest.mark.parametrize("together", [True, False])
def test_of_two_versions_of_one_time_the_later_wins_and_is_flagged(tmp_path: Path, together: bool) -> None:
    first, second = dossier(), dossier(status=Status.STOPPED, refused_at=at("10-03"))
    if together:
        added = _add(tmp_path, first, second)
    else:
        _add(tmp_path, first)
        added = _add(tmp_path, second)
    assert added.changes.differing == 1
    assert _held(tmp_path)["one", first.dossier]["status"] == Status.STOPPED


def test_adding_the_same_again_changes_nothing(tmp_path: Path) -> None:
    progress = AddedProgress("one", dossier().dossier, ProgressRow(at("10-05"), Status.DONE))
    _add(tmp_path, dossier(), progress)
    before = _held(tmp_path)
    added = _add(tmp_path, dossier(), progress)
    assert (added.changes, added.new_progress_rows) == (Changes(0, 0, 1, 0, 0), 0)
    assert _held(tmp_path) == before


def test_progress_rows_stay_when_a_new_version_comes_and_wait_for_a_dossier_that_is_not_there(tmp_path: Path) -> None:
    first = dossier()
    row = AddedProgress("one", first.dossier, ProgressRow(at("10-05"), Status.DONE))
    assert _add(tmp_path, row).new_progress_rows == 1
    _add(tmp_path, first)
    assert _held(tmp_path)["one", first.dossier]["progress"] != []
    _add(tmp_path, replace(first, as_of=first.as_of + _DAY, status=Status.DONE))
    held = _held(tmp_path)["one", first.dossier]
    assert held["status"] == Status.DONE
    assert [each["status"] for each in held["progress"]] == [Status.DONE]  # type: ignore[attr-defined]


def test_one_number_of_two_sources_is_kept_for_both(tmp_path: Path) -> None:
    _add(tmp_path, dossier(), dossier(source="two"))
    assert len(_held(tmp_path)) == 2


def test_a_retraction_is_kept_so_that_an_older_version_does_not_come_back(tmp_path: Path) -> None:
    first = dossier()
    _add(tmp_path, first)
    _add(tmp_path, replace(first, as_of=first.as_of + _DAY, deleted=True))
    _add(tmp_path, first)
    assert _held(tmp_path)["one", first.dossier]["deleted"] is True


def test_faults_leave_the_folder_as_it_was(tmp_path: Path) -> None:
    _add(tmp_path, dossier())
    before = sorted(tmp_path.iterdir())
    faults = Faults()
    faults.add("json_shape", expected="{…}")
    with pytest.raises(Refusal, match="submission_invalid"):
        add([dossier(dossier="other")], faults, tmp_path)
    assert len(_held(tmp_path)) == 1
    _add(tmp_path, dossier())
    assert {path.name for path in before} - {"current.json"} <= {path.name for path in tmp_path.iterdir()}


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    _add(tmp_path, dossier())
    with (tmp_path / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(Refusal, match="dossier_folder_busy"):
            _add(tmp_path, dossier(dossier="other"))
    assert _add(tmp_path, dossier(dossier="other")).changes.new == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "other": 1}'])
def test_a_folder_that_is_not_ours_is_not_touched(tmp_path: Path, content: str) -> None:
    (tmp_path / "current.json").write_text(content)
    (tmp_path / "dossiers-mine.parquet").write_text("x")
    with pytest.raises(Refusal, match="dossier_folder_invalid"):
        _add(tmp_path, dossier())
    assert (tmp_path / "dossiers-mine.parquet").exists()


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    assert not is_folder(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    _add(tmp_path, dossier())
    _add(tmp_path, dossier())
    assert is_folder(tmp_path)
    assert (tmp_path / "notes.txt").exists()
    assert json.loads((tmp_path / "current.json").read_text())["generation"] == 2


def test_killed_at_any_step_a_folder_is_as_before_or_as_after_and_the_next_run_completes_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.integration.dossiers.killed_adding", str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    steps = told.splitlines()
    assert steps == ["clean", "read", "merge", "sync", "move dossiers", "move progress", "write", "tidy"]
    before, after = _held(tmp_path / "first"), _held(tmp_path / "whole")
    assert before != after
    for step in steps:
        folder = tmp_path / step
        assert _held(folder) == (after if step == "tidy" else before)
        _add(folder, *SECOND)
        assert _held(folder) == after
        assert len(list(folder.rglob("*.parquet"))) <= 4  # the valid ones, and those that were valid before
