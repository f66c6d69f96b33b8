"""JSON in which no decimal ever was a float."""

from decimal import Decimal
from typing import Any

import orjson


def dumps(content: Any, option: int | None = None) -> bytes:
    """``content`` as JSON; decimals are written digit by digit as they are."""
    return orjson.dumps(content, default=_exact, option=option)


def _exact(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(f"{value:f}")
    raise TypeError(f"{type(value)} is not for JSON")
