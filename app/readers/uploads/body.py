"""What was sent, as a file: of whatever size, it takes no memory."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, NoReturn, cast

from app.domain.errors import Fault, Refusal

IN_MEMORY = 256 * 1024  # what is smaller is never written to disk
_PIECE = 64 * 1024


class Body:
    """The bytes of an upload, their number and their SHA-256, both of what was sent.

    ``packed``: they were sent packed by gzip; what is read is unpacked.
    """

    def __init__(self, file: IO[bytes], size: int, digest: str, *, packed: bool = False) -> None:
        self._file, self.size, self.digest, self.packed = file, size, digest, packed
        self._files = ExitStack()
        self._files.enter_context(file)

    @classmethod
    def of(cls, content: bytes) -> "Body":
        return cls(io.BytesIO(content), len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")

    @classmethod
    def over(cls, file: IO[bytes]) -> "Body":
        """The content of an open file, which it closes."""
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a spooled file has readinto
        return cls(file, file.tell(), f"sha256:{digest}")

    @classmethod
    def at(cls, path: Path) -> "Body":
        """A file's content; the file must stay as it is for as long as the body is used."""
        file = path.open("rb")
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(file, file.tell(), f"sha256:{digest}")

    def open(self, limit: int) -> "Content":
        """The content from its beginning, which cannot be searched. ``limit``: the most bytes it may unpack to."""
        self._file.seek(0)
        return Content(gzip.GzipFile(fileobj=self._file, mode="rb") if self.packed else self._file, limit)

    def seekable(self, limit: int) -> IO[bytes]:
        """The content as a file in which one can go back and forth."""
        if not self.packed:
            self._file.seek(0)
            return self._file
        unpacked: IO[bytes] = self._files.enter_context(SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
        content = self.open(limit)
        while piece := content.read1(_PIECE):
            unpacked.write(piece)
        unpacked.seek(0)
        return unpacked

    def close(self) -> None:
        self._files.close()

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


class Receiver:
    """Makes a body of what comes piece by piece: small ones stay in memory, others go to a file without a name."""

    def __init__(self) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the body's, which closes it
        self._digest = hashlib.sha256()
        self._size = 0

    def take(self, piece: bytes | bytearray) -> None:
        self._file.write(piece)
        self._digest.update(piece)
        self._size += len(piece)

    def body(self, *, packed: bool) -> Body:
        return Body(self._file, self._size, f"sha256:{self._digest.hexdigest()}", packed=packed)

    def close(self) -> None:
        self._file.close()


class Content(io.BufferedIOBase):
    """Reads on in a file, and refuses ``unpacked_too_large`` beyond ``limit`` bytes.

    ``taken``: how many bytes were read. What gzip cannot unpack is refused as ``gzip_invalid``.
    """

    def __init__(self, file: IO[bytes] | gzip.GzipFile, limit: int) -> None:
        self._file, self._limit, self.taken = file, limit, 0

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        try:
            piece = self._file.read(_PIECE if size < 0 else size)
        except (OSError, EOFError, zlib.error):
            if isinstance(self._file, gzip.GzipFile):
                raise Refusal("submission_invalid", faults=[Fault("gzip_invalid")], count=1) from None
            raise
        self.taken += len(piece)
        if self.taken > self._limit:
            raise Refusal("unpacked_too_large", limit=self._limit)
        return piece

    def read(self, size: int | None = -1, /) -> bytes:
        return self.read1(_PIECE if size is None else size)


class DecodedText:
    """The text of a content: UTF-8, with or without a byte order mark. Refuses ``encoding_invalid``."""

    def __init__(self, content: Content, newline: str) -> None:
        self._content = content
        self._text = io.TextIOWrapper(cast("IO[bytes]", content), "utf-8-sig", newline=newline)

    def read(self, size: int) -> str:
        return self._decoded(self._text.read, size)

    def readline(self, size: int) -> str:
        """The rest of the line with its end, at most ``size`` characters of it; empty at the end."""
        return self._decoded(self._text.readline, size)

    def _decoded(self, read: Callable[[int], str], size: int) -> str:
        try:
            return read(size)
        except UnicodeDecodeError as error:
            self._refuse(self._content.taken - len(error.object) + error.start)

    def _refuse(self, position: int) -> NoReturn:
        fault = Fault("encoding_invalid", params={"position": position})
        raise Refusal("submission_invalid", faults=[fault], count=1) from None
