"""ASGI middleware: gives answers from memory for as long as what they rest on has not changed.

It stands before everything else and does itself, for these answers, what the others would have done: count against the
limit, be counted, give back the id of a request that has one (these answers are in no log, so that a new id would lead
nowhere). What it does not know goes the long way; what comes back from there is kept if the endpoint said what it rests
on (``app.api.response_cache.endpoint``).
"""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from random import getrandbits
from time import monotonic

from asgi_correlation_id.middleware import is_valid_uuid4
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http.cold_slots import WORK
from app.api.http.negotiation import prefers_csv, takes_gzip
from app.api.http.rate_limits import FULL, UNCHANGED, Limit, network_of
from app.api.response_cache.store import BASIS, STATUSES, CacheKey, CacheStore
from app.services.context import AppContext
from app.services.evaluation.work import Work
from app.storage.errors import DBAPIError, NoConnectionError

POLLED = (
    "/v1/rankings/", "/v1/averages/", "/v1/scores/", "/v1/history/",
    "/v1/opportunities/", "/v1/pace/", "/v1/targets/", "/v1/contributions/", "/v1/robustness/",
)  # fmt: skip
_OLDEST = 0.9  # seconds: what is older might be more than one second old when it arrives
_OF_ONE_REQUEST = (b"x-request-id", b"ratelimit", b"ratelimit-policy")


class ResponseCache:
    """``app``: the long way. ``limit``: that of reads. ``pages``: how the addresses of pages begin."""

    def __init__(
        self, app: ASGIApp, service: AppContext, answers: CacheStore, limit: Limit | None, pages: Sequence[str] = ()
    ) -> None:
        self.app, self._answers, self._limit = app, answers, limit
        self._changes = service.changes
        self._origins = {each.encode() for each in service.settings.cors_origins.split()}
        self._polled = tuple(map(service.address, (*POLLED, *pages)))
        self._oldest = _OLDEST if self._changes.pause else 0.0
        self._making: dict[CacheKey, _Making] = {}
        self._looking: asyncio.Task[object] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("method")
        if method == "HEAD":
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        elif method != "GET":
            await self.app(scope, receive, send)
            return
        if not scope["path"].startswith(self._polled):
            await self.app(scope, receive, send)
            return
        now = monotonic()
        given = self._from_memory(scope, now) if now - self._changes.known_at < self._changes.pause else None
        if given is None:
            await self._ask(scope, receive, send, now)
            return
        head, body = given
        await send(head)
        await send(body)

    def _from_memory(self, scope: Scope, now: float) -> tuple[Message, Message] | None:
        """The answer, if all that is needed for it is there and the limit allows it: what it refuses goes the long way.

        Polling is as fast as this is. Who adds to it looks at `make bench PARTS=polling` before and after.
        """
        lines = scope["headers"]
        fields = dict(lines)
        if b"authorization" in fields or len(fields) < len(lines):
            return None
        answer = self._answers.good(self._question(scope, fields))
        if answer is None:
            return None
        is_held = answer.holds(fields.get(b"if-none-match"), fields.get(b"if-modified-since"), now)
        status, cost, headers, body = 304, UNCHANGED, answer.unchanged, b""
        if not is_held:
            if answer.full is None:
                return None
            status, cost, (headers, body) = 200, FULL, answer.full
        if self._limit:
            rate = self._limit.take(network_of(scope), cost)
            if rate is None:
                return None
            if rate:
                headers = [*headers, *rate]
        if b"x-request-id" in fields:
            headers = [*headers, (b"x-request-id", _request_id(fields[b"x-request-id"]))]
        answer.given[is_held] += 1
        return (
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body},
        )

    async def _ask(self, scope: Scope, receive: Receive, send: Send, now: float) -> None:
        """Have it made, or wait for whoever makes it, after what is known was seen to be recent enough."""
        self._answers.tell(now)
        lines = scope["headers"]
        fields = dict(lines)
        # A field that comes twice is read by those behind; so are keys.
        if b"authorization" in fields or len(fields) < len(lines) or not await self._look(now):
            await self.app(scope, receive, send)
            return
        question = self._question(scope, fields)
        while (made := self._making.get(question)) and self._answers.good(question) is None:
            await made.wait()
            if not made.is_void:
                break
        given = self._from_memory(scope, now)
        if given is None:
            await self._make(question, scope, receive, send)
            return
        for message in given:
            await send(message)

    def _question(self, scope: Scope, fields: dict[bytes, bytes]) -> CacheKey:
        forms = _forms(fields.get(b"accept"), fields.get(b"accept-encoding"))
        origin = fields.get(b"origin")
        # Of origins that may not read, and of all where all may, one is as good as another.
        origin = origin if origin is None or origin in self._origins else b""
        return scope["path"], scope["query_string"], forms, scope["scheme"], origin

    async def _look(self, began: float) -> bool:
        """Whether what is known is recent enough, or could be made so; looks ahead of time, while others are served."""
        while True:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(asyncio.to_thread(self._changes.look))
                self._looking.add_done_callback(_take_error)
            if self._changes.known_at >= began - self._oldest:
                return True
            try:
                await asyncio.shield(self._looking)
            except (DBAPIError, NoConnectionError):  # the long way tells of it
                return False

    async def _make(self, question: CacheKey, scope: Scope, receive: Receive, send: Send) -> None:
        """Have an answer made, and keep it. Who asks the same meanwhile waits for it, up to its first byte."""
        made = _Making()
        self._making.setdefault(question, made)
        state = scope.setdefault("state", {})
        head: Message | None = None

        async def keeping(message: Message) -> None:
            nonlocal head
            if message["type"] == "http.response.start":
                head = message
                await send(message)
                return
            basis = state.get(BASIS)
            is_kept = head is not None and head["status"] in STATUSES and not message.get("more_body")
            if basis is not None and head is not None and is_kept:
                headers = [each for each in head["headers"] if each[0] not in _OF_ONE_REQUEST]
                body = None if head["status"] == 304 else message["body"]
                made.is_void = not self._answers.keep(question, basis, headers, body)
            else:
                work: Work | None = state.get(WORK)
                made.is_void = work is not None and work.cancelled.is_set()
            self._end(question, made)
            await send(message)

        try:
            await self.app(scope, receive, keeping)
        finally:
            self._end(question, made)

    def _end(self, question: CacheKey, made: "_Making") -> None:
        made.set()
        if self._making.get(question) is made:
            del self._making[question]


class _Making(asyncio.Event):
    """An answer that is being made; set when it is there. ``is_void``: it came to nothing that says anything of another
    try, because its client has gone or because there is a newer state; one of those who waited makes it then."""

    is_void = False


def _request_id(given: bytes) -> bytes:
    """The client's own, as the library that gives ids elsewhere would take it, or a new one."""
    return given if is_valid_uuid4(given.decode("latin-1")) else b"%032x" % getrandbits(128)


@lru_cache(128)  # clients send what they send in few ways; a head may have 64 KiB
def _forms(accept: bytes | None, accept_encoding: bytes | None) -> tuple[bool, bool]:
    """Whether CSV is wanted, and whether it may be packed."""
    return prefers_csv((accept or b"").decode("latin-1")), takes_gzip((accept_encoding or b"").decode("latin-1"))


def _without_body(send: Send) -> Send:
    """For HEAD: the head of the answer to GET (RFC 9110, 9.3.2)."""

    async def without(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return without


def _take_error(task: "asyncio.Task[object]") -> None:
    """Nobody may be waiting for it."""
    if not task.cancelled():
        task.exception()
