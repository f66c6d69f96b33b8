"""Sensitivity to weights: how ranks would move if groups weighed more or less than the law says.

No confidence interval: the weights are law, and nothing here says that they may be others. Each draw multiplies the
maximum of every group by a factor of its own, drawn evenly from 0.750 to 1.250 in thousandths, and brings the sum of
the maxima back to what it was. That multiplies all totals of a draw by the same number, which changes no rank: so the
ranks are those of the sums of score x factor, whole numbers.
"""

import struct
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import Refusal
from app.domain.what_if.splitmix import SplitMix64

FACTORS = (750, 1250)  # the least and the greatest, in thousandths
DRAWS = (1_000, 5_000)  # the fewest and the most
SEEDS = (0, 2**53 - 1)  # the greatest whole number that every reader of JSON reads as it is
DEFAULT_SEED = 766


@dataclass(frozen=True, slots=True)
class Drawing:
    """How often weights are drawn, and from which seed; the same seed gives the same ranks.

    Refuses ``draws_out_of_range`` and ``seed_out_of_range``.
    """

    draws: int = DRAWS[0]
    seed: int = DEFAULT_SEED

    def __post_init__(self) -> None:
        for code, value, (least, most) in (
            ("draws_out_of_range", self.draws, DRAWS),
            ("seed_out_of_range", self.seed, SEEDS),
        ):
            if not least <= value <= most:
                raise Refusal(code, value=value, least=least, most=most)

    def factors(self, groups: int) -> list[list[int]]:
        """Of each draw the factors of the groups, in thousandths, in the order in which they are drawn: all of one draw
        in the scorecard's order, then those of the next."""
        source = SplitMix64(self.seed)
        return [[source.between(*FACTORS) for _ in range(groups)] for _ in range(self.draws)]


@dataclass(frozen=True, slots=True)
class WeightSensitivity:
    """The ranks of an agency over all draws: the median, and those that 5 and 95 per cent of the draws do not exceed.

    By nearest rank: of n ranks in ascending order the one at the place ⌈share · n⌉; always a rank that was drawn.
    """

    p5: int
    median: int
    p95: int


def ranks_of(totals: Sequence[int]) -> list[int]:
    """The rank of each total (1, 2, 2, 4), the highest first."""
    # From the lowest up: of equal totals the last, which has the best rank, stays.
    best = dict(zip(sorted(totals), range(len(totals), 0, -1), strict=True))
    return [best[total] for total in totals]


def weight_sensitivity(
    groups: Sequence[Sequence[int]], drawing: Drawing, on_draw: Callable[[], None]
) -> list[WeightSensitivity]:
    """Of each agency its ranks under drawn weights. ``groups``: of each group the scores of all, in hundredths.

    ``on_draw``: called before each draw; it may raise to stop.
    """
    cohort, drawn = _Cohort(groups), []
    for factors in drawing.factors(len(groups)):
        on_draw()
        drawn.append(array("I", ranks_of(cohort.weighted(factors))))
    places = [-(-drawing.draws * share // 100) - 1 for share in (5, 50, 95)]
    return [WeightSensitivity(*map(sorted(ranks).__getitem__, places)) for ranks in zip(*drawn, strict=True)]


class _Cohort:
    """The scores of a cohort, of each group all in one long integer of 32 bits an agency: a product with a factor is
    then one multiplication instead of thousands. A hundred points times the greatest factor need 24 bits."""

    def __init__(self, groups: Sequence[Sequence[int]]) -> None:
        self._form = struct.Struct(f"<{len(groups[0])}I")
        self._groups = [int.from_bytes(self._form.pack(*scores), "little") for scores in groups]

    def weighted(self, factors: Sequence[int]) -> Sequence[int]:
        """The sum of score x factor of each agency."""
        totals = sum(map(int.__mul__, self._groups, factors))
        return self._form.unpack(totals.to_bytes(self._form.size, "little"))


def without_each(groups: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """By group the ranks of all agencies as they would be without it."""
    totals = list(map(sum, zip(*groups.values(), strict=True)))
    return {
        code: ranks_of([total - score for total, score in zip(totals, scores, strict=True)])
        for code, scores in groups.items()
    }
