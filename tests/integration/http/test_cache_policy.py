"""How answers may be kept: every answer says it, and what a header of the request changes is not given to others."""

from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from app.domain.errors import Refusal
from tests.conftest import Client, Databases
from tests.integration.desk import routes as desk
from tests.integration.http.test_routes import QUERIES, QUESTIONS, VALUES
from tests.integration.web.conftest import site_on

FOREVER, POLLED, NO_CACHE, NO_STORE = (
    "public, max-age=31536000, immutable",
    "public, max-age=60",
    "no-cache",
    "no-store",
)
PRIVATE = "private, max-age=60"
PAGES = (
    "/agencies",
    "/rankings/{period}",
    "/agencies/{code}",
    "/agencies/{code}/why/{column}",
    "/compare",
    "/editions",
    "/editions/{id}",
    "/method/{scorecard}",
)
OWN = {
    **{f"{below}{page}": POLLED for page in PAGES for below in ("", "/embed")},
    "/v1/editions/{id}/document": FOREVER,
    "/v1/rankings/{period}": POLLED,
    "/v1/averages/{period}": POLLED,
    "/v1/scores/{period}/{agency}": POLLED,
    "/v1/history/{agency}": POLLED,
    "/v1/opportunities/{period}/{agency}": POLLED,
    "/v1/pace/{period}/{agency}": POLLED,
    "/v1/targets/{period}/{agency}": POLLED,
    "/v1/robustness/{period}": POLLED,
    "/v1/contributions/{period}/{agency}": POLLED,
    "/feeds/editions.atom": PRIVATE,
    "/feeds/editions.json": PRIVATE,
    "/v1/catalog": NO_STORE,
    "/v1/editions/{id}/letter/{agency}": NO_STORE,
    "/v1/editions/{id}/package/{agency}": NO_STORE,
    "/v1/submissions": NO_STORE,
    "/v1/templates/{kind}.xlsx": NO_STORE,
    "/v1/submissions/{id}": NO_STORE,
    "/healthz": NO_STORE,
    "/readyz": NO_STORE,
    "/metrics": NO_STORE,
    **dict.fromkeys(desk.READ, NO_STORE),
}
MOUNTED = ("/static/page.css", "/static-offline-docs/swagger-ui.css")


def address(path: str) -> str:
    values = {**VALUES, "column": "TDGQ", "id": "qd766-2022-06-23" if "scorecards" in path else VALUES["id"]}
    return path.format(**values) + QUERIES.get(path, "")


def routes(client: Client) -> Iterator[tuple[str, str]]:
    """Every method and path that the application has, described or not."""
    for route in iter_route_contexts(client.app.app.routes):  # type: ignore[attr-defined]
        for method in route.methods or ():
            yield method, str(route.path)
    yield from (("GET", path) for path in MOUNTED)


@pytest.fixture(scope="module")
def site(reader: Client) -> TestClient:
    return site_on(reader)


def policy(answer: Response) -> str:
    lines = answer.headers.get_list("cache-control")
    assert len(lines) == 1, answer.url
    return lines[0]


def test_every_route_says_it(reader: Client, site: TestClient) -> None:
    for method, path in routes(reader):
        for asked in {method, "HEAD", "OPTIONS", "PUT"} if method == "GET" else {method}:
            answer = site.request(asked, address(path), json=QUESTIONS.get(path), follow_redirects=False)
            expected = OWN.get(path, NO_CACHE) if answer.status_code < 400 and asked in ("GET", "HEAD") else NO_STORE
            assert policy(answer) == expected, (asked, path, answer.status_code)
            assert answer.status_code < 400 or method != "GET" or asked != method or "webhooks" in path, path


def test_with_a_key_nothing_is_kept_but_what_never_changes(reader: Client, site: TestClient) -> None:
    key = reader.key("H44")
    for method, path in routes(reader):
        if method == "GET":
            answer = site.get(address(path), headers=key, follow_redirects=False)
            assert policy(answer) == (FOREVER if OWN.get(path) == FOREVER else NO_STORE), path


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("/nothing", 404),
        ("/static/nothing.css", 404),
        ("/agencies/H99", 404),
        ("/embed/nothing", 404),
        ("/v1/editions/9/document", 404),
        ("/v1/rankings/never", 422),
        ("/v1/updates?limit=0", 422),
        ("/rankings/never", 422),
        ("/v1/webhooks", 401),
    ],
)
def test_errors_are_not_kept(site: TestClient, asked: str, status: int) -> None:
    answer = site.get(asked)
    assert (answer.status_code, policy(answer)) == (status, NO_STORE)


def test_errors_of_uploads_limits_and_outages_are_not_kept(
    sqlite_databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Client.on(sqlite_databases.migrated(), max_body_bytes=1024, rate_limit_reads="3/hour")
    large = made.post("/v1/statistics", content=b" " * 2000, headers={**made.key(), "Content-Type": "text/csv"})
    assert (large.status_code, policy(large)) == (413, NO_STORE)
    for error, status in ((Refusal("service_busy", seconds=5), 503), (RuntimeError(), 500)):

        def break_down(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("app.api.routes.registers.get_detail", break_down)
        answer = made.get("/v1/agencies/H44")
        assert (answer.status_code, policy(answer)) == (status, NO_STORE)
    made.get("/v1/measures")
    answer = made.get("/v1/measures")
    assert (answer.status_code, policy(answer)) == (429, NO_STORE)
    made.service.database.engine.dispose()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("/static/page.css", NO_CACHE),
        ("/v1/editions/1/document", FOREVER),
        ("/v1/rankings/2026", POLLED),
        ("/feeds/editions.atom", PRIVATE),
    ],
)
def test_unchanged_is_kept_as_the_whole_is(site: TestClient, asked: str, expected: str) -> None:
    for _ in range(2):  # the second time from memory
        etag = site.get(asked).headers["etag"]
        answer = site.get(asked, headers={"If-None-Match": etag})
        assert (answer.status_code, policy(answer)) == (304, expected)


def test_redirects_and_preflights_say_it(site: TestClient) -> None:
    answer = site.get("/", follow_redirects=False)
    assert (answer.status_code, policy(answer)) == (303, NO_CACHE)
    asked = {"Origin": "https://tinh.example.vn", "Access-Control-Request-Method": "GET"}
    answer = site.options("/v1/measures", headers=asked)
    assert (answer.status_code, policy(answer)) == (200, NO_STORE)


ORIGIN = "https://tinh.example.vn"
# What may change an answer, with values that would. Of the host the next test tells.
CHANGES = [
    ("Accept", "text/csv"),
    ("Accept", "text/turtle"),
    ("Accept", "text/html"),
    ("Accept-Encoding", "gzip"),
    ("Accept-Language", "en"),
    ("Authorization", "Bearer nobody's"),
    ("Cookie", "lang=en"),
    ("Origin", ORIGIN),
    ("User-Agent", "Mozilla/5.0"),
    ("X-Requested-With", "XMLHttpRequest"),
]
PLAIN = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "test"}
OF_THE_MOMENT = {"x-request-id", "date", "ratelimit", "ratelimit-policy"}


def told(answer: Response) -> tuple[object, ...]:
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
    return answer.status_code, answer.content, headers


def changed_by(reader: Client, site: TestClient, changes: list[tuple[str, str]]) -> set[str]:
    """The headers that change what a cache may keep, after a look that each stands in Vary."""
    changed = set()
    for path in sorted(path for method, path in routes(reader) if method == "GET"):
        plain = site.get(address(path), headers=PLAIN, follow_redirects=False)
        for name, value in changes:
            other = site.get(address(path), headers={**PLAIN, name: value}, follow_redirects=False)
            if told(plain) == told(other) or policy(plain) == policy(other) == NO_STORE:
                continue
            changed.add(name)
            for answer in (plain, other):
                assert name.lower() in answer.headers.get("vary", "").lower().split(", "), (path, name, value)
    return changed


def test_what_a_header_changes_is_in_vary(reader: Client, site: TestClient) -> None:
    changes = [*CHANGES, ("Authorization", reader.key("H44")["Authorization"])]
    assert changed_by(reader, site, changes) == {"Accept", "Accept-Encoding", "Authorization", "Origin"}


def test_origins_that_are_set_are_in_vary(reader: Client) -> None:
    made = Client.on(reader.service.settings.database_url, cors_origins=ORIGIN)
    assert changed_by(reader, site_on(made), [("Origin", ORIGIN)]) == {"Origin"}
    made.service.database.engine.dispose()


FORGED = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}


def test_what_is_made_of_the_host_is_for_no_shared_cache(reader: Client, site: TestClient) -> None:
    named = set()
    for path in sorted(path for method, path in routes(reader) if method == "GET"):
        answer = site.get(address(path), headers=FORGED, follow_redirects=False)
        text = answer.text + str(answer.headers)
        if "evil.example" in text.replace(f"{answer.url}", ""):
            named.add(path)
            assert policy(answer).startswith((NO_STORE, "private")), path
    letter = "/v1/editions/{id}/letter/{agency}"
    assert named == {"/feeds/editions.atom", "/feeds/editions.json", "/v1/catalog", letter}


def test_with_a_public_url_feeds_and_catalogue_are_public(reader: Client) -> None:
    made = Client.on(reader.service.settings.database_url, public_url="https://thutuc.example")
    for path, expected in (
        ("/feeds/editions.atom", POLLED),
        ("/feeds/editions.json", POLLED),
        ("/v1/catalog", NO_CACHE),
    ):
        answer = made.get(path, headers=FORGED)
        assert policy(answer) == expected
        assert "evil.example" not in answer.text
    made.service.database.engine.dispose()
