"""What a page is about in one sentence: for who shares it, and for search engines."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort, Level
from app.domain.comparable import comparable
from app.domain.editions import Edition
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.services.editions.announcements import Announcement
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.pages.card_rank import names_text


@dataclass(frozen=True, slots=True)
class Sharing:
    """``description``: the sentence; ``here``: the page's own address, in a language and outside of a frame."""

    description: str
    here: Callable[[Addresses], str]


def card_sentence(
    evaluation: Evaluation, agency: Agency, root: Agency | None, found: Announcement, say: Localizer
) -> str:
    """A card's total, rank and distance from the average; of an evaluation as people are told of it."""
    score, period = evaluation.cards[agency.code].score(TOTAL), say.period(evaluation.period)
    if score is None:
        return say("share_none", agency=agency.name, period=period)
    return say(
        "share_card",
        agency=agency.name,
        score=say.score(score),
        max=say.plain(evaluation.scorecard.max),
        rank=_rank(evaluation, agency.code, say),
        period=period,
        dated=_dated(evaluation, found.shown, say),
        average=_average(evaluation, agency.code, root, say),
    )


def ranking_sentence(
    evaluation: Evaluation,
    by: str,
    root: Agency | None,
    shown: StoredEdition | None,
    limits: FindingLimits,
    say: Localizer,
) -> str:
    """How many a ranking has, who leads it, and its average, as far as people are told of them."""
    column = comparable(evaluation, limits).columns[by]
    ranks = column.ranks
    first = [card for card in evaluation.cards.values() if ranks[card.agency.code].rank == 1]
    score = next((card.score(by) for card in first), None)
    lead = say("share_lead", names=names_text([card.agency for card in first], say), score=say.score(score))
    average = column.average.value
    caption = say("ranking_caption", cohort=_cohort(evaluation.cohort, root, say), period=say.period(evaluation.period))
    return say(
        "share_ranking",
        caption=caption if by == TOTAL else f"{caption} ({say.column(evaluation.scorecard, by)})",
        ranked=sum(rank.rank is not None for rank in ranks.values()),
        of=column.of,
        lead=lead if score is not None else "",
        average="" if average is None else say("share_ranking_average", score=say.score(average)),
        dated=_dated(evaluation, shown, say),
    )


def edition_sentence(
    edition: Edition, stored: StoredEdition, root: Agency | None, limits: FindingLimits, say: Localizer
) -> str:
    """What an edition announces."""
    return ranking_sentence(edition.evaluation, TOTAL, root, stored, limits, say)


def method_sentence(scorecard: Scorecard, say: Localizer) -> str:
    """What a scorecard has."""
    return say(
        "share_method",
        max=say.plain(scorecard.max),
        groups=len(scorecard.groups),
        indicators=len(scorecard.indicators),
        law=scorecard.law,
    )


def _rank(evaluation: Evaluation, code: str, say: Localizer) -> str:
    column = evaluation.columns[TOTAL]
    rank = column.ranks[code]
    if rank.rank is None:
        return ""
    if rank.ranked is None:
        return say("share_rank_alone", rank=rank.rank)
    key = "share_rank_part" if rank.ranked < column.of else "share_rank"
    return say(key, rank=rank.rank, ranked=rank.ranked, of=column.of)


def _average(evaluation: Evaluation, code: str, root: Agency | None, say: Localizer) -> str:
    score, average = evaluation.cards[code].score(TOTAL), evaluation.columns[TOTAL].average.value
    if score is None or average is None:
        return ""
    if evaluation.cohort.level is Level.PROVINCE:
        named = say("share_average_whole")
    else:
        named = say("share_average", cohort=_cohort(evaluation.cohort, root, say))
    key = "share_level" if score == average else "share_above" if score > average else "share_below"
    return say(key, average=named, points=say.score(abs(score - average)))


def _dated(evaluation: Evaluation, shown: StoredEdition | None, say: Localizer) -> str:
    announced = say("share_announced", day=say.day(shown.published_at)) if shown else say("share_not_announced")
    if shown and shown.withdrawal:
        announced = f"{announced}; {say('share_withdrawn', day=say.day(shown.withdrawal.at))}"
    elif shown and shown.replaced_by:
        announced = f"{announced}; {say('share_replaced')}"
    if evaluation.as_of is None:
        return announced
    return f"{say('share_dated', day=say.day(evaluation.as_of))}; {announced}"


def _cohort(cohort: Cohort, root: Agency | None, say: Localizer) -> str:
    return say.cohort(cohort, root.name if root else None)
