"""Rankings, averages, histories and reconciliations as tables."""

from collections.abc import Callable, Sequence

from fastapi import Request, Response
from pydantic import BaseModel

from app.api.http.deps import CubeQuery, TableQuery, wants_csv
from app.api.http.rendering import Locale, csv_response, json_response
from app.api.schemas.figures import AveragesOut, HistoryOut
from app.api.schemas.reconciliation import FindingOut
from app.api.views.figures import RankingView
from app.api.views.ranking_columns import Output, columns_of, records, rows_of
from app.domain.scorecard.scorecard import TOTAL_TITLE
from app.services.evaluation.evaluate import Ranking

_AVERAGES = ("code", "title", "max", "average", "method", "basis", "averaged", "of")
_HISTORY = (
    "period", "score", "max", "basis", "as_of", "rank", "ranked", "rank_basis", "of",
    "average", "average_method", "averaged", "verified", "missing", "derived",
)  # fmt: skip
_RECONCILIATION = (
    "verdict", "agency", "name", "code", "computed", "official", "difference", "details",
    "computed_as_of", "official_as_of", "missing",
)  # fmt: skip


def negotiated(
    request: Request, query: TableQuery | CubeQuery, view: BaseModel | RankingView, table: Callable[[], Response]
) -> Response:
    """The answer as a table or as JSON, whichever the request asks for."""
    response = table() if wants_csv(request, query) else json_response(view)
    response.headers["Vary"] = "Accept"
    return response


def ranking_table(ranking: Ranking, locale: Locale, offset: int = 0, limit: int | None = None) -> Response:
    columns = columns_of(ranking, Output.CSV)
    rows = records(columns, rows_of(ranking, offset, limit))
    return csv_response([column.key for column in columns], rows, locale)


def averages_table(averages: AveragesOut, locale: Locale) -> Response:
    total = {
        "code": "total",
        "title": TOTAL_TITLE.vi,
        "max": sum(group.max for group in averages.groups),
        "average": averages.total,
        "method": averages.method,
        "basis": averages.total_basis,
        "averaged": averages.averaged,
    }
    rows = [total, *(group.model_dump() for group in averages.groups)]
    return csv_response(_AVERAGES, [{**row, "of": averages.of} for row in rows], locale)


def reconciliation_table(findings: Sequence[FindingOut], locale: Locale) -> Response:
    rows = [{**each.model_dump(), "agency": each.agency.code, "name": each.agency.name} for each in findings]
    return csv_response(_RECONCILIATION, rows, locale)


def history_table(history: HistoryOut, locale: Locale) -> Response:
    return csv_response(_HISTORY, [item.model_dump() for item in history.items], locale)
