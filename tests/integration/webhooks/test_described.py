"""The messages are what the OpenAPI document says of them."""

import json

import jsonschema

from tests.conftest import Databases
from tests.integration.webhooks.conftest import Hooks
from tests.integration.webhooks.receiver import Receiver


def test_messages_and_headers_are_as_described(sqlite_databases: Databases, receiver: Receiver) -> None:
    hooks = Hooks.of(sqlite_databases.demo(), receiver)
    hooks.register()
    assert hooks.post("/v1/webhooks/1/ping", headers=hooks.own).status_code == 202
    assert hooks.post("/v1/editions", json={"period": "2026"}, headers=hooks.key()).status_code == 201
    assert hooks.post("/v1/editions/1/withdrawal", json={"reason": "nhầm"}, headers=hooks.key()).status_code == 200
    hooks.deliver()
    described = hooks.document["webhooks"]
    assert {came.content["type"] for came in receiver.received} == described.keys()
    for came in receiver.received:
        operation = described[came.content["type"]]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        strict = json.loads(
            json.dumps(hooks.document["components"]).replace(
                '"type": "object"', '"type": "object", "additionalProperties": false'
            )
        )
        jsonschema.validate(came.content, {**schema, "components": strict})
        needed = {each["name"] for each in operation["parameters"] if each["required"]}
        assert needed == {"webhook-id", "webhook-timestamp", "webhook-signature"}
        assert needed <= {name.lower() for name in came.headers}
    hooks.service.database.engine.dispose()
