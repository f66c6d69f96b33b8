"""What the addresses of the page answer: pages, and tables as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fastapi import Request, Response

from app.domain.agencies import Cohort
from app.domain.agency_search import AgencyMatch
from app.domain.comparable import comparable
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.what_if.robustness import Robustness
from app.services.context import AppContext
from app.services.editions.announcements import Announcement, EditionAround, roots_of
from app.services.evaluation.evaluate import Ranking
from app.services.evaluation.ranking_context import CardAround, Elsewhere, RankingContext, ReasonAround
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.downloads.charts import charts_of_card, charts_of_ranking
from app.web.downloads.responses import Downloads
from app.web.downloads.table import file_name
from app.web.i18n.format import Localizer
from app.web.pages.agencies import agencies_page
from app.web.pages.card import card_page
from app.web.pages.card_below import CohortBelow
from app.web.pages.card_firm import rank_firmness
from app.web.pages.card_what_if import what_if_part
from app.web.pages.editions import edition_page, editions_page
from app.web.pages.embedding import Embedding, embedding
from app.web.pages.empty import empty_card, empty_cohort, empty_ranking, is_blank
from app.web.pages.explanation import reason_page
from app.web.pages.method import method_page
from app.web.pages.ranking import ranking_page
from app.web.pages.sharing import Sharing, edition_sentence, method_sentence, ranking_sentence
from app.web.rendering import respond


def empty(request: Request, cohort: Cohort, elsewhere: Elsewhere, at: Addresses) -> Response:
    """Of a cohort of which nothing is known yet."""
    return respond(request, "empty.html", at, {"page": empty_cohort(cohort, elsewhere, Localizer(at.language), at)})


def empty_period(
    request: Request, ranking: Ranking, elsewhere: Elsewhere, found: Announcement, at: Addresses
) -> Response:
    """Of a cohort of which nothing is known in a period."""
    page = empty_ranking(ranking, elsewhere, found, Localizer(at.language), at)
    return respond(request, "empty.html", at, {"page": page})


def agencies(request: Request, sought: str, found: Sequence[AgencyMatch], at: Addresses) -> Response:
    """What the search for agencies found."""
    return respond(request, "agencies.html", at, {"page": agencies_page(sought, found, Localizer(at.language), at)})


def ranking(
    request: Request, around: RankingContext, found: Announcement, at: Addresses, number: int | None
) -> Response:
    """``number``: which page of a long table."""
    say, limits, ranking = Localizer(at.language), _limits(request), around.ranking
    page, evaluation, by = ranking_page(around, found, limits, say, at, number), ranking.evaluation, ranking.by
    period, cohort = evaluation.period, evaluation.cohort
    view = {
        "page": page,
        "compare": at.compare([], period, cohort),
        "chart": (at if page.marked else at.marking(None)).ranking(period, cohort, by, "svg", chart="scores"),
        "embedding": _embedding(request, at.framed.ranking(period, cohort, by), page.caption, at),
    }
    sentence = ranking_sentence(evaluation, by, around.root, found.shown, limits, say)
    return respond(
        request, "ranking.html", at, view, sharing=Sharing(sentence, lambda it: it.ranking(period, cohort, by))
    )


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """What is asked of a card besides: a rank to reach (``target``) as of ``today``, and how ``firm`` its rank is."""

    target: int | None
    today: date
    firm: Robustness | None


def card(
    request: Request,
    around: CardAround,
    below: Sequence[CohortBelow],
    found: Announcement,
    at: Addresses,
    question: CardQuestion,
) -> Response:
    """An agency's card; of one without figures what there is instead."""
    if is_blank(around.evaluation.cards[around.agency.code]):
        return respond(request, "empty.html", at, {"page": empty_card(around, found, Localizer(at.language), at)})
    page = card_page(around, below, found, _limits(request), Localizer(at.language), at)
    code, period, say = around.agency.code, around.evaluation.period, Localizer(at.language)
    told = comparable(around.evaluation, _limits(request))
    view = {
        "page": page,
        "what_if": what_if_part(told, code, question.target, ended=question.today > period.last_day, say=say, at=at),
        "firm": rank_firmness(question.firm, told.columns[TOTAL].ranks[code], code, say),
        "compare": at.compare([code], period),
        "files": {each: at.agency(code, period, format=each) for each in ("csv", "xlsx")},
        "charts": {each: at.agency(code, period, format="svg", chart=each) for each in ("groups", "history")},
        "embedding": _embedding(request, at.framed.agency(code, period), f"{page.name}, {page.period}", at),
    }
    return respond(request, "agency.html", at, view, sharing=Sharing(page.sentence, lambda it: it.agency(code, period)))


def reason(request: Request, around: ReasonAround, column: str, found: Announcement, at: Addresses) -> Response:
    page = reason_page(around, column, found, Localizer(at.language), at)
    return respond(request, "why.html", at, {"page": page})


def ranking_file(
    request: Request, around: RankingContext, found: Announcement, at: Addresses, format: Literal["csv", "xlsx"]
) -> Response:
    files = Downloads.of(request.app.state.service, at)
    return files.table(files.tables.ranking(around, found), format)


def ranking_chart(request: Request, around: RankingContext, found: Announcement, at: Addresses, chart: str) -> Response:
    files, say = Downloads.of(request.app.state.service, at), Localizer(at.language)
    evaluation, page = around.ranking.evaluation, ranking_page(around, found, files.limits, say, at)
    stem = file_name(evaluation.period, str(evaluation.cohort))
    return files.chart(charts_of_ranking(page, files.publisher, say), chart, stem)


def card_file(
    request: Request, around: CardAround, found: Announcement, at: Addresses, format: Literal["csv", "xlsx"]
) -> Response:
    files = Downloads.of(request.app.state.service, at)
    return files.table(files.tables.card(around, found), format)


def card_chart(request: Request, around: CardAround, found: Announcement, at: Addresses, chart: str) -> Response:
    files, say = Downloads.of(request.app.state.service, at), Localizer(at.language)
    charts = charts_of_card(card_page(around, (), found, files.limits, say, at), files.publisher, say)
    return files.chart(charts, chart, file_name(around.evaluation.period, around.agency.code))


def editions(request: Request, service: AppContext, found: list[StoredEdition], at: Addresses) -> Response:
    page = editions_page(found, roots_of(service, found), Localizer(at.language), at)
    return respond(request, "editions.html", at, {"page": page})


def edition(request: Request, around: EditionAround, at: Addresses) -> Response:
    say, limits = Localizer(at.language), _limits(request)
    page, stored = edition_page(around, limits, say, at), around.stored
    sentence = edition_sentence(around.edition, stored, around.root, limits, say)
    sharing = Sharing(sentence, lambda it: it.announcement(stored.id))
    return respond(request, "edition.html", at, {"page": page}, sharing=sharing)


def method(request: Request, scorecard: Scorecard, at: Addresses) -> Response:
    """How a scorecard makes scores of counts."""
    service: AppContext = request.app.state.service
    say = Localizer(at.language)
    page = method_page(scorecard, service.registers.scorecards, _limits(request), say, at)
    sharing = Sharing(method_sentence(scorecard, say), lambda it: it.method(scorecard.id))
    return respond(request, "method.html", at, {"page": page}, sharing=sharing)


def _embedding(request: Request, address: str, title: str, at: Addresses) -> Embedding:
    service: AppContext = request.app.state.service
    return embedding(address, title, service.settings.public_url, Localizer(at.language), at)


def _limits(request: Request) -> FindingLimits:
    """Those of the letters, as the office says that writes for all others."""
    service: AppContext = request.app.state.service
    return service.registers.offices.default.limits
