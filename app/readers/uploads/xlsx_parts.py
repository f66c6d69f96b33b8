"""The parts of an XLSX file, as a stream: nothing in it may unpack beyond a limit, whatever its headers say.

openpyxl holds all shared strings and an element for every row, and lxml the names it has seen; so the parts are read
here by expat, and openpyxl only says what a number format means.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from app.domain.errors import Refusal

_PIECE = 64 * 1024
_LONGEST_DIRECTORY = 256 * 1024  # bytes; zipfile holds an object for every entry
_MOST_NAMES = 2_000  # of elements and attributes; the standard has a few hundred, and the parser forgets none
_MOST_SILENT_PIECES = 16  # so much of one tag is no tag
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

Attributes = dict[str, str]


class BrokenXlsx(Exception):
    """It is no XLSX file, or one that no program writes."""


class Parts:
    """A package's parts by their names. ``limit``: bytes that all that is read of them may unpack to together."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._limit, self._left = limit, limit
        self._archive = zipfile.ZipFile(_Wary(file))
        entries = self._archive.infolist()
        if any(entry.compress_type not in _PLAIN for entry in entries):
            raise BrokenXlsx("packed in a way that XLSX does not know")
        if sum(entry.file_size for entry in entries) > limit:
            raise Refusal("unpacked_too_large", limit=limit)
        self._names = {entry.filename.lower(): entry.filename for entry in entries}

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to, by id: the last word of its kind, and the name of the other part."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
                found[attributes["Id"]] = (posixpath.basename(attributes["Type"]), target.lstrip("/"))

        self.read(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def read(self, part: str, start: Callable[[str, Attributes], None], **others: Callable[..., None]) -> None:
        """Go through a whole part; see ``stream``."""
        for _ in self.stream(part, start, **others):
            pass

    def stream(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Call ``start``, ``end`` and ``text`` for what is in a part; a step for each piece that was read."""
        names: set[str] = set()
        heard = False

        def started(name: str, attributes: Attributes) -> None:
            nonlocal heard
            heard = True
            names.add(name)
            names.update(attributes)
            start(name.rpartition(" ")[2], attributes)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = started
        parser.StartDoctypeDeclHandler = _refuse_doctype
        if end:
            parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
        if text:
            parser.CharacterDataHandler = text
        silent = 0
        for piece in self._pieces(part):
            heard = False
            parser.Parse(piece, False)
            silent = 0 if heard else silent + 1
            if silent > _MOST_SILENT_PIECES or len(names) > _MOST_NAMES:
                raise BrokenXlsx(f"{part} holds what no spreadsheet does")
            yield
        parser.Parse(b"", True)
        yield

    def _pieces(self, part: str) -> Iterator[bytes]:
        with self._archive.open(self._names[part.lower()]) as opened:
            while piece := opened.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise Refusal("unpacked_too_large", limit=self._limit)
                yield piece


def _refuse_doctype(*_: Any) -> None:
    raise BrokenXlsx("a document type, which may define entities")


class _Wary:
    """A file that is not read in one go beyond the length of a directory of reasonable size."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if size > _LONGEST_DIRECTORY:
            raise BrokenXlsx("thousands of entries")
        return self._file.read(_LONGEST_DIRECTORY if size < 0 else size)

    def seekable(self) -> bool:
        return True
