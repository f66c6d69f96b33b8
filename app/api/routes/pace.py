"""How good the rest of a period must be for it to end at a score."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.deps import AgencyPath, PeriodDep, ServiceDep, parsed_by, text_schema
from app.api.http.problems import documented
from app.api.http.what_if_query import WhatIfQuery
from app.api.openapi.examples import answered
from app.api.response_cache.endpoint import NOT_MODIFIED, PolledDep
from app.api.schemas.pace import PaceOut
from app.api.views.pace import pace_table, pace_view
from app.api.views.tables import negotiated
from app.domain.measures import MAX_COUNT
from app.domain.what_if.pace import PaceQuestion, pace
from app.domain.what_if.points import parse_points

router = APIRouter(tags=["what if"])


class PaceQuery(WhatIfQuery):
    by: str | None = Field(
        None, description="The code of an indicator that only new cases move; without it all of them."
    )
    score: Annotated[
        int | None,
        parsed_by(parse_points, nullable=True),
        text_schema(
            "With `by`: the points to end the period with; without it the average of the cohort and full marks.",
            examples=["17.56"],
        ),
    ] = None
    expected: int | None = Field(
        None, ge=0, le=MAX_COUNT, description="With `by`: further cases up to the end; else as many a day as so far."
    )


@router.get(
    "/v1/pace/{period}/{agency}",
    response_model=PaceOut,
    responses={**answered("pace"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="Pace for the rest of a period",
)
async def get_pace(
    period: PeriodDep,
    agency: AgencyPath,
    query: Annotated[PaceQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """The share of the cases still to come that must be good for the period to end at a score.

    Of indicators that only new cases move. A period that has ended is refused with `period_ended`.
    """

    def make() -> Response:
        found, evaluation, today = query.agency(service, period, agency)
        answer = pace(evaluation, agency, PaceQuestion(query.by, query.score, query.expected), today)
        view = pace_view(found, evaluation, answer, query.past(service))
        return negotiated(request, query, view, lambda: pace_table(view, query.locale))

    return await polled(query.rests_on(service, period, agency), make)
