"""The cheapest way to a gain: for each lever at most one of its options, together enough, at the least cost.

A multiple-choice knapsack over whole hundredths of a point, solved exactly by dynamic programming. Options that cannot
be part of a cheapest way are left out before, by the bound of its linear relaxation (Lagrangian duality), so that it is
quick for large gains, too.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

Option = tuple[int, int]
"""A gain in hundredths of a point and its cost, both positive; of one lever more costs more."""
SKIPPED: Option = (0, 0)


def cheapest(levers: Sequence[Sequence[Option]], gap: int) -> list[Option] | None:
    """The option taken of each lever, ``SKIPPED`` where none is; ``None`` if all together gain less than ``gap``.

    Of equally cheap ways the one with the fewest levers, then that of the earliest levers, then the one that gains most
    by the earliest. The first two are part of what is summed up: behind the cost stand the number of levers and which
    they are, as the digits of one whole number.
    """
    if sum(options[-1][0] for options in levers if options) < gap:
        return None
    kept, size = _promising(levers, gap), len(levers)
    weighed = [_weighed(options, size, place) for place, options in enumerate(kept)]
    beyond = sum(options[-1][1] for options in weighed if options) + 1
    least = [[0] + [beyond] * gap]  # by gain, with the levers from the last on
    for options in reversed(weighed):
        least.append(_extended(least[-1], options))
    least.reverse()
    taken, missing = [], gap
    for place, options in enumerate(weighed):
        option = _taken(options, least[place][missing], least[place + 1], missing)
        taken.append(SKIPPED if option is None else kept[place][option])
        missing = max(0, missing - taken[-1][0])
    return taken


def _weighed(options: Sequence[Option], size: int, place: int) -> list[Option]:
    """Options whose cost is followed by digits for the number of levers, and by a bit for each: an earlier lever takes
    more off than all later ones."""
    shift = size + size.bit_length()
    tie = (1 << size) - (1 << (size - 1 - place))
    return [(gain, (cost << shift) + tie) for gain, cost in options]


def _extended(least: list[int], options: Sequence[Option]) -> list[int]:
    """The least weight for at least so much gain, with one more lever."""
    found, size = least, len(least)
    for gain, weight in options:
        ends = min(gain, size - 1) + 1
        with_option = [weight] * ends + [each + weight for each in least[1 : size - ends + 1]]
        found = list(map(min, found, with_option))
    return found


def _taken(options: Sequence[Option], weight: int, later: list[int], missing: int) -> int | None:
    """The place of the option of one lever with which the rest of the levers make this weight."""
    for place in reversed(range(len(options))):
        gain, own = options[place]
        if own + later[max(0, missing - gain)] == weight:
            return place
    return None


def _promising(levers: Sequence[Sequence[Option]], gap: int) -> list[list[Option]]:
    """The options that a way no dearer than a known one can have.

    At any price per hundredth no way costs less than ``price x gap`` and, for each lever, the least of
    ``cost - price x gain``. An option that is worse than this least by more than a known way is above that bound is in
    no cheapest way.
    """
    price, known = _relaxed(levers, gap)
    over, under = price.numerator, price.denominator
    reduced = [[cost * under - over * gain for gain, cost in options] for options in levers]
    least = [min(0, *each) if each else 0 for each in reduced]
    spare = known * under - over * gap - sum(least)
    return [
        [option for option, each in zip(options, ours, strict=True) if each - low <= spare]
        for options, ours, low in zip(levers, reduced, least, strict=True)
    ]


def _relaxed(levers: Sequence[Sequence[Option]], gap: int) -> tuple[Fraction, int]:
    """The price of the last hundredth if options could be had in part, and what a way costs that is near to that."""
    parts = [
        (Fraction(after[1] - before[1], after[0] - before[0]), place, after)
        for place, options in enumerate(levers)
        for before, after in pairwise(_hull(options))
    ]
    taken = [SKIPPED] * len(levers)
    gained = spent = 0
    for price, place, option in sorted(parts, key=lambda part: part[0]):
        others = gained - taken[place][0]
        if others + option[0] >= gap:
            last = next(cost for gain, cost in levers[place] if others + gain >= gap)
            return price, spent - taken[place][1] + last
        gained, spent = others + option[0], spent - taken[place][1] + option[1]
        taken[place] = option
    return Fraction(0), spent  # there is no gap


def _hull(options: Sequence[Option]) -> list[Option]:
    """The options from which on more becomes dearer: the lower convex hull, from nothing on."""
    hull = [SKIPPED]
    for option in options:
        while len(hull) > 1 and _is_above(hull[-2], hull[-1], option):
            hull.pop()
        hull.append(option)
    return hull


def _is_above(before: Option, option: Option, after: Option) -> bool:
    """Whether an option lies on or above the line from the one before to the one after it."""
    return (option[1] - before[1]) * (after[0] - before[0]) >= (after[1] - before[1]) * (option[0] - before[0])
