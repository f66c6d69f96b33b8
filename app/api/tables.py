"""Rankings, averages and histories as tables."""

from fastapi import Response

from app.api.rendering import Locale, csv_response
from app.api.schemas.figures import AveragesOut, HistoryOut, RankingOut

_RANKING = ("rank", "ranked", "code", "name", "score", "basis", "score_change", "rank_change")
_AVERAGES = ("code", "title", "max", "average", "method", "averaged", "of")
_HISTORY = (
    "period", "score", "max", "basis", "as_of", "rank", "ranked", "of", "average", "average_method", "averaged",
)  # fmt: skip


def ranking_table(ranking: RankingOut, locale: Locale) -> Response:
    groups = list(ranking.items[0].groups) if ranking.items else []
    rows = [
        {**item.model_dump(), "code": item.agency.code, "name": item.agency.name, **item.groups}
        for item in ranking.items
    ]
    return csv_response((*_RANKING, *groups, "missing"), rows, locale)


def averages_table(averages: AveragesOut, locale: Locale) -> Response:
    total = {
        "code": "total",
        "title": "Tổng điểm",
        "max": sum(group.max for group in averages.groups),
        "average": averages.total,
        "method": averages.method,
        "averaged": averages.averaged,
    }
    rows = [total, *(group.model_dump() for group in averages.groups)]
    return csv_response(_AVERAGES, [{**row, "of": averages.of} for row in rows], locale)


def history_table(history: HistoryOut, locale: Locale) -> Response:
    return csv_response(_HISTORY, [item.model_dump() for item in history.items], locale)
