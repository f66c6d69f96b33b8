"""Dossiers brought together to be counted: files, folders of files, or a folder that ``add`` maintains."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.counting.engine import DuckDBEngine
from app.domain.agencies import root_code
from app.domain.dossiers.dossier import Dossier
from app.domain.errors import Fault, Faults, Refusal
from app.readers.dossiers.files import OWN_FILES, Tally, list_files, read_files
from app.readers.dossiers.sender import AddedProgress, Sender
from app.services.dossiers.folder import is_folder, snapshot
from app.services.dossiers.prepare import prepare

Item = Dossier | AddedProgress
Watch = Callable[[Iterable[Item]], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """``files``: prepared rows. ``dossiers``: how many versions were read; ``digest``: of what they were read from.

    ``warnings``: what is odd about single ones and was taken in.
    """

    files: list[Path]
    dossiers: int
    digest: str
    warnings: tuple[Fault, ...] = ()


def root_of(gathered: Gathered, work: Path) -> str | None:
    """The ministry or province that all dossiers belong to; ``None`` if there are several, or no dossiers."""
    with DuckDBEngine(work) as engine:
        agencies = engine.rows(engine.read(gathered.files).select("agency").distinct())
    roots = {root_code(code) for (code,) in agencies}
    return roots.pop() if len(roots) == 1 else None


def refuse_folders(paths: Iterable[Path]) -> None:
    """Refuse ``dossier_folder_among_files``: what ``add`` has put together does not tell when it came."""
    if folder := next((each for each in paths if is_folder(each)), None):
        raise Refusal("dossier_folder_among_files", name=folder.name)


def gather(paths: list[Path], sender: Sender, work: Path, watch: Watch = iter) -> Gathered:
    """Read dossiers and prepare them in the folder ``work``; a folder of ``add`` is taken as it is.

    ``watch`` is handed what is read and hands it on. Refuses as ``list_files``, ``read_stream``, ``prepare``
    and ``snapshot``.
    """
    if len(paths) == 1 and is_folder(paths[0]) and (found := snapshot(paths[0])):
        return Gathered([found.file], found.rows, found.digest)
    refuse_folders(paths)
    faults, tally = Faults(), Tally()
    items = read_files(list_files(paths), sender, OWN_FILES, faults, tally)
    prepared = prepare(watch(items), faults, work, sender.as_of)
    return Gathered([prepared], tally.dossiers, tally.digest, (*tally.names.warnings, *faults.warnings))
