"""What a page shows that has no figures to show: what is missing, and where there are some."""

from dataclasses import dataclass, replace

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis, Card
from app.services.editions.announcements import Announcement
from app.services.evaluation.evaluate import Ranking
from app.services.evaluation.ranking_context import CardAround, Elsewhere
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.pages.announced import Announced, announced
from app.web.pages.links import Link, card_link, ranking_link, ranking_links, usual_links


@dataclass(frozen=True, slots=True)
class EmptyPage:
    """``periods``: those with figures; ``members``: the agencies without any."""

    title: str
    period: str
    announced: Announced | None
    texts: list[str]
    periods: list[Link]
    leads: list[Link]
    members: list[Link]


def is_blank(card: Card) -> bool:
    """Whether nothing at all is known of an agency: no figure, no claim, and nothing that would not add up."""
    reasons = any(outcome.not_derived for outcome in card.outcomes.values())
    return card.as_of is None and not reasons and not any(card.claim(column) for column in card.figures)


def empty_cohort(cohort: Cohort, elsewhere: Elsewhere, say: Localizer, at: Addresses) -> EmptyPage:
    """Of a cohort of which nothing is known in any period."""
    named = say.cohort(cohort, elsewhere.root.name if elsewhere.root else None)
    texts = [say("empty_cohort", cohort=named), say("empty_later")]
    leads = [*_around(cohort, elsewhere, say, at), Link(say("method"), at.method())]
    return EmptyPage(say("ranking", cohort=named), "", None, texts, [], leads, [])


def empty_ranking(
    ranking: Ranking, elsewhere: Elsewhere, found: Announcement, say: Localizer, at: Addresses
) -> EmptyPage:
    """Of a cohort of which nothing is known in this period, or that has no members in it."""
    evaluation = ranking.evaluation
    period, cohort, cards = evaluation.period, evaluation.cohort, evaluation.cards.values()
    named = say.cohort(cohort, elsewhere.root.name if elsewhere.root else None)
    key = "empty_period" if cards else "empty_members"
    usual = [] if at.basis is Basis.BEST else [Link(say("empty_basis"), _best(at).ranking(period, cohort))]
    return EmptyPage(
        title=say("ranking", cohort=named),
        period=say.period(period),
        announced=announced(found, lambda other: other.ranking(period, cohort, ranking.by), say, at),
        texts=[say(key, cohort=named, period=say.period(period))],
        periods=ranking_links(elsewhere.periods, cohort, say, at),
        leads=[*usual, *_around(cohort, elsewhere, say, at)],
        members=[Link(capital(each.agency.name), at.agency(each.agency.code, period)) for each in cards],
    )


def empty_card(around: CardAround, found: Announcement, say: Localizer, at: Addresses) -> EmptyPage:
    """Of an agency of which nothing is known in this period."""
    agency, period = around.agency, around.evaluation.period
    cohort, name = around.evaluation.cohort, capital(agency.name)
    below = [ranking_link(each, agency, say, at) for each in around.below]
    usual = [] if at.basis is Basis.BEST else [Link(say("empty_basis"), _best(at).agency(agency.code, period))]
    named = say.cohort(cohort, around.root.name if around.root else None)
    own = say("ranking_caption", cohort=named, period=say.period(period))
    return EmptyPage(
        title=name,
        period=say.period(period),
        announced=announced(found, lambda other: other.agency(agency.code, period), say, at),
        texts=[say("empty_agency", agency=name, period=say.period(period))],
        periods=[
            Link(capital(say.period(each)), at.agency(agency.code, each)) for each in around.periods if each != period
        ],
        leads=[*usual, Link(own, at.ranking(period, cohort)), *below, *usual_links(say, at)],
        members=[],
    )


def _around(cohort: Cohort, elsewhere: Elsewhere, say: Localizer, at: Addresses) -> list[Link]:
    """What is near a cohort, and what there is for everyone."""
    root = elsewhere.root
    above = [card_link(root, say, at)] if root else []
    beside = [ranking_link(each, root, say, at) for each in elsewhere.cohorts]
    return [*above, *beside, *(each for each in usual_links(say, at) if each.address != at.newest_ranking(cohort))]


def _best(at: Addresses) -> Addresses:
    return replace(at, basis=Basis.BEST)
