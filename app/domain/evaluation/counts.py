"""The counts that one row gives, together: to look at each alone takes many times as long."""

from array import array
from collections.abc import Iterable, Sequence
from struct import unpack
from typing import NamedTuple

from app.domain.measures import MAX_COUNT

NOT_GIVEN = -1
PACKED_SIZE = 8  # bytes of a count
_PLAIN_DIGITS = 12  # any number of so many digits is a count


class Counts(NamedTuple):
    """``packed``: a count for each of ``measures``, ``NOT_GIVEN`` where there is none."""

    measures: tuple[str, ...]
    packed: bytes

    @classmethod
    def of(cls, measures: tuple[str, ...], values: Iterable[int]) -> "Counts":
        return cls(measures, array("q", values).tobytes())

    @property
    def values(self) -> tuple[int, ...]:
        return unpack(f"{len(self.measures)}q", self.packed)

    @property
    def size(self) -> int:
        """How many are given."""
        return len(self.measures) - self.values.count(NOT_GIVEN)

    @property
    def given(self) -> dict[str, int]:
        """The counts that are given, by measure."""
        return {code: value for code, value in zip(self.measures, self.values, strict=True) if value >= 0}


def plain_texts(texts: Sequence[str]) -> list[int] | None:
    """Counts written with nothing but digits, ``NOT_GIVEN`` for an empty text.

    ``None`` if any of them must be looked at alone, or nothing is given: it may still be a count, or be refused by
    ``parse_count``, which says why.
    """
    together = "".join(texts)
    if not (together.isascii() and together.isdecimal()) or max(map(len, texts)) > _PLAIN_DIGITS:
        return None
    return list(map(int, texts)) if all(texts) else [int(text) if text else NOT_GIVEN for text in texts]


def plain_numbers(values: Sequence[object]) -> list[int] | None:
    """The same of numbers as a reader of JSON has made them, with ``None`` for null."""
    given = [value for value in values if type(value) is int]
    if not given or min(given) < 0 or max(given) > MAX_COUNT:
        return None
    if len(given) == len(values):
        return given
    if len(given) + values.count(None) < len(values):
        return None
    return [value if type(value) is int else NOT_GIVEN for value in values]
