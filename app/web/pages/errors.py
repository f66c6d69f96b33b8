"""What the page about a refusal shows: what is wrong, in plain words, and where to go on."""

from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from app.api.http.problems import status_of
from app.domain.agencies import Agency, Cohort, Level
from app.domain.errors import Fault, Refusal
from app.domain.messages import shorten
from app.domain.periods import Period
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.error_texts import NOT_AVAILABLE, NOT_CARRIED_OUT, PAGE_MESSAGES
from app.web.i18n.format import Localizer
from app.web.pages.links import Link, card_link, ranking_link, ranking_links, usual_links
from app.web.refusals import LeadingRefusal

_TITLES = (400, 403, 404, 405, 422, 429, 500, 503)
_COHORTS = ("unknown_cohort", "cohort_unknown")
_METHOD = ("unknown_column", "unknown_scorecard")
_NAMED = {"agency_not_in_period": "agency", "agency_not_in_edition": "value"}  # what is an agency's code
_EDITIONS = ("unknown_edition", "edition_differs", "agency_not_in_edition")


@dataclass(frozen=True, slots=True)
class Instead:
    """What there is: the periods with figures of a cohort; the agency that the address names, and what it was merged
    into."""

    cohort: Cohort = field(default_factory=lambda: Cohort(Level.PROVINCE))
    periods: tuple[Period, ...] = ()
    agency: Agency | None = None
    successor: Agency | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that was refused: its address, and the id under which it is logged."""

    address: str
    id: str


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """``again``: the same address, where it may answer later. ``request``: the id under which an accident is logged."""

    title: str
    messages: list[str]
    status: int
    code: str
    request: str
    again: str
    periods: list[Link]
    leads: list[Link]
    is_ours: bool


def error_page(refusal: Refusal, instead: Instead, asked: Asked, say: Localizer, at: Addresses) -> ErrorPage:
    """A refusal in words, with what there is ``instead``."""
    status = status_of(refusal.code)
    faults = refusal.faults or (refusal.fault,)
    is_ours = status >= 500
    return ErrorPage(
        title=say(f"error_title_{status if status in _TITLES else 400}"),
        messages=list(dict.fromkeys(_told(fault, instead, say, is_ours=is_ours) for fault in faults)),
        status=status,
        code=refusal.code,
        request=asked.id if status == 500 else "",
        again=asked.address if is_ours or status == 429 else "",
        periods=ranking_links(instead.periods, instead.cohort, say, at),
        leads=[*_ways(refusal), *_leads(faults, instead, say, at), *usual_links(say, at)],
        is_ours=is_ours,
    )


def _told(fault: Fault, instead: Instead, say: Localizer, *, is_ours: bool) -> Markup:
    """A fault in words for readers; what the address says stands out as such."""
    text = PAGE_MESSAGES.get(fault.code, NOT_AVAILABLE if is_ours else NOT_CARRIED_OUT)
    shown = {name: _shown(value, say) for name, value in fault.params.items()}
    if instead.agency and fault.code in _NAMED:
        shown[_NAMED[fault.code]] = capital(instead.agency.name)
    sentence = Markup(say.of(text)).format_map(shown)  # noqa: S704  # our own text; what it shows is escaped
    when = _validity(instead, say) if fault.code == "agency_not_in_period" else []
    return Markup(" ").join([sentence, *when])


def _validity(instead: Instead, say: Localizer) -> list[str]:
    """From when or until when the agency exists, and what it became part of."""
    agency, successor, found = instead.agency, instead.successor, list[str]()
    if agency and agency.valid_to:
        found.append(say("error_until", day=say.date(agency.valid_to)))
    elif agency and agency.valid_from:
        found.append(say("error_since", day=say.date(agency.valid_from)))
    if successor:
        found.append(say("error_merged", name=capital(successor.name)))
    return found


def _shown(value: object, say: Localizer) -> str:
    match value:
        case Period():
            return say.period(value)
        case date():
            return say.date(value)
        case int():
            return say.plain(value)
        case _:
            return Markup("<code>{}</code>").format(shorten(str(value), 100))


def _ways(refusal: Refusal) -> tuple[Link, ...]:
    return refusal.ways if isinstance(refusal, LeadingRefusal) else ()


def _leads(faults: tuple[Fault, ...], instead: Instead, say: Localizer, at: Addresses) -> list[Link]:
    """The pages that are nearest to what was asked for."""
    found = [card_link(each, say, at) for each in (instead.successor, instead.agency) if each]
    for fault in faults:
        if fault.code == "edition_differs" and isinstance(number := fault.params.get("edition"), int):
            found.append(Link(say("edition_number", number=number), at.announcement(number)))
        if fault.code in _EDITIONS:
            found.append(Link(say("editions"), at.editions()))
        if fault.code in _METHOD:
            found.append(Link(say("method"), at.method()))
        if fault.code in _COHORTS:
            found.append(ranking_link(Cohort(Level.MINISTRY), None, say, at))
    return list(dict.fromkeys(found))
