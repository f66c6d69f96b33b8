"""The knapsack below targets: against every combination, and where it is easily wrong."""

from itertools import product
from random import Random

import pytest

from app.domain.what_if.cheapest import SKIPPED, Option, cheapest


def by_hand(levers: list[list[Option]], gap: int) -> list[Option] | None:
    """Every combination; of those that reach the gap the first by cost, number of levers, which, and their gains."""
    every: list[tuple[Option, ...]] = list(product(*([SKIPPED, *each] for each in levers)))
    ways = [way for way in every if sum(gain for gain, _ in way) >= gap]

    def order(way: tuple[Option, ...]) -> tuple[int, int, list[int], list[int]]:
        used = [place for place, option in enumerate(way) if option != SKIPPED]
        return sum(cost for _, cost in way), len(used), used, [-gain for gain, _ in way]

    best = min(ways, key=order, default=None)
    return None if best is None else list(best)


def test_every_combination_finds_the_same() -> None:
    random = Random(766)
    for _ in range(3000):
        levers = [_options(random) for _ in range(random.randint(1, 4))]
        gap = random.randint(1, 25)
        assert cheapest(levers, gap) == by_hand(levers, gap), (levers, gap)


def _options(random: Random) -> list[Option]:
    size = random.randint(0, 5)
    gains, costs = (sorted(random.sample(range(1, 15), size)) for _ in range(2))
    return list(zip(gains, costs, strict=True))


@pytest.mark.parametrize(
    ("levers", "gap", "expected"),
    [
        ([], 0, []),
        ([], 1, None),
        ([[(5, 3)]], 6, None),
        ([[(2, 2), (4, 4)], [(2, 2)]], 4, [(4, 4), SKIPPED]),  # one lever rather than two
        ([[(3, 3)], [(3, 3)], [(3, 3)]], 3, [(3, 3), SKIPPED, SKIPPED]),  # the first of equals
        ([[(1, 1), (2, 2)], [(1, 1), (2, 2)]], 3, [(2, 2), (1, 1)]),  # most by the first
        ([[(10, 10)], [(1, 1), (9, 9)]], 9, [SKIPPED, (9, 9)]),  # what is better by the hundredth costs more here
    ],
)
def test_ties_and_edges(levers: list[list[Option]], gap: int, expected: list[Option] | None) -> None:
    assert cheapest(levers, gap) == expected


def test_large_gaps_are_exact_too() -> None:
    """Thousands of options, of which all but a few are left out before: the answer is that of whole levers by price."""
    levers = [[(gain, gain * price) for gain in range(1, 501)] for price in (7, 3, 11, 5)]
    assert cheapest(levers, 1200) == [(200, 1400), (500, 1500), SKIPPED, (500, 2500)]
