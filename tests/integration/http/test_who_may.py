"""A walk over all routes of the application: each is open by name, or refuses everybody but the right key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.domain.enums import Scope
from app.services import keys
from app.services.keys import Grant
from tests.conftest import NOW, Client, Databases
from tests.integration.desk import routes as desk
from tests.integration.http.test_routes import CLOSED, OPEN

# What is open and stands in no description: the page, the files it needs, the interface for people.
UNDESCRIBED = {
    ("get", path)
    for path in (
        "/", "/rankings", "/rankings/{period}", "/agencies/{code}", "/agencies/{code}/why/{column}",
        "/embed/rankings", "/embed/rankings/{period}", "/embed/agencies/{code}", "/embed/agencies/{code}/why/{column}",
        "/compare", "/embed/compare", "/editions", "/editions/{id}", "/embed/editions", "/embed/editions/{id}",
        "/agencies", "/embed/agencies", "/method", "/method/{scorecard}", "/embed/method", "/embed/method/{scorecard}",
        "/openapi.json", "/docs", "/metrics",
    )
} | {("head", "/openapi.json"), ("mount", "/static"), ("mount", "/static-offline-docs")}  # fmt: skip
# What opens the desk is no key in a header: tests/integration/desk/test_session.py.
UNDESCRIBED |= {("get", path) for path in desk.READ} | {("post", path) for path in desk.WRITTEN}

MINE, OTHERS = "H31", "H44"
H31 = {"agency": MINE, "code": "TDGQ", "score": 19.5}


@dataclass(frozen=True)
class Door:
    """What opens a route: a scope, a body, a query. ``others``: what a key of another province gets."""

    scope: Scope
    body: dict[str, Any] = field(default_factory=dict)
    others: tuple[int, str] | None = (404, "unknown_webhook")
    query: str = ""


DOORS = {
    ("post", "/v1/statistics"): Door(
        Scope.STATISTICS_WRITE,
        {"period": "2026-Q3", "statistics": [{"agency": MINE, "measures": {"dossiers_received": 1}}]},
        (403, "outside_subtree"),
    ),
    ("post", "/v1/official-results"): Door(
        Scope.OFFICIAL_WRITE, {"period": "2026-Q3", "results": [H31]}, (403, "outside_subtree")
    ),
    ("post", "/v1/dossiers"): Door(
        Scope.STATISTICS_WRITE,
        {"MaHoSo": f"{MINE}-261001-0001", "MaTTHC": "1.1", "NgayTiepNhan": "20261001080000", "TrangThaiHoSo": "4"},
        (422, "submission_invalid"),
        "?period=2026-10&complete=true",
    ),
    ("post", "/v1/agencies"): Door(
        Scope.STATISTICS_WRITE,
        {"agencies": [{"code": f"{MINE}.99", "name": "Sở Thử", "level": "department"}]},
        (403, "outside_subtree"),
    ),
    # An entry names nobody: it is the key's own, and only there it counts.
    ("post", "/v1/procedures"): Door(Scope.STATISTICS_WRITE, {"procedures": [{"code": "1.1"}]}, None),
    ("post", "/v1/services"): Door(Scope.STATISTICS_WRITE, {"services": [{"code": "1", "procedure": "1.1"}]}, None),
    ("post", "/v1/editions"): Door(
        Scope.PUBLISH_WRITE, {"period": "2026-Q3", "cohort": f"{MINE}.departments"}, (403, "cohort_outside")
    ),
    ("post", "/v1/editions/{id}/withdrawal"): Door(Scope.PUBLISH_WRITE, {"reason": "thử"}, (403, "cohort_outside")),
    # These two name nobody's object: a webhook belongs to the key's own province, and only such are listed.
    ("post", "/v1/webhooks"): Door(Scope.WEBHOOKS_WRITE, {"url": "https://example.vn/", "description": ""}, None),
    ("get", "/v1/webhooks"): Door(Scope.WEBHOOKS_WRITE, others=None),
    ("get", "/v1/webhooks/{id}"): Door(Scope.WEBHOOKS_WRITE),
    ("delete", "/v1/webhooks/{id}"): Door(Scope.WEBHOOKS_WRITE),
    ("post", "/v1/webhooks/{id}/secret"): Door(Scope.WEBHOOKS_WRITE),
    ("post", "/v1/webhooks/{id}/enable"): Door(Scope.WEBHOOKS_WRITE),
    ("post", "/v1/webhooks/{id}/ping"): Door(Scope.WEBHOOKS_WRITE),
    ("get", "/v1/webhooks/{id}/deliveries"): Door(Scope.WEBHOOKS_WRITE),
    ("post", "/v1/webhooks/{id}/deliveries/{delivery}/redeliver"): Door(Scope.WEBHOOKS_WRITE),
}


def test_every_route_is_on_one_of_the_lists(reader: Client) -> None:
    """Of the application's own routes, not of its description: what is not described is walked too."""
    found = {
        (method.lower(), route.path)
        for route in iter_route_contexts(reader.app.app.routes)  # type: ignore[attr-defined]
        for method in route.methods or {"mount"}
    }
    assert found == OPEN | CLOSED | UNDESCRIBED


def test_every_closed_route_says_what_opens_it() -> None:
    assert set(DOORS) == CLOSED


@pytest.fixture(scope="module")
def house(sqlite_databases: Databases) -> Iterator[Client]:
    made = Client.on(sqlite_databases.demo())
    furnish(made)
    yield made
    made.service.database.engine.dispose()


def furnish(client: Client) -> None:
    """Of MINE a webhook with a delivery and an edition, all numbered 1."""
    key, department = client.key(MINE), {"code": f"{MINE}.98", "name": "Sở Thử", "level": "department"}
    results = {"period": "2026-Q2", "results": [{"agency": f"{MINE}.98", "code": "total", "score": 80}]}
    written = {
        "/v1/webhooks": DOORS["post", "/v1/webhooks"].body,
        "/v1/webhooks/1/ping": None,
        "/v1/agencies": {"agencies": [department]},
        "/v1/official-results": results,
        "/v1/editions": {"period": "2026-Q2", "cohort": f"{MINE}.departments"},
    }
    answers = [client.post(path, json=body, headers=key) for path, body in written.items()]
    assert {each.status_code for each in answers} <= {200, 201, 202}


def knock(client: Client, route: tuple[str, str], headers: dict[str, str]) -> tuple[int, str]:
    method, path = route
    door = DOORS[route]
    body = {"json": door.body} if method == "post" else {}
    answer = client.request(method, path.format(id=1, delivery=1) + door.query, headers=headers, **body)
    if answer.status_code == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
    return answer.status_code, "" if answer.status_code < 400 else answer.json()["code"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def granted(client: Client, scope: Scope, days: int | None = None) -> tuple[str, str]:
    """A key of MINE with this scope, and its id; of one with ``days`` the time is over."""
    made = NOW if days is None else NOW - timedelta(days=days + 1)
    expires = None if days is None else made + timedelta(days=days)
    grant = Grant(MINE, frozenset({scope}), "", expires)
    token, stored = keys.make(client.service.database, client.service.key_secret, grant, made)
    return token, stored.id


@pytest.mark.parametrize("route", sorted(CLOSED), ids=" ".join)
def test_a_closed_route_opens_only_to_the_right_key(house: Client, route: tuple[str, str]) -> None:
    scope = DOORS[route].scope
    token, id_ = granted(house, scope)
    assert knock(house, route, {}) == (401, "key_missing")
    assert knock(house, route, {"Authorization": f"Basic {token}"}) == (401, "key_missing")
    assert knock(house, route, {"X-API-Key": token, "Cookie": f"key={token}"}) == (401, "key_missing")
    for malformed in ("", "x", token[:-1], f"{token}x", f"{token} x", token.upper(), f"tthc766_{id_}_", "tthc766__"):
        assert knock(house, route, bearer(malformed))[0] == 401, malformed
    assert knock(house, route, bearer(token[:-1] + ("a" if token[-1] != "a" else "b"))) == (401, "key_refused")
    assert knock(house, route, bearer(f"tthc766_{'0' * 12}_{token[-43:]}")) == (401, "key_refused")
    assert knock(house, route, bearer(granted(house, scope, days=1)[0])) == (401, "key_expired")
    for other in set(Scope) - {scope, Scope.ADMIN}:
        assert knock(house, route, bearer(granted(house, other)[0])) == (403, "scope_missing"), other
    if others := DOORS[route].others:
        assert knock(house, route, house.key(OTHERS, scope)) == others
        assert knock(house, route, house.key(OTHERS)) == others, "admin of another province"
        assert knock(house, route, house.key(f"{MINE}.1", scope)) == others, "an agency below is not the province"
    keys.revoke(house.service.database, id_, NOW)
    assert knock(house, route, bearer(token)) == (401, "key_refused")


def test_nobody_else_s_webhooks_are_listed(house: Client) -> None:
    assert house.get("/v1/webhooks", headers=house.key(OTHERS)).json()["items"] == []
    assert len(house.get("/v1/webhooks", headers=house.key(MINE)).json()["items"]) == 1


@pytest.mark.parametrize("route", sorted(CLOSED), ids=" ".join)
def test_the_right_key_opens(sqlite_databases: Databases, route: tuple[str, str]) -> None:
    """Without it the walk above would pass where nobody gets in."""
    made = Client.on(sqlite_databases.demo())
    furnish(made)
    status, code = knock(made, route, bearer(granted(made, DOORS[route].scope)[0]))
    assert status < 400 or code == "edition_empty", "the demo has no figures of departments of this province"
    made.service.database.engine.dispose()
