"""Why a score is what it is, told in plain words: the computation of ``domain/trace.py`` for people."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.evaluation.scores import Figure, Source
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import Count, Outcome, Rule, percent
from app.domain.scorecard.trace import tie_of
from app.services.editions.announcements import Announcement
from app.services.evaluation.evaluate import check_column
from app.services.evaluation.ranking_context import ReasonAround
from app.web.addresses import Addresses
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.announced import Announced, announced
from app.web.pages.cells import Cell, figure_cell
from app.web.pages.sources import SourceLine, source_of_counts, source_of_figure


@dataclass(frozen=True, slots=True)
class CountLine:
    label: str
    value: str
    as_of: str
    origin: str


@dataclass(frozen=True, slots=True)
class Summand:
    title: str
    score: Cell
    max: str
    basis: str
    why: str


@dataclass(frozen=True, slots=True)
class Ground:
    """``vietnamese``: the text is so in both languages."""

    name: str
    text: str
    vietnamese: bool = False


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """``steps`` lead from the counts to the score; ``summands`` are what a sum is made of."""

    question: str
    column: str
    agency: str
    period: str
    back: str
    answer: str
    counts: list[CountLine]
    steps: list[str]
    summands: list[Summand]
    summand_kind: str
    total: str
    adds_up: bool
    grounds: list[Ground]
    announced: Announced
    source: SourceLine
    counts_source: SourceLine | None
    method: str
    is_indicator: bool


def reason_page(around: ReasonAround, column: str, found: Announcement, say: Localizer, at: Addresses) -> ReasonPage:
    """The reason for one figure of an agency's card; refuses ``unknown_column``."""
    agency, evaluation = around.agency, around.evaluation
    check_column(evaluation.scorecard, column)
    teller = _Teller(around, say, at)
    figure = evaluation.cards[agency.code].figures[column]
    outcome = evaluation.cards[agency.code].outcomes.get(column)
    stands = figure.source is not Source.OFFICIAL
    return ReasonPage(
        question=say("why_score", score=say.score(figure.score)) if figure.score is not None else say("why_none"),
        column=say.column(evaluation.scorecard, column),
        agency=agency.name,
        period=say.period(evaluation.period),
        back=at.agency(agency.code, evaluation.period),
        answer=teller.answer(column, figure, outcome),
        counts=teller.counts(outcome) if outcome else [],
        steps=list(teller.steps(outcome)) if outcome and stands else [],
        summands=teller.summands(column),
        summand_kind=say("group" if column == TOTAL else "indicator"),
        total=say.score(figure.score),
        adds_up=stands and figure.score is not None,
        grounds=teller.grounds(column),
        announced=announced(found, lambda other: other.why(agency.code, column, evaluation.period), say, at),
        source=source_of_figure(evaluation, agency.code, column, found, say),
        counts_source=source_of_counts(outcome, found, say) if outcome else None,
        method=at.method(evaluation.scorecard.id, "" if column == TOTAL else column),
        is_indicator=column in evaluation.scorecard.indicators,
    )


class _Teller:
    """Tells of one agency's card."""

    def __init__(self, around: ReasonAround, say: Localizer, at: Addresses) -> None:
        evaluation, code = around.evaluation, around.agency.code
        self._evaluation, self._code, self._names, self._say, self._at = evaluation, code, around.names, say, at
        self._card, self._scorecard = evaluation.cards[code], evaluation.scorecard

    def answer(self, column: str, figure: Figure, outcome: Outcome | None) -> str:
        """The reason in one sentence."""
        say, values = self._say, {"score": self._say.score(figure.score), "max": self._say.plain(figure.max)}
        if figure.source is Source.OFFICIAL:
            kind = "total" if column == TOTAL else "score"
            return say(f"reason_official_{kind}", day=say.day(figure.as_of), **values)
        if figure.missing:
            missing = "; ".join(say.missing(self._scorecard, each) for each in figure.missing)
            return " ".join([say("reason_missing", missing=missing), *say.not_derived(figure.not_derived)])
        if outcome is None:
            return say("reason_total" if column == TOTAL else "reason_group", **values)
        no_score = outcome.rule is Rule.NO_CASES and outcome.score is None
        return say("reason_no_score" if no_score else f"reason_{outcome.rule}", **values)

    def counts(self, outcome: Outcome) -> list[CountLine]:
        """The counts of an indicator, with their dates and where they come from."""
        say = self._say
        lines = []
        for code in dict.fromkeys(outcome.indicator.measures):
            count = outcome.counts.get(code)
            value = say.plain(count.value) if count else say("missing_count")
            day = say.moment(count.as_of) if count else NOTHING
            lines.append(
                CountLine(say.missing(self._scorecard, code), value, day, self._origin(count) if count else "")
            )
        return lines

    def steps(self, outcome: Outcome) -> Iterator[str]:
        """From the counts to the score, a sentence each."""
        say, indicator = self._say, outcome.indicator
        if outcome.numerator is None or outcome.denominator is None:
            return
        yield say("step_numerator", sum=self._sum(indicator.numerator, outcome))
        yield say("step_denominator", sum=self._sum(indicator.denominator, outcome))
        if outcome.ratio is None or outcome.uncapped is None:
            yield say(f"step_no_cases_{indicator.no_cases}", max=say.plain(indicator.max))
            return
        share = percent(outcome.numerator, outcome.denominator)
        over, under = say.plain(outcome.numerator), say.plain(outcome.denominator)
        yield say("step_ratio", numerator=over, denominator=under, share=say.percent(share))
        yield say("step_threshold", share=say.percent(indicator.full_at * 100), max=say.plain(indicator.max))
        values = {"share": say.percent(share), "max": say.plain(indicator.max), "uncapped": say.score(outcome.uncapped)}
        full, rule = "" if indicator.full_at == 1 else "_full", indicator.rounding
        origin = say(
            "from_percent" if rule.percent else "from_ratio", rounding=say.rounding(rule.percent or rule.ratio)
        )
        values |= {"score": say.rounding(rule.score), "origin": origin}
        yield say(f"step_score{full}", full=say.percent(indicator.full_at * 100), **values)
        if tie := tie_of(outcome):
            yield say(f"step_double_{tie.side}", product=say.plain(tie.product), score=say.score(outcome.uncapped))
        if outcome.score != outcome.uncapped:
            yield say("step_cap", score=say.score(outcome.score), max=say.plain(indicator.max))

    def summands(self, column: str) -> list[Summand]:
        """The groups of the total, the indicators of a group."""
        if column == TOTAL:
            codes = list(self._scorecard.groups_by_code)
        else:
            group = self._scorecard.groups_by_code.get(column)
            codes = [indicator.code for indicator in group.indicators] if group else []
        return [self._summand(code) for code in codes]

    def grounds(self, column: str) -> list[Ground]:
        """The law, the sheet, the scorecard, and how well the rule is borne out."""
        say, scorecard = self._say, self._scorecard
        indicator = scorecard.indicators.get(column)
        holder = indicator or scorecard.groups_by_code.get(column) or scorecard
        grounds = [Ground(say("ground_law"), holder.law, vietnamese=True)]
        if indicator:
            grounds.append(Ground(say("ground_sheet"), indicator.sheet or say("ground_sheet_none")))
            grounds.append(Ground(say("ground_evidence"), say(f"evidence_{indicator.evidence.status}")))
        return [*grounds, Ground(say("ground_scorecard"), scorecard.id)]

    def _summand(self, code: str) -> Summand:
        say, figure = self._say, self._card.figures[code]
        return Summand(
            title=say.column(self._scorecard, code),
            score=figure_cell(say, figure),
            max=say.plain(figure.max),
            basis=say.basis_of(figure),
            why=self._at.why(self._code, code, self._evaluation.period),
        )

    def _sum(self, measures: tuple[str, ...], outcome: Outcome) -> str:
        say = self._say
        return " + ".join(
            f"{say.missing(self._scorecard, code)} ({say.plain(outcome.counts[code].value)})" for code in measures
        )

    def _origin(self, count: Count) -> str:
        """Where a count comes from: reported by the agency or by the one whose counts it shares, or derived."""
        say, derived = self._say, count.derived
        if derived is None:
            agency = self._names.get(count.agency, count.agency)
            return say("origin_reported", agency=agency, period=say.period(count.period))
        first, last = derived.parts[0].period, derived.parts[-1].period
        return say(f"origin_{derived.method}", parts=len(derived.parts), first=say.period(first), last=say.period(last))
