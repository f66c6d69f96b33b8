"""A link with its words, and where a page leads its reader that has nothing else to show."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort, Level
from app.domain.periods import Period
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer

MOST_PERIODS = 24


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


def card_link(agency: Agency, say: Localizer, at: Addresses) -> Link:
    """To an agency's card of the newest period with figures."""
    return Link(say("lead_card", name=capital(agency.name)), at.agency(agency.code))


def ranking_link(cohort: Cohort, root: Agency | None, say: Localizer, at: Addresses) -> Link:
    """To the newest ranking of a cohort within ``root``."""
    label = say("lead_newest", cohort=say.cohort(cohort, root.name if root and cohort.root else None))
    return Link(label, at.newest_ranking(cohort))


def ranking_links(periods: Iterable[Period], cohort: Cohort, say: Localizer, at: Addresses) -> list[Link]:
    """To the rankings of a cohort in some periods, the newest first: of the last ones, if there are many."""
    return [Link(capital(say.period(each)), at.ranking(each, cohort)) for each in list(periods)[:MOST_PERIODS]]


def usual_links(say: Localizer, at: Addresses) -> list[Link]:
    """What there is for everyone: the newest ranking of the provinces, and the search."""
    return [ranking_link(Cohort(Level.PROVINCE), None, say, at), Link(say("lead_search"), at.search_page())]
