"""A refusal as a page, where a page was asked for."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from asgi_correlation_id import correlation_id
from fastapi import Request, Response

from app.api.http.problems import LOOKED_UP, headers_of
from app.api.http.root_path import route_path
from app.domain.agencies import Agency, Cohort, Level, is_code
from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.ranking_context import find_agencies, known_periods
from app.storage.errors import DBAPIError, NoConnectionError
from app.web.addresses import Addresses, is_page
from app.web.i18n.format import Localizer
from app.web.pages import errors
from app.web.pages.errors import Asked, Instead
from app.web.rendering import address_of, respond


def error_page(request: Request, refusal: Refusal, headers: Mapping[str, str]) -> Response | None:
    """The refusal as a page, if it is one that was asked for; the addresses of programs answer in their own shape."""
    if not is_page(route_path(request.scope)):
        return None
    at, asked = Addresses.of(request), Asked(address_of(request), correlation_id.get() or "")
    page = errors.error_page(refusal, _instead(request, refusal), asked, Localizer(at.language), at)
    response = respond(request, "error.html", at, {"page": page}, page.status)
    response.headers.update({**headers_of(page.status), **headers})
    return response


def _instead(request: Request, refusal: Refusal) -> Instead:
    """What there is instead of what the address names; nothing where it cannot be looked up."""
    codes = {refusal.code, *(fault.code for fault in refusal.faults)}
    if codes.isdisjoint(LOOKED_UP):
        return Instead()
    with suppress(Refusal, DBAPIError, NoConnectionError, OSError):
        service: AppContext = request.app.state.service
        cohort = _cohort(request)
        with service.database.reading():
            agency, successor = _agencies(service, request.path_params.get("code"))
            evaluator = Evaluator.asked(service, Basis.BEST, None, None)
            periods = () if agency else tuple(known_periods(evaluator, cohort))
        return Instead(cohort, periods, agency, successor)
    return Instead()


def _cohort(request: Request) -> Cohort:
    with suppress(Refusal):
        return Cohort.parse(request.query_params.get("cohort", ""))
    return Cohort(Level.PROVINCE)


def _agencies(service: AppContext, code: str | None) -> tuple[Agency | None, Agency | None]:
    """The agency with a code, and what it was merged into."""
    agency = find_agencies(service.database, [code], date.max).get(code) if code and is_code(code) else None
    after = agency.merged_into if agency else None
    return agency, find_agencies(service.database, [after], date.max).get(after) if after else None
