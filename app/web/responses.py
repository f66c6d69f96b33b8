"""What the addresses of the page answer: pages, and tables as files."""

from collections.abc import Mapping, Sequence

from fastapi import Request, Response

from app.api.http.problems import headers_of, status_of, title_of
from app.api.views.tables import ranking_table
from app.domain.agencies import Agency, Cohort
from app.domain.agency_search import AgencyMatch
from app.domain.errors import Fault, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.messages import Text, describe
from app.domain.scorecard.scorecard import Scorecard
from app.services.context import AppContext
from app.services.editions.announcements import Announcement, EditionAround, roots_of
from app.services.evaluation.ranking_context import CardAround, RankingContext
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.i18n.edition_texts import PAGE_MESSAGES
from app.web.i18n.format import Localizer
from app.web.pages.agencies import agencies_page
from app.web.pages.card import card_page
from app.web.pages.editions import edition_page, editions_page
from app.web.pages.explanation import reason_page
from app.web.pages.method import method_page
from app.web.pages.ranking import ranking_page
from app.web.rendering import attachment, respond


def empty(request: Request, cohort: Cohort, at: Addresses) -> Response:
    """Of a cohort of which nothing is known yet."""
    return respond(request, "empty.html", at, {"cohort": Localizer(at.language).cohort(cohort, cohort.root)})


def agencies(request: Request, sought: str, found: Sequence[AgencyMatch], at: Addresses) -> Response:
    """What the search for agencies found."""
    return respond(request, "agencies.html", at, {"page": agencies_page(sought, found, Localizer(at.language), at)})


def ranking(request: Request, around: RankingContext, found: Announcement, at: Addresses) -> Response:
    return respond(
        request, "ranking.html", at, {"page": ranking_page(around, found, _limits(request), Localizer(at.language), at)}
    )


def card(request: Request, around: CardAround, found: Announcement, at: Addresses) -> Response:
    return respond(
        request, "agency.html", at, {"page": card_page(around, found, _limits(request), Localizer(at.language), at)}
    )


def reason(
    request: Request, agency: Agency, evaluation: Evaluation, column: str, found: Announcement, at: Addresses
) -> Response:
    return respond(
        request, "why.html", at, {"page": reason_page(agency, evaluation, column, found, Localizer(at.language), at)}
    )


def ranking_csv(around: RankingContext, at: Addresses) -> Response:
    evaluation = around.ranking.evaluation
    response = ranking_table(around.ranking, at.language.value)
    response.headers.update(attachment(f"tthc766-{evaluation.period}-{evaluation.cohort}.csv"))
    return response


def ranking_xlsx(request: Request, around: RankingContext, found: Announcement, at: Addresses) -> Response:
    from app.web.downloads import workbook  # noqa: PLC0415  # openpyxl is large, and pages do without it

    evaluation, say = around.ranking.evaluation, Localizer(at.language)
    cohort = say.cohort(evaluation.cohort, around.root.name if around.root else None)
    title = say("ranking_caption", cohort=cohort, period=say.period(evaluation.period))
    return workbook(around.ranking, title, found, _limits(request), at, say)


def editions(request: Request, service: AppContext, found: list[StoredEdition], at: Addresses) -> Response:
    page = editions_page(found, roots_of(service, found), Localizer(at.language), at)
    return respond(request, "editions.html", at, {"page": page})


def edition(request: Request, around: EditionAround, at: Addresses) -> Response:
    page = edition_page(around, _limits(request), Localizer(at.language), at)
    return respond(request, "edition.html", at, {"page": page})


def method(request: Request, scorecard: Scorecard, at: Addresses) -> Response:
    """How a scorecard makes scores of counts."""
    service: AppContext = request.app.state.service
    page = method_page(scorecard, service.registers.scorecards, _limits(request), Localizer(at.language), at)
    return respond(request, "method.html", at, {"page": page})


def error(request: Request, refusal: Refusal, headers: Mapping[str, str]) -> Response:
    """A refusal as a page: what is wrong and what to do, in the reader's language."""
    at = Addresses.of(request)
    say, status = Localizer(at.language), status_of(refusal.code)
    faults = refusal.faults or (refusal.fault,)
    title, title_vi = title_of(status)
    view = {
        "title": say.of(Text(title_vi, title)),
        "status": status,
        "code": refusal.code,
        "messages": [say.of(_told(fault)) for fault in faults],
        "is_of_editions": refusal.code in PAGE_MESSAGES,
    }
    response = respond(request, "error.html", at, view, status)
    response.headers.update({**headers_of(status), **headers})
    return response


def _told(fault: Fault) -> Text:
    """What readers of pages are told, where programs are told something else."""
    text = PAGE_MESSAGES.get(fault.code)
    if text is None:
        return describe(fault.code, fault.params)
    return Text(text.vi.format_map(fault.params), text.en.format_map(fault.params))


def _limits(request: Request) -> FindingLimits:
    """Those of the letters, as the office says that writes for all others."""
    service: AppContext = request.app.state.service
    return service.registers.offices.default.limits
