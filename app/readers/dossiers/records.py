"""The records of a file of dossiers, one after the other and in memory only: NDJSON, JSON, CSV.

A record that cannot be read is a fault, and the next one is read. No fault and no error shows what was read.
"""

import codecs
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, cast

import orjson

from app.domain.errors import Faults, Location
from app.readers.dossiers import plain, portal
from app.readers.dossiers.field_names import LONGEST_NAME, FieldNames
from app.readers.dossiers.values import Place
from app.readers.uploads.body import Content, DecodedText
from app.readers.uploads.json_stream import JsonText, TooDeep, ValueTooLong
from app.readers.uploads.rows import UploadLimits, Written
from app.readers.uploads.tables import csv_records, filled_lines

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PUSHED = "data"  # the list of records in what is pushed, or a single one
_TOO_DEEP = "depth limit exceeded"
_BUFFER = 1024 * 1024
_MOST_NAMES = 1_000  # of one record that is a document
_DECODER = json.JSONDecoder(parse_int=Written, parse_float=Written, parse_constant=Written)
_KNOWN = portal.FIELDS | plain.FIELDS


class Record(NamedTuple):
    place: Place
    cells: Mapping[str, object]


class Source(NamedTuple):
    """A file that is being read. ``faults`` and ``names``: of all files that are read together."""

    content: Content
    limits: UploadLimits
    faults: Faults
    names: FieldNames

    def fault(self, code: str, line: int | None = None, **params: object) -> None:
        self.faults.add(code, Location(line), **params)


class _Counter:
    """Counts what stands in lists and on lines, whether it is a record or not."""

    def __init__(self, limits: UploadLimits) -> None:
        self._limits, self._read = limits, 0

    def count(self) -> None:
        self._read += 1
        self._limits.refuse_more(self._read)


RecordReader: TypeAlias = Callable[[Source], Iterator[Record]]


def read_lines(source: Source) -> Iterator[Record]:
    """Each line is a record, what was pushed at once (``{"data": […]}``), or a list of these."""
    lines = io.BufferedReader(cast("io.RawIOBase", source.content), _BUFFER)
    limit, number = source.limits.row, 0
    counter = _Counter(source.limits)
    while line := lines.readline(limit + 1):
        number += 1
        source.limits.refuse_more(number)
        if len(line) > limit:
            _pass_over(lines, line, limit)
            source.fault("row_too_long", number, limit=limit)
            continue
        if number == 1:
            if line.startswith(_UTF_16):  # each line would be a fault, and none would say why
                source.fault("encoding_invalid", 1, position=0)
                return
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.isspace():
            continue
        yield from _records_of(line, number, source, counter)


def _pass_over(lines: "io.BufferedReader[io.RawIOBase]", line: bytes, limit: int) -> None:
    while line and not line.endswith(b"\n"):
        line = lines.readline(limit)


def _records_of(line: bytes, number: int, source: Source, counter: _Counter) -> Iterator[Record]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith(_TOO_DEEP):
            source.fault("json_too_deep", number, limit=source.limits.depth)
        else:
            source.fault("json_invalid", number, position=error.colno)
        return
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _opened(each, Place(number, f"/{index}"), source, counter)
    else:
        yield from _opened(value, Place(number, ""), source, counter)


def read_document(source: Source) -> Iterator[Record]:
    """A list of records or of what was pushed, one such body (``{"data": […]}``), or a single record."""
    document = JsonText(DecodedText(source.content, "\n"), _DECODER, source.limits.row)
    try:
        yield from _document_records(document, source, _Counter(source.limits))
        document.end()
    except json.JSONDecodeError as error:
        source.fault("json_invalid", error.lineno, position=error.colno)
    except ValueTooLong:
        source.fault("row_too_long", document.line, limit=source.limits.row)
    except TooDeep:
        source.fault("json_too_deep", document.line, limit=source.limits.depth)


def _document_records(document: JsonText, source: Source, counter: _Counter) -> Iterator[Record]:
    if document.peek() == "[":
        for index, each in enumerate(document.items()):
            yield from _opened(each, Place(None, f"/{index}"), source, counter)
        return
    if document.peek() != "{":
        document.value()
        source.fault("json_shape", expected="{…}")
        return
    single: dict[str, object] = {}
    is_listed = False
    for name in document.members():
        if name == _PUSHED and document.peek() == "[":
            is_listed = True
            for index, each in enumerate(document.items()):
                yield from _checked(each, Place(None, f"/{_PUSHED}/{index}"), source, counter)
            continue
        value = document.value()
        if name == _PUSHED and isinstance(value, dict):
            is_listed = True
            yield from _checked(value, Place(None, f"/{_PUSHED}"), source, counter)
        elif name in _KNOWN:
            single[name] = value
        elif len(single) < _MOST_NAMES:
            single[name[: LONGEST_NAME + 1]] = None  # only its name matters
    if not is_listed:
        source.names.see(single)
        yield Record(Place(None, ""), single)


def _opened(value: Any, place: Place, source: Source, counter: _Counter) -> Iterator[Record]:
    """The records of a body that was pushed, or the one that a value is."""
    pushed = value.get(_PUSHED) if isinstance(value, dict) else None
    if isinstance(pushed, list):
        for index, each in enumerate(pushed):
            yield from _checked(each, place.inner(_PUSHED, index), source, counter)
    elif isinstance(pushed, dict):
        yield from _checked(pushed, Place(place.line, f"{place.pointer}/{_PUSHED}"), source, counter)
    else:
        yield from _checked(value, place, source, counter)


def _checked(value: Any, place: Place, source: Source, counter: _Counter) -> Iterator[Record]:
    counter.count()
    if isinstance(value, dict):
        source.names.see(value)
        yield Record(place, value)
    else:
        source.faults.add("json_shape", place.at(), expected="{…}")


def read_table(source: Source) -> Iterator[Record]:
    """The rows of a CSV table under its header."""
    _, lines = csv_records(DecodedText(source.content, ""), source.limits, source.faults)
    filled = filled_lines(lines, source.limits)
    first, header = next(filled, (1, ()))
    if header and "dossier" not in header:
        source.faults.add("dossier_column_missing", Location(first))
        return
    for name in {name for name in header if name in plain.FIELDS and list(header).count(name) > 1}:
        source.faults.add("key_repeated", Location(first, column=name), value=name)
    for number, cells in filled:
        if len(cells) != len(header):
            source.fault("row_ragged", number, found=len(cells), expected=len(header))
            continue
        source.names.see(header)
        named = zip(header, cells, strict=True)
        known = {name: cell for name, cell in named if cell and name in plain.FIELDS}
        yield Record(Place(number, None), plain.of_cells(known))
