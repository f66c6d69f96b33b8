"""Who costs what: the points that an agency lost, divided among those below it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.deps import AgencyPath, BasisQuery, PeriodDep, ServiceDep, TableQuery
from app.api.http.problems import documented
from app.api.openapi.examples import answered
from app.api.response_cache.endpoint import NOT_MODIFIED, PolledDep
from app.api.routes.rankings import evaluator
from app.api.schemas.contributions import ContributionsOut
from app.api.views.contributions import contributions_table, contributions_view
from app.api.views.tables import negotiated
from app.services.versions import group_of, rests_on
from app.services.what_if.contributions import contributions_of

router = APIRouter(tags=["what if"])


class ContributionsQuery(BasisQuery, TableQuery):
    by: str | None = Field(
        None,
        description="An indicator, or a group or total for all of its indicators; left out, all indicators whose "
        "counts add up over the agencies below.",
    )


@router.get(
    "/v1/contributions/{period}/{agency}",
    response_model=ContributionsOut,
    responses={**answered("contributions"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="Who costs an agency its points",
)
async def get_contributions(
    period: PeriodDep,
    agency: AgencyPath,
    query: Annotated[ContributionsQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """For each indicator whose counts add up: the part of the points lost that each agency directly below has, by its
    bad cases.

    Parts are exact and shown with three decimals; what no agency below accounts for, what full marks from a ratio below
    1 on forgive, and what rounding leaves are lines of their own, so that all lines sum to the loss. Where it cannot be
    divided, `reason` says why.
    """

    def make() -> Response:
        found = contributions_of(evaluator(service, query), period, agency, query.by)
        view = contributions_view(*found, query.by, query.past(service))
        return negotiated(request, query, view, lambda: contributions_table(view, query.locale))

    known_at = query.past(service)
    is_future = query.known_at is not None and known_at is None
    rests = rests_on([period], group_of(agency), dated=bool(query.as_of or known_at))
    return await polled(None if is_future else rests, make)
