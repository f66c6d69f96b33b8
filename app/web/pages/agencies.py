"""What the search for agencies shows, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort
from app.domain.agency_search import AgencyMatch
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.pages.links import Link

MAX_SOUGHT = 100  # characters; no agency has a name that needs more to be found
_MOST = 50


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency that was found. ``group``: with whom it is compared; ``former``: the former names it was found by;
    ``merged``: those that were found and are part of it now."""

    name: str
    address: str
    group: str
    ended: str
    former: str
    merged: list[Link]


@dataclass(frozen=True, slots=True)
class AgenciesPage:
    """``title``: what was sought and how much was found; ``more``: that only the first are listed."""

    title: str
    sought: str
    lines: list[AgencyLine]
    more: str


def parse_sought(text: str) -> str:
    """What is sought, as it can be shown: one blank between words, no signs that show nothing, not too long."""
    words = " ".join(text[: 10 * MAX_SOUGHT].split())
    return "".join(each for each in words if each.isprintable())[:MAX_SOUGHT].strip()


def agencies_page(
    sought: str, found: Sequence[AgencyMatch], say: Localizer, at: Addresses, lead: Callable[[str], str] | None = None
) -> AgenciesPage:
    """``lead``: the address to which an agency's code leads, if it is not that of its card."""
    key = "search_found" if found else "search_none" if sought else "search"
    return AgenciesPage(
        say(key, sought=sought, count=len(found)),
        sought,
        [_line(each, say, lead or at.agency) for each in found[:_MOST]],
        say("search_more", shown=_MOST, count=say.plain(len(found))) if len(found) > _MOST else "",
    )


def _line(match: AgencyMatch, say: Localizer, lead: Callable[[str], str]) -> AgencyLine:
    agency = match.agency
    return AgencyLine(
        capital(agency.name),
        lead(agency.code),
        capital(say.cohort(Cohort.of(agency), match.root.name if match.root else None)),
        say("search_until", day=say.day(agency.valid_to)) if match.has_ended and agency.valid_to else "",
        say("search_former", names=", ".join(match.former)) if match.former else "",
        [Link(_merged(each, say), lead(each.code)) for each in match.merged],
    )


def _merged(agency: Agency, say: Localizer) -> str:
    return say("search_merged", name=capital(agency.name), day=say.day(agency.valid_to))
