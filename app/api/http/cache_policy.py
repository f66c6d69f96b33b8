"""How an answer may be kept that does not say so itself (RFC 9111): the one place that decides it.

Without it caches guess by the date and the status, and keep also 404 and 405.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Scope

from app.api.http.root_path import route_path

DESK = "/ban-lam-viec"  # below it stand pages for those who are signed in
_READING = ("GET", "HEAD")
# What watches the service must see it, not a cache.
_WATCHED = ("/healthz", "/readyz", "/metrics")


def set_cache_policy(scope: Scope, status: int, headers: MutableHeaders) -> None:
    """Add ``no-store`` to what is private or an error, ``no-cache`` to what is public.

    A policy that the answer has stays, except that no error is kept.
    """
    if status >= 400:
        headers["Cache-Control"] = "no-store"
    elif "cache-control" not in headers:
        headers["Cache-Control"] = "no-store" if _is_private(scope) else "no-cache"
        _vary_by_key(headers)


def is_desk(path: str) -> bool:
    """Whether a path belongs to the desk."""
    return f"{path}/".startswith(f"{DESK}/")


def _is_private(scope: Scope) -> bool:
    path = route_path(scope)
    if path in _WATCHED or is_desk(path):
        return True
    return scope["method"] not in _READING or "authorization" in Headers(scope=scope)


def _vary_by_key(headers: MutableHeaders) -> None:
    named = ", ".join(headers.getlist("vary"))
    if "authorization" not in named.lower():
        headers["Vary"] = f"{named}, Authorization" if named else "Authorization"
