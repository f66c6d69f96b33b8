"""Where the pages are, in the language of the reader and inside or outside of an iframe."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi import Request

from app.api.http.cache_policy import DESK
from app.api.http.root_path import route_path
from app.domain.agencies import Cohort, Level
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.services.context import AppContext
from app.web.i18n.languages import Language

EMBED = "/embed"
STATIC = Path(__file__).parent / "static"
LIVE = "none"  # the edition that is asked for by those who want figures as they are now
PAGES = ("/rankings", "/agencies", "/compare", "/editions", "/method", EMBED)  # for all; the desk is another thing
_USUAL = {"lang": Language.VIETNAMESE, "basis": Basis.BEST, "by": TOTAL, "cohort": Cohort(Level.PROVINCE)}


def is_page(path: str) -> bool:
    """Whether a path belongs to the page, even if nothing is there."""
    return path == "/" or any(f"{path}/".startswith(f"{root}/") for root in (*PAGES, DESK))


def is_embedded(request: Request) -> bool:
    return f"{route_path(request.scope)}/".startswith(f"{EMBED}/")


def language_of(request: Request) -> Language:
    return Language.parse(request.query_params.get("lang"))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes links; what is usual does not stand in them. ``prefix`` is ``/embed`` within an iframe.

    ``address``: gives that of one of the service's own paths. ``as_of`` and ``known_at``: the moments of the past that
    are asked about. ``edition``: the one that is asked for, or
    ``LIVE``; a number stays only in links to what it froze: the ``period`` of the ``cohort``. ``own``: the agency that
    rankings mark for their reader.
    """

    language: Language
    address: Callable[[str], str]
    basis: Basis = Basis.BEST
    prefix: str = ""
    as_of: str | None = None
    known_at: str | None = None
    edition: str | None = None
    period: Period | None = None
    cohort: Cohort | None = None
    own: str | None = None

    @classmethod
    def of(cls, request: Request) -> "Addresses":
        """In the language and the frame of a request."""
        service: AppContext = request.app.state.service
        return cls(language_of(request), service.address, prefix=EMBED if is_embedded(request) else "")

    def asking(self, basis: Basis, edition: str | None, moments: Mapping[str, str]) -> "Addresses":
        """Links that stay with what was asked, as it was written; ``moments`` by parameter."""
        as_of, known_at = moments.get("as_of"), moments.get("known_at")
        return replace(self, basis=basis, edition=edition, as_of=as_of, known_at=known_at)

    @property
    def moments(self) -> dict[str, str]:
        """The moments of the past that are asked about, by parameter, as they were written."""
        written = {"as_of": self.as_of, "known_at": self.known_at}
        return {name: moment for name, moment in written.items() if moment}

    def home(self) -> str:
        """The present, whatever the page shows."""
        present = replace(self, as_of=None, known_at=None, edition=None)
        return present._link("" if self.prefix == "" else "/rankings")

    def ranking(
        self,
        period: Period,
        cohort: Cohort,
        by: str = TOTAL,
        format: str | None = None,
        page: int | None = None,
        chart: str | None = None,
    ) -> str:
        edition = self._edition(period, cohort)
        given = {"cohort": cohort, "by": by, "edition": edition, "agency": self.own, "page": page}
        return self._link("/rankings", str(period), **given, format=format, chart=chart)

    def marking(self, agency: str | None) -> "Addresses":
        """Of rankings that mark an agency, or none."""
        return replace(self, own=agency)

    def newest_ranking(self, cohort: Cohort) -> str:
        """The ranking of the newest period with figures."""
        return self._link("/rankings", cohort=cohort)

    def agency(self, code: str, period: Period | None = None, **file: str) -> str:
        """A card, or what of it is a ``file``: its ``format`` and, of a drawing, which ``chart``."""
        return self._link("/agencies", code, period=period, edition=self._edition(period), **file)

    def compare(
        self, codes: Sequence[str], period: Period | None = None, cohort: Cohort | None = None, **file: str
    ) -> str:
        """Agencies side by side, or the choice of the first ones of a cohort; ``file`` as of a card."""
        edition = self._edition(period)
        return self._link("/compare", agency=codes, cohort=cohort, period=period, edition=edition, **file)

    def search(self) -> str:
        """The search for agencies; its form adds what is sought."""
        return self.address(f"{self.prefix}/agencies")

    def search_page(self) -> str:
        """The search before anything is sought."""
        return self.announced._link("/agencies")

    def why(self, code: str, column: str, period: Period) -> str:
        return self._link("/agencies", code, "why", column, period=period, edition=self._edition(period))

    def editions(self, before: int | None = None) -> str:
        return self.announced._link("/editions", before=before)

    def announcement(self, edition: int) -> str:
        """The page about an edition."""
        return self.announced._link("/editions", str(edition))

    def method(self, scorecard: str | None = None, indicator: str = "") -> str:
        """How the index is computed: by a scorecard, or by the one that is in force today."""
        page = self.announced._link("/method", *([scorecard] if scorecard else []))
        return f"{page}#{indicator}" if indicator else page

    def desk(self, page: str = "", **query: object) -> str:
        """A page of the desk."""
        return self.announced._link(f"{DESK}{page}", **query)

    def letter(self, edition: int, agency: str, format: str) -> str:
        return f"{self.data(edition)}/letter/{quote(agency, safe='')}?format={format}"

    def package(self, edition: int, agency: str) -> str:
        return f"{self.data(edition)}/package/{quote(agency, safe='')}"

    def template(self, kind: str, agency: str, period: Period | None = None) -> str:
        """A workbook to fill in, of an agency and all below it; a list of agencies has no period."""
        query = urlencode({"agency": agency, **({"period": str(period)} if period else {})})
        return f"{self.address(f'/v1/templates/{kind}.xlsx')}?{query}"

    def data(self, edition: int) -> str:
        """Where programs read an edition."""
        return self.address(f"/v1/editions/{edition}")

    @property
    def kept_edition(self) -> dict[str, str]:
        """What a form hands on: the wish for live figures, but no number, for the next period has another."""
        return {"edition": LIVE} if self.edition == LIVE else {}

    @property
    def framed(self) -> "Addresses":
        """Of the same pages as they stand in frames of other sites."""
        return replace(self, prefix=EMBED)

    @property
    def announced(self) -> "Addresses":
        """Of pages that show what is announced now."""
        return replace(self, basis=Basis.BEST, as_of=None, known_at=None, edition=None)

    @property
    def live(self) -> "Addresses":
        """Of pages that show figures as they are now."""
        return replace(self.announced, edition=LIVE)

    def shared(self, language: Language) -> "Addresses":
        """Of the same pages in a language, outside of a frame."""
        return replace(self, language=language, prefix="")

    def frozen(self, edition: int, period: Period, cohort: Cohort) -> "Addresses":
        """Of pages that show what an edition froze."""
        return replace(self.announced, edition=str(edition), period=period, cohort=cohort)

    def _edition(self, period: Period | None, cohort: Cohort | None = None) -> str | None:
        if self.edition in (None, LIVE) or (period == self.period and cohort in (None, self.cohort)):
            return self.edition
        return None

    def _link(self, root: str, *parts: str, **query: object) -> str:
        below = "/".join((f"{self.prefix}{root}", *(quote(part, safe="") for part in parts))) or "/"
        path = self.address(below)
        given = {**query, "basis": self.basis, **self.moments, "lang": self.language}
        said = {name: value for name, value in given.items() if value not in (None, (), [], _USUAL.get(name))}
        return f"{path}?{urlencode(said, doseq=True)}" if said else path
