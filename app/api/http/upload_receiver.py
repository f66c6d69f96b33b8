"""Takes in the bodies of requests: as they come, so many at once, so fast, so large."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from anyio import CapacityLimiter, current_time, fail_after, from_thread, to_thread
from anyio.lowlevel import RunVar
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.api.http.problems import RETRY_AFTER_SECONDS
from app.domain.errors import Refusal
from app.readers.uploads.body import Body, Receiver
from app.settings import Settings

ENCODINGS = ("identity", "gzip", "x-gzip")  # the last two are one (RFC 9110, 8.4.1.3)
_PIECE = 128 * 1024  # so much is written at once, in a thread: a disk may be slow
_WRITERS = 4
_MOST_FIELDS = 20
Taken = TypeVar("Taken")


@dataclass(slots=True)
class _UploadSlots:
    """The uploads that an event loop has in hand. ``checking``: so many are checked at once.

    The threads that serve readers are many more than those that uploads may take. ``streaming``: the threads that read
    bodies while they come.
    """

    checking: CapacityLimiter
    writing: CapacityLimiter
    streaming: CapacityLimiter
    uploads: int = 0


_slots: RunVar[_UploadSlots] = RunVar("uploads")


@asynccontextmanager
async def receive_upload(request: Request, settings: Settings) -> AsyncIterator[Body]:
    """The body of an upload, when its turn has come to be checked.

    Refuses ``too_many_uploads``, ``body_too_large``, ``upload_too_slow``.
    """
    with _slot(settings) as slots, closing(Receiver()) as receiver:
        waiting = bytearray()
        async for piece in _pieces(request, settings, settings.max_body_bytes):
            waiting += piece
            if len(waiting) >= _PIECE:
                await to_thread.run_sync(receiver.take, waiting, limiter=slots.writing)
                waiting = bytearray()
        receiver.take(waiting)
        packed = "gzip" in request.headers.get("content-encoding", "").lower()
        with receiver.body(packed=packed) as body:
            async with slots.checking:
                yield body


@asynccontextmanager
async def receive_streamed(
    request: Request, settings: Settings, take: Callable[["StreamedBody"], Taken]
) -> AsyncIterator[Taken]:
    """What ``take`` makes of a body while it comes, when its turn has come to be dealt with further.

    For bodies of which no byte may be kept: there is one piece in memory at a time, and no file. Refuses as
    ``receive_upload`` and as ``take``.
    """
    with _slot(settings) as slots:
        body = StreamedBody(_pieces(request, settings, settings.max_body_bytes))
        taken = await to_thread.run_sync(take, body, limiter=slots.streaming)
        async with slots.checking:
            yield taken


class StreamedBody:
    """A body that is read in a thread while it comes."""

    def __init__(self, pieces: AsyncGenerator[bytes, None]) -> None:
        self._pieces, self._waiting = pieces, b""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, or all that is there; empty at the end. Refuses as ``receive_upload``."""
        if not self._waiting:
            self._waiting = from_thread.run(self._next)
        size = len(self._waiting) if size < 0 else size
        piece, self._waiting = self._waiting[:size], self._waiting[size:]
        return piece

    async def _next(self) -> bytes:
        async for piece in self._pieces:
            if piece:
                return piece
        return b""


@dataclass(frozen=True, slots=True)
class FormWithFile:
    """The fields of a form, the name of its file, and the file's content."""

    fields: Mapping[str, str]
    name: str
    body: Body


@asynccontextmanager
async def receive_form(request: Request, settings: Settings) -> AsyncIterator[FormWithFile]:
    """A form with one file (``multipart/form-data``), when its turn has come to be checked.

    Its content is within the limits of an upload and, if large, in a temporary file. Refuses as ``receive_upload``,
    ``bad_request`` for what is no such form, and ``form_without_file``.
    """
    with _slot(settings) as slots:
        pieces = _pieces(request, settings, settings.max_body_bytes)
        parser = MultiPartParser(request.headers, pieces, max_files=1, max_fields=_MOST_FIELDS, max_part_size=_PIECE)
        try:
            form = await parser.parse()
        except (MultiPartException, KeyError):
            raise Refusal("bad_request") from None
        try:
            fields = {name: each for name, each in form.items() if isinstance(each, str)}
            file = next((each for each in form.values() if isinstance(each, UploadFile)), None)
            if file is None or not file.filename or not file.size:
                raise Refusal("form_without_file")
            body = await to_thread.run_sync(Body.over, file.file, limiter=slots.writing)
            async with slots.checking:
                yield FormWithFile(fields, file.filename, body)
        finally:
            await form.close()


async def receive_question(request: Request, settings: Settings) -> bytes:
    """A small body; refuses ``body_too_large``, ``upload_too_slow``."""
    return b"".join([piece async for piece in _pieces(request, settings, settings.max_question_bytes)])


@contextmanager
def _slot(settings: Settings) -> Iterator[_UploadSlots]:
    """A place among the uploads that are in hand; refuses ``too_many_uploads``."""
    slots = _slots_of(settings)
    if slots.uploads >= settings.max_uploads:
        raise Refusal("too_many_uploads", seconds=RETRY_AFTER_SECONDS)
    slots.uploads += 1
    try:
        yield slots
    finally:
        slots.uploads -= 1


async def _pieces(request: Request, settings: Settings, limit: int) -> AsyncGenerator[bytes, None]:
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        raise Refusal("body_too_large", limit=limit)
    read, stream = 0, request.stream()
    until = current_time() + settings.upload_seconds
    while True:
        try:
            with fail_after(min(settings.upload_idle_seconds, until - current_time())):
                piece = await anext(stream, None)
        except TimeoutError:
            seconds, idle = settings.upload_seconds, settings.upload_idle_seconds
            raise Refusal("upload_too_slow", seconds=f"{seconds:g}", idle=f"{idle:g}") from None
        if piece is None:
            return
        read += len(piece)
        if read > limit:
            raise Refusal("body_too_large", limit=limit)
        yield piece


def _slots_of(settings: Settings) -> _UploadSlots:
    try:
        return _slots.get()
    except LookupError:
        made = _UploadSlots(
            CapacityLimiter(settings.max_uploads_checked),
            CapacityLimiter(_WRITERS),
            CapacityLimiter(settings.max_uploads),
        )
        _slots.set(made)
        return made
