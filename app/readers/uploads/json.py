"""Uploads in JSON and NDJSON, read row by row. Numbers are kept as they were written: no float is ever made."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from app.domain.errors import Faults, Location, Refusal
from app.domain.evaluation.counts import Counts, plain_texts
from app.readers.uploads.body import Body, DecodedText
from app.readers.uploads.json_stream import JsonText, TooDeep, ValueTooLong
from app.readers.uploads.ndjson_fast import read_plain
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import Places, ReadResult, UploadLimits, UploadShape, Written, escape, unknown_field


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) < len(pairs):
            self.repeated = sorted(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)


_DECODER = json.JSONDecoder(parse_int=Written, parse_float=Written, parse_constant=Written, object_pairs_hook=_Object)


def read_json(body: Body, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool) -> ReadResult:
    """Read ``{…envelope…, "<key>": [{…row…}, …]}``.

    Faults of rows are collected, a broken file is refused.
    """
    document = JsonText(DecodedText(body.open(limits.unpacked), "\n"), _DECODER, limits.row)
    reader = _JsonRows(shape, limits, faults, rows)
    here = Location(pointer="")
    try:
        return ReadResult(_read_document(document, reader, here))
    except json.JSONDecodeError as error:
        _give_up(faults, "json_invalid", Location(line=error.lineno), position=error.colno)
    except ValueTooLong:
        _give_up(faults, "row_too_long", reader.here or Location(line=document.line), limit=limits.row)
    except TooDeep:
        _give_up(faults, "json_too_deep", reader.here or Location(line=document.line), limit=limits.depth)


def _read_document(document: JsonText, reader: "_JsonRows", here: Location) -> dict[str, Any]:
    shape, faults = reader.shape, reader.faults
    if document.peek() != "{":
        document.value()
        document.end()
        _give_up(faults, "json_shape", here, expected=f'{{"{shape.key}": […]}}')
    envelope: dict[str, Any] = {}
    listed, names = False, Counter[str]()
    for name in document.members():
        names[name] += 1
        if names[name] == 2:
            faults.add("key_repeated", _member(here, name), value=name)
        reader.here = _member(here, name)
        if name == shape.key and document.peek() == "[":
            listed = True
            reader.read(document.items())
            continue
        value = document.value()
        if _too_deep(value, reader.limits.depth - 1):
            faults.add("json_too_deep", reader.here, limit=reader.limits.depth)
        elif name in shape.envelope:
            envelope[name] = value
        elif name == shape.key:
            listed = False
        else:
            unknown_field(name, reader.here, shape.envelope | {shape.key}, frozenset(), faults)
        if len(names) > reader.limits.columns:
            _give_up(faults, "too_many_columns", reader.here, limit=reader.limits.columns)
    document.end()
    if not listed:
        _give_up(faults, "json_shape", Location(pointer=f"/{shape.key}", column=shape.key), expected="[…]")
    return envelope


def read_ndjson(body: Body, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool) -> ReadResult:
    """Read one row object a line; empty lines are passed over, but count as rows: each takes its time."""
    text, reader = DecodedText(body.open(limits.unpacked), "\n"), _JsonRows(shape, limits, faults, rows)
    line = 0
    while content := text.readline(limits.row + 1):
        line += 1
        limits.refuse_more(line)
        too_long = len(content) > limits.row
        while too_long and not content.endswith("\n") and content:
            content = text.readline(limits.row)
        if too_long:
            faults.add("row_too_long", Location(line=line), limit=limits.row)
        elif content.strip():
            _read_line(content.removesuffix("\n"), line, reader)
    return ReadResult()


def read_made(
    made: Iterable[Mapping[str, Any]], shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool
) -> None:
    """Take rows that a reader of ours has made as if they stood in the list of a document, which is not written."""
    _JsonRows(shape, limits, faults, rows).read(map(_decoded, made))


def _decoded(value: Any) -> Any:
    """A value as the decoder makes it of what would be written."""
    if isinstance(value, Mapping):
        return _Object([(name, _decoded(each)) for name, each in value.items()])
    if isinstance(value, Decimal):
        return Written(f"{value:f}")
    return Written(value) if isinstance(value, int) else value


def _read_line(content: str, line: int, reader: "_JsonRows") -> None:
    if plain := read_plain(content, reader.shape):
        cells, counts = plain
        reader.rows.add(line, cells, reader.faults, counts)
        return
    try:
        reader.take(_DECODER.decode(content), line)
    except json.JSONDecodeError as error:
        reader.faults.add("json_invalid", Location(line=line), position=error.colno)
    except RecursionError:
        reader.faults.add("json_too_deep", Location(line=line), limit=reader.limits.depth)


class _JsonRows:
    """Takes in rows. ``here``: what is being read of a JSON document."""

    def __init__(self, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool) -> None:
        self.shape, self.limits, self.faults, self.rows = shape, limits, faults, rows
        self.here: Location | None = None
        self._fields = shape.fields | ({shape.nested} if shape.nested else frozenset())

    @property
    def places(self) -> Places:
        return self.rows.places

    def read(self, items: Iterator[Any]) -> None:
        number = 0
        self.here = self.places.at(number)
        for item in items:
            self.take(item, number)
            number += 1
            self.limits.refuse_more(number)
            self.here = self.places.at(number)

    def take(self, item: object, number: int) -> None:
        here, shape = self.places.at(number), self.shape
        if not isinstance(item, _Object):
            self.faults.add("json_shape", here, expected="{…}")
            return
        outer = 1 if here.line else 3  # a line is a document of its own, a row stands in a list in an object
        if _too_deep(item, self.limits.depth - outer + 1):
            self.faults.add("json_too_deep", here, limit=self.limits.depth)
            return
        self._check_keys(item, self._fields, here)
        cells, counts = {name: value for name, value in item.items() if name in shape.fields}, None
        if shape.nested:
            inner = item.get(shape.nested)
            place = Location(here.line, f"{here.pointer}/{shape.nested}", shape.nested)
            if isinstance(inner, _Object):
                self._check_keys(inner, frozenset(), place, shape.nested_fields)
                given = {name: value for name, value in inner.items() if name in shape.nested_fields}
                counts = _written_counts(given)
                cells |= {} if counts else given
            else:
                self.faults.add("json_shape", place, expected="{…}")
        self.rows.add(number, cells, self.faults, counts)

    def _check_keys(
        self, item: _Object, fields: frozenset[str], here: Location, measures: frozenset[str] = frozenset()
    ) -> None:
        for name in item.repeated:
            self.faults.add("key_repeated", _member(here, name), value=name)
        for name in item:
            if name not in fields and name not in measures:
                unknown_field(name, _member(here, name), fields, measures, self.faults)


def _written_counts(given: Mapping[str, object]) -> Counts | None:
    """The counts of a row, if all of them are plain."""
    texts = ["" if value is None else value for value in given.values() if value is None or isinstance(value, Written)]
    values = plain_texts(texts) if len(texts) == len(given) else None
    return None if values is None else Counts.of(tuple(given), values)


def _too_deep(value: object, limit: int) -> bool:
    """Whether a value has more than ``limit`` objects and lists within one another."""
    level: list[object] = [value]
    for _ in range(limit + 1):
        inner: list[object] = []
        for each in level:
            if isinstance(each, Mapping):
                inner += each.values()
            elif isinstance(each, list):
                inner += each
        if not any(isinstance(each, Mapping | list) for each in level):
            return False
        level = inner
    return True


def _member(here: Location, name: str) -> Location:
    return Location(here.line, f"{here.pointer}/{escape(name)}", name)


def _give_up(faults: Faults, code: str, where: Location, **params: object) -> NoReturn:
    """Refuse a document that cannot be read on, with all that was found until here."""
    faults.add(code, where, **params)
    raise Refusal("submission_invalid", faults=faults.listed, total=faults.total, count=faults.total)
