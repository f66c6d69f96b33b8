"""The records of a file of dossiers, one after the other and in memory only: NDJSON, JSON, CSV.

A record that cannot be read is a fault, and the next one is read. No fault and no error shows what was read.
"""

import codecs
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, cast

import orjson

from app.domain.errors import Faults, Location, Refusal
from app.readers.dossiers import plain, portal
from app.readers.dossiers.field_names import LONGEST_NAME, FieldNames
from app.readers.dossiers.values import Place
from app.readers.uploads.body import Content, DecodedText
from app.readers.uploads.json_stream import JsonText, TooDeep, ValueTooLong
from app.readers.uploads.rows import UploadLimits, Written
from app.readers.uploads.tables import csv_records

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PUSHED = "data"  # the list of records in what is pushed
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


RecordReader: TypeAlias = Callable[[Source], Iterator[Record]]


def read_lines(source: Source) -> Iterator[Record]:
    """Each line is a record, a list of records, or what was pushed at once (``{"data": […]}``)."""
    lines = io.BufferedReader(cast("io.RawIOBase", source.content), _BUFFER)
    limit, number, read = source.limits.row, 0, 0
    while line := lines.readline(limit + 1):
        number += 1
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
        for record in _records_of(line, number, source):
            read += 1
            _refuse_more(read, source)
            yield record


def _pass_over(lines: "io.BufferedReader[io.RawIOBase]", line: bytes, limit: int) -> None:
    while line and not line.endswith(b"\n"):
        line = lines.readline(limit)


def _records_of(line: bytes, number: int, source: Source) -> Iterator[Record]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        source.fault("json_invalid", number, position=error.colno)
        return
    if isinstance(value, dict) and not isinstance(value.get(_PUSHED), list):
        source.names.see(value)
        yield Record(Place(number, ""), value)
        return
    pointer = "" if isinstance(value, list) else f"/{_PUSHED}"
    listed = value if isinstance(value, list) else value[_PUSHED] if isinstance(value, dict) else [None]
    for index, each in enumerate(listed):
        yield from _checked(each, Place(number, f"{pointer}/{index}"), source)


def read_document(source: Source) -> Iterator[Record]:
    """A list of records, an object with such a list as ``data``, or a single record."""
    document = JsonText(DecodedText(source.content, "\n"), _DECODER, source.limits.row)
    try:
        yield from _document_records(document, source)
        document.end()
    except json.JSONDecodeError as error:
        source.fault("json_invalid", error.lineno, position=error.colno)
    except ValueTooLong:
        source.fault("row_too_long", document.line, limit=source.limits.row)
    except TooDeep:
        source.fault("json_too_deep", document.line, limit=source.limits.depth)


def _document_records(document: JsonText, source: Source) -> Iterator[Record]:
    if document.peek() == "[":
        yield from _listed(document, "", source)
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
            yield from _listed(document, f"/{_PUSHED}", source)
            continue
        value = document.value()
        if name in _KNOWN:
            single[name] = value
        elif len(single) < _MOST_NAMES:
            single[name[: LONGEST_NAME + 1]] = None  # only its name matters
    if not is_listed:
        source.names.see(single)
        yield Record(Place(None, ""), single)


def _listed(document: JsonText, pointer: str, source: Source) -> Iterator[Record]:
    for index, each in enumerate(document.items()):
        _refuse_more(index + 1, source)
        yield from _checked(each, Place(None, f"{pointer}/{index}"), source)


def _checked(value: Any, place: Place, source: Source) -> Iterator[Record]:
    if isinstance(value, dict):
        source.names.see(value)
        yield Record(place, value)
    else:
        source.faults.add("json_shape", place.at(), expected="{…}")


def read_table(source: Source) -> Iterator[Record]:
    """The rows of a CSV table under its header."""
    _, lines = csv_records(DecodedText(source.content, ""), source.limits.row, source.faults)
    filled = ((number, cells) for number, cells in lines if any(cells))
    first, header = next(filled, (1, ()))
    if header and "dossier" not in header:
        source.faults.add("dossier_column_missing", Location(first))
        return
    for name in {name for name in header if name in plain.FIELDS and list(header).count(name) > 1}:
        source.faults.add("key_repeated", Location(first, column=name), value=name)
    for read, (number, cells) in enumerate(filled, start=1):
        _refuse_more(read, source)
        if len(cells) != len(header):
            source.fault("row_ragged", number, found=len(cells), expected=len(header))
            continue
        source.names.see(header)
        named = zip(header, cells, strict=True)
        known = {name: cell for name, cell in named if cell and name in plain.FIELDS}
        yield Record(Place(number, None), plain.of_cells(known))


def _refuse_more(read: int, source: Source) -> None:
    if read > source.limits.rows:
        raise Refusal("too_many_rows", limit=source.limits.rows)
