"""What is asked again and again: each answer is made once for each state of what it rests on (docs/do/polling.md)."""

import gzip
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.http.cold_slots import ColdDep, Make, Run
from app.api.http.conditional import SETTLED, Validators, asked
from app.api.http.deps import ServiceDep
from app.api.http.negotiation import header_of, prefers_csv, takes_gzip
from app.api.response_cache.store import BASIS, CacheInfo
from app.services.context import AppContext
from app.services.versions import Dependencies, VersionState, VersionTag

LAST_SERIAL = "Last-Serial"
VARY = "Accept, Accept-Encoding, Authorization"
_QUICKLY = 6  # of gzip's levels


class CachedEndpoint:
    """Called with what an answer rests on and how it is made: makes it, or says that the client holds it.

    ``run``: where answers are made. What the client holds is found without it.
    """

    def __init__(self, request: Request, service: AppContext, run: Run) -> None:
        self._request, self._service, self._run = request, service, run
        self._packed = takes_gzip(header_of(request, "accept-encoding"))
        self._keeper = "public"
        self._variant: tuple[str, ...] = (
            "csv" if prefers_csv(header_of(request, "accept")) else "",
            "gzip" if self._packed else "",
            service.settings.publisher or "",
            service.settings.publisher_contact or "",
            service.settings.public_url or "",
        )

    async def __call__(self, rests: Dependencies | None, make: Make, site: str = "") -> Response:
        """``rests`` is ``None`` for an answer that may be another one every time. ``site``: the address of the service,
        if the answer holds it."""
        self._variant = (*self._variant, site)
        if site and not self._service.settings.public_url:
            self._keeper = "private"  # the address is the one that was asked, and a shared cache may serve other names
        if rests is None:
            return await self._run(make)
        token = (await self._state()).token(rests)
        if asked(self._request, self._validators(token), exists=False):
            return self._kept(rests, token, Response(status_code=304, headers=self._headers(token)))
        return await self._run(partial(self._answer, rests, make))

    async def _state(self) -> VersionState:
        changes = self._service.changes
        # With a key one finds all that anybody has written, not only what this process has heard of.
        if changes.is_recent and "authorization" not in self._request.headers:
            return changes.state
        return await run_in_threadpool(changes.look)

    def _answer(self, rests: Dependencies, make: Make) -> Response:
        response, token = self._made(rests, make)
        if asked(self._request, self._validators(token)):
            return self._kept(rests, token, Response(status_code=304, headers=self._headers(token)))
        response.headers.update(self._headers(token))
        if self._packed:
            response.headers["Content-Encoding"] = "gzip"
            response.body = gzip.compress(response.body, _QUICKLY, mtime=0)
            response.headers["Content-Length"] = str(len(response.body))
        return self._kept(rests, token, response)

    def _kept(self, rests: Dependencies, token: VersionTag, response: Response) -> Response:
        """For the memory of answers (``app.api.response_cache.middleware``)."""
        route: str = self._request.scope["route"].path
        setattr(self._request.state, BASIS, CacheInfo(rests, token, self._validators(token), route))
        return response

    def _made(self, rests: Dependencies, make: Make) -> tuple[Response, VersionTag]:
        """An answer and the state that it was made of, both from one view of the database."""
        changes, database = self._service.changes, self._service.database
        while True:
            with database.reading() as connection:
                state = changes.at(connection)
                if state is not None:
                    return make(), state.token(rests)
            changes.look()  # somebody has seen more since this view was opened

    def _validators(self, token: VersionTag) -> Validators:
        url, newest = self._request.url, token.newest
        etag = f'"{token.digest(self._service.rules, url.path, url.query, *self._variant)}"'
        is_settled = self._service.now() - token.changed_at >= SETTLED
        return Validators.of(etag, token.changed_at) if newest.serial and is_settled else Validators(etag)

    def _headers(self, token: VersionTag) -> dict[str, str]:
        policy = f"{self._keeper}, max-age={self._service.settings.polling_seconds}"
        kept = {} if "authorization" in self._request.headers else {"Cache-Control": policy}
        serial = {LAST_SERIAL: str(token.newest.serial)}
        return {**self._validators(token).headers, **serial, **kept, "Vary": VARY}


async def polled_of(request: Request, service: ServiceDep, cold: ColdDep) -> CachedEndpoint:
    return CachedEndpoint(request, service, cold)


async def cheaply_polled_of(request: Request, service: ServiceDep) -> CachedEndpoint:
    return CachedEndpoint(request, service, run_in_threadpool)


PolledDep = Annotated[CachedEndpoint, Depends(polled_of)]
CheaplyPolledDep = Annotated[CachedEndpoint, Depends(cheaply_polled_of)]
"""The same for answers that take little to make: they wait for no slot."""
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What the validators in If-None-Match or If-Modified-Since belong to is still good"}
}
