"""Why an agency has its rank, or none, in plain sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.agencies import Agency
from app.domain.comparable import is_withheld
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.rank_reasons import GroupDistance, Neighbour, RankReasons, rank_reasons
from app.domain.scorecard.scorecard import TOTAL
from app.web.i18n.format import Localizer
from app.web.pages.cells import rank_cell, withheld_texts

_NAMES = 3  # that a sentence bears


@dataclass(frozen=True, slots=True)
class RankWhy:
    """``title`` asks, ``sentences`` answer. ``lacks``: whether the missing figures further down are the reason;
    ``few``: whether it is that too few of the cohort have a score."""

    title: str
    sentences: list[str]
    lacks: bool = False
    few: bool = False


def rank_why(evaluation: Evaluation, code: str, limits: FindingLimits, say: Localizer) -> RankWhy:
    """Of an evaluation with only those ranks and averages that people are told."""
    reasons, figure = rank_reasons(evaluation, code), evaluation.cards[code].figures[TOTAL]
    column = evaluation.columns[TOTAL]
    groups = list(_against_average(evaluation, reasons, say))
    if reasons.rank.rank is not None:
        title = say("rank_why", rank=rank_cell(say, reasons.rank, column.of).text)
        return RankWhy(title, [*groups, *_beside(reasons, say)])
    title = say("rank_why_none")
    if figure.score is None:
        names = ", ".join(say.column(evaluation.scorecard, each) for each in figure.missing if each != TOTAL)
        reason = say("rank_lacks", groups=names) if names else say("rank_lacks_total")
        return RankWhy(title, [reason, *groups], lacks=True)
    if is_withheld(column, limits):
        few = withheld_texts(evaluation, (TOTAL, *evaluation.scorecard.groups_by_code), limits, say)
        return RankWhy(title, [*few, *groups], few=True)
    return RankWhy(title, [say("rank_unpublished"), *groups])


def names_text(agencies: Sequence[Agency], say: Localizer) -> str:
    """The names of some agencies: of many only the first, and how many more there are."""
    names = ", ".join(each.name for each in agencies[:_NAMES])
    more = len(agencies) - _NAMES
    return say("names_more", names=names, count=more) if more > 0 else names


def _against_average(evaluation: Evaluation, reasons: RankReasons, say: Localizer) -> Iterable[str]:
    """The total against its average, and each group against its own; nothing where no average is known."""
    if reasons.distance is not None:
        key = "rank_level" if not reasons.distance else "rank_above" if reasons.distance > 0 else "rank_below"
        yield say(key, points=say.score(abs(reasons.distance)))
    for key, groups in (("rank_lifts", reasons.lifts), ("rank_lowers", reasons.lowers)):
        if groups:
            yield say(key, groups=", ".join(_group(evaluation, each, say) for each in groups))
    titles = say.column
    for key, codes in (("rank_equal", reasons.level), ("rank_unknown", reasons.unknown)):
        if codes and len(codes) < len(evaluation.scorecard.groups):
            yield say(key, groups=", ".join(titles(evaluation.scorecard, each) for each in codes))
    if reasons.remainder is not None and reasons.distance is not None:
        yield _sum(reasons.distance, reasons.remainder, say)


def _sum(distance: Decimal, remainder: Decimal, say: Localizer) -> str:
    if not remainder:
        return say("rank_sum", points=say.change(distance))
    values = {"sum": distance - remainder, "points": distance, "remainder": remainder}
    return say("rank_remainder", **{name: say.change(value) for name, value in values.items()})


def _group(evaluation: Evaluation, each: GroupDistance, say: Localizer) -> str:
    return f"{say.column(evaluation.scorecard, each.code)} {say.change(each.distance)}"


def _beside(reasons: RankReasons, say: Localizer) -> Iterable[str]:
    """Who stands just ahead, on the same place and just behind, as far as that is known."""
    rank, tied = reasons.rank, reasons.tied
    if reasons.ahead:
        yield _neighbours("rank_ahead", reasons.ahead, say)
    elif rank.rank == 1:
        yield say("rank_first")
    if tied:
        yield say("rank_tied", names=names_text(tied, say))
    if reasons.behind:
        yield _neighbours("rank_behind", reasons.behind, say)
    elif rank.rank is not None and rank.ranked == rank.rank + len(tied):
        yield say("rank_last")


def _neighbours(key: str, found: tuple[Neighbour, ...], say: Localizer) -> str:
    names = names_text([each.agency for each in found], say)
    return say(key, names=names, rank=found[0].rank, points=say.score(found[0].distance))
