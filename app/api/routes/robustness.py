"""How firm ranks are: margins, history and sensitivity to weights."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.deps import CohortQuery, PeriodDep, ServiceDep, TableQuery, next_page
from app.api.http.problems import documented
from app.api.http.what_if_query import rests_until_end
from app.api.openapi.examples import answered
from app.api.response_cache.endpoint import NOT_MODIFIED, PolledDep
from app.api.schemas.robustness import RobustnessOut
from app.api.views.robustness import ranked_codes, robustness_table, robustness_view
from app.api.views.tables import negotiated
from app.domain.errors import Location, Refusal
from app.domain.what_if.weights import DEFAULT_SEED, DRAWS, SEEDS, Drawing
from app.services.evaluation.evaluate import Evaluator
from app.services.versions import group_of
from app.services.what_if.robustness import get_robustness

router = APIRouter(tags=["what if"])


class RobustnessQuery(CohortQuery, TableQuery):
    """Not of an edition: it fixes results, not the counts below them."""

    agency: str | None = Field(None, description="Only this agency of the cohort.")
    draws: int = Field(
        DRAWS[0],
        description="How often weights are drawn.",
        json_schema_extra=dict(zip(("minimum", "maximum"), DRAWS, strict=True)),
    )
    seed: int = Field(
        DEFAULT_SEED,
        description="The same seed gives the same draws.",
        json_schema_extra=dict(zip(("minimum", "maximum"), SEEDS, strict=True)),
    )
    limit: int = Field(1000, ge=1, le=1000, description="At most so many items.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Items to pass over.")

    @property
    def drawing(self) -> Drawing:
        """Refuses draws and seeds beyond their limits, each of them named."""
        for name, asked in (("draws", {"draws": self.draws}), ("seed", {"seed": self.seed})):
            try:
                Drawing(**asked)
            except Refusal as refusal:
                raise refusal.at(Location(parameter=name)) from None
        return Drawing(self.draws, self.seed)


@router.get(
    "/v1/robustness/{period}",
    response_model=RobustnessOut,
    responses={**answered("robustness"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="How firm ranks are",
)
async def get_robustness_of_ranks(
    period: PeriodDep,
    query: Annotated[RobustnessQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """Of each ranked agency three separate answers: how far the next places are, in points and cases; how far its rank
    was spread over the days on which figures changed; and its sensitivity to weights, which is no confidence.
    """
    drawing = query.drawing

    def make() -> Response:
        evaluator = Evaluator.asked(service, query.basis, query.as_of, query.known_at)
        limits = service.registers.offices.default.limits
        found = get_robustness(evaluator, limits, period, query.cohort, drawing, service.robustness)
        codes, end = ranked_codes(found), query.offset + query.limit
        following = next_page(request, offset=end) if end < len(codes) and not query.agency else None
        chosen = [query.agency] if query.agency else codes[query.offset : end]
        view = robustness_view(found, chosen, query.past(service), following)
        return negotiated(request, query, view, lambda: robustness_table(view, query.locale))

    return await polled(rests_until_end(query, service, period, group_of(query.cohort)), make)
