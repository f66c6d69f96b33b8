"""What the card of an agency shows, in words and drawings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from app.domain.comparable import best, comparable, is_withheld
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Claim, Source
from app.domain.findings import FindingLimits, largest_chances
from app.domain.scorecard.scorecard import TOTAL, Group
from app.services.editions.announcements import Announcement
from app.services.evaluation.ranking_context import CardAround
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.charts.bars import Bar, bar_chart
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.announced import Announced, announced
from app.web.pages.card_below import CohortBelow, LatePart, late_part
from app.web.pages.card_history import History, card_history
from app.web.pages.card_rank import RankWhy, rank_why
from app.web.pages.cells import Cell, average_cell, figure_cell, method_text, rank_cell, rate_of, withheld_texts
from app.web.pages.ranking import Choice, dated
from app.web.pages.sharing import card_sentence
from app.web.pages.sources import SourceLine, source_of_card, source_of_history


@dataclass(frozen=True, slots=True)
class CardLine:
    """The total, a group or an indicator. ``behind``: below the average."""

    title: str
    score: Cell
    max: str
    rank: Cell
    average: Cell
    against: str
    behind: bool
    best: str
    rate: str
    basis: str
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """A group with its indicators."""

    title: str
    score: Cell
    max: str
    lines: list[CardLine]


@dataclass(frozen=True, slots=True)
class Won:
    title: str
    score: str
    reached: str
    points: str
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Counts that a group lacks; ``replaced`` by its published score. ``reasons``: why what there is gives none."""

    group: str
    labels: list[str]
    replaced: bool
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class CardPage:
    code: str
    name: str
    period: str
    as_of: str
    total: CardLine
    rank_kind: str
    rank_why: RankWhy
    sentence: str
    notes: list[str]
    claims: list[str]
    groups: list[CardLine]
    parts: list[Part]
    drawing: Markup | None
    history: History
    gains: list[Won]
    gains_note: str
    missing: list[Missing]
    periods: list[Choice]
    cohort: Choice
    below: list[Choice]
    late: LatePart | None
    announced: Announced
    source: SourceLine
    history_source: SourceLine


def card_page(
    around: CardAround,
    below: Sequence[CohortBelow],
    found: Announcement,
    limits: FindingLimits,
    say: Localizer,
    at: Addresses,
) -> CardPage:
    """An agency's card as the page shows it; ``below``: the cohorts below it; ``limits``: of chances, and of how many
    there must be a score."""
    evaluation, agency = comparable(around.evaluation, limits), around.agency
    history = [comparable(each, limits) for each in around.history]
    writer = _Writer(evaluation, agency.code, around.names, limits, say, at)
    total = evaluation.columns[TOTAL]
    rank = total.ranks[agency.code]
    named = say.cohort(evaluation.cohort, around.root.name if around.root else None)
    why = rank_why(evaluation, agency.code, limits, say)
    columns = (TOTAL, *evaluation.scorecard.groups_by_code)
    notes = [] if why.few else withheld_texts(evaluation, columns, limits, say)
    if not is_withheld(total, limits) or total.average.value is not None:
        notes.append(method_text(say, total.average, total.of))
    if not evaluation.verified:
        notes.append(say("unverified"))
    won, note = writer.gains()
    return CardPage(
        code=agency.code,
        name=agency.name,
        period=say.period(evaluation.period),
        as_of=dated(evaluation, say),
        total=writer.line(TOTAL),
        rank_kind=say("rank_published" if rank.source is Source.OFFICIAL else "rank_counted"),
        rank_why=why,
        sentence=card_sentence(evaluation, agency, around.root, found, say),
        notes=notes,
        claims=writer.claims(),
        groups=[writer.line(group.code) for group in evaluation.scorecard.groups],
        parts=[writer.part(group) for group in evaluation.scorecard.groups],
        drawing=writer.drawing(agency.name),
        history=card_history(history, agency, say, at),
        gains=won,
        gains_note=note,
        missing=writer.missing(),
        periods=[Choice(str(each), say.period(each), each == evaluation.period) for each in around.periods],
        announced=announced(
            found, lambda other: other.agency(agency.code, evaluation.period), say, at, agency=agency.code
        ),
        source=source_of_card(evaluation, agency.code, found, say),
        history_source=source_of_history(history, agency.code, found, say),
        cohort=Choice(
            "", named, chosen=False, address=at.marking(agency.code).ranking(evaluation.period, evaluation.cohort)
        ),
        below=[
            Choice(
                "", capital(say.cohort(each, agency.name)), chosen=False, address=at.ranking(evaluation.period, each)
            )
            for each in around.below
        ],
        late=late_part(around, below, say, at),
    )


class _Writer:
    """Writes what stands on one agency's card."""

    def __init__(
        self,
        evaluation: Evaluation,
        code: str,
        names: Mapping[str, str],
        limits: FindingLimits,
        say: Localizer,
        at: Addresses,
    ) -> None:
        self._evaluation, self._code, self._limits, self._say, self._at = evaluation, code, limits, say, at
        self._names = names
        self._card, self._scorecard = evaluation.cards[code], evaluation.scorecard

    def line(self, column: str) -> CardLine:
        say, figure = self._say, self._card.figures[column]
        stand = self._evaluation.columns[column]
        average, highest = stand.average.value, best(self._evaluation, column, self._limits)
        apart = None if figure.score is None or average is None else figure.score - average
        return CardLine(
            title=say.column(self._scorecard, column),
            score=figure_cell(say, figure),
            max=say.plain(figure.max),
            rank=rank_cell(say, stand.ranks[self._code], stand.of),
            average=average_cell(say, stand.average, stand.of),
            against=say.change(apart),
            behind=apart is not None and apart < 0,
            best=say.score(highest),
            rate=self._rate(column),
            basis=say.basis_of(figure),
            why=self._at.why(self._code, column, self._evaluation.period),
        )

    def part(self, group: Group) -> Part:
        figure = self._card.figures[group.code]
        return Part(
            title=self._say.of(group.title),
            score=figure_cell(self._say, figure),
            max=self._say.plain(group.max),
            lines=[self.line(indicator.code) for indicator in group.indicators],
        )

    def claims(self) -> list[str]:
        """What is only claimed, a sentence a column."""
        found = ((column, self._card.claim(column)) for column in self._scorecard.maxima)
        return [self._claimed(column, claim) for column, claim in found if claim]

    def _claimed(self, column: str, claim: Claim) -> str:
        say = self._say
        rank = NOTHING if claim.rank is None else say.plain(claim.rank)
        return say(
            "claimed",
            column=say.column(self._scorecard, column),
            by=self._names.get(claim.claimed_by, claim.claimed_by),
            rank=rank if claim.ranked is None else f"{rank}/{say.plain(claim.ranked)}",
            average=say.score(claim.average),
            day=say.day(claim.as_of),
        )

    def drawing(self, name: str) -> Markup | None:
        """The groups as bars, if any has a score."""
        say, figures = self._say, self._card.figures
        if all(figures[group.code].score is None for group in self._scorecard.groups):
            return None
        rows = [
            Bar(
                title=say.of(group.title),
                label=f"{say.score(figures[group.code].score)} / {say.plain(group.max)}",
                own=_share(figures[group.code].score, group),
                average=_share(self._evaluation.columns[group.code].average.value, group),
                best=_share(best(self._evaluation, group.code, self._limits), group),
            )
            for group in self._scorecard.groups
        ]
        return bar_chart(say("groups_chart", agency=name), say("groups_chart_desc"), rows)

    def gains(self) -> tuple[list[Won], str]:
        say, limits = self._say, self._limits
        found = largest_chances(self._evaluation, self._code, limits)
        if len(found.unknown) == len(self._scorecard.groups):
            return [], say("gains_unknown", share=limits.known_share)
        won = [
            Won(
                title=say.column(self._scorecard, each.code),
                score=say.score(each.score),
                reached=say.score(each.reference),
                points=say.change(each.distance),
                why=self._at.why(self._code, each.code, self._evaluation.period),
            )
            for each in found.findings
        ]
        return won, say("gains_why" if won else "gains_none")

    def missing(self) -> list[Missing]:
        found = []
        for group in self._scorecard.groups:
            outcomes = [self._card.outcomes[indicator.code] for indicator in group.indicators]
            codes = dict.fromkeys(code for outcome in outcomes for code in outcome.missing)
            if codes:
                labels = [self._say.missing(self._scorecard, code) for code in codes]
                replaced = self._card.figures[group.code].source is Source.OFFICIAL
                reasons = dict.fromkeys(each for outcome in outcomes for each in outcome.not_derived)
                found.append(Missing(self._say.of(group.title), labels, replaced, self._say.not_derived(reasons)))
        return found

    def _rate(self, column: str) -> str:
        rate = rate_of(self._card, column)
        return NOTHING if rate is None else self._say.percent(rate)


def _share(score: Decimal | None, group: Group) -> Decimal | None:
    return None if score is None else min(score / group.max, Decimal(1))
