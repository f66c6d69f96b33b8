"""Takes in the bodies of requests: as they come, so many at once, so fast, so large."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from anyio import CapacityLimiter, current_time, fail_after, to_thread
from anyio.lowlevel import RunVar
from fastapi import Request

from app.api.http.problems import RETRY_AFTER_SECONDS
from app.domain.errors import Refusal
from app.readers.uploads.body import Body, Receiver
from app.settings import Settings

ENCODINGS = ("identity", "gzip", "x-gzip")  # the last two are one (RFC 9110, 8.4.1.3)
_PIECE = 128 * 1024  # so much is written at once, in a thread: a disk may be slow
_WRITERS = 4


@dataclass(slots=True)
class _UploadSlots:
    """The uploads that an event loop has in hand. ``checking``: so many are checked at once.

    The threads that serve readers are many more than those that uploads may take.
    """

    checking: CapacityLimiter
    writing: CapacityLimiter
    uploads: int = 0


_desk: RunVar[_UploadSlots] = RunVar("uploads")


@asynccontextmanager
async def receive_upload(request: Request, settings: Settings) -> AsyncIterator[Body]:
    """The body of an upload, when its turn has come to be checked.

    Refuses ``too_many_uploads``, ``body_too_large``, ``upload_too_slow``.
    """
    desk = _desk_of(settings)
    if desk.uploads >= settings.max_uploads:
        raise Refusal("too_many_uploads", seconds=RETRY_AFTER_SECONDS)
    desk.uploads += 1
    try:
        with closing(Receiver()) as receiver:
            waiting = bytearray()
            async for piece in _pieces(request, settings, settings.max_body_bytes):
                waiting += piece
                if len(waiting) >= _PIECE:
                    await to_thread.run_sync(receiver.take, waiting, limiter=desk.writing)
                    waiting = bytearray()
            receiver.take(waiting)
            packed = "gzip" in request.headers.get("content-encoding", "").lower()
            with receiver.body(packed=packed) as body:
                async with desk.checking:
                    yield body
    finally:
        desk.uploads -= 1


async def receive_question(request: Request, settings: Settings) -> bytes:
    """A small body; refuses ``body_too_large``, ``upload_too_slow``."""
    return b"".join([piece async for piece in _pieces(request, settings, settings.max_question_bytes)])


async def _pieces(request: Request, settings: Settings, limit: int) -> AsyncIterator[bytes]:
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


def _desk_of(settings: Settings) -> _UploadSlots:
    try:
        return _desk.get()
    except LookupError:
        made = _UploadSlots(CapacityLimiter(settings.max_uploads_checked), CapacityLimiter(_WRITERS))
        _desk.set(made)
        return made
