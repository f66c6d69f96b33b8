"""What of the interface is promised to stay (docs/look-up/stability.md), read out of its OpenAPI document.

Every operation under ``/v1`` is a list of paths with their types: what may be asked (parameters and bodies) and what is
answered. ``absent`` among the types says that it may be left out. ``python -m tests.project.promises`` adds what is new
to ``promised_v1.json``, and refuses where something that was promised is gone.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.domain.messages import CATALOG
from app.main import create_app
from app.settings import Settings

FILE = Path(__file__).with_name("promised_v1.json")

Fields = dict[str, str]  # path to types, divided by "|"
Promise = dict[str, dict[str, Fields]]  # operation to "asks" or "200 application/json" to fields


def read() -> Promise:
    promised: Promise = json.loads(FILE.read_text("utf-8"))
    return promised


def today() -> dict[str, Any]:
    return create_app(Settings(log_level="error")).openapi()


def promise(document: Mapping[str, Any]) -> Promise:
    """What a document says of the operations under ``/v1``, and what the service says of its errors."""
    reader = _Reader(document["components"]["schemas"])
    operations = {
        f"{method} {path}": reader.operation(operation)
        for path, item in document["paths"].items()
        if path.startswith("/v1/")
        for method, operation in item.items()
    }
    problem = reader.answer({"$ref": "#/components/schemas/Problem"})
    codes = {code: str(message.status) for code, message in CATALOG.items()}
    return {**operations, "every error": {"application/problem+json": problem, "codes and their statuses": codes}}


def broken(promised: Promise, found: Promise) -> list[str]:
    """What was promised and does not hold any more: an address, a field, a type; or a new demand on the asker."""
    faults = []
    for operation, parts in promised.items():
        for part, fields in parts.items():
            now = found.get(operation, {}).get(part)
            if now is None:
                faults.append(f"{operation}: {part} is gone")
                continue
            check = _asks if part == "asks" else _answers
            faults += [f"{operation}: {part}: {each}" for each in check(fields, now)]
    return faults


def _answers(promised: Fields, now: Fields) -> Iterator[str]:
    """An answer may get narrower, never wider: null where there was none, a field that may be absent."""
    for path, types in promised.items():
        if path not in now:
            yield f"{path} is gone"
        elif new := _types(now[path]) - _types(types):
            yield f"{path} was {types}, may now be {', '.join(sorted(new))}"


def _asks(promised: Fields, now: Fields) -> Iterator[str]:
    """A question may get wider, never narrower: a value no longer taken, a field that must now be given."""
    for path, types in promised.items():
        if path not in now:
            yield f"{path} is gone"
        elif lost := _types(types) - _types(now[path]):
            yield f"{path} no longer takes {', '.join(sorted(lost))}"
    for path in now.keys() - promised.keys():
        if path.endswith("[]") and "array" not in _types(promised.get(_parent(path), "array")):
            continue  # a list may be given now instead of what was taken before
        if "absent" not in _types(now[path]) and _parent(path) in {"", *promised}:
            yield f"{path} is new and must be given"


def _types(text: str) -> set[str]:
    return set(text.split("|"))


def _parent(path: str) -> str:
    return path[:-2] if path.endswith(("[]", "{}")) else path.rpartition(".")[0]


class _Reader:
    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self.schemas = schemas

    def operation(self, operation: Mapping[str, Any]) -> dict[str, Fields]:
        asks: Fields = {}
        for parameter in operation.get("parameters", []):
            name = f"{parameter['in']} {parameter['name']}"
            asks |= self.fields(name, parameter["schema"], parameter.get("required", False), values=True)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            asks |= self.fields(f"body {kind}", content["schema"], required=False, values=True)  # one of several
        parts = {"asks": asks}
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items() if status.startswith("2") else ():
                parts[f"{status} {kind}"] = self.answer(content["schema"])
        return parts

    def answer(self, schema: Mapping[str, Any]) -> Fields:
        """The fields of an answer, or of each shape that it can have; paths begin with the shape's name."""
        found: Fields = {}
        for shape in schema.get("anyOf", [schema]):
            found |= self.fields(shape.get("$ref", "").rpartition("/")[2] or "answer", shape, required=True)
        return found

    def fields(self, path: str, schema: Mapping[str, Any], required: bool, *, values: bool = False) -> Fields:
        shapes = list(self._shapes(schema))
        types = {each for shape in shapes for each in _type(shape)} | (set() if required else {"absent"})
        if values:
            types |= {f"={value}" for shape in shapes for value in shape.get("enum", [])}
        found = {path: "|".join(sorted(types))}
        for shape in shapes:
            for name, part in shape.get("properties", {}).items():
                found |= self.fields(f"{path}.{name}", part, name in shape.get("required", []), values=values)
            for suffix, key in (("[]", "items"), ("{}", "additionalProperties")):
                if isinstance(part := shape.get(key), dict):
                    found |= self.fields(f"{path}{suffix}", part, required=True, values=values)
        return found

    def _shapes(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """What a value can be, with references followed."""
        if "$ref" in schema:
            yield from self._shapes(self.schemas[schema["$ref"].rpartition("/")[2]])
        elif "anyOf" in schema:
            for each in schema["anyOf"]:
                yield from self._shapes(each)
        else:
            yield schema


def _type(schema: Mapping[str, Any]) -> list[str]:
    found = schema.get("type", "any")
    return found if isinstance(found, list) else [found]


def main() -> None:
    found = promise(today())
    if FILE.exists() and (faults := broken(read(), found)):
        sys.exit("Promised and not kept:\n" + "\n".join(faults))
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
