"""ASGI middleware: gives answers from memory for as long as what they rest on has not changed.

It stands before everything else and does itself, for these answers, what the others would have done: count against the
limit, give a request id, be counted. What it does not know goes the long way; what comes back from there is kept if
the endpoint said what it rests on (``app.api.polling``).
"""

import asyncio
from functools import lru_cache
from random import getrandbits
from time import monotonic

from asgi_correlation_id.middleware import is_valid_uuid4
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.answers import BASIS, Answer, Answers, Headers, Question
from app.api.deps import prefers_csv
from app.api.polling import takes_gzip
from app.api.rate_limits import FULL, UNCHANGED, Limit, network_of
from app.services.service import Service
from app.storage.errors import DBAPIError, NoConnectionError

POLLED = ("/v1/rankings/", "/v1/averages/", "/v1/scores/", "/v1/history/")
_OLDEST = 0.9  # seconds: what is older might be more than one second old when it arrives
_OF_ONE_REQUEST = (b"x-request-id", b"ratelimit", b"ratelimit-policy")


class Kept:
    """``origins``: as in ``ReadableFromPages``."""

    def __init__(self, app: ASGIApp, service: Service, answers: Answers, limit: Limit | None) -> None:
        self.app, self._answers, self._limit = app, answers, limit
        self._changes = service.changes
        self._origins = {each.encode() for each in service.settings.cors_origins.split()}
        self._oldest = _OLDEST if self._changes.pause else 0.0
        self._making: dict[Question, asyncio.Event] = {}
        self._looking: asyncio.Task[object] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(POLLED):
            await self.app(scope, receive, send)
            return
        lines = scope["headers"]
        fields = dict(lines)
        # A field that comes twice is read by those behind; so are keys.
        is_plain = len(fields) == len(lines) and b"authorization" not in fields
        if not is_plain or not (self._changes.is_known_since(monotonic() - self._changes.pause) or await self._look()):
            await self.app(scope, receive, send)
            return
        question = self._question(scope, fields)
        answer = self._answers.good(question)
        if answer is None and question in self._making:
            await self._making[question].wait()
            answer = self._answers.good(question)
        if answer is None or not await self._give(answer, scope, fields, send):
            await self._make(question, scope, receive, send)

    def _question(self, scope: Scope, fields: dict[bytes, bytes]) -> Question:
        origin = fields.get(b"origin")
        return Question(
            scope["path"],
            scope["query_string"],
            *_forms(fields.get(b"accept", b""), fields.get(b"accept-encoding", b"")),
            scope["scheme"],
            # Of origins that may not read, and of all where all may, one is as good as another.
            origin if origin is None or origin in self._origins else b"",
        )

    async def _look(self) -> bool:
        """Whether what is known is recent enough, or could be made so; looks ahead of time, while others are served."""
        began = monotonic()
        while True:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(asyncio.to_thread(self._changes.look))
                self._looking.add_done_callback(_take_error)
            if self._changes.is_known_since(began - self._oldest):
                return True
            try:
                await asyncio.shield(self._looking)
            except (DBAPIError, NoConnectionError):  # the long way tells of it
                return False

    async def _give(self, answer: Answer, scope: Scope, fields: dict[bytes, bytes], send: Send) -> bool:
        """Answer from memory, if what is needed is there and the limit allows it; what it refuses goes the long way."""
        is_held = answer.holds(fields.get(b"if-none-match"), fields.get(b"if-modified-since"))
        headers = answer.unchanged if is_held else answer.headers
        if headers is None:
            return False
        own: Headers = [(b"x-request-id", _request_id(fields))]
        if self._limit:
            who = network_of(scope)
            if not self._limit.take(who):
                return False
            if is_held:
                self._limit.give_back(who, FULL - UNCHANGED)
            own.extend(self._limit.fields(who))
        status = 304 if is_held else 200
        self._answers.note(answer.basis.route, status)
        body = b"" if is_held or answer.body is None else answer.body
        await send({"type": "http.response.start", "status": status, "headers": headers + own})
        await send({"type": "http.response.body", "body": body})
        return True

    async def _make(self, question: Question, scope: Scope, receive: Receive, send: Send) -> None:
        """Have an answer made, and keep it. Who asks the same meanwhile waits for it, up to its first byte."""
        made = asyncio.Event()
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
            if basis is not None and head is not None and not message.get("more_body"):
                headers = [each for each in head["headers"] if each[0] not in _OF_ONE_REQUEST]
                self._answers.keep(question, basis, headers, None if head["status"] == 304 else message["body"])
            made.set()
            await send(message)

        try:
            await self.app(scope, receive, keeping)
        finally:
            made.set()
            if self._making.get(question) is made:
                del self._making[question]


def _request_id(fields: dict[bytes, bytes]) -> bytes:
    """The client's own, as the library that gives ids elsewhere would take it, or a new one."""
    given = fields.get(b"x-request-id")
    if given is not None and is_valid_uuid4(given.decode("latin-1")):
        return given
    return b"%032x" % getrandbits(128)


@lru_cache(1024)
def _forms(accept: bytes, accept_encoding: bytes) -> tuple[bool, bool]:
    """Whether CSV is wanted, and whether it may be packed."""
    return prefers_csv(accept.decode("latin-1")), takes_gzip(accept_encoding.decode("latin-1"))


def _without_body(send: Send) -> Send:
    """For HEAD: the head of the answer to GET (RFC 9110, 9.3.2)."""

    async def without(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return without


def _take_error(task: "asyncio.Task[object]") -> None:
    """Nobody may be waiting for it."""
    if not task.cancelled():
        task.exception()
