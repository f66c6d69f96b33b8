"""The letter in which an agency's office tells its result: composed of an evaluated cohort, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from app.domain.agencies import Agency, Level
from app.domain.comparable import comparable
from app.domain.editions import Difference
from app.domain.errors import Refusal
from app.domain.evaluation.columns import UNRANKED, Method, Rank
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.evaluation.scores import Basis, Card, Source
from app.domain.findings import Findings, RuleResult, find
from app.domain.office import Office, Offices, RateDetail
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL, Title
from app.domain.scorecard.scoring import percent


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in per cent, as published or of our counts; ``None`` where neither is known."""

    value: Decimal | None
    source: Source | None


NO_RATE = Rate(None, None)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """The total or a group: its score, and where it stands among ``of`` agencies, of which ``known`` have one.

    Neither a rank nor an average is told that we made of too few of them. ``rate`` is that of the group's headline
    indicator, ``None`` for what has no rate: the total, and a group without one for which none was published.
    """

    code: str
    score: Decimal | None
    max: Decimal
    source: Source | None
    rank: Rank
    average: Decimal | None
    average_method: Method | None
    averaged: int | None
    known: int
    of: int
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator told beside its group: its rate and, where the office wants it (``counted``), its number
    of dossiers. ``title``: the office's own."""

    code: str
    group: str
    rate: Rate
    counted: bool
    dossiers: int | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """The edition that a letter's edition corrects, why, and what it says otherwise of the agency."""

    edition: int
    digest: str
    published_at: datetime
    reason: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which edition a letter tells of: ``address`` is the page that says whether it still stands; ``as_of``: the date
    of its newest figure; ``withdrawn_at``: since when it no longer stands, if it was withdrawn."""

    edition: int
    digest: str
    as_of: datetime | None
    address: str
    corrects: Correction | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NextRank:
    """What the next better rank would take, in words; empty where that is not known, where nothing that can still be
    done leads there (``beyond_reach``), or where no rank is better."""

    text: str = ""
    beyond_reach: bool = False


@dataclass(frozen=True)
class Letter:
    """All that a letter says. ``day``: its date, ``None`` where it is left to be written in by hand.

    ``draft``: nobody who may speak for the agency asked for it. ``mark``: ``None`` for figures of no edition.
    ``next_rank``: ``None`` where the office does not want it told.
    """

    agency: Agency
    period: Period
    level: Level
    basis: Basis
    scorecard: str
    title: Title
    law: str
    titles: Mapping[str, Title]
    total: LetterLine
    groups: tuple[LetterLine, ...]
    details: tuple[Told, ...]
    findings: Findings
    office: Office
    day: date | None
    mark: Mark | None = None
    draft: bool = False
    next_rank: NextRank | None = None

    @property
    def on(self) -> date:
        """The day whose names and offices count: the letter's, or without one the period's last."""
        return self.day or self.period.last_day


def write(
    evaluation: Evaluation,
    code: str,
    changes: Mapping[str, ScoreChange],
    offices: Offices,
    number: str | None = None,
    day: date | None = None,
) -> Letter:
    """``compose`` by the office in force on the letter's ``day``, or without one on the period's last day.

    ``number`` goes before the office's own. Refuses ``agency_not_in_cohort``.
    """
    return compose(evaluation, code, changes, office_for(offices, code, evaluation.period, number, day), day)


def office_for(offices: Offices, code: str, period: Period, number: str | None, day: date | None) -> Office:
    """The office in force on a letter's ``day``, or without one on the period's last; ``number`` goes before its
    own."""
    office = offices.of(code, day or period.last_day)
    return office if number is None else replace(office, number=number)


def compose(
    evaluation: Evaluation, code: str, changes: Mapping[str, ScoreChange], office: Office, day: date | None
) -> Letter:
    """The letter on the agency ``code``; ``changes``: its changes since the period before, by column.

    Refuses ``agency_not_in_cohort``.
    """
    evaluation = comparable(evaluation, office.limits)
    card = evaluation.cards.get(code)
    if card is None:
        raise Refusal("agency_not_in_cohort", value=code, cohort=evaluation.cohort, period=evaluation.period)
    scorecard = evaluation.scorecard
    ordered = dict.fromkeys((*(entry.code for entry in office.group_entries), *scorecard.groups_by_code))
    return Letter(
        agency=card.agency,
        period=evaluation.period,
        level=evaluation.cohort.level,
        basis=evaluation.basis,
        scorecard=scorecard.id,
        title=scorecard.title,
        law=scorecard.law,
        titles=scorecard.titles,
        total=_line(evaluation, card, TOTAL),
        groups=tuple(_line(evaluation, card, group) for group in ordered if group in scorecard.groups_by_code),
        details=tuple(_told(evaluation, card, each) for each in office.details if each.code in card.outcomes),
        findings=find(evaluation, code, changes, office.limits),
        office=office,
        day=day,
    )


def without_result(agency: Agency, evaluation: Evaluation, office: Office, day: date | None) -> Letter:
    """A letter of an agency on whose own result nothing was published: ``evaluation`` is of agencies below it."""
    scorecard, nothing = evaluation.scorecard, RuleResult((), ())
    return Letter(
        agency=agency,
        period=evaluation.period,
        level=agency.level,
        basis=evaluation.basis,
        scorecard=scorecard.id,
        title=scorecard.title,
        law=scorecard.law,
        titles=scorecard.titles,
        total=LetterLine(TOTAL, None, scorecard.max, None, UNRANKED, None, None, None, 0, 0, None),
        groups=(),
        details=(),
        findings=Findings(nothing, nothing, nothing, nothing),
        office=office,
        day=day,
    )


def _line(evaluation: Evaluation, card: Card, code: str) -> LetterLine:
    figure, column = card.figures[code], evaluation.columns[code]
    group = evaluation.scorecard.groups_by_code.get(code)
    headline = group.headline if group else None
    rate = _rate(evaluation, card, code, headline)
    return LetterLine(
        code=code,
        score=figure.score,
        max=figure.max,
        source=figure.source,
        rank=column.ranks[card.agency.code],
        average=column.average.value,
        average_method=column.average.method,
        averaged=column.average.averaged,
        known=column.ranked,
        of=column.of,
        rate=rate if headline or rate.value is not None else None,
    )


def _told(evaluation: Evaluation, card: Card, detail: RateDetail) -> Told:
    outcome = card.outcomes[detail.code]
    counts = [outcome.counts.get(measure) for measure in outcome.indicator.numerator]
    cases = [count.value for count in counts if count is not None]
    return Told(
        code=detail.code,
        group=next(group.code for group in evaluation.scorecard.groups if outcome.indicator in group.indicators),
        rate=_rate(evaluation, card, detail.code, detail.code),
        counted=detail.dossiers,
        dossiers=sum(cases) if len(cases) == len(counts) else None,
        title=detail.title,
    )


def _rate(evaluation: Evaluation, card: Card, code: str, indicator: str | None) -> Rate:
    """The published rate of a column, or of the ``indicator`` that it is told by, if there is one and the basis allows;
    else that of our counts of the indicator."""
    if evaluation.basis is not Basis.COMPUTED:
        for column in dict.fromkeys((code, indicator or code)):
            official = card.figures[column].official
            if official is not None and official.rate is not None:
                return Rate(official.rate, Source.OFFICIAL)
    outcome = card.outcomes[indicator] if indicator else None
    if outcome and outcome.numerator is not None and outcome.denominator and evaluation.basis is not Basis.OFFICIAL:
        return Rate(percent(outcome.numerator, outcome.denominator), Source.COMPUTED)
    return NO_RATE
