"""How many cases a score takes: worked examples on Hưng Yên's published counts of 10 October 2026, and properties."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.what_if.cases import Position
from tests.unit.domain.test_findings import SCORECARD

NEXT = [  # indicator, counts, and the existing cases for the next hundredth of a point
    ("PETITION_PROCESSING_ON_TIME", 297, 568, 1),
    ("PAYMENT_PROCEDURE_USED", 135, 339, 2),
    ("CITIZEN_DATA_CONNECTED_FORMALITY", 321, 1263, 5),
    ("DOSSIER_ON_TIME", 420877, 482812, 15),
    ("PAYMENT_DOSSIER", 292524, 338679, 146),
    ("ORIGINAL_RESULT_AVAILABLE", 334394, 482812, 758),
    ("SO_HOA_GIAY_TO_GIAI_QUYET", 110763, 482812, 888),
]


@pytest.mark.parametrize(("code", "numerator", "denominator", "cases"), NEXT)
def test_the_next_hundredth_costs_so_many_existing_cases(
    code: str, numerator: int, denominator: int, cases: int
) -> None:
    position = _position(code, numerator, denominator)
    assert position.converted(position.points + 1) == cases


def test_new_cases_cost_more_than_mended_ones() -> None:
    position = _position("DOSSIER_ON_TIME", 420877, 482812)
    assert position.added(position.points + 1) == 112
    assert position.converted(position.points + 2) == 15 + 241


COUNTS = st.integers(0, 3000).flatmap(lambda under: st.tuples(st.integers(0, under), st.just(under)))
CODES = st.sampled_from(sorted(SCORECARD.indicators))


@given(CODES, COUNTS, st.integers(0, 2100))
def test_the_fewest_cases_are_those_that_counting_up_finds(code: str, counts: tuple[int, int], points: int) -> None:
    position = _position(code, *counts)
    by_hand = (k for k in range(position.bad + 1) if (position.with_counts(counts[0] + k, counts[1]) or 0) >= points)
    assert position.converted(points) == next(by_hand, None)


@given(CODES, COUNTS, st.integers(0, 2000))
def test_new_good_cases_reach_what_they_promise_and_one_fewer_does_not(
    code: str, counts: tuple[int, int], points: int
) -> None:
    position = _position(code, *counts)
    found = position.added(points)
    if found is None:
        assert points > position.indicator.formula.full
        return
    assert (position.with_counts(counts[0] + found, counts[1] + found) or 0) >= points
    if found:
        assert (position.with_counts(counts[0] + found - 1, counts[1] + found - 1) or 0) < points


@cache
def _position(code: str, numerator: int, denominator: int) -> Position:
    return Position(SCORECARD.indicators[code], numerator, denominator)
