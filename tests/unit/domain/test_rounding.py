"""Every mode of rounding against rational numbers."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.scorecard.rounding import QUOTIENTS, Rounding, RoundingMode

HALF = Fraction(1, 2)
EXPECTED: Mapping[RoundingMode, Callable[[Fraction], int]] = {
    RoundingMode.HALF_UP: lambda value: floor(value + HALF),
    RoundingMode.HALF_DOWN: lambda value: ceil(value - HALF),
    RoundingMode.HALF_EVEN: round,
    RoundingMode.DOWN: floor,
}


@pytest.mark.parametrize("mode", RoundingMode)
@example(over=1, under=2)
@example(over=3, under=2)
@example(over=10**40 + 1, under=2 * 10**20)
@given(over=st.integers(0, 10**6), under=st.integers(1, 12))
def test_every_mode(mode: RoundingMode, over: int, under: int) -> None:
    assert QUOTIENTS[mode](over, under) == EXPECTED[mode](Fraction(over, under))


def test_in_words() -> None:
    told = [str(Rounding(2, mode)) for mode in RoundingMode]
    assert told == [
        "half up to 2 decimals", "half down to 2 decimals", "half even to 2 decimals", "down to 2 decimals",
    ]  # fmt: skip
    assert str(Rounding(1, RoundingMode.HALF_UP)) == "half up to 1 decimal"
