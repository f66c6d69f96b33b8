"""The rows of an upload, read once, kept in a file and gone through as often as is needed."""

import pickle
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from app.domain.errors import Faults
from app.domain.evaluation.counts import Counts
from app.readers.uploads.rows import Places, UploadLimits, UploadRow

_IN_MEMORY = 1024 * 1024
_ROWS_TOGETHER = 100
_CHARACTERS_TOGETHER = 256 * 1024


class RowSpool:
    """Rows in their order. Nobody else can write the file, so that what is unpickled is what was pickled here."""

    def __init__(self, places: Places, limits: UploadLimits) -> None:
        self.places, self._limits = places, limits
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # closed by ``close``
        self._waiting: list[tuple[int, Mapping[str, object], tuple[Any, ...] | None]] = []
        self._characters = self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, number: int, cells: Mapping[str, object], faults: Faults, counts: Counts | None = None) -> None:
        """Keep a row; one with a field that is too long is a fault."""
        for name, value in cells.items():
            length = len(value) if isinstance(value, str) else 0
            self._characters += length
            if length > self._limits.field:
                faults.add("field_too_long", self.places.at(number, name), found=length, limit=self._limits.field)
                return
        self._length += 1
        self._characters += len(counts.packed) if counts else 0
        self._waiting.append((number, cells, counts and tuple(counts)))
        if len(self._waiting) >= _ROWS_TOGETHER or self._characters >= _CHARACTERS_TOGETHER:
            self._write()

    def __iter__(self) -> Iterator[UploadRow]:
        self._write()
        end, position = self._file.seek(0, 2), 0
        while position < end:
            self._file.seek(position)
            rows = pickle.load(self._file)  # noqa: S301
            position = self._file.tell()
            for number, cells, counts in rows:
                yield UploadRow(cells, number, self.places, counts and Counts(*counts))

    def close(self) -> None:
        self._file.close()

    def _write(self) -> None:
        if self._waiting:
            self._file.seek(0, 2)
            pickle.dump(self._waiting, self._file, pickle.HIGHEST_PROTOCOL)
            self._waiting, self._characters = [], 0
