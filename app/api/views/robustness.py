"""How firm ranks are, as answers: JSON and a table."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from fastapi import Response

from app.api.http.rendering import Locale, csv_response
from app.api.schemas.common import AgencyRef
from app.api.schemas.robustness import (
    DrawsOut,
    HistoryDaysOut,
    LeverOut,
    MarginOut,
    RobustnessItem,
    RobustnessOut,
    SmallDenominatorOut,
    SpreadOut,
    WeightSensitivityOut,
)
from app.api.views.what_if import evaluation_head
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import ZERO
from app.domain.what_if.margins import CheapestLever, Margin, SmallDenominator
from app.domain.what_if.robustness import RankHistory, RankRobustness, Robustness
from app.domain.what_if.weights import FACTORS

_BESIDE = ("codes", "rank", "gap", "indicator", "cases")
_COLUMNS = (
    "rank", "code", "name", "score", "tied",
    *(f"{side}_{name}" for side in ("above", "below") for name in _BESIDE),
    "best_rank", "worst_rank", "days_compared",
    "weights_p5", "weights_median", "weights_p95", "draws", "seed",
)  # fmt: skip


def ranked_codes(found: Robustness) -> list[str]:
    """Whoever has a rank, in the order of the ranking."""
    return [code for _, codes in found.places for code in codes]


def robustness_view(
    found: Robustness, codes: Iterable[str], known_at: datetime | None = None, next_page: str | None = None
) -> RobustnessOut:
    """The answers of some agencies. Refuses as ``Robustness.of``."""
    evaluation = found.evaluation
    column = evaluation.columns[TOTAL]
    return RobustnessOut(
        **evaluation_head(evaluation, known_at),
        as_of=evaluation.as_of,
        ended=found.ended,
        ranked=column.ranked,
        of=column.of,
        weights=_draws(found),
        days=_days(found.history),
        items=[_item(found, each) for each in found.several(codes)],
        next=next_page,
    )


def robustness_table(view: RobustnessOut, locale: Locale) -> Response:
    """One row an agency. After the columns that all have: the rank without each group."""
    groups = list(dict.fromkeys(group for each in view.items for group in each.without_group))
    columns = (*_COLUMNS, *(f"without_{group}" for group in groups), "small_denominators")
    return csv_response(columns, [_row(view, each, groups) for each in view.items], locale)


def _draws(found: Robustness) -> DrawsOut:
    least, greatest = (Decimal(each).scaleb(-3).normalize() for each in FACTORS)
    drawing = found.drawing
    return DrawsOut(
        draws=drawing.draws,
        seed=drawing.seed,
        least_factor=least,
        greatest_factor=greatest,
        lacking_groups=list(found.lacking),
    )


def _days(history: RankHistory) -> HistoryDaysOut:
    first, last = (history.days[0], history.days[-1]) if history.days else (None, None)
    return HistoryDaysOut(
        found=history.found, read=history.read, compared=len(history.days), first_day=first, last_day=last
    )


def _item(found: Robustness, answer: RankRobustness) -> RobustnessItem:
    card, weights = found.evaluation.cards[answer.agency], answer.weights
    return RobustnessItem(
        agency=AgencyRef.of(card.agency),
        rank=answer.rank,
        score=card.score(TOTAL) or ZERO,
        tied=_agencies(found, answer.tied),
        above=answer.above and _margin(found, answer.above),
        below=answer.below and _margin(found, answer.below),
        history=SpreadOut(best=answer.history.best, worst=answer.history.worst),
        sensitivity_to_weights=weights and WeightSensitivityOut(p5=weights.p5, median=weights.median, p95=weights.p95),
        without_group=dict(answer.without),
        small_denominators=[_small(found, each) for each in answer.small],
    )


def _agencies(found: Robustness, codes: Iterable[str]) -> list[AgencyRef]:
    return [AgencyRef.of(found.evaluation.cards[code].agency) for code in codes]


def _margin(found: Robustness, margin: Margin) -> MarginOut:
    lever = margin.lever and _lever(found, margin.lever)
    return MarginOut(agencies=_agencies(found, margin.agencies), rank=margin.rank, gap=margin.gap, cheapest=lever)


def _lever(found: Robustness, lever: CheapestLever) -> LeverOut:
    (agency,) = _agencies(found, (lever.agency,))
    title = found.evaluation.scorecard.titles[lever.indicator]
    return LeverOut(agency=agency, code=lever.indicator, title=title.vi, title_en=title.en, cases=lever.cases)


def _small(found: Robustness, small: SmallDenominator) -> SmallDenominatorOut:
    title = found.evaluation.scorecard.titles[small.indicator]
    return SmallDenominatorOut(
        code=small.indicator, title=title.vi, title_en=title.en, cases=small.cases, case_points=small.case_points
    )


def _row(view: RobustnessOut, item: RobustnessItem, groups: Sequence[str]) -> dict[str, Any]:
    weights = item.sensitivity_to_weights
    return {
        "rank": item.rank,
        "code": item.agency.code,
        "name": item.agency.name,
        "score": item.score,
        "tied": [each.code for each in item.tied],
        **_beside("above", item.above),
        **_beside("below", item.below),
        "best_rank": item.history.best,
        "worst_rank": item.history.worst,
        "days_compared": view.days.compared,
        "weights_p5": weights and weights.p5,
        "weights_median": weights and weights.median,
        "weights_p95": weights and weights.p95,
        "draws": view.weights.draws,
        "seed": view.weights.seed,
        **{f"without_{group}": item.without_group.get(group) for group in groups},
        "small_denominators": [each.code for each in item.small_denominators],
    }


def _beside(side: str, margin: MarginOut | None) -> dict[str, Any]:
    if margin is None:
        return dict.fromkeys(f"{side}_{name}" for name in _BESIDE)
    lever = margin.cheapest
    codes = [each.code for each in margin.agencies]
    values = (codes, margin.rank, margin.gap, lever and lever.code, lever and lever.cases)
    return {f"{side}_{name}": value for name, value in zip(_BESIDE, values, strict=True)}
