"""Of the agencies below a ministry or province, those with most late dossiers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import newest
from app.domain.scorecard.scoring import percent, shown_part
from app.domain.what_if.cases_below import CaseCount, CasesBelow, timeliness_indicator
from app.domain.what_if.contributions import Contributions, Part, contributions
from app.services.editions.announcements import Announcement
from app.services.evaluation.ranking_context import CardAround
from app.services.vietnamese import capital
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
    lost: str


@dataclass(frozen=True, slots=True)
class LateSum:
    """All of one level, or what none of the agencies in the table accounts for."""

    label: str
    late: str
    share: str
    lost: str


@dataclass(frozen=True, slots=True)
class LatePart:
    """Who has the late dossiers, the most first, with ``sums`` below; what is said of them; and where each cohort is
    ranked by it. ``in_points``: whether it is told what they cost."""

    rows: list[LateRow]
    sums: list[LateSum]
    in_points: bool
    notes: list[str]
    rankings: list[Choice]
    source: SourceLine


def late_part(around: CardAround, below: Sequence[CohortBelow], say: Localizer, at: Addresses) -> LatePart | None:
    """``below``: those of the cohorts below that may be shown; ``None`` where nothing is known of anybody there."""
    evaluation, agency = around.evaluation, around.agency
    indicator = timeliness_indicator(evaluation.scorecard)
    if indicator is None:
        return None
    (shares,) = contributions(evaluation, agency.code, [each for each, _ in below], indicator.code)
    found = shares.below
    if not found.counts:
        return None
    late = [each for each in found.counts if each.bad]
    shown = {each.cohort for each, _ in below}
    absent = [say.cohort(each, agency.name) for each in around.below if each not in shown]
    left_out = [say("late_not_announced", cohorts=", ".join(absent))] if absent else []
    lost = {each.count.agency.code: say.part(each.points) for each in shares.parts}
    rows = [_row(found, each, evaluation, lost.get(each.agency.code, ""), say, at) for each in late[:_ROWS]]
    return LatePart(
        rows=rows,
        sums=list(_sums(shares, say)),
        in_points=shares.reason is None,
        notes=[*_notes(found, agency, len(rows), len(late), say), *_in_points(shares, evaluation, say), *left_out],
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


def _in_points(shares: Contributions, evaluation: Evaluation, say: Localizer) -> Iterator[str]:
    if shares.reason is None:
        title, most = say.column(evaluation.scorecard, shares.indicator.code), say.plain(shares.indicator.max)
        yield say("late_points", lost=say.part(shown_part(shares.exact)), max=most, indicator=title)


def _sums(shares: Contributions, say: Localizer) -> Iterator[LateSum]:
    """Of each level with several agencies, and the rest."""
    for each in (several for several in shares.subtotals if several.agencies > 1):
        label = say("late_subtotal", agencies=each.agencies, cohort=say.cohort(Cohort(each.level)))
        yield _sum(shares, label, each, say)
    if shares.unlisted and shares.unlisted.bad:
        yield _sum(shares, say("late_rest" if shares.unlisted.bad > 0 else "late_over"), shares.unlisted, say)


def _sum(shares: Contributions, label: str, part: Part, say: Localizer) -> LateSum:
    share = say.percent(percent(part.bad, shares.below.whole)) if part.bad > 0 else ""
    return LateSum(label, say.plain(part.bad) if part.bad >= 0 else say.change(part.bad), share, say.part(part.points))


def _row(
    found: CasesBelow, each: CaseCount, evaluation: Evaluation, lost: str, say: Localizer, at: Addresses
) -> LateRow:
    share = found.share(each)
    return LateRow(
        name=each.agency.name,
        address=at.agency(each.agency.code, evaluation.period),
        late=say.plain(each.bad),
        share=say.percent(share) if share else say("late_share_small"),
        received=say("late_received", count=say.plain(each.cases)),
        lost=lost,
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
