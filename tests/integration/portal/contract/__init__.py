"""What the portal's answers look like, taken from answers that it gave, and a check of any answer against that.

Nothing of the product is imported: the reader, the facade and the test portal are each held to it from outside.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

Schema = dict[str, Any]
_POSITION = re.compile(r"\[[0-9]+\]")
_FOLDER = Path(__file__).parent
_TYPES = ("string", "integer", "number", "null")
SHAPES: dict[str, Any] = yaml.safe_load((_FOLDER / "answers.yaml").read_text("utf-8"))


def shape_of(path: str, question: dict[str, Any]) -> str:
    """Which of the shapes answers a question. ``path``: the last part of the address."""
    if path == "formalities":
        return path
    return f"{path} of {'a root' if question.get('rootDepartmentId') else 'the country'}"


def schema_of(shape: Any) -> Schema:
    """A shape as JSON Schema: all its keys, and no others."""
    match shape:
        case str():
            return _scalar(shape.split("|"))
        case []:
            return {"type": "array", "maxItems": 0}
        case [item]:
            return {"type": "array", "items": schema_of(item)}
        case _:
            return {
                "type": "object",
                "properties": {key.removesuffix("?"): schema_of(value) for key, value in shape.items()},
                "required": [key for key in shape if not key.endswith("?")],
                "additionalProperties": False,
            }


def _scalar(words: list[str]) -> Schema:
    values = [word.strip('"') for word in words if word not in _TYPES]
    if values:
        return {"enum": [*values, *([None] if "null" in words else [])]}
    return {"type": words}


def differences(shape: str, document: Any) -> list[str]:
    """How an answer differs from what the portal's look like: one line for each place, positions in lists left out."""
    schema = {
        "type": "object",
        "properties": {"code": {"const": "OK"}, "data": schema_of(SHAPES[shape]), "message": {"const": "OK"}},
        "required": ["code", "data", "message"],
        "additionalProperties": False,
    }
    errors = Draft202012Validator(schema).iter_errors(document)
    return sorted({f"{_POSITION.sub('[]', error.json_path)}: {error.message}" for error in errors})
