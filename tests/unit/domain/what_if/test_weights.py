"""Sensitivity to weights: against an oracle in fractions that rescales, and the generator against published numbers."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Refusal
from app.domain.what_if.splitmix import SplitMix64
from app.domain.what_if.weights import (
    DRAWS,
    SEEDS,
    Drawing,
    WeightSensitivity,
    ranks_of,
    weight_sensitivity,
    without_each,
)

MAXIMA = (18, 20, 12, 10, 22, 18)
ROWS = st.lists(st.tuples(*(st.integers(0, 100 * each) for each in MAXIMA)), min_size=1, max_size=6)


def test_the_generator_is_splitmix64() -> None:
    """The first numbers of the seed 1234567 that others publish (Rosetta Code, "Pseudo-random numbers/Splitmix64")."""
    source = SplitMix64(1234567)
    assert [source.next() for _ in range(5)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_factors_are_drawn_evenly_from_both_ends() -> None:
    drawn = [factor for row in Drawing(draws=5000, seed=1).factors(6) for factor in row]
    assert (min(drawn), max(drawn)) == (750, 1250)
    assert abs(sum(drawn) - 1000 * len(drawn)) < 2 * len(drawn)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"draws": DRAWS[0] - 1}, "draws_out_of_range"),
        ({"draws": DRAWS[1] + 1}, "draws_out_of_range"),
        ({"seed": -1}, "seed_out_of_range"),
        ({"seed": SEEDS[1] + 1}, "seed_out_of_range"),
    ],
)
def test_draws_and_seeds_have_limits(wrong: dict[str, int], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        Drawing(**wrong)
    assert refused.value.code == code


def naive_rank(totals: list[Fraction] | list[int], own: int) -> int:
    return 1 + sum(total > totals[own] for total in totals)


@given(ROWS, st.integers(0, SEEDS[1]))
@settings(max_examples=25)
def test_ranks_are_those_of_weights_that_were_rescaled(rows: list[tuple[int, ...]], seed: int) -> None:
    """With shares of the maxima, weights brought back to 100 and fractions, as one would do it by hand."""
    drawing = Drawing(seed=seed)
    drawn: list[list[int]] = [[] for _ in rows]
    for factors in drawing.factors(len(MAXIMA)):
        raw = [each * Fraction(factor, 1000) for each, factor in zip(MAXIMA, factors, strict=True)]
        weights = [each * 100 / sum(raw) for each in raw]
        shares = ([Fraction(score, 100 * most) for score, most in zip(row, MAXIMA, strict=True)] for row in rows)
        totals = [sum((w * x for w, x in zip(weights, row, strict=True)), Fraction(0)) for row in shares]
        for own, ranks in enumerate(drawn):
            ranks.append(naive_rank(totals, own))
    expected = [[min(r for r in set(ranks) if sum(x <= r for x in ranks) * 100 >= len(ranks) * share) for share in
                 (5, 50, 95)] for ranks in drawn]  # fmt: skip
    found = weight_sensitivity(list(zip(*rows, strict=True)), drawing, lambda: None)
    assert found == [WeightSensitivity(*each) for each in expected]


@given(ROWS)
def test_without_a_group_the_others_rank(rows: list[tuple[int, ...]]) -> None:
    columns = dict(zip("ABCDEF", zip(*rows, strict=True), strict=True))
    for left_out, code in enumerate(columns):
        totals = [sum(row) - row[left_out] for row in rows]
        assert without_each(columns)[code] == [naive_rank(totals, own) for own in range(len(rows))]


def test_equal_totals_share_the_better_rank() -> None:
    assert ranks_of([5, 9, 9, 1]) == [3, 1, 1, 4]


def test_between_two_draws_it_can_be_stopped() -> None:
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        weight_sensitivity([[1, 2]], Drawing(), stop)
    assert len(calls) == 3
