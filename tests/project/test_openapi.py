"""The OpenAPI document as programs read it that generate clients; tests/project/test_generated_clients.py makes two."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from app.main import create_app
from app.settings import Settings
from tests.conftest import Client
from tests.integration.http.test_routes import QUESTIONS

Operation = dict[str, Any]
# What stands in an address where the example of a parameter is of something else.
FOUND = {"id": "1", "code": "H44", "agency": "H44", "kind": "statistics"}


def operations(client: Client) -> Iterator[tuple[str, str, Operation]]:
    for path, item in client.document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_ids_of_operations_are_short_names(reader: Client) -> None:
    messages = [
        operation["operationId"] for item in reader.document["webhooks"].values() for operation in item.values()
    ]
    ids = [operation["operationId"] for _, _, operation in operations(reader)] + messages
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", each) for each in ids)
    assert len(ids) == len(set(ids))
    assert {"get_ranking", "get_card", "post_statistics", "on_edition_published"} <= set(ids)


def test_parameters_stand_in_the_order_of_the_path(reader: Client) -> None:
    for path, _, operation in operations(reader):
        parameters = operation.get("parameters", [])
        names = re.findall(r"{(\w+)}", path)
        assert [each["name"] for each in parameters[: len(names)]] == names
        assert all(each.get("description") for each in parameters if each["in"] == "query"), path


def test_a_key_may_be_sent_with_every_read(reader: Client) -> None:
    key: dict[str, list[str]] = {"HTTPBearer": []}
    for path, method, operation in operations(reader):
        if path.startswith("/v1/") and path.partition("/v1/webhooks")[0]:
            is_read = method == "get" or path in QUESTIONS
            assert operation["security"] == ([{}, key] if is_read else [key]), path
    assert reader.document["servers"] == [{"url": "/"}]


def test_the_server_is_the_public_address(reader: Client) -> None:
    made = create_app(Settings(log_level="error", public_url="https://chiso.example.vn"))
    assert made.openapi()["servers"] == [{"url": "https://chiso.example.vn"}]


def defaults(operation: Operation) -> dict[str, str]:
    given = {
        each["name"]: each["schema"]["default"]
        for each in operation.get("parameters", [])
        if "default" in each["schema"]
    }
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}


@pytest.mark.parametrize("beside", [{}, {"edition": "1"}, {"format": "json-stat"}, {"format": "csv"}])
def test_no_default_is_refused(reader: Client, beside: dict[str, str]) -> None:
    """Generated clients send them all, whatever else is asked."""
    found = FOUND | {"period": "2026" if "edition" in beside else "2026-Q3"}
    scorecard = reader.get("/v1/scorecards").json()["items"][0]["id"]
    asked = 0
    for path, method, operation in operations(reader):
        shapes = {each["name"]: each["schema"] for each in operation.get("parameters", [])}
        fits = all(value in str(shapes[name]) for name, value in beside.items() if name == "format" and name in shapes)
        if method != "get" or path.startswith("/v1/webhooks") or not beside.keys() <= shapes.keys() or not fits:
            continue
        period = found | (
            {"period": "2026"} if "pace" in path or "robustness" in path else {}
        )  # the quarter has ended, and few are ranked
        address = path.replace("scorecards/{id}", f"scorecards/{scorecard}").format_map(period)
        asks = {"from": "1"} if "from" in shapes else {}  # the only edition there is replaces none
        asks |= {"agency": "H44", "period": "2026-10"} if "templates" in path else {}
        asks |= {"score": "62"} if "targets" in path else {}
        answer = reader.get(address, params=defaults(operation) | beside | asks)
        assert answer.status_code == 200, (address, answer.text)
        asked += 1
    assert asked


def test_defaults_hold_beside_an_edition_of_departments(writer: Client) -> None:
    order = {"period": "2026-Q3", "cohort": "H44.departments", "basis": "computed"}
    assert writer.post("/v1/editions", json=order, headers=writer.key()).status_code == 201
    operation = writer.document["paths"]["/v1/rankings/{period}"]["get"]
    answer = writer.get("/v1/rankings/2026-Q3", params=defaults(operation) | {"edition": "1"})
    assert (answer.status_code, answer.json()["cohort"]) == (200, "H44.departments")


def examples(schema: Any) -> Iterator[tuple[Any, Any]]:
    """Every schema with an example in it, and the example."""
    if isinstance(schema, dict):
        if isinstance(listed := schema.get("examples"), list):
            yield from ((schema, each) for each in listed)
        if "example" in schema and "schema" in schema:
            yield schema["schema"], schema["example"]
        for each in schema.values():
            yield from examples(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from examples(each)


def test_examples_are_of_their_types(reader: Client) -> None:
    found = list(examples({name: reader.document[name] for name in ("paths", "components", "webhooks")}))
    assert len(found) > 50
    components = reader.document["components"]
    checks = ((jsonschema.Draft202012Validator({**schema, "components": components}), each) for schema, each in found)
    assert [each for check, each in checks if not check.is_valid(each)] == []
