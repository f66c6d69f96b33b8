"""Counts from dossiers beside the portal's."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import (
    AsOfQuery,
    KnownAtQuery,
    PeriodDep,
    ServiceDep,
    TableQuery,
    next_page,
    parsed_by,
    text_schema,
)
from app.api.http.problems import documented
from app.api.openapi.examples import answered
from app.api.schemas.count_reconciliation import CountReconciliationOut
from app.api.views.count_reconciliation import bases_views, cause_views, counts_table, pair_view, summary_view
from app.api.views.tables import negotiated
from app.domain.agencies import Cohort, parse_code
from app.domain.count_reconciliation import CountVerdict
from app.domain.time import AsOf
from app.services.evaluation.reconcile_counts import CountReconciliation, Whose, reconcile_counts

router = APIRouter(tags=["figures"])


class CountReconciliationQuery(TableQuery, KnownAtQuery):
    agency: Annotated[
        str | None, parsed_by(parse_code), text_schema("Only this agency and those below it.", examples=["H44"])
    ] = None
    cohort: Annotated[
        Cohort | None,
        parsed_by(Cohort.parse),
        text_schema("Only these agencies: provinces, ministries, H31.departments, H31.communes, H31.districts."),
    ] = None
    as_of: AsOfQuery = None
    verdict: list[CountVerdict] | None = Field(None, description="Only counts with one of these verdicts.")
    limit: int = Field(1000, ge=1, le=10_000, description="At most so many items.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Items to pass over.")


@router.get(
    "/v1/reconciliation/{period}/counts",
    response_model=CountReconciliationOut,
    responses={**answered("count-reconciliation"), **documented(404, 422, 503)},
    summary="Lay counts from dossiers beside the portal's",
)
async def get_count_reconciliation(
    period: PeriodDep,
    query: Annotated[CountReconciliationQuery, Query()],
    service: ServiceDep,
    request: Request,
    cold: ColdDep,
) -> Response:
    """Every measure of which there is a count made from dossiers, one of the national portal, or both: the newest of
    each with its submission, how they differ, which one gives the score, and what is known of why they may differ.

    They are never made equal. A measure is compared with itself only.
    """
    bounds = AsOf(query.as_of, query.past(service))

    def make() -> Response:
        whose = Whose(query.agency, query.cohort)
        found = reconcile_counts(service.database, service.registers, period, whose, bounds)
        following = next_page(request, offset=query.offset + query.limit)
        view = count_reconciliation_view(found, query, following, bounds.known_at)
        return negotiated(request, query, view, lambda: counts_table(view.items, query.locale))

    return await cold(make)


def count_reconciliation_view(
    found: CountReconciliation, query: CountReconciliationQuery, following: str, known_at: datetime | None
) -> CountReconciliationOut:
    listed, end = found.listed(query.verdict), query.offset + query.limit
    shown = listed[query.offset : end]
    return CountReconciliationOut(
        period=str(found.period),
        agency=query.agency,
        cohort=query.cohort and str(query.cohort),
        scorecard=found.scorecard.id,
        known_at=known_at,
        summary=summary_view(found),
        causes=cause_views(shown),
        bases=bases_views(found, shown),
        items=[pair_view(each, found.sources) for each in shown],
        next=following if end < len(listed) else None,
    )
