"""Routes that are built when they are asked for, not when the program starts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class _Late:
    make: Callable[[], Any]


def late(make: Callable[[], Any]) -> Any:
    """A part of a route's description that takes long to make, for a ``LateRoute``: made for the document alone."""
    return _Late(make)


class LateRoute(APIRoute):
    """A route that knows its address, and makes the rest of itself at the first request for it.

    To read a signature and to build what checks its parameters takes FastAPI milliseconds a route, and few of them are
    asked for soon. The shapes of answers are built for the OpenAPI document alone: endpoints return finished answers.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        Route.__init__(self, path, endpoint, name=options["name"], include_in_schema=options["include_in_schema"])
        self.methods = set(options["methods"])
        self._options = options

    @cached_property
    def _built(self) -> APIRoute:
        undescribed = {"response_model": None, "responses": None, "openapi_extra": None}
        return APIRoute(self.path, self.endpoint, **{**self._options, **undescribed})

    def described(self) -> APIRoute:
        """The route with the shapes of its answers, for the OpenAPI document."""
        made = {name: part.make() if isinstance(part, _Late) else part for name, part in self._options.items()}
        return APIRoute(self.path, self.endpoint, **made)

    def below(self, prefix: str) -> "LateRoute":
        """The same at another address."""
        return LateRoute(f"{prefix}{self.path}", self.endpoint, **self._options)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._built.handle(scope, receive, send)


def of_router(router: APIRouter, prefix: str = "") -> Iterator[LateRoute]:
    """The routes of a router, to be put into the application: to include it would build them all at once."""
    for route in router.routes:
        if not isinstance(route, LateRoute):
            raise TypeError(f"the router must make LateRoutes: {route}")
        yield route.below(prefix) if prefix else route


class Completed:
    """ASGI middleware: has the rest of an application made before the first request that may be for it.

    ``enough``: what the addresses begin with that are there already. Whoever asks first for another waits for the
    imports, a tenth of a second, and so do those who ask at that moment; most processes are only ever polled.
    """

    def __init__(self, app: ASGIApp, enough: tuple[str, ...], complete: Callable[[], None]) -> None:
        self.app, self._enough, self._complete = app, enough, complete
        self._is_complete = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_complete and scope["type"] == "http" and not self._suffices(scope):
            self._is_complete = True
            self._complete()
        await self.app(scope, receive, send)

    def _suffices(self, scope: Scope) -> bool:
        return scope["method"] in ("GET", "HEAD") and scope["path"].startswith(self._enough)


def described(routes: Iterable[BaseRoute]) -> list[BaseRoute]:
    """Routes as the OpenAPI document needs them."""
    return [route.described() if isinstance(route, LateRoute) else route for route in routes]
