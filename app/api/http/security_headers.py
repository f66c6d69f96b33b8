"""ASGI middleware: what browsers and caches are told of every answer. See docs/understand/security.md."""

import base64
import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http.cache_policy import set_cache_policy
from app.api.http.root_path import route_path

DOCS = "/docs"
EXPOSED = (
    "ETag", "Idempotency-Replayed", "Last-Serial", "Link", "Location", "RateLimit", "RateLimit-Policy", "Repr-Digest",
    "Retry-After", "X-Request-ID",
)  # fmt: skip
_READ_FROM_PAGES = ("/v1/", "/feeds/", "/openapi.json")
_READING = ("GET", "HEAD", "OPTIONS")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    # All that can be read without a key is public: other sites may show it, also isolated ones.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_A_YEAR = "max-age=31536000"
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def protect(scope: Scope, status: int, headers: MutableHeaders) -> None:
    """Add what is missing; a page's own policy stays."""
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", _A_YEAR)
    set_cache_policy(scope, status, headers)


class SecurityHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: Message | None = None

        async def protecting(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                if route_path(scope) == DOCS:
                    held = message  # its policy names the scripts that stand in the page
                    return
                protect(scope, message["status"], MutableHeaders(scope=message))
            elif held is not None:
                headers = MutableHeaders(scope=held)
                headers["Content-Security-Policy"] = _docs_policy(message["body"])
                protect(scope, held["status"], headers)
                start, held = held, None
                await send(start)
            await send(message)

        await self.app(scope, receive, protecting)


def _docs_policy(page: bytes) -> str:
    """Only the scripts that the page itself holds, and what Swagger UI needs: styles in elements, images in itself."""
    hashes = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _SCRIPT.findall(page)]
    scripts = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class _AnyHeaderButKeys(CORSMiddleware):
    """Pages may send what their libraries add, for tracing and the like: no list of it would be complete."""

    def preflight_response(self, request_headers: Headers) -> Response:
        named = request_headers.get("access-control-request-headers", "").lower().split(",")
        if "authorization" in (each.strip() for each in named):
            return PlainTextResponse("No page may send a key", 400, {"Vary": self.preflight_headers["Vary"]})
        return super().preflight_response(request_headers)


class ReadableFromPages:
    """CORS: pages of these origins may read, without a key. ``origins``: separated by blanks, ``*`` for all."""

    def __init__(self, app: ASGIApp, origins: str) -> None:
        self.app = app
        self._cors = _AnyHeaderButKeys(
            app,
            allow_origins=origins.split(),
            allow_methods=("GET", "HEAD"),
            allow_headers=("*",),
            expose_headers=EXPOSED,
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_read = (
            scope["type"] == "http" and scope["method"] in _READING and route_path(scope).startswith(_READ_FROM_PAGES)
        )
        await (self._cors if is_read else self.app)(scope, receive, send)
