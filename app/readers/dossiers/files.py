"""Files and folders of dossiers, of any format, as one stream of versions and progress rows."""

import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol, cast

from app.domain.dossiers.dossier import Dossier
from app.domain.errors import Faults, Refusal
from app.readers.dossiers import plain, portal
from app.readers.dossiers.field_names import FieldNames
from app.readers.dossiers.parquet import read_parquet
from app.readers.dossiers.records import Record, RecordReader, Source, read_document, read_lines, read_table
from app.readers.dossiers.sender import AddedProgress, Sender
from app.readers.dossiers.values import Reading, Values
from app.readers.uploads.body import Content
from app.readers.uploads.rows import UploadLimits

_PACKED = ".gz"
_GIB = 1024**3
# Papers, links and texts of one dossier are long, though few of them are kept.
_LONGEST_RECORD = 1024 * 1024
SENT = UploadLimits(row=_LONGEST_RECORD)
OWN_FILES = UploadLimits(unpacked=256 * _GIB, rows=100_000_000, row=_LONGEST_RECORD)


class DossierFormat(StrEnum):
    """A format by the ends of its files' names."""

    JSON = ".json"
    NDJSON = ".ndjson"
    CSV = ".csv"
    PARQUET = ".parquet"

    @classmethod
    def of(cls, name: str) -> "DossierFormat | None":
        """The format of a file, whether it is packed by gzip or not; ``.jsonl`` is NDJSON too."""
        plain_name = name.lower().removesuffix(_PACKED)
        return next((each for each in cls if plain_name.endswith(each)), None) or (
            cls.NDJSON if plain_name.endswith(".jsonl") else None
        )


_ENDINGS = ", ".join(DossierFormat)
_READERS: dict[DossierFormat, RecordReader] = {
    DossierFormat.JSON: read_document,
    DossierFormat.NDJSON: read_lines,
    DossierFormat.CSV: read_table,
}


class Readable(Protocol):
    """A file or a stream of bytes; empty at its end."""

    def read(self, size: int = -1, /) -> bytes: ...


class HashedFile:
    """Reads on in a file or a stream, and takes the size and the SHA-256 of what went through."""

    def __init__(self, file: Readable) -> None:
        self._file, self._hash, self.size = file, hashlib.sha256(), 0

    @property
    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"

    def read(self, size: int = -1, /) -> bytes:
        piece = self._file.read(size)
        self._hash.update(piece)
        self.size += len(piece)
        return piece


@dataclass(slots=True)
class Tally:
    """What was read: the numbers of versions of dossiers and of progress rows, each file's digest by its name, and the
    names of fields that were not read."""

    dossiers: int = 0
    progress: int = 0
    names: FieldNames = field(default_factory=FieldNames)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """One digest of all files: of their digests in the order in which they were read, wherever they lay."""
        return f"sha256:{hashlib.sha256(' '.join(self.digests.values()).encode()).hexdigest()}"


def list_files(paths: Iterable[Path]) -> list[Path]:
    """The files, and those of folders and of folders in them that have a known ending, in the order of their names.

    Refuses ``dossier_file_unknown`` for a file that was named and has another, ``dossier_files_none`` for a folder
    without any.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = (each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
            listed = sorted((each for each in below if DossierFormat.of(each.name)), key=_natural)
            if not listed:
                raise Refusal("dossier_files_none", name=path, endings=_ENDINGS)
            found += listed
        elif DossierFormat.of(path.name):
            found.append(path)
        else:
            raise Refusal("dossier_file_unknown", name=path.name, endings=_ENDINGS)
    return found


def _natural(path: Path) -> list[str | int]:
    """Texts and numbers in turn: ``9`` goes before ``10``."""
    return [int(part) if place % 2 else part for place, part in enumerate(re.split(r"([0-9]+)", str(path)))]


def read_files(
    paths: list[Path], sender: Sender, limits: UploadLimits, faults: Faults, tally: Tally
) -> Iterator[Dossier | AddedProgress]:
    """What the records of all files say; those with faults are left out. Refuses as ``read_stream``."""
    for path in paths:
        faults.file = path.name
        format_ = DossierFormat.of(path.name)
        with path.open("rb") as file:
            packed = path.name.lower().endswith(_PACKED)
            if format_ is DossierFormat.PARQUET:
                tally.digests[str(path)] = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
                file.seek(0)
                yield from _taken(read_parquet(file, limits, faults, tally.names), sender, faults, tally)
            elif format_:
                hashed = HashedFile(file)
                yield from read_stream(hashed, format_, sender, limits, faults, tally, packed=packed)
                tally.digests[str(path)] = hashed.digest
    faults.file = None


def read_stream(  # noqa: PLR0913  # one more than the rule has; each is of another kind
    file: Readable,
    format_: DossierFormat,
    sender: Sender,
    limits: UploadLimits,
    faults: Faults,
    tally: Tally,
    *,
    packed: bool,
) -> Iterator[Dossier | AddedProgress]:
    """What the records of a text format say; nothing is kept but one record at a time.

    ``packed``: by gzip. Refuses ``unpacked_too_large`` and ``too_many_rows``; all else is a fault.
    """
    sent = cast("IO[bytes]", file)  # of which only ``read`` is used
    content = Content(gzip.GzipFile(fileobj=sent, mode="rb") if packed else sent, limits.unpacked)
    source = Source(content, limits, faults, tally.names)
    try:
        yield from _taken(_READERS[format_](source), sender, faults, tally)
    except Refusal as refusal:
        if refusal.code != "submission_invalid":
            raise
        for fault in refusal.faults:  # what cannot be unpacked or is no text; the next file is read
            faults.add(fault.code, fault.location, **fault.params)


def _taken(
    records: Iterator[Record], sender: Sender, faults: Faults, tally: Tally
) -> Iterator[Dossier | AddedProgress]:
    reading = Reading(sender, faults, tally.names.see)
    for place, cells in records:
        values = Values(cells, place, reading)
        if portal.NUMBER in cells:
            found = portal.read_record(values, sender)
        elif "dossier" in cells:
            found = plain.read_record(values, sender)
        else:
            faults.add("dossier_number_missing", place.at())
            continue
        if isinstance(found, Dossier):
            tally.dossiers += 1
        elif found:
            tally.progress += 1
        if found:
            yield found
