"""What the addresses of comparisons answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fastapi import Request, Response

from app.domain.agencies import Cohort, Level
from app.domain.agency_search import AgencyMatch
from app.domain.periods import Period
from app.services.context import AppContext
from app.services.editions.announcements import Announcement
from app.services.evaluation.ranking_context import RankingContext
from app.web.addresses import Addresses
from app.web.downloads.charts import charts_of_comparison
from app.web.downloads.responses import Downloads
from app.web.downloads.table import file_name
from app.web.i18n.format import Localizer
from app.web.pages.agencies import agencies_page
from app.web.pages.comparison import ComparisonPage, comparison_page
from app.web.pages.embedding import embedding
from app.web.rendering import respond


def start(request: Request, sought: str, found: Sequence[AgencyMatch], at: Addresses) -> Response:
    """The search for the first agency."""
    page = agencies_page(sought, found, Localizer(at.language), at, lambda code: at.compare([code]))
    provinces = at.compare([], cohort=Cohort(Level.PROVINCE))
    return respond(request, "compare_start.html", at, {"found": page, "provinces": provinces})


@dataclass(frozen=True, slots=True)
class Comparison:
    """The agencies with these codes, of the cohort around them: as a page, or what of it is a file."""

    request: Request
    around: RankingContext
    codes: Sequence[str]
    found: Announcement
    at: Addresses

    def answer(self, format: Literal["html", "csv", "xlsx", "svg"], chart: str) -> Response:
        """Of a single agency there is only the page, on which to choose others; refuses ``unknown_chart``."""
        files, say = Downloads.of(self._service, self.at), Localizer(self.at.language)
        page = comparison_page(self.around, self.codes, self.found, files.limits, say, self.at)
        match format if page.lines else "html":
            case "csv" | "xlsx" as kind:
                return files.table(files.tables.comparison(self.around, self.codes, self.found), kind)
            case "svg":
                name = file_name(self._period, *self.codes)
                return files.chart(charts_of_comparison(page, files.publisher, say), chart, name)
            case _:
                return self._page(page, say)

    def _page(self, page: ComparisonPage, say: Localizer) -> Response:
        at, codes, period = self.at, self.codes, self._period
        address, site = at.framed.compare(codes, period), self._service.settings.public_url
        view = {
            "page": page,
            "files": {each: at.compare(codes, period, format=each) for each in ("csv", "xlsx")},
            "charts": {"groups": at.compare(codes, period, format="svg", chart="groups")},
            "embedding": embedding(address, f"{page.title}, {page.period}", site, say, at),
        }
        return respond(self.request, "compare.html", at, view)

    @property
    def _period(self) -> Period:
        return self.around.ranking.evaluation.period

    @property
    def _service(self) -> AppContext:
        service: AppContext = self.request.app.state.service
        return service
