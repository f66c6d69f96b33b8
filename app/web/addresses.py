"""Where the pages are, in the language of the reader and inside or outside of an iframe."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi import Request

from app.api.http.root_path import route_path
from app.domain.agencies import Cohort, Level
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.web.i18n.languages import Language

EMBED = "/embed"
STATIC = Path(__file__).parent / "static"
PAGES = ("/rankings", "/agencies", EMBED)
_USUAL = {"lang": Language.VIETNAMESE, "basis": Basis.BEST, "by": TOTAL, "cohort": Cohort(Level.PROVINCE)}


def is_page(path: str) -> bool:
    """Whether a path belongs to the page, even if nothing is there."""
    return path == "/" or any(f"{path}/".startswith(f"{root}/") for root in PAGES)


def is_embedded(request: Request) -> bool:
    return f"{route_path(request.scope)}/".startswith(f"{EMBED}/")


def language_of(request: Request) -> Language:
    return Language.parse(request.query_params.get("lang"))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes links; what is usual does not stand in them. ``prefix`` is ``/embed`` within an iframe.

    ``address``: gives that of one of the service's own paths. ``as_of`` and ``known_at``: the moments of the past that
    are asked about.
    """

    language: Language
    address: Callable[[str], str]
    basis: Basis = Basis.BEST
    prefix: str = ""
    as_of: str | None = None
    known_at: str | None = None

    @property
    def moments(self) -> dict[str, str]:
        """The moments of the past that are asked about, by parameter, as they were written."""
        written = {"as_of": self.as_of, "known_at": self.known_at}
        return {name: moment for name, moment in written.items() if moment}

    def home(self) -> str:
        """The present, whatever the page shows."""
        present = replace(self, as_of=None, known_at=None)
        return present._link("" if self.prefix == "" else "/rankings")

    def ranking(self, period: Period, cohort: Cohort, by: str = TOTAL, format: str | None = None) -> str:
        return self._link("/rankings", str(period), cohort=cohort, by=by, format=format)

    def agency(self, code: str, period: Period | None = None) -> str:
        return self._link("/agencies", code, period=period)

    def why(self, code: str, column: str, period: Period) -> str:
        return self._link("/agencies", code, "why", column, period=period)

    def _link(self, root: str, *parts: str, **query: object) -> str:
        below = "/".join((f"{self.prefix}{root}", *(quote(part, safe="") for part in parts))) or "/"
        path = self.address(below)
        given = {**query, "basis": self.basis, **self.moments, "lang": self.language}
        said = {name: str(value) for name, value in given.items() if value not in (None, _USUAL.get(name))}
        return f"{path}?{urlencode(said)}" if said else path
