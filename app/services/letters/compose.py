"""The letter in which an agency's office tells its result: composed of an evaluated cohort, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.domain.agencies import Agency, Level
from app.domain.comparable import comparable
from app.domain.errors import Refusal
from app.domain.evaluation.columns import Method, Rank
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.evaluation.scores import Basis, Card, Source
from app.domain.findings import Findings, find
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

    Neither a rank nor an average is told that we made of too few of them. ``rate`` is ``None`` for what has no rate
    of its own: the total, and a group of several indicators for which none was published.
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
    of dossiers."""

    code: str
    group: str
    rate: Rate
    counted: bool
    dossiers: int | None


@dataclass(frozen=True)
class Letter:
    """All that a letter says. ``day``: its date, ``None`` where it is left to be written in by hand."""

    agency: Agency
    period: Period
    level: Level
    basis: Basis
    scorecard: str
    title: Title
    titles: Mapping[str, Title]
    legal_grounds: tuple[str, ...]
    total: LetterLine
    groups: tuple[LetterLine, ...]
    details: tuple[Told, ...]
    findings: Findings
    office: Office
    day: date | None


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
    office = offices.of(code, day or evaluation.period.last_day)
    return compose(evaluation, code, changes, office if number is None else replace(office, number=number), day)


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
    ordered = dict.fromkeys((*office.groups, *scorecard.groups_by_code))
    return Letter(
        agency=card.agency,
        period=evaluation.period,
        level=evaluation.cohort.level,
        basis=evaluation.basis,
        scorecard=scorecard.id,
        title=scorecard.title,
        titles=scorecard.titles,
        legal_grounds=(scorecard.law, *office.legal_grounds),
        total=_line(evaluation, card, TOTAL),
        groups=tuple(_line(evaluation, card, group) for group in ordered if group in scorecard.groups_by_code),
        details=tuple(_told(evaluation, card, each) for each in office.details if each.code in card.outcomes),
        findings=find(evaluation, code, changes, office.limits),
        office=office,
        day=day,
    )


def _line(evaluation: Evaluation, card: Card, code: str) -> LetterLine:
    figure, column = card.figures[code], evaluation.columns[code]
    group = evaluation.scorecard.groups_by_code.get(code)
    only = group.indicators[0].code if group and len(group.indicators) == 1 else None
    rate = _rate(evaluation, card, code, only)
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
        rate=rate if only or rate.value is not None else None,
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
    )


def _rate(evaluation: Evaluation, card: Card, code: str, indicator: str | None) -> Rate:
    """The published rate of a column if there is one and the basis allows, else that of our counts of an indicator."""
    official = card.figures[code].official
    if official is not None and official.rate is not None and evaluation.basis is not Basis.COMPUTED:
        return Rate(official.rate, Source.OFFICIAL)
    outcome = card.outcomes[indicator] if indicator else None
    if outcome and outcome.numerator is not None and outcome.denominator and evaluation.basis is not Basis.OFFICIAL:
        return Rate(percent(outcome.numerator, outcome.denominator), Source.COMPUTED)
    return NO_RATE
