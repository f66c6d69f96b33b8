"""Rows of NDJSON that need no care, read by a parser that takes none."""

from collections.abc import Mapping
from typing import Any

import orjson

from app.domain.evaluation.counts import Counts, plain_numbers
from app.readers.uploads.rows import UploadShape


def read_plain(content: str, shape: UploadShape) -> tuple[Mapping[str, str | None], Counts] | None:
    """The fields and the counts of a row in which nothing is odd; ``None`` for any other, be it good or faulty.

    The parser takes the last of two members with one name and makes ``-0`` a 0. Where there are no more quotation
    marks than those of the names and texts that it found, and no more minus signs than in the texts, there was
    neither.
    """
    row = _objects(content, shape) if shape.nested else None
    if row is None:
        return None
    cells, inner = row
    texts = [value for value in cells.values() if value is not None]
    quoted = len(cells) + 1 + len(inner) + len(texts)
    if content.count('"') != 2 * quoted or content.count("-") != sum(text.count("-") for text in texts):
        return None
    values, measures = plain_numbers(list(inner.values())), tuple(inner)
    return None if values is None else (cells, Counts.of(measures, values))


def _objects(content: str, shape: UploadShape) -> tuple[dict[str, str | None], dict[str, object]] | None:
    """A row's object without its nested one, and that one, if they have fields that exist and texts without escapes."""
    try:
        cells: Any = None if "\\" in content else orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    inner = cells.pop(shape.nested, None) if isinstance(cells, dict) else None
    if not isinstance(inner, dict) or not (cells.keys() <= shape.fields and inner.keys() <= shape.nested_fields):
        return None
    return (cells, inner) if all(isinstance(value, str | None) for value in cells.values()) else None
