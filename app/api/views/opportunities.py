"""Next steps and room as answers: JSON and a table."""

from datetime import datetime
from typing import Any

from fastapi import Response

from app.api.http.rendering import Locale, csv_response
from app.api.schemas.opportunities import (
    CasesOut,
    EffectOut,
    GainBaseOut,
    OpportunitiesOut,
    OpportunityOut,
    WaysOut,
)
from app.api.views.what_if import what_if_head
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import Scorecard
from app.domain.scorecard.scoring import Points, as_score
from app.domain.what_if.opportunities import Opportunities, Opportunity, Ways
from app.domain.what_if.standing import Base
from app.domain.what_if.steps import Effect, Step

_COLUMNS = (
    "code", "title", "group", "state", "numerator", "denominator", "derived", "missing", "score", "basis", "official",
    "max", "room", "per_thousand", "change", "possible", "ended",
    "next_converted", "next_converted_possible", "next_converted_total_gain",
    "next_new", "next_new_possible", "next_new_total_gain",
    "full_converted", "full_converted_possible", "full_converted_total_gain",
    "full_new", "full_new_possible", "full_new_total_gain",
    "moves", "may_move", "reason",
)  # fmt: skip


def opportunities_view(
    agency: Agency, evaluation: Evaluation, found: Opportunities, known_at: datetime | None = None
) -> OpportunitiesOut:
    total, *groups = (_base(evaluation.scorecard, each) for each in found.bases)
    return OpportunitiesOut(
        **what_if_head(agency, evaluation, known_at),
        ended=found.ended,
        gain=as_score(found.gain),
        sort=found.sort,
        total=total,
        groups=groups,
        items=list(map(_item, found.items)),
    )


def opportunities_table(view: OpportunitiesOut, locale: Locale) -> Response:
    return csv_response(_COLUMNS, [_row(each, locale, ended=view.ended) for each in view.items], locale)


def _base(scorecard: Scorecard, base: Base) -> GainBaseOut:
    title = scorecard.titles[base.code]
    return GainBaseOut(
        code=base.code,
        title=title.vi,
        title_en=title.en,
        score=_score(base.points),
        max=as_score(base.full),
        basis=base.source,
        increments=base.increments,
        left_out=list(base.left_out),
    )


def _item(item: Opportunity) -> OpportunityOut:
    indicator, outcome, lever = item.indicator, item.outcome, item.lever
    return OpportunityOut(
        code=item.code,
        title=indicator.title.vi,
        title_en=indicator.title.en,
        group=item.group,
        state=item.state,
        numerator=outcome.numerator,
        denominator=outcome.denominator,
        derived=outcome.derived,
        as_of=outcome.as_of,
        missing=list(outcome.missing),
        score=_score(item.points),
        basis=item.source,
        official=_score(item.published),
        max=indicator.max,
        room=_score(item.room),
        per_thousand=item.per_thousand,
        change=lever and lever.change,
        after_period=lever and lever.after_period,
        papers=lever and lever.papers,
        reason=lever and lever.reason_en,
        reason_vi=lever and lever.reason_vi,
        possible=item.possible,
        may_move=list(item.may_move),
        next=_ways(item.next),
        full=_ways(item.full),
    )


def _ways(ways: Ways) -> WaysOut:
    return WaysOut(converted=ways.converted and _cases(ways.converted), new=ways.new and _cases(ways.new))


def _cases(step: Step) -> CasesOut:
    return CasesOut(
        cases=step.cases,
        possible=step.possible,
        gain=as_score(step.gain),
        group_gain=as_score(step.group_gain),
        group_score=_score(step.group_points),
        total_gain=as_score(step.total_gain),
        total_score=_score(step.total_points),
        moves=list(map(_effect, step.moves)),
        lowers=list(map(_effect, step.lowers)),
    )


def _effect(effect: Effect) -> EffectOut:
    return EffectOut(code=effect.code, gain=_score(effect.gain))


def _score(points: Points) -> Any:
    return None if points is None else as_score(points)


def _row(item: OpportunityOut, locale: Locale, *, ended: bool) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(item, name) for name in _COLUMNS if name in OpportunityOut.model_fields}
    if locale == "en":
        row["title"] = item.title_en
    else:
        row["reason"] = item.reason_vi
    for name, ways in (("next", item.next), ("full", item.full)):
        for way, cases in (("converted", ways.converted), ("new", ways.new)):
            row[f"{name}_{way}"] = cases and cases.cases
            row[f"{name}_{way}_possible"] = cases and cases.possible
            row[f"{name}_{way}_total_gain"] = cases and cases.total_gain
    moved = {each.code for cases in (item.full.converted, item.full.new) if cases for each in cases.moves}
    return row | {"moves": sorted(moved), "ended": ended}
