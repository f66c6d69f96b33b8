"""Reconciliation: what was published, held against our own computation."""

from collections import Counter
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
from app.api.schemas.common import AgencyRef
from app.api.schemas.reconciliation import (
    CohortFiguresOut,
    DisagreementOut,
    FindingOut,
    OpenClaimOut,
    ReconciliationOut,
    SummaryOut,
)
from app.api.views.figures import claim_view
from app.api.views.tables import negotiated, reconciliation_table
from app.domain.agencies import Cohort
from app.domain.reconciliation import ClaimVerdict, ReconciledClaim, ReconciledScore, Verdict
from app.domain.time import AsOf
from app.services.evaluation.reconcile import Reconciliation, explain_claim, reconcile_period

router = APIRouter(tags=["figures"])

_MOST_CLAIMS = 1000


class ReconciliationQuery(TableQuery, KnownAtQuery):
    cohort: Annotated[
        Cohort | None,
        parsed_by(Cohort.parse),
        text_schema("Only these agencies: provinces, ministries, H31.departments, H31.communes, H31.districts."),
    ] = None
    as_of: AsOfQuery = None
    verdict: list[Verdict] | None = Field(None, description="Only findings with one of these verdicts.")
    limit: int = Field(1000, ge=1, le=10_000, description="At most so many items.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Items to pass over.")


@router.get(
    "/v1/reconciliation/{period}",
    response_model=ReconciliationOut,
    responses={**answered("reconciliation"), **documented(422, 503)},
    summary="Hold the published figures against the counts",
)
async def get_reconciliation(
    period: PeriodDep,
    query: Annotated[ReconciliationQuery, Query()],
    service: ServiceDep,
    request: Request,
    cold: ColdDep,
) -> Response:
    """Every published total, group and indicator beside what our counts give, with a verdict.

    What wants attention comes first. The summary speaks of all findings, whichever are listed.
    """
    bounds = AsOf(query.as_of, query.past(service))

    def make() -> Response:
        found = reconcile_period(service.database, service.registers, period, query.cohort, bounds)
        following = next_page(request, offset=query.offset + query.limit)
        view = reconciliation_view(found, query, following, bounds.known_at)
        return negotiated(request, query, view, lambda: reconciliation_table(view.items, query.locale))

    return await cold(make)


def reconciliation_view(
    found: Reconciliation, query: ReconciliationQuery, following: str, known_at: datetime | None
) -> ReconciliationOut:
    listed = found.listed(query.verdict)
    end = query.offset + query.limit
    return ReconciliationOut(
        period=str(found.period),
        cohort=query.cohort and str(query.cohort),
        scorecard=found.scorecard.id,
        known_at=known_at,
        summary=_summary(found),
        disagreeing_counts=[
            DisagreementOut(agency=AgencyRef.of(agency), counts=dict(each.disagreeing))
            for agency, each in found.disagreeing
        ],
        claims=[_claim_view(each) for each in found.claims[:_MOST_CLAIMS]],
        items=[finding_view(each) for each in listed[query.offset : end]],
        next=following if end < len(listed) else None,
    )


def _claim_view(found: ReconciledClaim) -> OpenClaimOut:
    text = explain_claim(found)
    return OpenClaimOut(
        agency=AgencyRef.of(found.agency),
        code=found.code,
        verdict=found.verdict,
        claim=claim_view(found.claim),
        published=CohortFiguresOut.model_validate(found.published),
        detail=text.en,
        detail_vi=text.vi,
    )


def _summary(found: Reconciliation) -> SummaryOut:
    claims = Counter(each.verdict for each in found.claims)
    return SummaryOut(
        text=found.headline.en,
        text_vi=found.headline.vi,
        agencies=len(found.agencies),
        figures=len(found.findings),
        **{verdict.value: count for verdict, count in found.counts.items()},
        stale_figures=found.named(Verdict.STALE),
        counts_disagree_figures=found.named(Verdict.COUNTS_DISAGREE),
        different_figures=found.named(Verdict.DIFFERENT),
        contradicted_claims=claims[ClaimVerdict.CONTRADICTED],
        unconfirmed_claims=claims[ClaimVerdict.UNCONFIRMED],
    )


def finding_view(finding: ReconciledScore) -> FindingOut:
    figure = finding.figure
    return FindingOut(
        agency=AgencyRef.of(finding.agency),
        code=figure.code,
        verdict=finding.verdict,
        computed=figure.score,
        official=finding.score,
        difference=finding.difference,
        details=finding.details,
        computed_as_of=figure.as_of,
        official_as_of=finding.official.as_of,
        missing=list(figure.missing),
    )
