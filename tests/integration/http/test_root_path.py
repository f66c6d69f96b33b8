"""The whole service below a path of its host, behind proxies that take the path away and ones that leave it."""

import asyncio
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.agencies import Cohort
from app.domain.enums import Scope as KeyScope
from app.domain.periods import Period
from app.main import create_app, served
from app.services.context import AppContext
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR, create
from app.services.webhooks.deliver import deliver
from app.settings import OWN_PATHS, Settings
from tests.conftest import NOW, SECRET, UNLIMITED, Databases
from tests.integration.http.links import links_of
from tests.integration.http.test_routes import CLOSED, OPEN, QUERIES, VALUES
from tests.integration.webhooks.receiver import Receiver

ROOT = "/so-noi-vu/tthc766"
HOST = "http://thutuc.example"
TRIES = 3  # addresses of one shape that are visited
EDITION = {"period": "2026", "cohort": "provinces"}
COUNTS = {"period": "2025-01", "statistics": [{"agency": "H31", "measures": {"dossiers_received": 1}}]}

DOSSIER = {"MaHoSo": "H31-261001-1", "MaTTHC": "1.1", "NgayTiepNhan": "20261001080000", "TrangThaiHoSo": "4"}


class Proxy:
    """What lies outside of the root is somebody else's. ``strips``: takes the root away."""

    def __init__(self, app: ASGIApp, *, strips: bool) -> None:
        self.app, self.strips = app, strips

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path: str = scope["path"]
            if not f"{path}/".startswith(f"{ROOT}/"):
                await PlainTextResponse("another site", 418)(scope, receive, send)
                return
            if self.strips:
                scope = {**scope, "path": path.removeprefix(ROOT) or "/"}
        await self.app(scope, receive, send)


class Site(TestClient):
    """The service as the world sees it."""

    def __init__(self, url: str, *, strips: bool, **settings: Any) -> None:
        options: dict[str, Any] = {"root_path": ROOT, **UNLIMITED, **settings}
        self.inner: FastAPI = create_app(Settings(database_url=url, key_secret=SECRET, **options), lambda: NOW)
        self.service: AppContext = self.inner.state.service
        proxy = Proxy(served(self.inner), strips=strips)
        super().__init__(proxy, HOST, raise_server_exceptions=False, follow_redirects=False)

    def key(self) -> dict[str, str]:
        token, _ = create(self.service.database, self.service.key_secret, None, [KeyScope.ADMIN], "test", NOW)
        return {"Authorization": f"Bearer {token}"}

    def shape(self, address: str) -> str:
        """Which route an address belongs to, and with which parameters it is asked."""
        split = urlsplit(address)
        path = split.path.removeprefix(ROOT) or "/"
        templates = (str(each.path) for each in iter_route_contexts(self.inner.routes))
        found = next((each for each in templates if re.fullmatch(re.sub(r"{\w+}", "[^/]+", each), path)), path)
        return f"{found}?{sorted(re.findall(r'(?:^|&)([^=]+)', split.query))}"


@pytest.fixture(params=[False, True], ids=["kept", "stripped"])
def site(request: pytest.FixtureRequest, sqlite_databases: Databases) -> Iterator[Site]:
    made = Site(sqlite_databases.demo(), strips=request.param)
    publish(made.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


def test_every_link_of_every_answer_leads_below_the_root(site: Site) -> None:
    key = site.key()
    made = [site.post(f"{ROOT}/v1/webhooks", json={"url": "https://a.example/"}, headers=key)]
    made += [site.post(f"{ROOT}/v1/statistics", json=COUNTS, headers=key)]
    made += [site.post(f"{ROOT}/v1/dossiers?period=2026-10&complete=true", json=DOSSIER, headers=key)]
    assert [each.status_code for each in made] == [201, 201, 201]
    answers = [*made, *(site.get(f"{ROOT}{path}", headers=key) for path in seeds())]
    waiting = deque((link, str(answer.url)) for answer in answers for link in links_of(answer))
    visited, shapes, found = {str(each.url) for each in answers}, Counter[str](), set[str]()
    while waiting:
        link, origin = waiting.popleft()
        address = urldefrag(link).url
        path = urlsplit(address).path
        assert path == ROOT or path.startswith(f"{ROOT}/"), f"{origin} leads to {link}"
        shape = site.shape(address)
        found.add(shape.partition("?")[0])
        if address in visited or shapes[shape] == TRIES:
            continue
        visited.add(address)
        shapes[shape] += 1
        answer = site.get(address, headers=key)
        is_wrong = path == urlsplit(origin).path  # a page of what is not there has itself in the other language
        assert answer.status_code < 400 or is_wrong, f"{origin} leads to {link}: {answer.status_code}"
        waiting.extend((each, address) for each in links_of(answer))
    assert {
        "/", "/rankings/{period}", "/agencies/{code}", "/agencies/{code}/why/{column}", "/embed/rankings/{period}",
        "/embed/agencies/{code}", "/compare", "/docs", "/openapi.json", "/static/page.css", "/static/star.svg",
        "/static-offline-docs/swagger-ui.css", "/feeds/editions.atom", "/v1/rankings/{period}",
        "/editions", "/editions/{id}",
        "/v1/editions/{id}/document", "/v1/editions/{id}/letter/{agency}", "/v1/submissions/{id}", "/v1/webhooks/{id}",
    } <= found, sorted(found)  # fmt: skip


def seeds() -> list[str]:
    """Every address that is read, pages of one item where there are pages, and addresses that are wrong."""
    described = []
    for method, template in sorted(OPEN | CLOSED):
        id_ = "qd766-2022-06-23" if "scorecards" in template else VALUES["id"]
        if method == "get":
            described.append(template.format(**{**VALUES, "id": id_}) + QUERIES.get(template, ""))
    paged = (
        "/v1/rankings/2026",
        "/v1/robustness/2026",
        "/v1/agencies",
        "/v1/procedures",
        "/v1/updates",
        "/v1/submissions",
        "/v1/reconciliation/2026",
        "/v1/reconciliation/2026/counts",
    )
    return [
        "", "/", "/ban-lam-viec", "/docs", "/embed/rankings", "/?lang=en", "/rankings/2026?as_of=2026-10-10",
        *described,
        "/v1/catalog?format=turtle", *(f"{path}?limit=1" for path in paged),
        "/rankings/1", "/agencies/ZZZ", "/embed/agencies/ZZZ", "/nowhere", "/v1/nowhere", "/v1/rankings/x?y=1",
    ]  # fmt: skip


def test_what_looks_at_paths_sees_those_below_the_root(site: Site) -> None:
    """Rate limits, pages of errors, the portal's shape, CORS, the scripts of /docs, metrics, answers from memory."""

    def get(path: str, **options: Any) -> httpx2.Response:
        return site.get(f"{ROOT}{path}", **options)

    page, failure, problem = get("/agencies/ZZZ"), get("/api/v1/reporting/x"), get("/v1/agencies/ZZZ")
    kinds = [each.headers["content-type"].partition(";")[0] for each in (page, failure, problem)]
    assert kinds == ["text/html", "application/json", "application/problem+json"]
    assert "frame-ancestors *" in get("/embed/agencies/ZZZ").headers["content-security-policy"]
    assert get("/v1/measures", headers={"Origin": "https://a.example"}).headers["access-control-allow-origin"] == "*"
    assert "'sha256-" in get("/docs").headers["content-security-policy"]
    assert site.delete(f"{ROOT}/v1/agencies").headers["allow"] == "GET, HEAD, POST"
    tag = get("/v1/rankings/2026").headers["etag"]
    assert get("/v1/rankings/2026", headers={"If-None-Match": tag}).status_code == 304
    metrics = get("/metrics").text
    assert 'http_requests_total{handler="/v1/measures",method="GET",status="2xx"} 1.0' in metrics
    assert re.search(
        r'tthc766_response_cache_answers_total{handler="/v1/rankings/{period}",status="304"} 1\.0', metrics
    )


def test_health_is_found_without_the_root_too(site: Site) -> None:
    """Who watches the process asks it, not the proxy."""
    direct = TestClient(served(site.inner), HOST)
    assert [direct.get(f"{prefix}/healthz").status_code for prefix in ("", ROOT)] == [200, 200]
    assert direct.get(f"{ROOT}{ROOT}/healthz").status_code == 404, "it is taken off once"
    assert direct.get(f"{ROOT}x/healthz").status_code == 404


def test_what_costs_nothing_costs_nothing_below_the_root(sqlite_databases: Databases) -> None:
    site = Site(sqlite_databases.migrated(), strips=False, rate_limit_reads="1/hour")
    assert [site.get(f"{ROOT}/healthz").status_code for _ in range(3)] == [200, 200, 200]
    assert [site.get(f"{ROOT}/v1/measures").status_code for _ in range(2)] == [200, 429]


def test_two_roots_share_no_tags_and_no_answers(sqlite_databases: Databases) -> None:
    url = sqlite_databases.demo()
    site, at_the_top = Site(url, strips=True), Site(url, strips=True, root_path="")
    answers = [each.get(f"{ROOT}/v1/rankings/2026?limit=1") for each in (site, at_the_top)]
    assert [each.json()["next"] for each in answers] == [
        f"{root}/v1/rankings/2026?limit=1&offset=1" for root in (ROOT, "")
    ]
    assert answers[0].headers["etag"] != answers[1].headers["etag"]


def test_receivers_of_webhooks_are_told_the_address_below_the_root(sqlite_databases: Databases) -> None:
    receiver = Receiver()
    site = Site(sqlite_databases.demo(), strips=True, webhook_allow_private=True)
    key = site.key()
    assert site.post(f"{ROOT}/v1/webhooks", json={"url": receiver.url}, headers=key).status_code == 201
    made = site.post(f"{ROOT}/v1/editions", json=EDITION, headers=key)
    asyncio.run(deliver(site.service))
    receiver.close()
    told = receiver.received[0].content["data"]["url"]
    assert told == made.headers["location"] == f"{ROOT}/v1/editions/1"
    assert site.get(told).json()["document"] == f"{ROOT}/v1/editions/1/document"


def test_a_write_that_is_sent_again_after_the_root_changed_is_the_same(sqlite_databases: Databases) -> None:
    url = sqlite_databases.demo()
    site, at_the_top = Site(url, strips=True), Site(url, strips=True, root_path="")
    headers = site.key() | {"Idempotency-Key": "one"}
    answers = [each.post(f"{ROOT}/v1/editions", json=EDITION, headers=headers) for each in (site, at_the_top)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[1].headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(
    ("given", "root"),
    [
        ({}, ""),
        ({"root_path": "/"}, ""),
        ({"root_path": "/tthc766/"}, "/tthc766"),
        ({"root_path": "/api/tthc766"}, "/api/tthc766"),
        ({"root_path": "/v12"}, "/v12"),
        ({"public_url": "https://a.example"}, ""),
        ({"public_url": "https://a.example/tthc766/"}, "/tthc766"),
        ({"public_url": "https://a.example/tthc766", "root_path": "/tthc766"}, "/tthc766"),
    ],
)
def test_the_root_is_the_setting_or_the_path_of_the_public_url(given: dict[str, str], root: str) -> None:
    assert Settings.model_validate(given).root_path == root


@pytest.mark.parametrize(
    "given",
    [
        {"public_url": "https://a.example", "root_path": "/tthc766"},
        {"public_url": "https://a.example/tthc766", "root_path": "/other"},
        {"public_url": "https://a.example/tthc766", "root_path": "/"},
        {"public_url": "https://a.example/chỉ số"},
        *({"root_path": each} for each in ("tthc766", "/a b", "/a//b", "/a/../b", "/.", "/a?b", "//a", "/v1", "/api")),
        *({"root_path": each} for each in ("/api/v1", "/api/v1/reporting/x", "/embed/rankings")),
    ],
)
def test_roots_that_contradict_or_cannot_be_told_from_paths_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(given)
    assert [error["loc"] for error in refused.value.errors()] == [("root_path",)]


def test_every_path_of_the_service_is_among_those_that_no_root_may_be(sqlite_databases: Databases) -> None:
    site = Site(sqlite_databases.empty(), strips=False)
    paths = {str(each.path) for each in iter_route_contexts(site.inner.routes)} - {"/"}
    assert {path for path in paths if not any(f"{path}/".startswith(f"{own}/") for own in OWN_PATHS)} == set()
