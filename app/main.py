"""Wires the service: the only place that knows all parts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from prometheus_client import CollectorRegistry
from prometheus_fastapi_instrumentator import Instrumentator
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from app import __version__, logging
from app.api.http import problems
from app.api.http.cold_slots import ColdSlots
from app.api.http.evaluation_metrics import EvaluationMetrics
from app.api.http.key_uses import KeyUses
from app.api.http.rate_limits import RateLimits, RateLimitSettings
from app.api.http.replica_reads import ReplicaReads
from app.api.http.root_path import RootPath
from app.api.http.security_headers import ReadableFromPages, SecurityHeaders
from app.api.openapi.document import describe
from app.api.response_cache.middleware import ResponseCache
from app.api.response_cache.store import CacheStore
from app.api.routes import (
    catalog,
    contributions,
    count_reconciliation,
    docs,
    dossier_registers,
    dossiers,
    editions,
    feeds,
    letters,
    operations,
    opportunities,
    pace,
    portal,
    rankings,
    reconciliation,
    registers,
    robustness,
    scenarios,
    submissions,
    targets,
    templates,
    updates,
    webhooks,
)
from app.services.context import AppContext
from app.services.editions.opened import OpenedEditions
from app.services.refusals import retention
from app.services.webhooks import deliver
from app.settings import Settings
from app.web import compare_router as comparisons
from app.web import router as web
from app.web.addresses import EMBED, PAGES, STATIC
from app.web.desk import router as desk
from app.web.errors import error_page

# In the order of the OpenAPI document.
_ROUTES = (
    rankings,
    opportunities,
    pace,
    targets,
    scenarios,
    contributions,
    robustness,
    updates,
    editions,
    letters,
    feeds,
    reconciliation,
    count_reconciliation,
    submissions,
    dossiers,
    templates,
    registers,
    dossier_registers,
    webhooks,
    catalog,
    portal,
    operations,
)
_DESCRIPTION = """\
Scores, national averages and rankings of how well every ministry, province and commune of Vietnam serves people and
businesses in administrative procedures (Decision 766/QĐ-TTg), computed exactly from case counts and set beside the
published results. Reading is open; writing needs a key. Scores are JSON numbers with two decimals, times are ISO 8601
with offset, lists are objects with `items` and `next`, and every error is RFC 9457 `application/problem+json`.
Below `/api/v1/reporting` the service answers in the language of the National Public Service Portal, errors included, so
that programs written for the portal work with it by changing the host name.
"""


@asynccontextmanager
async def _beside_requests(app: FastAPI) -> AsyncIterator[None]:
    """What has expired is deleted, and webhooks are sent, while the server runs; what was begun is seen through."""
    service: AppContext = app.state.service
    stop = asyncio.Event()
    work = [retention.watch, *([deliver.watch] if service.settings.deliver_in_server else [])]
    tasks = [asyncio.create_task(each(service, stop)) for each in work]
    yield
    stop.set()
    await asyncio.gather(*tasks)


def create_app(settings: Settings | None = None, now: Callable[[], datetime] | None = None) -> FastAPI:
    """Make the application. ``now``: another clock, for tests. Raises ``YamlFileError`` for a bad scorecard file."""
    settings = settings or Settings()
    logging.configure(settings)
    return wire(AppContext.create(settings, now))


def wire(service: AppContext) -> FastAPI:
    """The application over a service that is made already."""
    app = FastAPIOffline(
        title="tthc766",
        version=__version__,
        summary="Decision 766/QĐ-TTg: scores, averages and rankings",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url="/openapi.json",
        docs_url=None,  # ours knows the root path and has no page for OAuth
        redoc_url=None,
        root_path_in_servers=False,  # the document names one address itself
        generate_unique_id_function=lambda route: route.name,
        redirect_slashes=False,  # such a redirect leads to the host that the request names, and over plain HTTP
        lifespan=_beside_requests,
    )
    # One registry an application: several in one process (tests) must not share their counts.
    registry = CollectorRegistry()
    app.state.service = service
    app.state.limits = RateLimitSettings(service.settings)
    app.state.answers = CacheStore(service.changes, service.settings.response_cache_bytes)
    app.state.editions = OpenedEditions(service.database)
    app.state.cold = ColdSlots.of(service.settings)
    registry.register(app.state.answers)
    registry.register(app.state.cold)
    if service.evaluations:
        registry.register(EvaluationMetrics(service.evaluations))
    for module in _ROUTES:
        app.include_router(module.router)
    app.include_router(web.home)
    app.include_router(web.router)
    app.include_router(web.router, prefix=EMBED)
    app.include_router(comparisons.router)
    app.include_router(comparisons.router, prefix=EMBED)
    if service.settings.desk:
        desk.install(app)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.include_router(docs.router)
    problems.install(app, error_page)
    describe(app)
    Instrumentator(registry=registry, excluded_handlers=["/metrics", "/healthz", "/readyz"]).instrument(app).expose(
        app, tags=["operations"], summary="Metrics", response_class=PlainTextResponse
    )
    app.user_middleware[:0] = _middleware(service, app.state.limits)
    return app


def _middleware(service: AppContext, limits: RateLimitSettings) -> list[Middleware]:
    """The first is the first to see a request."""
    return [
        Middleware(CorrelationIdMiddleware),
        Middleware(SecurityHeaders),
        Middleware(logging.AccessLog),
        Middleware(KeyUses, service=service),
        Middleware(ReadableFromPages, origins=service.settings.cors_origins),
        Middleware(RateLimits, limits=limits),
        Middleware(ReplicaReads),
    ]


def served(app: FastAPI) -> ASGIApp:
    """What a server runs: the application behind the memory of answers, which would be far slower within it."""
    state = app.state
    service: AppContext = state.service
    cached = ResponseCache(app, service, state.answers, state.limits.reads, PAGES)
    return RootPath(cached, service.settings.root_path) if service.settings.root_path else cached
