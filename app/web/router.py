"""The addresses of the page. Wired twice: as pages of their own, and below ``/embed`` for frames."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import AgencyPath, AsOfQuery, KnownAt, PeriodDep, ServiceDep, parsed_by, with_plus
from app.domain.agencies import Cohort, Level
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import TOTAL
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.ranking_context import card_around, newest_period, newest_period_of, ranking_around
from app.web import responses
from app.web.addresses import EMBED, Addresses, is_embedded, language_of

router = APIRouter(include_in_schema=False)


class PageQuery(BaseModel):
    """What links and forms of the page carry; other parameters (of letters, of networks) are passed over."""

    basis: Basis = Basis.BEST
    as_of: AsOfQuery = None
    known_at: KnownAt = None
    period: Annotated[Period | None, parsed_by(Period.parse)] = None


class RankingPageQuery(PageQuery):
    cohort: Annotated[Cohort, parsed_by(Cohort.parse)] = Field(default_factory=lambda: Cohort(Level.PROVINCE))
    by: str = TOTAL
    format: Literal["html", "csv", "xlsx"] = "html"


@router.get("/rankings")
async def get_newest_ranking(
    query: Annotated[RankingPageQuery, Query()], service: ServiceDep, request: Request, cold: ColdDep
) -> Response:
    """To the period that the form chose, or the newest one with figures."""

    def make() -> Response:
        evaluator = _evaluator(service, query)
        at = _addresses(request, service, evaluator)
        period = query.period or newest_period(evaluator, query.cohort)
        if period is None:
            return responses.empty(request, query.cohort, at)
        return RedirectResponse(at.ranking(period, query.cohort, query.by), 303)

    return await cold(make)


@router.get("/rankings/{period}")
async def get_ranking_page(
    period: PeriodDep, query: Annotated[RankingPageQuery, Query()], service: ServiceDep, request: Request, cold: ColdDep
) -> Response:
    """A ranking as a page, or as a file."""

    def make() -> Response:
        evaluator = _evaluator(service, query)
        around = ranking_around(evaluator, period, query.cohort, query.by)
        at = _addresses(request, service, evaluator)
        match query.format:
            case "html":
                return responses.ranking(request, around, at)
            case "csv":
                return responses.ranking_csv(around, at)
            case "xlsx":
                return responses.ranking_xlsx(request, around, at)

    return await cold(make)


@router.get("/agencies/{code}")
async def get_agency_page(
    code: AgencyPath, query: Annotated[PageQuery, Query()], service: ServiceDep, request: Request, cold: ColdDep
) -> Response:
    """An agency's card, of the newest period with figures if none is named."""

    def make() -> Response:
        evaluator = _evaluator(service, query)
        around = card_around(evaluator, _period(evaluator, code, query), code)
        return responses.card(request, around, _addresses(request, service, evaluator))

    return await cold(make)


@router.get("/agencies/{code}/why/{column}")
async def get_reason_page(
    code: AgencyPath,
    column: str,
    query: Annotated[PageQuery, Query()],
    service: ServiceDep,
    request: Request,
    cold: ColdDep,
) -> Response:
    """Why a figure of the card is what it is."""

    def make() -> Response:
        evaluator = _evaluator(service, query)
        agency, evaluation = evaluator.agency(_period(evaluator, code, query), code)
        return responses.reason(request, agency, evaluation, column, _addresses(request, service, evaluator))

    return await cold(make)


home = APIRouter(include_in_schema=False)


@home.get("/")
async def get_home(service: ServiceDep, request: Request, cold: ColdDep) -> Response:
    """To the newest ranking of the provinces."""
    return await get_newest_ranking(RankingPageQuery(), service, request, cold)


def _evaluator(service: AppContext, query: PageQuery) -> Evaluator:
    return Evaluator.asked(service, query.basis, query.as_of, query.known_at)


def _period(evaluator: Evaluator, code: str, query: PageQuery) -> Period:
    """The one that was asked for, else the newest with figures, else this year."""
    return query.period or newest_period_of(evaluator, code) or Period.of(evaluator.today, PeriodKind.YEAR)


def _addresses(request: Request, service: AppContext, evaluator: Evaluator) -> Addresses:
    """Links that stay with what was asked, as it was written; a moment that has not come is not asked about."""
    written = {name: with_plus(request.query_params[name]) for name, bound in asdict(evaluator.bounds).items() if bound}
    prefix = EMBED if is_embedded(request) else ""
    return Addresses(language_of(request), service.address, evaluator.basis, prefix, **written)
