"""The parts of an XLSX file as elements, one at a time: nothing in it may unpack beyond a limit, or be held whole.

openpyxl reads a part into a tree of which it empties the rows and keeps the rest: three megabytes of XML can take
more than a hundred of memory. So the trees that it reads cells from are made here.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.ElementTree import DefusedXMLParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from app.domain.errors import Refusal

_PIECE = 64 * 1024
_LONGEST_DIRECTORY = 256 * 1024  # bytes; zipfile holds an object for every entry
_MOST_NAMES = 2_000  # of elements and attributes; the standard has a few hundred, and the parser forgets none
_MOST_SILENT_PIECES = 16  # so much of one tag is no tag
_LARGEST_ELEMENT = 10_000_000  # characters, where each element within it counts as many as it takes
_ELEMENT = 100
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BrokenXlsx(Exception):
    """It is no XLSX file, or one that no program writes."""


def main(name: str) -> str:
    """The tag of an element of a spreadsheet."""
    return f"{{{SHEET_MAIN_NS}}}{name}"


class Parts:
    """A package's parts by their names, be these in capitals, with backslashes or both.

    ``limit``: bytes that all that is read of them may unpack to together.
    """

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._limit, self._left = limit, limit
        self._archive = zipfile.ZipFile(_Wary(file))
        entries = self._archive.infolist()
        if any(entry.compress_type not in _PLAIN for entry in entries):
            raise BrokenXlsx("packed in a way that XLSX does not know")
        if sum(entry.file_size for entry in entries) > limit:
            raise Refusal("unpacked_too_large", limit=limit)
        self._names = {_plain(entry.filename): entry.filename for entry in entries}

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to, by id: the last word of its kind, and the name of the other part."""
        folder, name = posixpath.split(part)
        relations = next(self.elements(posixpath.join(folder, "_rels", f"{name}.rels"), "Relationships"))
        found: dict[str, tuple[str, str]] = {}
        for each in relations:
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, each.attrib["Target"].replace("\\", "/")))
                found[each.attrib["Id"]] = (posixpath.basename(each.attrib["Type"]), target.lstrip("/"))
        return found

    def elements(self, part: str, *names: str) -> Iterator[Element]:
        """The outermost elements of these names, whatever their namespace, as those of a spreadsheet."""
        builder = _Builder(names)
        parser = DefusedXMLParser(target=builder, forbid_dtd=True)
        silent = 0
        for piece in self._pieces(part):
            builder.heard = False
            parser.feed(piece)
            silent = 0 if builder.heard else silent + 1
            if silent > _MOST_SILENT_PIECES:
                raise BrokenXlsx(f"{part} holds what no spreadsheet does")
            yield from builder.found
            builder.found.clear()
        parser.close()
        yield from builder.found

    def _pieces(self, part: str) -> Iterator[bytes]:
        with self._archive.open(self._names[_plain(part)]) as opened:
            while piece := opened.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise Refusal("unpacked_too_large", limit=self._limit)
                yield piece


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


class _Builder:
    """Makes elements of what a parser tells of a part: of those that are wanted, and of nothing else."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._wanted = wanted
        self.found: list[Element] = []
        self.heard = False
        self._names: set[str] = set()
        self._tree: TreeBuilder | None = None
        self._depth = self._size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.heard = True
        self._names.add(tag)
        self._names.update(attributes)
        if len(self._names) > _MOST_NAMES:
            raise BrokenXlsx("more names than a spreadsheet has")
        name = tag.rpartition("}")[2]
        if self._tree is None:
            if name not in self._wanted:
                return
            self._tree, self._size = TreeBuilder(), 0
        self._grow(_ELEMENT + sum(map(len, attributes.values())))
        self._depth += 1
        self._tree.start(main(name), attributes)

    def data(self, text: str) -> None:
        if self._tree:
            self._grow(len(text))
            self._tree.data(text)

    def end(self, tag: str) -> None:
        if self._tree:
            self._tree.end(main(tag.rpartition("}")[2]))
            self._depth -= 1
            if self._depth == 0:
                self.found.append(self._tree.close())
                self._tree = None

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > _LARGEST_ELEMENT:
            raise BrokenXlsx("more in one place than a spreadsheet can have")


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
