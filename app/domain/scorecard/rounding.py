"""How the index rounds: named rules of the scorecard's file, and the rounding itself, in whole numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class RoundingMode(StrEnum):
    """To the nearest number, where two are equally near to the upper, the lower or the even one; or always down."""

    HALF_UP = "half_up"
    HALF_DOWN = "half_down"
    HALF_EVEN = "half_even"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rounding:
    """One rounding: to so many decimals, in this mode."""

    decimals: int
    mode: RoundingMode

    def __str__(self) -> str:
        """In words, as a trace says it: ``half up to 16 decimals``."""
        return f"{self.mode.replace('_', ' ')} to {self.decimals} decimal{'' if self.decimals == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """Where an indicator's score is rounded on its way: the ratio first, then the score made of the rounded ratio.

    A rule that does something else in between is one more field here, and one more step in ``scoring.py``.
    """

    ratio: Rounding
    score: Rounding


Quotient = Callable[[int, int], int]


def _half_up(over: int, under: int) -> int:
    return (over + over + under) // (under + under)


def _half_down(over: int, under: int) -> int:
    return (over + over + under - 1) // (under + under)


def _half_even(over: int, under: int) -> int:
    whole, rest = divmod(over, under)
    return whole + (rest + rest + whole % 2 > under)


def _down(over: int, under: int) -> int:
    return over // under


# ``over / under`` as a whole number, by mode. ``over`` is not negative, ``under`` is positive.
QUOTIENTS: Mapping[RoundingMode, Quotient] = {
    RoundingMode.HALF_UP: _half_up,
    RoundingMode.HALF_DOWN: _half_down,
    RoundingMode.HALF_EVEN: _half_even,
    RoundingMode.DOWN: _down,
}
