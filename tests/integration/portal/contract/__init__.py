"""What the portal's answers look like, taken from answers that it gave, and a check of any answer against that.

Nothing of the product is imported: the reader, the facade and the test portal are each held to it from outside.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

Schema = dict[str, Any]
_POSITION = re.compile(r"\[[0-9]+\]")
_FOLDER = Path(__file__).parent
_TYPES = ("string", "integer", "number", "null")
SHAPES: dict[str, Any] = yaml.safe_load((_FOLDER / "answers.yaml").read_text("utf-8"))
CHOICES: dict[str, Any] = yaml.safe_load((_FOLDER / "choices.yaml").read_text("utf-8"))
Choice = tuple[str, str, str]  # the shape, the place below `data`, what it may hold besides


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
    if values and "string" not in words:
        return {"enum": [*values, *([None] if "null" in words else [])]}
    return {"type": [word for word in words if word in _TYPES]}


def choices() -> Iterator[Choice]:
    """Every place in which our own answers may hold what no captured answer does."""
    for each in CHOICES["choices"]:
        for shape in each["answers"]:
            yield from ((shape, place, each["type"]) for place in each["places"])


def our_shape(name: str, *, but: Choice | None = None) -> Any:
    """The shape of an answer of ours: the captured one with our choices, ``but`` one."""
    like = CHOICES["like"].get(name, name)
    shape = json.loads(json.dumps(SHAPES[like]))  # without the parts that YAML shares
    for choice in choices():
        if choice[0] in (name, like) and choice != but:
            _allow(shape, *choice[1:])
    return shape


def _allow(shape: Any, place: str, more: str) -> None:
    *above, last = place.split(".")
    for step in above:
        shape = shape[step.removesuffix("[]")]
        if shape == "null":
            return  # by another choice
        if step.endswith("[]"):
            (shape,) = shape
    shape[last] = f"{shape[last]}|{more}" if isinstance(shape[last], str) else more


def differences(shape: str, document: Any) -> list[str]:
    """How an answer differs from what the portal's look like: one line for each place, positions in lists left out."""
    return _held(SHAPES[shape], document)


def our_differences(shape: str, document: Any, *, but: Choice | None = None) -> list[str]:
    """The same for an answer of ours, which may differ where we chose to."""
    return _held(our_shape(shape, but=but), document)


def _held(shape: Any, document: Any) -> list[str]:
    schema = {
        "type": "object",
        "properties": {"code": {"const": "OK"}, "data": schema_of(shape), "message": {"const": "OK"}},
        "required": ["code", "data", "message"],
        "additionalProperties": False,
    }
    errors = Draft202012Validator(schema).iter_errors(document)
    return sorted({f"{_POSITION.sub('[]', error.json_path)}: {error.message}" for error in errors})
