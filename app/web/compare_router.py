"""The addresses of comparisons: agencies side by side."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from app.api.http.deps import ServiceDep, parsed_by
from app.api.response_cache.endpoint import PolledDep
from app.domain.agencies import Cohort
from app.domain.errors import Refusal
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import day_of
from app.services.agency_search import NAMES
from app.services.context import AppContext
from app.services.evaluation.evaluate import Ranking
from app.services.evaluation.ranking_context import newest_period, ranking_around
from app.services.versions import group_of
from app.web import compare_responses as responses
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.page_source import PageQuery, PageSource, rests
from app.web.pages.agencies import parse_sought
from app.web.pages.comparison import MOST, ways_on
from app.web.refusals import LeadingRefusal

router = APIRouter(include_in_schema=False)
_MENDED = ("unknown_agency", "agency_not_in_period", "agency_not_in_edition", "cohorts_differ", "too_many_compared")


class CompareQuery(PageQuery):
    """``agency``: codes, once for each; ``cohort``: of whom to choose the first ones; ``q``: a name that is sought."""

    agency: list[str] = Field(default_factory=list)
    cohort: Annotated[Cohort | None, parsed_by(Cohort.parse)] = None
    q: str = ""
    format: Literal["html", "csv", "xlsx", "svg"] = "html"
    chart: str = ""

    @property
    def codes(self) -> list[str]:
        """Each once; an empty field of the form is none."""
        return list(dict.fromkeys(code for each in self.agency if (code := each.strip().upper())))


@router.get("/compare")
async def get_comparison_page(
    query: Annotated[CompareQuery, Query()], service: ServiceDep, request: Request, polled: PolledDep
) -> Response:
    """Two to five agencies of one cohort; with fewer, the choice of others."""
    codes = query.codes
    group = group_of(codes[0]) if codes else group_of(query.cohort) if query.cohort else None
    if group is None and not isinstance(query.edition, int):
        return await polled(NAMES, lambda: _start(request, service, parse_sought(query.q)))

    def make() -> Response:
        page = PageSource.of(request, service, query)
        try:
            return _compare(request, page, query)
        except Refusal as refusal:
            if refusal.code not in _MENDED:
                raise
            chosen = page.named(codes[: MOST + 1])
            successors, _unknown = page.named([each.merged_into for each in chosen[0] if each.merged_into])
            ways = ways_on(chosen, successors, query.period, Localizer(page.at.language), page.at)
            raise LeadingRefusal(refusal, ways) from None

    return await polled(rests(query, group or ""), make)


def _start(request: Request, service: AppContext, sought: str) -> Response:
    at = Addresses.of(request)
    found = service.agency_search.find(sought, day_of(service.now()))
    if len(found) == 1 and found[0].is_exact:
        return RedirectResponse(at.compare([found[0].agency.code]), 303)
    return responses.start(request, sought, found, at)


def _compare(request: Request, page: PageSource, query: CompareQuery) -> Response:
    codes = query.codes
    if len(codes) > MOST:
        raise Refusal("too_many_compared", most=MOST, count=len(codes))
    if codes:
        evaluation, announcement = page.compared(codes, page.period_of(codes[0]))
        around = ranking_around(page.evaluator, Ranking(evaluation, TOTAL, {}))
    else:
        ranking, announcement = page.ranking(*_cohort(page, query), TOTAL)
        around = ranking_around(page.evaluator, ranking)
    comparison = responses.Comparison(request, around, codes, announcement, page.at)
    return comparison.answer(query.format, query.chart)


def _cohort(page: PageSource, query: CompareQuery) -> tuple[Period, Cohort]:
    """Of whom to choose: those that were asked for, or those of the edition."""
    if page.asked:
        return page.asked.period, page.asked.cohort
    cohort = query.cohort or Cohort.parse("provinces")
    period = query.period or newest_period(page.evaluator, cohort)
    return period or Period.of(page.evaluator.today, PeriodKind.YEAR), cohort
