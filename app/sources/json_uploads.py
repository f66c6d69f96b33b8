"""Uploads in JSON and NDJSON. Numbers are kept as they were written: no float is ever made."""

import json
from collections.abc import Iterable
from typing import Any

from app.domain.errors import Fault, Faults, Location, Refusal
from app.sources.text import decode
from app.sources.uploads import Row, Shape, Upload, Written, escape, unknown_field


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) < len(pairs):
            names = [name for name, _ in pairs]
            self.repeated = sorted({name for name in names if names.count(name) > 1})


def read_json(body: bytes, shape: Shape, faults: Faults) -> Upload:
    """Read ``{…envelope…, "<key>": [{…row…}, …]}``. Faults of rows are collected, a broken file is refused."""
    try:
        document = _loads(decode(body))
    except ValueError as error:
        raise Refusal("submission_invalid", faults=[Fault("json_invalid", params={"what": error})], count=1) from None
    if not isinstance(document, _Object):
        _wrong_shape("", "object {…}")
    _check_keys(document, shape.envelope | {shape.key}, Location(pointer=""), (), faults)
    items = document.get(shape.key)
    if not isinstance(items, list):
        _wrong_shape(f"/{shape.key}", "list […]")
    rows = [_row(item, shape, faults, None, f"/{shape.key}/{i}") for i, item in enumerate(items)]
    envelope = {name: value for name, value in document.items() if name in shape.envelope}
    return Upload([row for row in rows if row], envelope)


def read_ndjson(body: bytes, shape: Shape, faults: Faults) -> Upload:
    """Read one row object a line; empty lines are passed over."""
    rows = []
    for line, text in enumerate(decode(body).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            rows.append(_row(_loads(text), shape, faults, line, ""))
        except ValueError as error:
            faults.add("json_invalid", Location(line=line), what=error)
    return Upload([row for row in rows if row])


def _row(item: object, shape: Shape, faults: Faults, line: int | None, pointer: str) -> Row | None:
    here = Location(line, pointer)
    if not isinstance(item, _Object):
        faults.add("json_shape", here, expected="object {…}")
        return None
    allowed = shape.fields | ({shape.nested} if shape.nested else set())
    _check_keys(item, allowed, here, (), faults)
    cells = {name: value for name, value in item.items() if name in shape.fields}
    if shape.nested:
        inner = item.get(shape.nested)
        place = Location(line, f"{pointer}/{shape.nested}", shape.nested)
        if not isinstance(inner, _Object):
            faults.add("json_shape", place, expected="object {…}")
            return None
        _check_keys(inner, shape.nested_fields, place, shape.nested_fields, faults)
        cells |= {name: value for name, value in inner.items() if name in shape.nested_fields}
    return Row(cells, line, pointer, shape.nested, shape.nested_fields)


def _check_keys(
    item: _Object, allowed: frozenset[str] | set[str], here: Location, measures: Iterable[str], faults: Faults
) -> None:
    for name in item.repeated:
        faults.add("key_repeated", Location(here.line, f"{here.pointer}/{escape(name)}", name), value=name)
    for name in item:
        if name not in allowed:
            code, params = unknown_field(name, allowed, tuple(measures))
            faults.add(code, Location(here.line, f"{here.pointer}/{escape(name)}", name), **params)


def _wrong_shape(pointer: str, expected: str) -> None:
    fault = Fault("json_shape", Location(pointer=pointer), {"expected": expected})
    raise Refusal("submission_invalid", faults=[fault], count=1)


def _loads(text: str) -> Any:
    """Parse JSON with numbers as ``Written``. Raises ``ValueError``, also for nesting that is too deep."""
    try:
        return json.loads(
            text, parse_int=Written, parse_float=Written, parse_constant=Written, object_pairs_hook=_Object
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
