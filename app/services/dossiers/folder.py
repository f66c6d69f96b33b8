"""A province's own folder of dossiers: the newest version of each, between the pushes of what is new.

``current.json`` names the files that are valid. A run writes new files beside them, makes sure that they are on the
disk, and then replaces ``current.json`` in one step: whenever it is killed, the folder is as before or as after. What a
killed run leaves is removed by the next one. The files that were valid before stay until then, for whoever reads them.
Files are held against the digests in ``current.json`` before they are read: a disk or a hand can change a number in a
Parquet file, and engines count what they find.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import ibis

from app.counting.columns import SCHEMA
from app.counting.compaction import (
    ADDED_PROGRESS,
    Changes,
    Compactor,
    changes,
    current_only,
    ranked,
    with_progress,
    without_dossier,
)
from app.domain.dossiers.dossier import Dossier
from app.domain.errors import Faults, Refusal
from app.readers.dossiers.sender import AddedProgress
from app.services.dossiers.prepare import Rows, write_rows

_CURRENT, _LOCK, _WORK, _NEW = "current.json", ".lock", ".work", ".current.new"
_PREFIXES = ("dossiers-", "progress-")
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class FolderState:
    """What ``current.json`` says: the valid files by their names, the number of dossiers and of progress rows that were
    sent by themselves, how many rows ever came (``arrivals``), and the digests of the valid files by their names."""

    generation: int = 0
    dossiers: str | None = None
    progress: str | None = None
    rows: int = 0
    progress_rows: int = 0
    arrivals: int = 0
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The prepared dossiers of a folder, one row for each: their file, how many there are, and the file's digest."""

    file: Path
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding dossiers: ``read`` versions, what became of them, and what the folder holds now.

    ``new_progress_rows``: those sent by themselves that were not known; ``lone_progress_rows``: those in the folder
    that have no dossier there.
    """

    read: int
    changes: Changes
    new_progress_rows: int
    lone_progress_rows: int
    state: FolderState


def read_state(folder: Path) -> FolderState:
    """What a folder holds, which may be nothing. Refuses ``dossier_folder_invalid``."""
    try:
        content = json.loads((folder / _CURRENT).read_bytes())
        if content.pop("format") != _FORMAT:
            raise ValueError
        digests = dict(content.pop("digests", {}))  # an older version wrote none: then nothing is held against them
        return FolderState(**content, digests=digests)
    except FileNotFoundError:
        return FolderState()
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refusal("dossier_folder_invalid", name=folder.name) from None


def is_folder(path: Path) -> bool:
    """Whether a folder is one that ``add`` has made."""
    return (path / _CURRENT).is_file()


def snapshot(folder: Path) -> Snapshot | None:
    """What a folder holds to be counted; ``None`` if nothing. Refuses ``dossier_folder_damaged``."""
    state = read_state(folder)
    if not state.dossiers:
        return None
    return Snapshot(folder / state.dossiers, state.rows, _checked(folder / state.dossiers, state))


def add(
    items: Iterable[Dossier | AddedProgress],
    faults: Faults,
    folder: Path,
    report: Callable[[str], None] = lambda _: None,
) -> Added:
    """Add what is read to a folder, all of it or, where there are faults, nothing.

    Of each dossier of each source the newest version is kept, of one time the one that comes later. ``report`` is told
    each step before it is done. Refuses ``dossier_folder_busy`` while another run adds, ``dossier_folder_invalid``,
    ``dossier_folder_damaged``, and ``submission_invalid`` with all faults.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        state = read_state(folder)
        for name in _names(state):
            _checked(folder / name, state)
        report("clean")
        _clean(folder, state)
        with _scratch(folder / _WORK) as work:
            report("read")
            rows = write_rows(items, faults, work, state.arrivals)
            faults.refuse("submission_invalid")
            report("merge")
            added, after = _merge(folder, state, rows, work)
            report("sync")
            names = _names(after)
            for name in names:
                _sync(work / name)
            for name in names:
                report(f"move {name.partition('-')[0]}")
                (work / name).rename(folder / name)
            _sync(folder)
            report("write")
            _write_state(folder, after)
            report("tidy")
    return added


def _merge(folder: Path, state: FolderState, rows: Rows, work: Path) -> tuple[Added, FolderState]:
    generation = state.generation + 1
    names = [f"{prefix}{generation:06}.parquet" for prefix in _PREFIXES]
    with Compactor(work) as engine:
        stored = [folder / state.dossiers] if state.dossiers else []
        versions = engine.read_as("dossiers", [*stored, rows.dossiers], SCHEMA)
        sent = [path for path in (state.progress and folder / state.progress, rows.progress) if path]
        progress_rows = lone = 0
        if sent:
            added = engine.read_as("added", sent, ADDED_PROGRESS).distinct()
            progress_rows = engine.write(added.order_by("source", "dossier", "minute", "status"), work / names[1])
            ((lone,),) = engine.rows(without_dossier(added, versions).aggregate(number=ibis._.count()))
            versions = with_progress(versions, added)
        places = engine.keep("places", ranked(versions))
        became = changes(engine, places, state.arrivals - 1)
        number = engine.write(current_only(versions, places), work / names[0])
    valid = names if sent else names[:1]
    digests = {name: _digest(work / name) for name in valid}
    after = FolderState(
        generation, names[0], names[1] if sent else None, number, progress_rows, rows.next_arrival, digests
    )
    read = rows.next_arrival - state.arrivals
    return Added(read, became, progress_rows - state.progress_rows, int(lone), after), after


def _names(state: FolderState) -> list[str]:
    return [name for name in (state.dossiers, state.progress) if name]


def _checked(file: Path, state: FolderState) -> str:
    """The digest of a valid file; refuses one that is not as it was written."""
    try:
        digest = _digest(file)
    except FileNotFoundError:
        digest = None
    if digest is None or state.digests.get(file.name, digest) != digest:
        raise Refusal("dossier_folder_damaged", name=file.name)
    return digest


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return f"sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Nobody else adds meanwhile; the lock ends with the process, however that ends."""
    with (folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("dossier_folder_busy") from None
        yield


@contextmanager
def _scratch(work: Path) -> Iterator[Path]:
    """A folder that is gone at the end, which a disk that is full needs most; that of a killed run is not."""
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _clean(folder: Path, state: FolderState) -> None:
    """Remove what is not valid of what runs before have made, and nothing else."""
    shutil.rmtree(folder / _WORK, ignore_errors=True)
    (folder / _NEW).unlink(missing_ok=True)
    for path in folder.glob("*.parquet"):
        if path.name.startswith(_PREFIXES) and path.name not in (state.dossiers, state.progress):
            path.unlink()


def _write_state(folder: Path, state: FolderState) -> None:
    new = folder / _NEW
    new.write_text(json.dumps({"format": _FORMAT, **asdict(state)}, indent=1) + "\n")
    _sync(new)
    new.replace(folder / _CURRENT)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
