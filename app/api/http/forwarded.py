"""ASGI middleware: what trusted proxies say of the client, read as more of them write it than uvicorn reads."""

from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_PROTO = b"x-forwarded-proto"


class TrustedProxies(ProxyHeadersMiddleware):
    """uvicorn's own, which decides whom to believe; here ``X-Forwarded-Proto`` may be a list, and in capitals.

    ``trusted``: addresses and networks, separated by commas.
    """

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        inner: Any = app
        super().__init__(inner, trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        if scope["type"] == "http":
            scope["headers"] = _one_scheme(scope["headers"])
        await super().__call__(scope, receive, send)  # type: ignore[arg-type]


def _one_scheme(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with the scheme that the client spoke with the outermost proxy: the first of all that are named."""
    said = [value for name, value in headers if name == _PROTO]
    if not said:
        return headers
    scheme = said[0].partition(b",")[0].strip().lower()
    return [*(each for each in headers if each[0] != _PROTO), (_PROTO, scheme)]
