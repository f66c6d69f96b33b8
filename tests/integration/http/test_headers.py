"""What browsers are told of every answer, and which pages may read."""

import re

import pytest
from starlette.datastructures import MutableHeaders

from app.api.http.security_headers import protect
from tests.conftest import Client, Databases
from tests.integration.web.conftest import site_on

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "cross-origin",
}
DATA = "default-src 'none'; frame-ancestors 'none'"
PAGE = {"Origin": "https://tinh.example.vn"}


@pytest.mark.parametrize(
    ("path", "status", "policy"),
    [
        ("/v1/rankings/2026", 200, DATA),
        ("/v1/rankings/2026?format=csv", 200, DATA),
        ("/v1/rankings/never", 422, DATA),
        ("/v1/editions/1/document", 200, DATA),
        ("/nothing", 404, DATA),
        ("/healthz", 200, DATA),
        ("/metrics", 200, DATA),
        ("/openapi.json", 200, DATA),
        ("/feeds/editions.atom", 200, DATA),
        ("/static/page.css", 200, DATA),
        ("/v1/webhooks", 401, DATA),
        ("/rankings/2026", 200, "style-src 'self'"),
        ("/embed/rankings/2026", 200, "frame-ancestors *"),
        ("/rankings/never", 422, "style-src 'self'"),
        ("/v1/editions/1/letter/H44?format=html", 200, "style-src 'unsafe-inline'"),
        ("/docs", 200, "connect-src 'self'"),
    ],
)
def test_every_answer_bears_them(reader: Client, path: str, status: int, policy: str) -> None:
    answer = site_on(reader).get(path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert policy in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


def test_an_accident_bears_them_too(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.api.routes.registers.get_detail", break_down)
    answer = reader.get("/v1/agencies/H44")
    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["content-security-policy"] == DATA


def test_https_is_asked_for_only_where_it_is_spoken(reader: Client) -> None:
    assert "strict-transport-security" not in reader.get("/healthz").headers
    assert reader.get("https://testserver/healthz").headers["strict-transport-security"] == "max-age=31536000"


def test_what_an_answer_says_itself_stays() -> None:
    headers = MutableHeaders({"Content-Security-Policy": "own", "Cache-Control": "public"})
    protect({"type": "http", "scheme": "http", "headers": [(b"authorization", b"Bearer x")]}, 200, headers)
    assert (headers["content-security-policy"], headers["cache-control"]) == ("own", "public")


def test_the_interface_runs_only_its_own_scripts(reader: Client) -> None:
    answer = site_on(reader).get("/docs")
    policy = answer.headers["content-security-policy"]
    scripts = policy.partition("script-src ")[2].partition(";")[0]
    inline = re.findall(r"<script>", answer.text)
    assert scripts.count("'sha256-") == len(inline) == 1
    assert "unsafe" not in scripts


@pytest.mark.parametrize("path", ["/v1/rankings/2026", "/v1/catalog", "/feeds/editions.json", "/v1/agencies/ZZZ"])
def test_any_page_may_read(reader: Client, path: str) -> None:
    answer = reader.get(path, headers=PAGE)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Link", "Location", "RateLimit", "Retry-After", "X-Request-ID", "Idempotency-Replayed"} <= set(
        exposed
    )


def preflight(client: Client, method: str, headers: str = "") -> int:
    asked = {**PAGE, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = headers
    path = "/v1/statistics" if method == "POST" else "/v1/rankings/2026"
    return site_on(client).options(path, headers=asked).status_code


def test_preflights(reader: Client) -> None:
    assert preflight(reader, "GET") == 200
    assert preflight(reader, "GET", "authorization") == 400, "no page sends a key"
    assert preflight(reader, "GET", "x-requested-with, Authorization") == 400
    assert preflight(reader, "POST", "authorization, content-type") == 400
    assert preflight(reader, "DELETE") == 400
    assert reader.options("/v1/rankings/2026").status_code == 405, "without a page it is a method like others"


@pytest.mark.parametrize(
    "headers",
    [
        "cache-control, pragma",
        "traceparent,tracestate,baggage",
        "X-Requested-With",
        "if-none-match, if-modified-since, if-match, range",
        "idempotency-key, x-request-id",
        "content-type",
        "x-b3-traceid, x-datadog-trace-id, sentry-trace",
    ],
)
def test_pages_may_send_what_libraries_add(reader: Client, headers: str) -> None:
    asked = {**PAGE, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": headers}
    answer = site_on(reader).options("/v1/rankings/2026", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-headers"] == headers


def test_answers_to_writes_are_for_no_page(writer: Client) -> None:
    answer = writer.post("/v1/statistics", json={}, headers={**PAGE, **writer.key()})
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-origin" not in writer.get("/healthz", headers=PAGE).headers


def test_only_some_pages_or_none(sqlite_databases: Databases) -> None:
    url = sqlite_databases.migrated()
    some = Client.on(url, cors_origins="https://a.vn https://tinh.example.vn")
    assert some.get("/v1/measures", headers=PAGE).headers["access-control-allow-origin"] == PAGE["Origin"]
    assert "Origin" in some.get("/v1/measures", headers=PAGE).headers["vary"]
    other = {"Origin": "https://b.vn"}
    assert "access-control-allow-origin" not in some.get("/v1/measures", headers=other).headers
    none = Client.on(url, cors_origins="none")
    assert "access-control-allow-origin" not in none.get("/v1/measures", headers=PAGE).headers
    for client in (some, none):
        client.service.database.engine.dispose()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ("*", 304),
        ('"other"', 200),
        ("rubbish", 200),
        ('"', 200),
    ],
)
def test_a_document_that_is_known_is_not_sent_again(reader: Client, asked: str, status: int) -> None:
    whole = reader.get("/v1/editions/1/document")
    etag = whole.headers["etag"]
    assert etag == f'"{reader.get("/v1/editions/1").json()["digest"]}"'
    answer = reader.get("/v1/editions/1/document", headers={"If-None-Match": asked.format(etag=etag)})
    assert (answer.status_code, answer.headers["etag"]) == (status, etag)
    assert answer.headers["cache-control"] == whole.headers["cache-control"]
    assert answer.content == (whole.content if status == 200 else b"")
