"""How firm a rank is: margins, history and sensitivity to weights. Three answers, for no one number is a confidence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.margins import Margin, Places, SmallDenominator, margins, places_of, small_denominators
from app.domain.what_if.weights import Drawing, WeightSensitivity, weight_sensitivity, without_each


@dataclass(frozen=True, slots=True)
class RankSpread:
    """The best and the worst rank of an agency over the days that were compared."""

    best: int
    worst: int

    def with_rank(self, rank: int) -> "RankSpread":
        return RankSpread(min(self.best, rank), max(self.worst, rank))


@dataclass(frozen=True, slots=True)
class RankHistory:
    """Ranks over the days at whose end figures of the cohort stood differently from the day before.

    ``days``: those compared, oldest first: on which the same agencies had a rank as now. ``found``: how many such days
    there are in all; ``read``: the newest of them, of which each was evaluated.
    """

    found: int
    read: int
    days: tuple[date, ...]
    spreads: Mapping[str, RankSpread]


@dataclass(frozen=True, slots=True)
class RankRobustness:
    """How firm one agency's rank is. ``tied``: others of the same rank. ``weights`` and ``without`` (its rank without
    each group) are empty where an agency of the cohort has a total but not all groups."""

    agency: str
    rank: int
    tied: tuple[str, ...]
    above: Margin | None
    below: Margin | None
    history: RankSpread
    weights: WeightSensitivity | None
    without: Mapping[str, int]
    small: tuple[SmallDenominator, ...]


@dataclass(frozen=True, slots=True)
class Robustness:
    """How firm the ranks of a cohort are. What takes long was made; the rest is made for each agency when asked.

    ``lacking``: the agencies with a total but not all groups. ``ended``: whether the period had, for the levers.
    """

    evaluation: Evaluation
    ended: bool
    drawing: Drawing
    ranks: Mapping[str, int]
    history: RankHistory
    weights: Mapping[str, WeightSensitivity]
    without: Mapping[str, Mapping[str, int]]
    lacking: tuple[str, ...]

    @property
    def places(self) -> Places:
        return places_of(self.ranks)

    def of(self, code: str) -> RankRobustness:
        """One agency's answer. Refuses ``agency_not_in_cohort`` and ``agency_unranked``."""
        return self.several((code,))[0]

    def several(self, codes: Iterable[str]) -> list[RankRobustness]:
        """The answers of some agencies; refuses as ``of``."""
        places = self.places
        by_rank = dict(places)
        return [self._of(code, places, by_rank) for code in codes]

    def _of(self, code: str, places: Places, by_rank: Mapping[int, tuple[str, ...]]) -> RankRobustness:
        rank = self._rank(code)
        above, below = margins(self.evaluation, places, code, rank, ended=self.ended)
        return RankRobustness(
            code,
            rank,
            tuple(each for each in by_rank[rank] if each != code),
            above,
            below,
            self.history.spreads[code],
            self.weights.get(code),
            {group: ranks[code] for group, ranks in self.without.items()},
            small_denominators(self.evaluation, code),
        )

    def _rank(self, code: str) -> int:
        if code in self.ranks:
            return self.ranks[code]
        cards, cohort, period = self.evaluation.cards, self.evaluation.cohort, self.evaluation.period
        if code not in cards:
            raise Refusal("agency_not_in_cohort", value=code, cohort=cohort, period=period)
        missing = ", ".join(cards[code].figures[TOTAL].missing)
        raise Refusal("agency_unranked", value=code, cohort=cohort, period=period, missing=missing)


def robustness(
    evaluation: Evaluation,
    ranks: Mapping[str, int],
    history: RankHistory,
    drawing: Drawing,
    on_draw: Callable[[], None],
    *,
    ended: bool,
) -> Robustness:
    """How firm ``ranks`` (``counted_ranks``) are. ``on_draw``: called before each draw; it may raise to stop."""
    codes, groups = list(ranks), list(evaluation.scorecard.groups_by_code)
    points = {group: [evaluation.cards[code].points(group) for code in codes] for group in groups}
    rows = zip(codes, zip(*points.values(), strict=True), strict=True)
    lacking = tuple(code for code, row in rows if None in row)
    if lacking:
        return Robustness(evaluation, ended, drawing, ranks, history, {}, {}, lacking)
    known = {group: [each or 0 for each in column] for group, column in points.items()}
    drawn = weight_sensitivity(list(known.values()), drawing, on_draw)
    without = {group: dict(zip(codes, each, strict=True)) for group, each in without_each(known).items()}
    return Robustness(evaluation, ended, drawing, ranks, history, dict(zip(codes, drawn, strict=True)), without, ())


def counted_ranks(evaluation: Evaluation, limits: FindingLimits) -> dict[str, int]:
    """The ranks by the total, by agency; only where they were counted here and enough have one to be told.

    Refuses ``ranks_published`` and ``too_few_ranked``.
    """
    column, ranks = evaluation.columns[TOTAL], _counted(evaluation)
    if not ranks and any(each.rank for each in column.ranks.values()):
        code = "ranks_published"
    elif not ranks or not limits.enough(column.ranked, column.of):
        code = "too_few_ranked"
    else:
        return ranks
    raise Refusal(code, cohort=evaluation.cohort, period=evaluation.period, ranked=column.ranked, of=column.of)


def _counted(evaluation: Evaluation) -> dict[str, int]:
    """The ranks that were counted here and not published."""
    ranks = evaluation.columns[TOTAL].ranks
    return {code: each.rank for code, each in ranks.items() if each.rank is not None and each.source is Source.COMPUTED}


def rank_history(ranks: Mapping[str, int], found: int, days: Iterable[tuple[date, Evaluation]]) -> RankHistory:
    """How far ``ranks`` of now were spread over some days, newest first, each with the cohort as it stood at its end.

    ``found``: how many days with figures there are.
    """
    spreads = {code: RankSpread(rank, rank) for code, rank in ranks.items()}
    read, compared = 0, []
    for day, evaluation in days:
        read += 1
        then = _counted(evaluation)
        if then.keys() == ranks.keys():
            compared.append(day)
            spreads = {code: each.with_rank(then[code]) for code, each in spreads.items()}
    return RankHistory(found, read, tuple(reversed(compared)), spreads)
