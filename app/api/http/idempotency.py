"""The header `Idempotency-Key`: what every write does with it."""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from app.api.http.deps import AuthorDep, ServiceDep
from app.api.http.problems import respond, status_of
from app.api.http.request_body import body_digest
from app.api.http.root_path import route_path
from app.domain.errors import Location, Refusal
from app.services import idempotency
from app.services.context import AppContext
from app.services.idempotency import Asked, RequestKey, StoredResponse

NAME = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
MAX_LENGTH = 255
_BARE = re.compile(r"[!#-~][!-~]*", re.ASCII)
_QUOTED = re.compile(r'"((?:[!#-\[\]-~]|\\["\\])*)"', re.ASCII)
_KEPT = ("content-type", "location", "etag")


def read_key(lines: list[str]) -> str | None:
    """The key in the lines of the header, ``None`` if there is none; refuses ``idempotency_key_invalid``.

    The draft wants a string of RFC 8941, in quotes; most clients leave them out. Both name the same key.
    """
    if not lines:
        return None
    text = lines[0] if len(lines) == 1 else ""
    quoted = _QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text if _BARE.fullmatch(text) else ""
    if not 0 < len(key) <= MAX_LENGTH:
        raise Refusal("idempotency_key_invalid", limit=MAX_LENGTH).at(Location(parameter=NAME))
    return key


class IdempotentCall:
    """Called with the work of a request: does it, or answers as it was answered before."""

    def __init__(self, service: AppContext, request: Request, asked: RequestKey | None) -> None:
        self._service, self._request, self._key = service, request, asked

    def __call__(self, work: Callable[[], Response]) -> Response:
        if self._key is None:
            return work()
        asked = Asked(self._key, self._fingerprint())
        answer, replayed = idempotency.once(self._service, asked, lambda: self._answer(work))
        headers = {**answer.headers, REPLAYED: "true"} if replayed else dict(answer.headers)
        return Response(answer.body, answer.status, headers)

    def _answer(self, work: Callable[[], Response]) -> StoredResponse:
        """What the work answers; a refusal is an answer too, but not one that may be another tomorrow."""
        try:
            made = work()
        except Refusal as refusal:
            if status_of(refusal.code) >= 500:
                raise
            made = respond(self._request, refusal)
        headers = {name: made.headers[name] for name in _KEPT if name in made.headers}
        return StoredResponse(made.status_code, headers, bytes(made.body))

    def _fingerprint(self) -> str:
        request = self._request
        header = request.headers.get
        query = request.scope["query_string"].decode("latin-1")
        return idempotency.fingerprint(
            request.method,
            route_path(request.scope),
            query,
            header("content-type", ""),
            header("content-encoding", ""),
            header("if-match", ""),
            body_digest(request),
        )


def once_of(
    request: Request,
    service: ServiceDep,
    author: AuthorDep,
    _key: Annotated[
        str | None,
        Header(
            alias=NAME,
            description="A name of your own for this request, 1 to 255 visible ASCII characters, such as a UUID. Sent "
            "again with the same name, the same request has one effect and the same answer, with the header "
            "`Idempotency-Replayed`, for 24 hours or more; another request with this name is refused.",
            examples=["6f1c0f4e-3f0a-4a5e-9b0e-2f6d3c1b7a55"],
        ),
    ] = None,
) -> IdempotentCall:
    """What makes a write safe to send again."""
    name = read_key(request.headers.getlist(NAME))
    return IdempotentCall(service, request, RequestKey(author.line or "", name) if name else None)


OnceDep = Annotated[IdempotentCall, Depends(once_of)]
