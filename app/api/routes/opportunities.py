"""What the next hundredth of a point costs in cases, and what full marks do."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.deps import AgencyPath, PeriodDep, ServiceDep, parsed_by, text_schema
from app.api.http.problems import documented
from app.api.http.what_if_query import WhatIfQuery
from app.api.openapi.examples import answered
from app.api.response_cache.endpoint import NOT_MODIFIED, PolledDep
from app.api.schemas.opportunities import OpportunitiesOut
from app.api.views.opportunities import opportunities_table, opportunities_view
from app.api.views.tables import negotiated
from app.domain.what_if.opportunities import OpportunitySort, opportunities
from app.domain.what_if.points import parse_points

router = APIRouter(tags=["what if"])


class OpportunitiesQuery(WhatIfQuery):
    gain: Annotated[
        int,
        parsed_by(parse_points),
        text_schema("Points that `next` is for: more than 0, at most two decimals.", default="0.01"),
    ] = Field(default_factory=lambda: 1)
    sort: OpportunitySort = Field(
        OpportunitySort.ROOM,
        description="`room`: largest first. `cases`: fewest for the gain first, what is possible before what is not. "
        "`points`: most points per 1,000 cases first. `scorecard`: its order.",
    )


@router.get(
    "/v1/opportunities/{period}/{agency}",
    response_model=OpportunitiesOut,
    responses={**answered("opportunities"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="Next steps and room",
)
async def get_opportunities(
    period: PeriodDep,
    agency: AgencyPath,
    query: Annotated[OpportunitiesQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """For each indicator the cases for the next 0.01 points and for full marks, by existing cases made good and by new
    ones; what moves with them, and whether it can still be done today.
    """

    def make() -> Response:
        found, evaluation, today = query.agency(service, period, agency)
        ended = today > period.last_day
        answer = opportunities(evaluation, agency, ended=ended, gain=query.gain, sort=query.sort)
        view = opportunities_view(found, evaluation, answer, query.past(service))
        return negotiated(request, query, view, lambda: opportunities_table(view, query.locale))

    return await polled(query.rests_on(service, period, agency), make)
