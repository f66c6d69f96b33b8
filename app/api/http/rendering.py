"""Answers as bytes: JSON in which no decimal ever was a float, and CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import orjson
from fastapi import Response
from pydantic import BaseModel

from app.domain.text import harmless
from app.readers import exact_json

Locale = Literal["en", "vi"]


def to_json(content: BaseModel | dict[str, Any], *, exclude_unset: bool = False) -> bytes:
    """A model, or what has its shape already, as JSON; decimals are written digit by digit as they are.

    A null that was set is written.
    """
    plain = content if isinstance(content, dict) else content.model_dump(exclude_unset=exclude_unset)
    return exact_json.dumps(plain, orjson.OPT_APPEND_NEWLINE)


def json_response(
    content: BaseModel | dict[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(to_json(content), status, dict(headers or {}), "application/json")


def csv_response(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], locale: Locale) -> Response:
    """A table. ``vi``: semicolons, decimal commas and a byte order mark, as Excel in Vietnam reads it."""
    out = io.StringIO()
    if locale == "vi":
        out.write("\ufeff")
    writer = csv.writer(out, delimiter=";" if locale == "vi" else ",")
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([_cell(row[column], locale) for column in columns] for row in rows)
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8")


def _cell(value: Any, locale: Locale) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            text = format(value, "f")
            return text.replace(".", ",") if locale == "vi" else text
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return harmless(" ".join(map(str, value)))
        case int():
            return str(value).lower()  # true and false are numbers in Python
        case _:
            return harmless(str(value))
