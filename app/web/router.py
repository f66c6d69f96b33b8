"""The addresses of the page. Wired twice: as pages of their own, and below ``/embed`` for frames."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import (
    MAX_ID,
    AgencyPath,
    PeriodDep,
    ServiceDep,
    parsed_by,
)
from app.api.response_cache.endpoint import CheaplyPolledDep, PolledDep
from app.domain.agencies import Cohort, Level
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import day_of
from app.services.agency_search import NAMES
from app.services.editions.announcements import edition_around
from app.services.editions.editions import list_editions
from app.services.evaluation.ranking_context import (
    card_around,
    elsewhere,
    newest_period,
    ranking_around,
    reason_around,
)
from app.services.versions import EDITIONS, EVERY_DAY, Dependencies, group_of
from app.web import responses
from app.web.addresses import Addresses
from app.web.page_source import PEOPLE, PageQuery, PageSource, parse_edition, rests
from app.web.pages.agencies import parse_sought
from app.web.pages.editions import EDITIONS_AT_ONCE

router = APIRouter(include_in_schema=False)


class RankingPageQuery(PageQuery):
    cohort: Annotated[Cohort, parsed_by(Cohort.parse)] = Field(default_factory=lambda: Cohort(Level.PROVINCE))
    by: str = TOTAL
    agency: str | None = None  # the reader's own; one that is not in the cohort is passed over
    page: Annotated[int | None, Field(ge=1, le=MAX_ID)] = None
    format: Literal["html", "csv", "xlsx", "svg"] = "html"
    chart: str = ""


class CardQuery(PageQuery):
    target: Annotated[int | None, Field(ge=1, le=MAX_ID)] = None  # a rank to reach
    format: Literal["html", "csv", "xlsx", "svg"] = "html"
    chart: str = ""


@router.get("/rankings")
async def get_newest_ranking(
    query: Annotated[RankingPageQuery, Query()], service: ServiceDep, request: Request, cold: ColdDep
) -> Response:
    """To the period that the form chose, or the newest one with figures; to the one of the edition that is named."""

    def make() -> Response:
        page = PageSource.of(request, service, query)
        at = page.at.marking(query.agency)
        if page.asked:
            found = page.asked
            return RedirectResponse(at.ranking(found.period, found.cohort, query.by), 303)
        period = query.period or newest_period(page.evaluator, query.cohort)
        if period is None:
            return responses.empty(request, query.cohort, elsewhere(page.evaluator, query.cohort), page.at)
        return RedirectResponse(at.ranking(period, query.cohort, query.by), 303)

    return await cold(make)


@router.get("/rankings/{period}")
async def get_ranking_page(
    period: PeriodDep,
    query: Annotated[RankingPageQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """A ranking as a page, or as a file."""

    def make() -> Response:
        page = PageSource.of(request, service, query)
        ranking, announcement = page.ranking(period, query.cohort, query.by)
        if query.format == "html" and ranking.evaluation.as_of is None:
            others = elsewhere(page.evaluator, query.cohort, period)
            return responses.empty_period(request, ranking, others, announcement, page.at)
        around = ranking_around(page.evaluator, ranking)
        match query.format:
            case "html":
                return responses.ranking(request, around, announcement, page.at.marking(query.agency), query.page)
            case "csv" | "xlsx":
                return responses.ranking_file(request, around, announcement, page.at, query.format)
            case "svg":
                return responses.ranking_chart(
                    request, around, announcement, page.at.marking(query.agency), query.chart
                )

    return await polled(rests(query, group_of(query.cohort)), make)


@router.get("/agencies")
async def get_agencies_page(service: ServiceDep, request: Request, polled: CheaplyPolledDep, q: str = "") -> Response:
    """The agencies that a name may mean; to the card, if there is but one that is called so."""
    sought = parse_sought(q)

    def make() -> Response:
        at = Addresses.of(request)
        found = service.agency_search.find(sought, day_of(service.now()))
        if len(found) == 1 and found[0].is_exact:
            return RedirectResponse(at.agency(found[0].agency.code), 303)
        return responses.agencies(request, sought, found, at)

    return await polled(NAMES, make)


@router.get("/agencies/{code}")
async def get_agency_page(
    code: AgencyPath, query: Annotated[CardQuery, Query()], service: ServiceDep, request: Request, polled: PolledDep
) -> Response:
    """An agency's card, of the newest period with figures if none is named."""

    def make() -> Response:
        page = PageSource.of(request, service, query)
        agency, history, announcement = page.card(code, page.period_of(code))
        around = card_around(page.evaluator, agency, history)
        below = page.below(around.evaluation.period, around.below, announcement)
        match query.format:
            case "html":
                around = page.with_levers(around)
                firm = page.robustness(around.evaluation, announcement)
                question = responses.CardQuestion(query.target, page.evaluator.today, firm)
                return responses.card(request, around, below, announcement, page.at, question)
            case "csv" | "xlsx":
                return responses.card_file(request, around, announcement, page.at, query.format)
            case "svg":
                return responses.card_chart(request, around, announcement, page.at, query.chart)

    return await polled(rests(query, group_of(code)), make)


@router.get("/agencies/{code}/why/{column}")
async def get_reason_page(
    code: AgencyPath,
    column: str,
    query: Annotated[PageQuery, Query()],
    service: ServiceDep,
    request: Request,
    polled: PolledDep,
) -> Response:
    """Why a figure of the card is what it is."""

    def make() -> Response:
        page = PageSource.of(request, service, query)
        agency, evaluation, announcement = page.agency(code, page.period_of(code))
        around = reason_around(page.evaluator, agency, evaluation)
        return responses.reason(request, around, column, announcement, page.at)

    return await polled(rests(query, group_of(code)), make)


class _EditionsQuery(BaseModel):
    before: Annotated[int | None, Field(ge=1, le=MAX_ID)] = None


@router.get("/editions")
async def get_editions_page(
    query: Annotated[_EditionsQuery, Query()], service: ServiceDep, request: Request, polled: CheaplyPolledDep
) -> Response:
    """What was announced, the newest first."""

    def make() -> Response:
        found = list_editions(service.database, None, None, query.before, EDITIONS_AT_ONCE + 1)
        return responses.editions(request, service, found, Addresses.of(request))

    return await polled(_EDITIONS, make)


@router.get("/editions/{id}")
async def get_edition_page(id: str, service: ServiceDep, request: Request, polled: PolledDep) -> Response:
    """What an edition announces, what it replaced, what changed with it, and how to check it."""

    def make() -> Response:
        around = edition_around(service, request.app.state.editions, parse_edition(id))
        return responses.edition(request, around, Addresses.of(request))

    return await polled(_EDITIONS, make)


class _MethodQuery(BaseModel):
    period: Annotated[Period | None, parsed_by(Period.parse)] = None


@router.get("/method")
async def get_method(query: Annotated[_MethodQuery, Query()], service: ServiceDep, request: Request) -> Response:
    """To how the scorecard computes that is in force in a period, or today."""
    period = query.period or Period.of(day_of(service.now()), PeriodKind.MONTH)
    scorecard = service.registers.scorecards.in_force(period)
    return RedirectResponse(Addresses.of(request).method(scorecard.id), 303)


@router.get("/method/{scorecard}")
async def get_method_page(scorecard: str, service: ServiceDep, request: Request, polled: CheaplyPolledDep) -> Response:
    """How the index is computed: all that the scorecard says, in words."""

    def make() -> Response:
        return responses.method(request, service.registers.scorecards.by_id(scorecard), Addresses.of(request))

    return await polled(_SCORECARDS, make)


home = APIRouter(include_in_schema=False)


@home.get("/")
async def get_home(service: ServiceDep, request: Request, cold: ColdDep) -> Response:
    """To the newest ranking of the provinces."""
    return await get_newest_ranking(RankingPageQuery(), service, request, cold)


# Files that a process reads once: nothing that is written has this name, and their digest is in every validator.
# Every page says on which day it was made.
_SCORECARDS = Dependencies(("scorecards",), EVERY_DAY)
_EDITIONS = Dependencies((EDITIONS, *(f"register/{each}" for each in PEOPLE)), EVERY_DAY)
