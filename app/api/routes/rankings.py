"""Reading evaluated figures: rankings, averages, score cards, histories."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.http.deps import (
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
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.api.openapi.examples import answered, example
from app.api.opendata import json_stat
from app.api.response_cache.endpoint import NOT_MODIFIED, PolledDep
from app.api.schemas.figures import AveragesOut, CardOut, HistoryOut, RankingOut
from app.api.schemas.json_stat import JsonStatOut
from app.api.views import edition_queries, figures
from app.api.views.tables import averages_table, history_table, negotiated, ranking_table
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator, Ranking
from app.services.versions import Dependencies, group_of, rests_on, rests_on_all

JSON_STAT = "json-stat"

router = APIRouter(tags=["figures"])


def evaluator(service: AppContext, query: BasisQuery) -> Evaluator:
    return Evaluator.asked(service, query.basis, query.as_of, query.known_at)


def ranking_of(service: AppContext, period: Period, query: RankingQuery) -> Ranking:
    """The ranking that is asked for: an edition's, or of all that is known."""
    if query.edition:
        return edition_queries.ranking_of(service, period, query)
    return evaluator(service, query).ranking(period, query.cohort, query.by)


def cohort_of(service: AppContext, period: Period, query: AveragesQuery) -> Evaluation:
    if query.edition:
        return edition_queries.edition_of(service, period, query).evaluation
    return evaluator(service, query).cohort(period, query.cohort)


def agency_of(service: AppContext, period: Period, code: str, query: CardQuery) -> tuple[Agency, Evaluation]:
    if query.edition:
        return edition_queries.agency_of(service, period, code, query)
    return evaluator(service, query).agency(period, code)


def resting(
    service: AppContext, query: RankingQuery | AveragesQuery | CardQuery, of: str, *periods: Period
) -> Dependencies | None:
    """What the answer rests on; ``None`` where that is a moment which has not come yet."""
    if query.edition:
        return Dependencies((f"edition/{query.edition}",))
    known_at = query.past(service)
    if query.known_at and not known_at:
        return None
    return rests_on(periods, of, dated=bool(query.as_of or known_at))


@router.get(
    "/v1/rankings/{period}",
    response_model=RankingOut | JsonStatOut,
    responses={**answered("ranking"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="Rank a cohort",
)
async def get_ranking(
    period: PeriodDep,
    query: Annotated[RankingQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """Ranks (1, 2, 2, 4), scores and changes against the period before; the unranked come last, with what they lack.

    Where the cohort is incomplete and a rank was published, `basis=best` shows the published one.
    """

    def make() -> Response:
        ranking = ranking_of(service, period, query)
        if query.format == JSON_STAT:
            query.refuse_paging()
            return json_stat.cube_response(json_stat.ranking_cube(ranking))
        following = next_page(request, offset=query.offset + query.limit)
        view = figures.ranking_view(ranking, query.offset, query.limit, following, query.edition, query.past(service))
        return negotiated(request, query, view, lambda: ranking_table(ranking, query.locale, query.offset, query.limit))

    return await polled(resting(service, query, group_of(query.cohort), period, period.previous), make)


@router.get(
    "/v1/averages/{period}",
    response_model=AveragesOut,
    responses={**answered("averages"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="Average a cohort",
)
async def get_averages(
    period: PeriodDep,
    query: Annotated[AveragesQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """The average of each group and of the total, each with its method and over how many of how many agencies.

    The average of the total is the sum of the rounded group averages, as the portal computes it.
    """

    def make() -> Response:
        averages = figures.averages_view(cohort_of(service, period, query), query.edition, query.past(service))
        return negotiated(request, query, averages, lambda: averages_table(averages, query.locale))

    return await polled(resting(service, query, group_of(query.cohort), period), make)


@router.get(
    "/v1/scores/{period}/{agency}",
    response_model=CardOut,
    responses={**example("card"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="One agency's card",
)
async def get_card(
    period: PeriodDep,
    agency: AgencyPath,
    query: Annotated[CardQuery, Query()],
    service: ServiceDep,
    polled: PolledDep,
) -> Response:
    """Total, groups and indicators with ranks, averages and what is missing; with `trace`, why each score is so."""

    def make() -> Response:
        found, evaluation = agency_of(service, period, agency, query)
        return json_response(
            figures.card_view(found, evaluation, trace=query.trace, edition=query.edition, known_at=query.past(service))
        )

    return await polled(resting(service, query, group_of(agency), period), make)


@router.get(
    "/v1/history/{agency}",
    response_model=HistoryOut | JsonStatOut,
    responses={**answered("history"), **NOT_MODIFIED, **documented(404, 422, 503)},
    summary="One agency over time",
)
async def get_history(
    agency: AgencyPath,
    query: Annotated[HistoryQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """Every period in which something is known of an agency, oldest first."""
    known_at = query.past(service)

    def make() -> Response:
        found, evaluations = evaluator(service, query).history(agency, query.by, query.kind)
        if query.format == JSON_STAT:
            return json_stat.cube_response(json_stat.history_cube(found, query.by, query.basis, evaluations))
        history = figures.history_view(found, query.by, query.basis, evaluations, known_at)
        return negotiated(request, query, history, lambda: history_table(history, query.locale))

    is_future = query.known_at is not None and known_at is None
    return await polled(None if is_future else rests_on_all(group_of(agency), dated=known_at is not None), make)
