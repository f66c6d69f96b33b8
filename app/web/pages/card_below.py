"""Of the agencies below a ministry or province, those with most late dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import newest
from app.domain.what_if.cases_below import CaseCount, CasesBelow, cards_below, cases_below, timeliness_indicator
from app.services.editions.announcements import Announcement
from app.services.evaluation.ranking_context import CardAround
from app.services.letters.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.pages.ranking import Choice
from app.web.pages.sources import SourceLine, source_notes

CohortBelow = tuple[Evaluation, Announcement]
_ROWS = 10


@dataclass(frozen=True, slots=True)
class LateRow:
    name: str
    address: str
    late: str
    share: str
    received: str


@dataclass(frozen=True, slots=True)
class LatePart:
    """Who has the late dossiers, the most first; what is said of them; and where each cohort is ranked by it."""

    rows: list[LateRow]
    notes: list[str]
    rankings: list[Choice]
    source: SourceLine


def late_part(around: CardAround, below: Sequence[CohortBelow], say: Localizer, at: Addresses) -> LatePart | None:
    """``below``: those of the cohorts below that may be shown; ``None`` where nothing is known of anybody there."""
    evaluation, agency = around.evaluation, around.agency
    indicator = timeliness_indicator(evaluation.scorecard)
    if indicator is None:
        return None
    found = cases_below(evaluation, indicator, agency.code, cards_below(agency.code, [each for each, _ in below]))
    if not found.counts:
        return None
    late = [each for each in found.counts if each.bad]
    shown = {each.cohort for each, _ in below}
    absent = [say.cohort(each, agency.name) for each in around.below if each not in shown]
    left_out = [say("late_not_announced", cohorts=", ".join(absent))] if absent else []
    rows = [_row(found, each, evaluation, say, at) for each in late[:_ROWS]]
    return LatePart(
        rows=rows,
        notes=[*_notes(found, agency, len(rows), len(late), say), *left_out],
        rankings=[
            Choice(
                "",
                say("late_ranking", cohort=say.cohort(each.cohort, agency.name)),
                chosen=False,
                address=at.ranking(each.period, each.cohort, found.indicator.code),
            )
            for each, _ in below
        ],
        source=_source(found, below, agency, say),
    )


def _row(found: CasesBelow, each: CaseCount, evaluation: Evaluation, say: Localizer, at: Addresses) -> LateRow:
    share = found.share(each)
    return LateRow(
        name=each.agency.name,
        address=at.agency(each.agency.code, evaluation.period),
        late=say.plain(each.bad),
        share=say.percent(share) if share else say("late_share_small"),
        received=say("late_received", count=say.plain(each.cases)),
    )


def _notes(found: CasesBelow, agency: Agency, shown: int, late: int, say: Localizer) -> list[str]:
    notes = [say("late_why", known=len(found.counts), late=say.plain(found.bad))]
    if not late:
        notes = [say("late_none")]
    elif found.own is not None and found.own.bad >= found.bad:
        notes.append(say("late_own", agency=agency.name, own=say.plain(found.own.bad)))
    else:
        notes.append(say("late_sum"))
    if shown < late:
        notes.append(say("late_shown", shown=shown, count=late))
    if found.unknown:
        notes.append(say("late_unknown", count=len(found.unknown)))
    return notes


def _source(found: CasesBelow, below: Sequence[CohortBelow], agency: Agency, say: Localizer) -> SourceLine:
    """Of the counts; where cohorts differ in their dates or in what was announced, for each cohort."""
    notes = {}
    for evaluation, announcement in below:
        known = [each.agency.code for each in found.counts if each.agency.code in evaluation.cards]
        if known:
            outcomes = (evaluation.cards[code].outcomes[found.indicator.code] for code in known)
            as_of = newest(outcome.as_of for outcome in outcomes)
            notes[capital(say.cohort(evaluation.cohort, agency.name))] = source_notes(as_of, announcement, say)
    if len(set(notes.values())) == 1:
        return SourceLine(say("source_counts"), next(iter(notes.values())))
    each_its_own = tuple(f"{cohort}: {'; '.join(about)}" for cohort, about in notes.items())
    return SourceLine(say("source_counts"), each_its_own)
