"""The OWASP API Security Top 10 (2023): a test for each item that applies. docs/understand/security.md has the rest.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
"""

from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.domain.enums import Scope
from app.readers.portal.questions import ROOT as PORTAL
from tests.conftest import Client, Databases, service_on
from tests.integration.http.test_who_may import UNDESCRIBED, bearer, granted
from tests.integration.portal.pulling import QUARTER, QUIET, faults, pull, quoted
from tests.integration.portal.server import Portal
from tests.integration.web.conftest import site_on

COUNTS = {"dossiers_received": 1}


def statistics(agency: str) -> dict[str, Any]:
    return {"period": "2026-Q3", "statistics": [{"agency": agency, "measures": COUNTS}]}


def test_api1_broken_object_level_authorization(writer: Client) -> None:
    """One row of another province in a thousand of one's own refuses them all, and leaves no trace."""
    before = writer.get("/v1/submissions").json()["items"][0]["id"]
    rows = [{"agency": "H31", "measures": {name: 1}} for name in ("dossiers_received", "dossiers_on_time")]
    body = {"period": "2026-Q3", "statistics": [*rows, {"agency": "H44", "measures": COUNTS}]}
    answer = writer.post("/v1/statistics", json=body, headers=writer.key("H31"))
    assert (answer.status_code, answer.json()["code"]) == (403, "outside_subtree")
    for lookalike in ("H310", "H31.", "h31", "H31/../H44", "H３1"):
        assert writer.post("/v1/statistics", json=statistics(lookalike), headers=writer.key("H31")).status_code in (
            403,
            422,
        )
    assert all(each["status"] == "rejected" for each in newer(writer, before))


def newer(client: Client, before: int) -> list[dict[str, Any]]:
    return [each for each in client.get("/v1/submissions").json()["items"] if each["id"] > before]


def test_api2_broken_authentication(writer: Client) -> None:
    """What is nearly a key is none; guesses are counted (test_rate_limits.py) and a revoked one ends."""
    token, _ = granted(writer, Scope.STATISTICS_WRITE)
    for wrong in (token[:-1], token[:-1] + chr(ord(token[-1]) ^ 1), token.replace("tthc766", "TTHC766"), "null", "{}"):
        answer = writer.post("/v1/statistics", json=statistics("H31"), headers=bearer(wrong))
        assert (answer.status_code, answer.json()["code"]) == (401, "key_refused")
    assert writer.post(f"/v1/statistics?key={token}", json=statistics("H31")).status_code == 401
    assert writer.post("/v1/statistics", json=statistics("H31"), headers=bearer(token)).status_code == 201


def test_api3_broken_object_property_level_authorization(writer: Client) -> None:
    """Nobody sets what is the service's own, and no answer holds more than its description."""
    key = writer.key("H31")
    own = {"key_id": "x", "status": "accepted", "received_at": "2020-01-01T00:00:00Z", "submitted_by": None}
    for name, value in own.items():
        answer = writer.post("/v1/statistics", json={**statistics("H31"), name: value}, headers=key)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_field")
    for name in ("agency", "key", "secret", "disabled_at"):
        body = {"url": "https://example.vn/", name: "H44"}
        answer = writer.post("/v1/webhooks", json=body, headers=key)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_member")
    made = writer.post("/v1/webhooks", json={"url": "https://example.vn/"}, headers=key).json()
    assert made["secret"] not in writer.get("/v1/webhooks", headers=key).text
    assert set(writer.get("/v1/submissions/1").json()["submitted_by"]) == {"key", "agency"}


def test_api4_unrestricted_resource_consumption(sqlite_databases: Databases) -> None:
    """Every list has an end, every body a limit, and every one who asks a rate."""
    client = Client.on(sqlite_databases.demo(), max_body_bytes=2048, rate_limit_reads="20/hour")
    for address in (
        "/v1/agencies?limit=5001",
        "/v1/procedures?limit=5001",
        "/v1/submissions?limit=1001",
        "/v1/rankings/2026?limit=1001",
    ):
        assert client.get(address).status_code == 422
    large = client.post("/v1/statistics", content=b" " * 4096, headers=client.key() | {"Content-Type": "text/csv"})
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    assert [client.get("/v1/measures").status_code for _ in range(17)][-2:] == [200, 429]
    client.service.database.engine.dispose()


def test_api5_broken_function_level_authorization(writer: Client) -> None:
    """A scope opens its own functions only (each route: test_who_may.py), and there is no hidden one."""
    key = bearer(granted(writer, Scope.STATISTICS_WRITE)[0])
    assert writer.post("/v1/statistics", json=statistics("H31"), headers=key).status_code == 201
    for path in ("/v1/official-results", "/v1/editions", "/v1/webhooks"):
        answer = writer.post(path, json={}, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    for method, path in (("put", "/v1/statistics"), ("delete", "/v1/submissions/1"), ("patch", "/v1/agencies/H31")):
        answer = writer.request(method, path, headers=writer.key() | {"X-HTTP-Method-Override": "GET"})
        assert answer.status_code == 405
    assert writer.get("/v1/submissions/1", headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200
    for path in ("/admin", "/v1/keys", "/v1/audit/keys", "/debug", "/.env", "/v1/../admin"):
        assert writer.get(path, headers=writer.key()).status_code == 404


def test_api6_unrestricted_access_to_sensitive_business_flows(writer: Client) -> None:
    """The one flow of consequence, announcing results: only with its own scope, only for one's own, only once."""
    order = {"period": "2026-Q3", "cohort": "H44.departments"}
    writers = bearer(granted(writer, Scope.STATISTICS_WRITE)[0])
    assert writer.post("/v1/editions", json=order, headers=writers).json()["code"] == "scope_missing"
    publisher = writer.key("H31", Scope.PUBLISH_WRITE)
    assert writer.post("/v1/editions", json=order, headers=publisher).json()["code"] == "cohort_outside"
    publisher = writer.key("H44", Scope.PUBLISH_WRITE)
    answers = [writer.post("/v1/editions", json=order, headers=publisher) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 409]


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data/", "https://2130706433/",
        "https://[::ffff:10.0.0.1]/", "https://0x7f.1/", "http://example.vn/", "file:///etc/passwd",
        "https://user:password@example.vn/",
    ],
)  # fmt: skip
def test_api7_server_side_request_forgery(writer: Client, url: str) -> None:
    """The only address that the service is given from outside; names are checked when they are resolved
    (tests/integration/webhooks/test_addresses.py)."""
    answer = writer.post("/v1/webhooks", json={"url": url}, headers=writer.key("H31"))
    assert (answer.status_code, answer.json()["errors"][0]["column"]) == (422, "url")


def test_api8_security_misconfiguration(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers on every answer (test_headers.py), no trace in an accident, no origin that may send a key."""

    def break_down(*_: object) -> None:
        raise RuntimeError("postgresql://user:password@host")

    monkeypatch.setattr("app.api.routes.registers.get_detail", break_down)
    answer = reader.get("/v1/agencies/H44")
    assert answer.status_code == 500
    assert not {"Traceback", "RuntimeError", "password"} & set(answer.text.replace('"', " ").split())
    assert answer.headers["x-content-type-options"] == "nosniff"
    asked = {
        "Origin": "null",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    assert "access-control-allow-credentials" not in reader.get("/v1/measures", headers={"Origin": "null"}).headers
    assert site_on(reader).options("/v1/webhooks", headers=asked).status_code == 400


def test_api9_improper_inventory_management(reader: Client) -> None:
    """Every route is described, or is the page; and every described one is of the one version that there is."""
    described = {(method, path) for path, item in reader.document["paths"].items() for method in item}
    routes = iter_route_contexts(reader.app.app.routes)  # type: ignore[attr-defined]
    served = {(method.lower(), each.path) for each in routes for method in each.methods or {"mount"}}
    assert served - described == UNDESCRIBED - described
    assert {path for _, path in described if not path.startswith(("/v1/", f"{PORTAL}/"))} == {
        "/healthz", "/readyz", "/metrics", "/feeds/editions.atom", "/feeds/editions.json",
    }  # fmt: skip
    assert reader.get("/v0/measures").status_code == reader.get("/v2/measures").status_code == 404


def test_api10_unsafe_consumption_of_apis(sqlite_databases: Databases) -> None:
    """What the portal answers is held against its shape before a figure is taken: a number in quotes is none (more in
    portal/test_pull_odd_answers.py). What a webhook's receiver answers is not read, and no redirect of his is
    followed (tests/integration/webhooks/test_delivery.py)."""
    with Portal() as portal:
        portal.edit("transparency", quoted, root="H44")
        service = service_on(sqlite_databases.migrated(), portal_url=portal.url, portal_pause=0)
        assert "portal_field_retyped" in {code for _, _, code in faults(pull(service, QUARTER, ["H44"], QUIET))}
        service.database.engine.dispose()
