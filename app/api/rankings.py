"""Reading evaluated figures: rankings, averages, score cards, histories."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api import views
from app.api.deps import (
    AgencyPath,
    AveragesQuery,
    BasisQuery,
    CardQuery,
    HistoryQuery,
    PeriodDep,
    RankingQuery,
    ServiceDep,
    next_page,
)
from app.api.examples import answered, example
from app.api.problems import documented
from app.api.rendering import json_response
from app.api.schemas.figures import AveragesOut, CardOut, HistoryOut, RankingOut
from app.api.tables import averages_table, history_table, negotiated, ranking_table
from app.domain.moments import day_of
from app.services.evaluate import Evaluator
from app.services.service import Service

router = APIRouter(tags=["figures"])


def evaluator(service: Service, query: BasisQuery) -> Evaluator:
    today = day_of(service.now())
    return Evaluator(service.database, service.registers.scorecards, query.basis, today, query.as_of)


@router.get(
    "/v1/rankings/{period}",
    response_model=RankingOut,
    responses={**answered("ranking"), **documented(422, 503)},
    summary="Rank a cohort",
)
def get_ranking(
    period: PeriodDep, query: Annotated[RankingQuery, Query()], service: ServiceDep, request: Request
) -> Response:
    """Ranks (1, 2, 2, 4), scores and changes against the period before; the unranked come last, with what they lack.

    Where the cohort is incomplete and a rank was published, `basis=best` shows the published one.
    """
    ranking = evaluator(service, query).ranking(period, query.cohort, query.by)
    following = next_page(request, offset=query.offset + query.limit)
    view = views.ranking_view(ranking, query.offset, query.limit, following)
    groups = [group.code for group in ranking.evaluation.scorecard.groups]
    return negotiated(request, query, view, lambda: ranking_table(view, groups, query.locale))


@router.get(
    "/v1/averages/{period}",
    response_model=AveragesOut,
    responses={**answered("averages"), **documented(422, 503)},
    summary="Average a cohort",
)
def get_averages(
    period: PeriodDep, query: Annotated[AveragesQuery, Query()], service: ServiceDep, request: Request
) -> Response:
    """The average of each group and of the total, each with its method and over how many of how many agencies.

    The average of the total is the sum of the rounded group averages, as the portal computes it.
    """
    averages = views.averages_view(evaluator(service, query).cohort(period, query.cohort))
    return negotiated(request, query, averages, lambda: averages_table(averages, query.locale))


@router.get(
    "/v1/scores/{period}/{agency}",
    response_model=CardOut,
    responses={**example("card"), **documented(404, 422, 503)},
    summary="One agency's card",
)
def get_card(
    period: PeriodDep, agency: AgencyPath, query: Annotated[CardQuery, Query()], service: ServiceDep
) -> Response:
    """Total, groups and indicators with ranks, averages and what is missing; with `trace`, why each score is so."""
    found, evaluation = evaluator(service, query).agency(period, agency)
    return json_response(views.card_view(found, evaluation, trace=query.trace))


@router.get(
    "/v1/history/{agency}",
    response_model=HistoryOut,
    responses={**answered("history"), **documented(404, 422, 503)},
    summary="One agency over time",
)
def get_history(
    agency: AgencyPath, query: Annotated[HistoryQuery, Query()], service: ServiceDep, request: Request
) -> Response:
    """Every period in which something is known of an agency, oldest first."""
    found, evaluations = evaluator(service, query).history(agency, query.by, query.kind)
    history = views.history_view(found, query.by, query.basis, evaluations)
    return negotiated(request, query, history, lambda: history_table(history, query.locale))
