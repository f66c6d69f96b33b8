"""Uploads in JSON and NDJSON. Numbers are kept as they were written: no float is ever made."""

import json
from collections import Counter
from typing import Any, NoReturn

from app.domain.errors import Faults, Location, Refusal
from app.sources.text import decode
from app.sources.uploads import Row, Shape, Upload, Written, escape, unknown_field


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) < len(pairs):
            self.repeated = sorted(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)


def read_json(body: bytes, shape: Shape, faults: Faults) -> Upload:
    """Read ``{…envelope…, "<key>": [{…row…}, …]}``. Faults of rows are collected, a broken file is refused."""
    try:
        document = _loads(decode(body))
    except json.JSONDecodeError as error:
        _give_up(faults, "json_invalid", Location(line=error.lineno), position=error.colno)
    if not isinstance(document, _Object):
        _give_up(faults, "json_shape", Location(pointer=""), expected="{…}")
    _check_keys(document, shape.envelope | {shape.key}, Location(pointer=""), faults)
    items = document.get(shape.key)
    if not isinstance(items, list):
        _give_up(faults, "json_shape", Location(pointer=f"/{shape.key}", column=shape.key), expected="[…]")
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
        except json.JSONDecodeError as error:
            faults.add("json_invalid", Location(line=line), position=error.colno)
    return Upload([row for row in rows if row])


def _row(item: object, shape: Shape, faults: Faults, line: int | None, pointer: str) -> Row | None:
    here = Location(line, pointer)
    if not isinstance(item, _Object):
        faults.add("json_shape", here, expected="{…}")
        return None
    _check_keys(item, shape.fields | ({shape.nested} if shape.nested else frozenset()), here, faults)
    cells = {name: value for name, value in item.items() if name in shape.fields}
    if shape.nested:
        inner = item.get(shape.nested)
        place = Location(line, f"{pointer}/{shape.nested}", shape.nested)
        if isinstance(inner, _Object):
            _check_keys(inner, frozenset(), place, faults, shape.nested_fields)
            cells |= {name: value for name, value in inner.items() if name in shape.nested_fields}
        else:
            faults.add("json_shape", place, expected="{…}")
    return Row(cells, line, pointer, shape.nested, shape.nested_fields)


def _check_keys(
    item: _Object, fields: frozenset[str], here: Location, faults: Faults, measures: frozenset[str] = frozenset()
) -> None:
    for name in item.repeated:
        faults.add("key_repeated", _member(here, name), value=name)
    for name in item:
        if name not in fields and name not in measures:
            unknown_field(name, _member(here, name), fields, measures, faults)


def _member(here: Location, name: str) -> Location:
    return Location(here.line, f"{here.pointer}/{escape(name)}", name)


def _give_up(faults: Faults, code: str, where: Location, **params: object) -> NoReturn:
    """Refuse a document that cannot be read on, with all that was found until here."""
    faults.add(code, where, **params)
    raise Refusal("submission_invalid", faults=faults.listed, total=faults.total, count=faults.total)


def _loads(text: str) -> Any:
    """Parse JSON with numbers as ``Written``. Raises ``JSONDecodeError``, also for nesting that is too deep."""
    try:
        return json.loads(
            text, parse_int=Written, parse_float=Written, parse_constant=Written, object_pairs_hook=_Object
        )
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", text, 0) from None
