"""The service behind nginx, Caddy and Varnish, set up as docs/do/behind-a-proxy.md says."""

import gzip
import json
import re
import shutil
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import Databases
from tests.support.processes import PATIENCE, Server, run, serving
from tests.system.support import front
from tests.system.support.front import NAME, Front

ROOT = "/tthc766"
FRONTS = ("nginx", "caddy", "varnish", "nginx before varnish")
CACHING = ("nginx", "varnish", "nginx before varnish")
caching = pytest.mark.parametrize("site", CACHING, indirect=True, scope="module")
RANKING = f"{ROOT}/v1/rankings/2026"
LIMIT = 32 * 1024 * 1024
COUNTS = {"period": "2025-01", "statistics": [{"agency": "H31", "measures": {"dossiers_received": 1}}]}


@pytest.fixture(scope="module")
def server(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its answers may be kept for a second; the limit of failed keys tells one client from another."""
    settings = {"public_url": f"https://{NAME}{ROOT}", "polling_seconds": 1, "rate_limit_failed_keys": "6/hour"}
    with serving(sqlite_databases.demo(), tmp_path_factory.mktemp("server") / "log", **settings) as made:
        yield made


@pytest.fixture(scope="module", params=FRONTS)
def site(request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    programs = {"varnish": "varnishd"}
    names = [name for name in ("nginx", "caddy", "varnish") if name in request.param]
    for name in names:
        if shutil.which(programs.get(name, name)) is None:
            pytest.skip(f"{name} is not installed: nobody asked the service through it; apt-get install {name}")
    folder = tmp_path_factory.mktemp("front")
    match request.param:
        case "nginx":
            opened = front.nginx(folder, server.port)
        case "caddy":
            opened = front.caddy(folder, server.port)
        case "varnish":
            opened = front.varnish(folder, server.port)
        case _:
            (folder / "behind").mkdir()
            with front.varnish(folder / "behind", server.port) as behind:
                port = int(behind.base.rpartition(":")[2])
                with front.nginx(folder, port, caches=False) as made:
                    yield made
            return
    with opened as made:
        yield made


@pytest.fixture
def client(site: Front) -> Iterator[httpx.Client]:
    with site.client() as made:
        yield made


def key(server: Server, agency: str = "H31") -> dict[str, str]:
    made = run(server.url, "keys", "create", "--agency", agency, "--scope", "admin")
    return {"Authorization": f"Bearer {made.stdout.strip()}"}


def answered(server: Server, status: str) -> float:
    """How many rankings the service has answered so, from memory or not."""
    text = httpx.get(f"{server.base}/metrics", timeout=PATIENCE).text
    names = "http_requests|tthc766_response_cache_answers"
    lines = re.findall(rf'(?m)^(?:{names})_total{{handler="/v1/rankings/.*status="(?:{status})"}} (\S+)$', text)
    return sum(map(float, lines))


def test_what_is_below_the_path_is_found_and_its_links(client: httpx.Client) -> None:
    page = client.get(f"{ROOT}/", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, f"{ROOT}/rankings/2026")
    page = client.get(page.headers["location"])
    assert page.status_code == 200
    for link in set(re.findall(r'(?:href|src)="(/[^"]+)"', page.text)):
        assert link.startswith(f"{ROOT}/"), link
    assert client.get(f"{ROOT}/static/page.css").status_code == 200
    bare = client.get(ROOT, follow_redirects=False)
    assert bare.headers["location"].endswith((f"{ROOT}/", f"{ROOT}/rankings/2026"))
    document = client.get(f"{ROOT}/openapi.json").json()
    assert document["servers"] == [{"url": f"https://{NAME}{ROOT}"}]
    assert f"<https://{NAME}{ROOT}/v1/catalog>" in client.get(f"{ROOT}/v1/catalog?format=turtle").text


@pytest.mark.parametrize("site", ["nginx", "nginx before varnish"], indirect=True, scope="module")
def test_redirects_keep_https_and_the_host(site: Front) -> None:
    with site.client() as client:
        told = client.get(f"http://127.0.0.1:{site.http}{ROOT}/docs").headers["location"]
        assert told == f"https://{NAME}{ROOT}/docs"
        bare = client.get(ROOT).headers["location"]
        assert re.fullmatch(rf"https://{re.escape(NAME)}(:\d+)?{ROOT}/", bare)
        assert client.get(f"{ROOT}/v1/measures").headers["strict-transport-security"]


@pytest.mark.parametrize("site", ["nginx", "caddy", "nginx before varnish"], indirect=True, scope="module")
def test_what_only_the_operator_sees_is_closed(client: httpx.Client) -> None:
    for path in ("/metrics", "//metrics", "/%6Detrics", "/./metrics", f"{ROOT}/metrics"):
        assert client.get(f"{ROOT}{path}").status_code == 404, path


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_uploads_above_a_megabyte(client: httpx.Client, server: Server, coding: str) -> None:
    body = json.dumps(COUNTS).encode() + b" " * 3_000_000
    sent = gzip.compress(body) if coding == "gzip" else body
    headers = {**key(server), "Content-Type": "application/json", "Content-Encoding": coding}
    if coding == "identity":
        del headers["Content-Encoding"]
    answer = client.post(f"{ROOT}/v1/statistics?dry_run=true", content=sent, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted"), answer.text


def test_too_large_is_said_as_the_service_says_it(client: httpx.Client, server: Server) -> None:
    headers = {**key(server), "Content-Type": "application/json"}
    for size in (LIMIT + 1, LIMIT + 2 * 1024 * 1024):
        answer = client.post(f"{ROOT}/v1/statistics", content=b" " * size, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == f"The body is larger than {LIMIT} bytes. Send it in several parts."
        assert answer.json().keys() >= {"type", "title", "title_vi", "status", "detail_vi", "errors", "errors_total"}


def test_clients_are_told_apart_by_their_address_and_not_by_what_they_write(
    request: pytest.FixtureRequest, site: Front
) -> None:
    number = FRONTS.index(request.node.callspec.params["site"])
    headers = {"Authorization": "Bearer wrong"}
    with site.client(f"127.0.1.{number + 1}") as one, site.client(f"127.0.2.{number + 1}") as other:

        def write(client: httpx.Client, said: str) -> int:
            given = {**headers, "X-Forwarded-For": said, "Forwarded": f"for={said}", "X-Real-IP": said}
            return client.post(f"{ROOT}/v1/statistics", content=b"{}", headers=given).status_code

        assert [write(one, f"192.0.2.{each}") for each in range(7)] == [401] * 6 + [429]
        assert write(other, "192.0.2.0") == 401


@caching
def test_a_ranking_comes_from_the_cache_and_is_asked_for_anew_with_its_tag(
    client: httpx.Client, server: Server
) -> None:
    """Once given in full, never again: it is kept for a second, then it is asked with the tag, though we send none."""
    first, until = client.get(f"{RANKING}?limit=2"), time.monotonic() + PATIENCE
    full, unchanged = (answered(server, status) for status in ("200|2xx", "304"))
    while answered(server, "304") == unchanged:
        answer = client.get(f"{RANKING}?limit=2")
        assert (answer.status_code, answer.content) == (200, first.content)
        assert answered(server, "200|2xx") == full
        assert time.monotonic() < until


def test_head_range_and_unchanged_pass(client: httpx.Client) -> None:
    whole = client.get(RANKING)
    tag = whole.headers["etag"]
    assert client.get(RANKING, headers={"If-None-Match": tag}).status_code == 304
    head = client.head(RANKING)
    assert (head.status_code, head.content) == (200, b"")
    style = client.get(f"{ROOT}/static/page.css", headers={"Accept-Encoding": "identity"})
    part = client.get(f"{ROOT}/static/page.css", headers={"Accept-Encoding": "identity", "Range": "bytes=10-19"})
    # nginx asks for the whole of whatever it may keep, and hands on the whole of what it is told not to keep.
    whole_too = (200, style.content) if part.headers.get("server", "").startswith("nginx") else None
    assert (part.status_code, part.content) in ((206, style.content[10:20]), whole_too)


@caching
def test_no_answer_to_a_key_is_given_to_another(client: httpx.Client, server: Server) -> None:
    one, other = key(server, "H31"), key(server, "H44")
    made = client.post(f"{ROOT}/v1/webhooks", json={"url": "https://a.example/"}, headers=one)
    assert made.status_code == 201
    address = f"{ROOT}/v1/webhooks"
    items = [client.get(address, headers=each).json().get("items") for each in (one, other, one)]
    assert [bool(each) for each in items] == [True, False, True]
    assert client.get(address).status_code == 401


@caching
def test_news_are_never_old(client: httpx.Client, server: Server, request: pytest.FixtureRequest) -> None:
    """Neither what changed nor, with a key or `no-cache`, a card."""
    headers, period = key(server), f"2026-{1 + CACHING.index(request.node.callspec.params['site']):02}"
    address = f"{ROOT}/v1/scores/{period}/H31"
    for count in (2, 3):
        seen = client.get(f"{ROOT}/v1/updates").json()["serial"]
        client.get(address)
        body = {"period": period, "statistics": [{"agency": "H31", "measures": {"dossiers_received": count}}]}
        answer = client.post(f"{ROOT}/v1/statistics", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        newest = client.get(f"{ROOT}/v1/updates").json()["serial"]
        assert newest > seen
        for given in (headers, {"Cache-Control": "no-cache"}):
            assert client.get(address, headers=given).headers["last-serial"] == str(newest)


def test_long_answers_arrive_whole(client: httpx.Client, server: Server) -> None:
    path = "/static-offline-docs/swagger-ui-bundle.js"
    direct = httpx.get(f"{server.base}{path}", timeout=PATIENCE).content
    assert len(direct) > 1_000_000
    assert client.get(f"{ROOT}{path}").content == direct
