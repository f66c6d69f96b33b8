"""Rankings, averages and histories as tables."""

from collections.abc import Sequence

from fastapi import Response

from app.api.rendering import Locale, csv_response
from app.api.schemas.figures import AveragesOut, HistoryOut, RankingOut

_RANKING = ("rank", "ranked", "rank_basis", "code", "name", "score", "basis", "score_change", "rank_change")
_AVERAGES = ("code", "title", "max", "average", "method", "basis", "averaged", "of")
_HISTORY = (
    "period", "score", "max", "basis", "as_of", "rank", "ranked", "rank_basis", "of",
    "average", "average_method", "averaged", "verified", "missing", "derived",
)  # fmt: skip


def ranking_table(ranking: RankingOut, groups: Sequence[str], locale: Locale) -> Response:
    rows = [
        {**item.model_dump(), "code": item.agency.code, "name": item.agency.name, **item.groups}
        for item in ranking.items
    ]
    return csv_response((*_RANKING, *groups, "missing", "derived"), rows, locale)


def averages_table(averages: AveragesOut, locale: Locale) -> Response:
    total = {
        "code": "total",
        "title": "Tổng điểm",
        "max": sum(group.max for group in averages.groups),
        "average": averages.total,
        "method": averages.method,
        "basis": averages.total_basis,
        "averaged": averages.averaged,
    }
    rows = [total, *(group.model_dump() for group in averages.groups)]
    return csv_response(_AVERAGES, [{**row, "of": averages.of} for row in rows], locale)


def history_table(history: HistoryOut, locale: Locale) -> Response:
    return csv_response(_HISTORY, [item.model_dump() for item in history.items], locale)
