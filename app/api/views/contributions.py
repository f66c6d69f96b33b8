"""Contributions in the shape of their answer, and as a table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fastapi import Response

from app.api.http.rendering import Locale, csv_response
from app.api.schemas.common import AgencyRef
from app.api.schemas.contributions import (
    ChildPartOut,
    ContributionOut,
    ContributionsOut,
    SubtotalOut,
    UnlistedOut,
)
from app.api.views.what_if import what_if_head
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scoring import shown_part
from app.domain.what_if.contributions import NOT_DIVIDED, Contributions

_COLUMNS = ("indicator", "title", "line", "agency", "name", "level", "cases", "bad", "points")


def contributions_view(
    agency: Agency,
    evaluation: Evaluation,
    found: Iterable[Contributions],
    by: str | None,
    known_at: datetime | None,
) -> ContributionsOut:
    """``known_at``: the moment of the past that was asked about."""
    return ContributionsOut(
        **what_if_head(agency, evaluation, known_at),
        by=by,
        items=[_item(each) for each in found],
    )


def _item(each: Contributions) -> ContributionOut:
    indicator, outcome, divided = each.indicator, each.outcome, each.reason is None
    told = NOT_DIVIDED[each.reason] if each.reason else None
    return ContributionOut(
        code=indicator.code,
        title=indicator.title.vi,
        title_en=indicator.title.en,
        max=indicator.max,
        score=outcome.score,
        numerator=outcome.numerator,
        denominator=outcome.denominator,
        bad=each.below.own.bad if each.below.own else None,
        derived=outcome.derived,
        lost=each.lost,
        exact=shown_part(each.exact) if divided else None,
        parts=[
            ChildPartOut(
                agency=AgencyRef.of(part.count.agency),
                level=part.count.agency.level,
                cases=part.count.cases,
                bad=part.bad,
                points=part.points,
            )
            for part in each.parts
        ],
        subtotals=[
            SubtotalOut(level=total.level, agencies=total.agencies, bad=total.bad, points=total.points)
            for total in each.subtotals
        ],
        unlisted=UnlistedOut(bad=each.unlisted.bad, points=each.unlisted.points) if each.unlisted else None,
        forgiven=shown_part(each.forgiven) if divided else None,
        rounding=each.rounding if divided else None,
        unknown=[AgencyRef.of(agency) for agency in each.below.unknown],
        reason=each.reason,
        detail=told.en if told else None,
        detail_vi=told.vi if told else None,
    )


def contributions_table(view: ContributionsOut, locale: Locale) -> Response:
    """A row for every line of every indicator: the loss, its parts, and what they leave. The parts, and the lines
    after them, sum to the first; subtotals are left out."""
    return csv_response(_COLUMNS, [row for item in view.items for row in _rows(view, item, locale)], locale)


def _rows(view: ContributionsOut, item: ContributionOut, locale: Locale) -> Iterable[dict[str, Any]]:
    empty = dict.fromkeys(_COLUMNS)
    head = {**empty, "indicator": item.code, "title": item.title if locale == "vi" else item.title_en}
    own = {"agency": view.agency.code, "name": view.agency.name, "cases": item.denominator, "bad": item.bad}
    yield {**head, "line": item.reason or "lost", **own, "points": None if item.reason else item.lost}
    for part in item.parts:
        named = {"agency": part.agency.code, "name": part.agency.name}
        yield {**head, **part.model_dump(exclude={"agency"}), **named, "line": "part"}
    if item.unlisted:
        yield {**head, "line": "unlisted", **item.unlisted.model_dump()}
        yield {**head, "line": "forgiven", "points": item.forgiven}
        yield {**head, "line": "rounding", "points": item.rounding}
