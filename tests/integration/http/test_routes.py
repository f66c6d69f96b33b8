"""What holds for all routes, so that no new one escapes."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.api.openapi.examples import SENT
from app.api.openapi.portal_examples import ASKED
from tests.conftest import Client

# Questions that are posted: reads, though with a body.
QUESTIONS = {**ASKED, "/v1/scenarios/{period}": SENT["scenarios"]}
OPEN = {
    ("get", path)
    for path in (
        "/healthz", "/readyz", "/metrics",
        "/v1/rankings/{period}", "/v1/averages/{period}", "/v1/scores/{period}/{agency}", "/v1/history/{agency}",
        "/v1/opportunities/{period}/{agency}", "/v1/pace/{period}/{agency}",
        "/v1/targets/{period}/{agency}",
        "/v1/robustness/{period}",
        "/v1/contributions/{period}/{agency}",
        "/v1/updates",
        "/v1/reconciliation/{period}", "/v1/reconciliation/{period}/counts",
        "/v1/submissions", "/v1/submissions/{id}", "/v1/agencies", "/v1/agencies/{code}", "/v1/templates/{kind}.xlsx",
        "/v1/procedures", "/v1/services",
        "/v1/measures", "/v1/scorecards", "/v1/scorecards/{id}",
        "/v1/editions", "/v1/editions/{id}", "/v1/editions/{id}/document", "/v1/editions/{id}/letter/{agency}",
        "/v1/editions/{id}/changes", "/v1/editions/{id}/package/{agency}",
        "/v1/catalog", "/feeds/editions.atom", "/feeds/editions.json",
    )
} | {("post", path) for path in QUESTIONS}  # fmt: skip
CLOSED = {
    ("post", "/v1/statistics"), ("post", "/v1/official-results"), ("post", "/v1/agencies"), ("post", "/v1/editions"),
    ("post", "/v1/dossiers"), ("post", "/v1/procedures"), ("post", "/v1/services"),
    ("post", "/v1/editions/{id}/withdrawal"),
    ("post", "/v1/webhooks"), ("get", "/v1/webhooks"), ("get", "/v1/webhooks/{id}"), ("delete", "/v1/webhooks/{id}"),
    ("post", "/v1/webhooks/{id}/secret"), ("post", "/v1/webhooks/{id}/enable"), ("post", "/v1/webhooks/{id}/ping"),
    ("get", "/v1/webhooks/{id}/deliveries"), ("post", "/v1/webhooks/{id}/deliveries/{delivery}/redeliver"),
}  # fmt: skip
QUERIES = {
    "/v1/editions/{id}/changes": "?from=1",
    "/v1/templates/{kind}.xlsx": "?agency=H44&period=2026-10",
    "/v1/targets/{period}/{agency}": "?rank=1&levers=papers",
}
VALUES = {
    "period": "2026",
    "agency": "H44",
    "code": "H44",
    "id": "1",
    "delivery": "1",
    "kind": "statistics",
    "scorecard": "qd766-2022-06-23",
}


def operations(client: Client) -> Iterator[tuple[str, str, Any]]:
    for path, item in client.document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def test_every_route_is_either_open_or_needs_a_key(reader: Client) -> None:
    assert {(method, path) for method, path, _ in operations(reader)} == OPEN | CLOSED
    for method, path in CLOSED:
        assert reader.request(method, path, content=b"{}").status_code == 401


def test_every_operation_is_described(reader: Client) -> None:
    for method, path, operation in operations(reader):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        for parameter in operation.get("parameters", []):
            described = parameter.get("description") or parameter["schema"].get("description")
            assert described, (path, parameter["name"])


def test_every_route_answers_and_in_its_shape(reader: Client) -> None:
    for method, path in OPEN:
        id_ = "qd766-2022-06-23" if "scorecards" in path else VALUES["id"]
        address = path.format(**{**VALUES, "id": id_}) + QUERIES.get(path, "")
        answer = reader.request(method, address, json=QUESTIONS.get(path))
        assert answer.status_code == (201 if path in ASKED else 200), path


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused_everywhere(reader: Client, method: str) -> None:
    for path, operations_ in reader.document["paths"].items():
        if method in operations_:
            continue
        answer = reader.request(method, path.format(**VALUES))
        assert (answer.status_code, answer.json()["code"].lower()) == (405, "method_not_allowed"), path
        allowed = [each.upper() for each in reader.document["paths"][path]]
        expected = ["GET, HEAD" if each == "GET" else each for each in allowed]
        assert answer.headers["allow"] == ", ".join(expected)


def test_an_accident_tells_nothing_but_its_number(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("app.api.routes.registers.get_detail", break_down)
    answer = reader.get("/v1/agencies/H44")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert len(answer.headers["x-request-id"]) == 32


def test_request_ids(reader: Client) -> None:
    given = "5f8c3f2a-8d5e-4b57-9d0a-0a1f5d1c2b3d"
    assert reader.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"] == given
    assert reader.get("/healthz", headers={"X-Request-ID": "\"'; rm"}).headers["x-request-id"] != "\"'; rm"


def test_metrics(reader: Client) -> None:
    reader.get("/v1/measures")
    text = reader.get("/metrics").text
    assert 'http_requests_total{handler="/v1/measures",method="GET",status="2xx"}' in text


def test_the_interface_is_shown_without_the_internet(reader: Client) -> None:
    page = reader.get("/docs").text
    assert "https://" not in page
    assert reader.get("/static-offline-docs/swagger-ui-bundle.js").status_code == 200
