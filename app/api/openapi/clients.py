"""What programs that generate clients need of the OpenAPI document, and FastAPI does not give them."""

import re
from collections.abc import Iterator
from typing import Any

_KEY: dict[str, list[str]] = {"HTTPBearer": []}
# What another parameter fixes: an edition its cohort and basis, a cube that it is whole. Generators send defaults.
_FIXED_BY_OTHERS = {"edition": ("cohort", "basis"), "format": ("limit", "offset")}


def complete(document: dict[str, Any]) -> None:
    """Make the document fit for generators of clients: keys, the order of parameters, defaults, webhooks."""
    for path, operation in _operations(document["paths"]):
        parameters = operation.get("parameters", [])
        order = re.findall(r"{(\w+)}", path)
        parameters.sort(key=lambda each: order.index(each["name"]) if each["in"] == "path" else len(order))
        _tell_defaults(parameters)
        if path.startswith("/v1/") and {} in operation.get("security", [{}]):
            operation["security"] = [{}, _KEY]
    for _, message in _operations(document["webhooks"]):
        del message["responses"]["422"], message["responses"]["204"]  # FastAPI's; the receiver answers


def _operations(paths: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in paths.items():
        for operation in item.values():
            yield path, operation


def _tell_defaults(parameters: list[dict[str, Any]]) -> None:
    """Say in words what holds where a parameter is left out that may be refused beside another one, or is of a shape
    of its own, which some generators cannot give a default."""
    names = {each["name"] for each in parameters}
    fixed = {each for name, others in _FIXED_BY_OTHERS.items() if name in names for each in others}
    for each in parameters:
        schema = each["schema"]
        if "description" in schema:
            each.setdefault("description", schema["description"])
        if "default" in schema and (each["name"] in fixed or "$ref" in schema):
            each["description"] = f"{each['description']} Default: {schema.pop('default')}."
