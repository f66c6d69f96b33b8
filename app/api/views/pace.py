"""Pace as an answer: JSON and a table."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from fastapi import Response

from app.api.http.rendering import Locale, csv_response
from app.api.schemas.pace import PaceItemOut, PaceOut, PaceTargetOut
from app.api.views.what_if import what_if_head
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scoring import as_score
from app.domain.what_if.pace import PaceItem, PaceTarget

_OF_ITEM = (
    "code", "title", "numerator", "denominator", "derived", "missing", "score", "basis", "max", "average", "averaged",
    "of", "until", "elapsed_days", "remaining_days", "expected", "expected_given", "best", "least",
)  # fmt: skip
_COLUMNS = (*_OF_ITEM, "aim", "target", "reach", "good", "share")


def pace_view(
    agency: Agency, evaluation: Evaluation, found: Iterable[PaceItem], known_at: datetime | None = None
) -> PaceOut:
    return PaceOut(
        **what_if_head(agency, evaluation, known_at),
        first_day=evaluation.period.first_day,
        last_day=evaluation.period.last_day,
        items=[_item(evaluation, agency.code, each) for each in found],
    )


def pace_table(view: PaceOut, locale: Locale) -> Response:
    """A row for each target; an indicator without any has one of its own."""
    rows = []
    for item in view.items:
        head: dict[str, Any] = {name: getattr(item, name) for name in _OF_ITEM}
        head["title"] = item.title_en if locale == "en" else item.title
        targets = [
            {"aim": each.aim, "target": each.score, "reach": each.reach, "good": each.good, "share": each.share}
            for each in item.targets
        ]
        rows += [head | target for target in targets or [dict.fromkeys(_COLUMNS[len(_OF_ITEM) :])]]
    return csv_response(_COLUMNS, rows, locale)


def _item(evaluation: Evaluation, agency: str, item: PaceItem) -> PaceItemOut:
    indicator, outcome, span = item.indicator, item.outcome, item.span
    figure, column = evaluation.cards[agency].figures[indicator.code], evaluation.columns[indicator.code]
    return PaceItemOut(
        code=indicator.code,
        title=indicator.title.vi,
        title_en=indicator.title.en,
        numerator=outcome.numerator,
        denominator=outcome.denominator,
        derived=outcome.derived,
        missing=list(outcome.missing),
        as_of=outcome.as_of,
        score=figure.score,
        basis=figure.source,
        max=indicator.max,
        average=column.average.value,
        averaged=column.average.averaged,
        of=column.of,
        until=span and span.until,
        elapsed_days=span and span.elapsed,
        remaining_days=span and span.remaining,
        expected=item.expected,
        expected_given=item.given,
        best=_score(item.best),
        least=_score(item.least),
        targets=list(map(_target, item.targets)),
    )


def _target(target: PaceTarget) -> PaceTargetOut:
    share = None if target.share is None else Decimal(target.share).scaleb(-2)
    return PaceTargetOut(
        aim=target.aim, score=as_score(target.points), reach=target.reach, good=target.good, share=share
    )


def _score(points: int | None) -> Decimal | None:
    return None if points is None else as_score(points)
