"""Structured logs: one line an event, each with the request's id."""

import logging
import sys
import traceback
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import structlog
from asgi_correlation_id import correlation_id
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, ExcInfo, WrappedLogger

from app.domain.redaction import hide_secrets
from app.settings import Settings

_log = structlog.get_logger()


def configure(settings: Settings) -> None:
    """Send the service's own lines and those of its libraries to standard error in one format."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
    ]
    for_people = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if for_people else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(outline),
            renderer,
            _hide_secrets,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for chatty in ("alembic", "httpcore", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        cache_logger_on_first_use=True,
    )


def outline(exc_info: ExcInfo) -> str:
    """A traceback that names errors by their types and says nothing of what they say.

    Their sentences quote what could not be read or stored, which may be somebody's name. A source line does not.
    """
    return "\n".join(_outlined(exc_info[1], set()))


def _outlined(error: BaseException | None, seen: set[int]) -> Iterator[str]:
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield from _outlined(error.__cause__ or (None if error.__suppress_context__ else error.__context__), seen)
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}"
    for each in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _outlined(each, seen)


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if id_ := correlation_id.get():
        event["request_id"] = id_
    return event


def _hide_secrets(_logger: WrappedLogger, _method: str, line: Any) -> str:
    """The last step: a key in an address, or a password in what a driver says, goes no further."""
    return hide_secrets(str(line))


class AccessLog:
    """ASGI middleware: a line for every answer. The query string is left out: it is the client's business."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            took = round((perf_counter() - began) * 1000, 1)
            _log.info("request", method=scope["method"], path=scope["path"], status=status, milliseconds=took)
