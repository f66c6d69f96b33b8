"""Measures: what is counted. A count is a whole number from 0 to 10^12 for one agency in one period."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Refusal

MAX_COUNT = 10**12
_MAX_DIGITS = 60  # more than any count needs; keeps int() from being fed a book

_NEGATIVE = re.compile(r"-[0-9][0-9.,]*", re.ASCII)
_SEPARATED = re.compile(r"[0-9]{1,3}([.,][0-9]{3})+", re.ASCII)
_WHOLE = re.compile(r"(?P<digits>[0-9]+)(?:[.,]00?)?", re.ASCII)
_FRACTION = re.compile(r"[0-9]*[.,][0-9]+|[0-9]+[.,]", re.ASCII)


class MeasureKind(StrEnum):
    """How the counts of months relate to that of their quarter or year.

    A flow adds up; of a stock the latest stands. What is reassessed is judged anew at the end of every period (whether
    a dossier is on time), and what is distinct counts different things within its period (procedures with a payment):
    for these the months give no quarter.
    """

    FLOW = "flow"
    REASSESSED = "reassessed"
    DISTINCT = "distinct"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Measure:
    """``additive``: the counts of the agencies below an agency add up to its own.

    ``base``: the cases of which this counts all; measures with the same base should have the same count.
    """

    code: str
    kind: MeasureKind
    additive: bool
    label_vi: str
    label_en: str
    base: str | None = None


def whole_digits(text: str) -> str | None:
    """The digits of a whole number: ``120``, or with one or two decimals that are 0, as programs write whole numbers
    that they keep as fractions: ``120.0``, ``120,00``. Three may be thousands."""
    found = _WHOLE.fullmatch(text)
    return found["digits"] if found else None


def parse_count(text: str) -> int:
    """Read a count written with digits only, or as ``whole_digits`` reads it.

    Refuses, with a code that says why: ``number_negative``, ``number_ambiguous`` (``1.234``: a
    thousand, or one and a bit?), ``number_fractional``, ``number_too_large`` and ``number_invalid``.
    """
    if (found := whole_digits(text)) is not None:
        digits = found.lstrip("0") or "0"
        if len(digits) > _MAX_DIGITS or int(digits) > MAX_COUNT:
            raise Refusal("number_too_large", value=_shown(text), limit=MAX_COUNT)
        return int(digits)
    for form, code in (
        (_NEGATIVE, "number_negative"),
        (_SEPARATED, "number_ambiguous"),
        (_FRACTION, "number_fractional"),
    ):
        if form.fullmatch(text):
            raise Refusal(code, value=_shown(text))
    raise Refusal("number_invalid", value=_shown(text))


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
