"""What it takes to reach a rank, a score, the average or a grade."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.deps import AgencyPath, PeriodDep, ServiceDep, parsed_by, text_schema
from app.api.http.problems import documented
from app.api.http.what_if_query import WhatIfQuery
from app.api.openapi.examples import answered
from app.api.response_cache.endpoint import NOT_MODIFIED, PolledDep
from app.api.schemas.targets import TargetsOut
from app.api.views.tables import negotiated
from app.api.views.targets import targets_table, targets_view
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.goals import Wish, parse_score
from app.domain.what_if.targets import Question
from app.services.context import AppContext

router = APIRouter(tags=["what if"])


class TargetsQuery(WhatIfQuery):
    by: str = Field(TOTAL, description="total, or the code of a group.")
    rank: int | None = Field(None, ge=1, le=1_000_000, description="A better rank than the agency has.", examples=[20])
    score: Annotated[
        Decimal | None,
        parsed_by(parse_score, nullable=True),
        text_schema("Points, at most two decimals.", examples=["62.5"]),
    ] = None
    average: bool = Field(False, description="`true`: the average of the cohort, as it is now.")
    grade: str | None = Field(
        None, max_length=200, description="A grade of the total, where the agency's office has set limits."
    )
    levers: str | None = Field(
        None,
        max_length=2000,
        description="`all`: everything that can still move today; `recoverable`: only existing cases that can be "
        "mended; `papers`: of these only work on papers; or codes of indicators between commas. Without it the three "
        "sets.",
        examples=["recoverable"],
    )
    effort: str | None = Field(
        None,
        max_length=2000,
        description="Effort of one case by indicator, whole numbers; 1 where none is named.",
        examples=["PAYMENT_PROCEDURE_USED:5,SO_HOA_GIAY_TO_GIAI_QUYET:2"],
    )

    @property
    def question(self) -> Question:
        return Question(self.by, Wish(self.rank, self.score, self.average, self.grade), self.levers, self.effort)


@router.get(
    "/v1/targets/{period}/{agency}",
    response_model=TargetsOut,
    responses={**answered("targets"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="The cheapest way to a target",
)
async def get_targets(
    period: PeriodDep,
    agency: AgencyPath,
    query: Annotated[TargetsQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """How far a rank, a score, the average or a grade is, and the fewest cases to get there while all others stand
    still. Exactly one of `rank`, `score`, `average` and `grade` is asked for.
    """

    def make() -> Response:
        view = _answer(service, period, agency, query)
        return negotiated(request, query, view, lambda: targets_table(view, query.locale))

    return await polled(query.rests_on(service, period, agency), make)


def _answer(service: AppContext, period: Period, code: str, query: TargetsQuery) -> TargetsOut:
    agency, evaluation, today = query.agency(service, period, code)
    grades = service.registers.offices.of(code, period.last_day).grade_limits
    found = query.question.answer(evaluation, code, grades, ended=today > period.last_day)
    return targets_view(agency, evaluation, found, query.past(service))
