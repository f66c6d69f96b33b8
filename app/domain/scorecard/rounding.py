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


class ProductRounding(StrEnum):
    """What becomes of share x max / full_at before it is rounded to a score: nothing, or the nearest binary double.

    A double (IEEE 754, binary64) is what a program with floats computes with. It differs from a product of few decimals
    by less than a score can tell, but not where the product lies on a tie: 5.085 becomes a number just below it.
    """

    EXACT = "exact"
    NEAREST_DOUBLE = "nearest_double"


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """Where an indicator's score is rounded on its way: the ratio first, then the score made of the rounded ratio.

    ``percent``: the score is made of the per cent instead, rounded so from the counts; the ratio is only shown then.
    ``name``: in the scorecard's file, empty in editions from before names were written.
    A rule that does something else in between is one more field here, and one more step in ``scoring.py``.
    """

    ratio: Rounding
    score: Rounding
    percent: Rounding | None = None
    product: ProductRounding = ProductRounding.EXACT
    name: str = ""

    @property
    def share(self) -> Rounding:
        """How the share of 1 that the score is made of is rounded: a per cent with 2 decimals is one with 4."""
        return Rounding(self.percent.decimals + 2, self.percent.mode) if self.percent else self.ratio


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


def nearest_double(over: int, under: int) -> tuple[int, int]:
    """The binary double nearest to ``over / under``, as a fraction: its exact value, not the digits that it shows.

    Dividing two ints gives the nearest double, of two equally near ones the even one: the only float in the domain, and
    nothing is computed with it.
    """
    return (over / under).as_integer_ratio()


def score_quotient(rule: RoundingRule) -> Quotient:
    """How a product is rounded to a score. It is given in units of the score's last decimal, as is what comes out."""
    rounded = QUOTIENTS[rule.score.mode]
    if rule.product is ProductRounding.EXACT:
        return rounded
    units = 10**rule.score.decimals  # the double is that of the product in points

    def rounded_double(over: int, under: int) -> int:
        above, below = nearest_double(over, under * units)
        return rounded(above * units, below)

    return rounded_double
