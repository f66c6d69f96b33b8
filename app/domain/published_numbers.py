"""How published results are written: scores, rates and ranks."""

import re
from decimal import Decimal

from app.domain.errors import Refusal
from app.domain.measures import whole_digits

SCORE_DECIMALS = 2
RATE_DECIMALS = 6
FULL_RATE = Decimal(100)
FULL_SCORE = Decimal(100)
MAX_RANK = 100_000

_DECIMAL = re.compile(r"[0-9]{1,9}(\.(?P<decimals>[0-9]{1,30}))?", re.ASCII)
_MOST_DIGITS = 9  # of a rank


def parse_decimal(text: str, decimals: int, limit: Decimal) -> Decimal:
    """Read a decimal number from 0 to ``limit`` with a decimal point and at most ``decimals`` decimals."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise Refusal("decimal_invalid", value=text)
    if len((match["decimals"] or "").rstrip("0")) > decimals:
        raise Refusal("decimal_too_precise", value=text, decimals=decimals)
    value = Decimal(text)
    if value > limit:
        raise Refusal("above_maximum", value=text, limit=limit)
    return value


def parse_rank(text: str) -> int:
    """Read a rank, or how many were ranked: a whole number from 1 on."""
    digits = whole_digits(text)
    if digits is None or len(digits) > _MOST_DIGITS or int(digits) == 0:
        raise Refusal("number_invalid", value=text)
    if int(digits) > MAX_RANK:
        raise Refusal("number_too_large", value=text, limit=MAX_RANK)
    return int(digits)
