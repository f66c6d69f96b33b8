"""Faults without what was sent: the same code at the same place, in words that stand for any value."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from app.domain.messages.catalog import CATALOG
from app.domain.messages.message import Text

_ANYTHING = "…"
_LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)
# Of these a spreadsheet's own letter names the column of a worksheet; of all others the file's heading does.
_BY_LETTER = ("formula_without_value", "too_many_columns")
# A code that this release does not know: a later one, whose database it reads, has added it.
_UNKNOWN = Text("Lỗi này không có mô tả trong phiên bản này.", "This release has no description of this error.")


class _Anything(dict[str, object]):
    """Stands for every value of a message. A hint is a part of a sentence that may be missing."""

    def __missing__(self, name: str) -> str:
        return "" if name.startswith("hint") else _ANYTHING


def general(code: str) -> Text:
    """What a code says of any value."""
    message = CATALOG.get(code)
    if message is None:
        return _UNKNOWN
    return Text(message.vi.format_map(_Anything()), message.en.format_map(_Anything()))


def redacted(record: Mapping[str, Any], known: Collection[str], lists: Collection[str]) -> dict[str, Any]:
    """A fault as ``as_record`` makes it, without what was sent: its code, its place and what the code says in general.

    A place keeps its line and its cell, and of its names those that are ``known``: the others were typed by somebody.
    ``lists``: the members that hold rows, which are numbered.
    """
    code, pointer, column, parameter = (record[name] for name in ("code", "pointer", "column", "parameter"))
    by_letter = code in _BY_LETTER and pointer is None and column is not None and _LETTERS.fullmatch(column)
    text = general(code)
    return {
        "code": code,
        "line": record["line"],
        "pointer": pointer and _pointer(pointer, known, lists),
        "column": column if by_letter else _name(column, known),
        "parameter": _name(parameter, known),
        "sheet": record.get("sheet") and _ANYTHING,
        "cell": record.get("cell"),
        "detail": text.en,
        "detail_vi": text.vi,
    }


def _name(name: str | None, known: Collection[str]) -> str | None:
    return name if name is None or name in known else _ANYTHING


def _pointer(pointer: str, known: Collection[str], lists: Collection[str]) -> str:
    first, *tokens = pointer.split("/")
    row = len(tokens) > 1 and tokens[0] in lists and tokens[1].isdecimal()
    shown = (each if each in known or (row and number == 1) else _ANYTHING for number, each in enumerate(tokens))
    return "/".join(("" if not first else _ANYTHING, *shown))
