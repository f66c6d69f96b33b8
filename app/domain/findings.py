"""What an agency's result shows, by rule: groups below the average, low groups, falls, and where points can be won."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from app.domain.evaluation.columns import UNRANKED, Column, Method
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.evaluation.scores import Card, Source
from app.domain.scorecard.scorecard import Scorecard
from app.domain.scorecard.scoring import Rule


class FindingRule(StrEnum):
    BELOW_AVERAGE = "below_average"
    LOW = "low"
    FALL = "fall"
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class FindingLimits:
    """The limits of the rules; shares are in per cent.

    A group is low under ``low_share`` of its maximum and less than ``low_lead`` above the average. Listed are at most
    so many ``falls`` and ``chances``. A chance is measured against what ``best_share`` of the cohort reaches or
    exceeds. A rank, an average or a best of our own counting says something only of a column in which at least
    ``known_share`` of the cohort has a score.
    """

    low_share: Decimal = Decimal(65)
    low_lead: Decimal = Decimal(5)
    falls: int = 3
    chances: int = 5
    best_share: Decimal = Decimal(25)
    known_share: Decimal = Decimal(50)

    USED: ClassVar[Mapping[FindingRule, tuple[str, ...]]] = {
        FindingRule.BELOW_AVERAGE: ("known_share",),
        FindingRule.LOW: ("low_share", "low_lead", "known_share"),
        FindingRule.FALL: ("falls",),
        FindingRule.CHANCE: ("chances", "best_share", "known_share"),
    }

    def of(self, rule: FindingRule) -> dict[str, Decimal | int]:
        """The limits that a rule uses, by name."""
        return {name: getattr(self, name) for name in self.USED[rule]}

    def enough(self, known: int, of: int) -> bool:
        """Whether ``known`` of ``of`` agencies are enough to speak of the cohort."""
        return known * 100 >= of * self.known_share

    def comparable(self, column: Column) -> Column:
        """A column without the ranks and the average's value that we made of too few; what was published stands."""
        if self.enough(column.ranked, column.of):
            return column
        ranks = {code: rank if rank.source is Source.OFFICIAL else UNRANKED for code, rank in column.ranks.items()}
        average = column.average
        if average.method is not Method.PUBLISHED:
            average = replace(average, value=None)
        return replace(column, ranks=ranks, average=average)


@dataclass(frozen=True, slots=True)
class Finding:
    """One column that a rule names, with its score and what it is held against, in points.

    ``reference`` is the cohort's average; for a low group the share of its maximum that is asked for; for a fall the
    score of the period before; for a chance what the best reach. ``distance`` = reference - score, always positive.
    ``average``: where the rule looks at it.
    """

    rule: FindingRule
    code: str
    score: Decimal
    max: Decimal
    reference: Decimal
    limits: Mapping[str, Decimal | int]
    average: Decimal | None = None

    @property
    def distance(self) -> Decimal:
        return self.reference - self.score


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule found, and the groups of which it can say nothing, or not all: ``unknown``."""

    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found of one agency."""

    below: RuleResult
    low: RuleResult
    falls: RuleResult
    chances: RuleResult


def find(evaluation: Evaluation, code: str, changes: Mapping[str, ScoreChange], limits: FindingLimits) -> Findings:
    """All findings on the agency ``code`` of a cohort; ``changes``: its changes since the period before, by column.

    A group below the average is not named as low once more.
    """
    below, low = groups_below_average(evaluation, code, limits), groups_low(evaluation, code, limits)
    named = {finding.code for finding in below.findings}
    return Findings(
        below,
        RuleResult(tuple(finding for finding in low.findings if finding.code not in named), low.unknown),
        largest_falls(evaluation, code, changes, limits),
        largest_chances(evaluation, code, limits),
    )


def groups_below_average(evaluation: Evaluation, code: str, limits: FindingLimits) -> RuleResult:
    """The groups whose score is under the cohort's average, in the scorecard's order."""
    maxima, used = evaluation.scorecard.maxima, limits.of(FindingRule.BELOW_AVERAGE)
    judged, unknown = _judged(evaluation, code, limits)
    found = [
        Finding(FindingRule.BELOW_AVERAGE, group, score, maxima[group], average, used, average)
        for group, score, average in judged
        if score < average
    ]
    return RuleResult(tuple(found), unknown)


def groups_low(evaluation: Evaluation, code: str, limits: FindingLimits) -> RuleResult:
    """The groups under ``low_share`` of their maximum and less than ``low_lead`` above the average, in the scorecard's
    order; those below the average are among them."""
    used = limits.of(FindingRule.LOW)
    judged, unknown = _judged(evaluation, code, limits)
    found = []
    for group, score, average in judged:
        maximum = evaluation.scorecard.maxima[group]
        asked = maximum * limits.low_share / 100
        # Whoever is level with an average of 0 does not lead it by anything.
        leads = score > average and score * 100 >= average * (100 + limits.low_lead)
        if score < asked and not leads:
            found.append(Finding(FindingRule.LOW, group, score, maximum, asked, used, average))
    return RuleResult(tuple(found), unknown)


def largest_falls(
    evaluation: Evaluation, code: str, changes: Mapping[str, ScoreChange], limits: FindingLimits
) -> RuleResult:
    """Where the most points were lost since the period before, largest first.

    Looked at are the indicators of a group where the changes of all are known, else the group as a whole.
    """
    card, used = evaluation.cards[code], limits.of(FindingRule.FALL)
    known: dict[str, Finding] = {}
    for column, each in changes.items():
        figure = card.figures[column]
        if figure.score is not None and each.score is not None:
            before = figure.score - each.score
            known[column] = Finding(FindingRule.FALL, column, figure.score, figure.max, before, used)
    return _largest(evaluation.scorecard, known, _granted(card), limits.falls)


def largest_chances(evaluation: Evaluation, code: str, limits: FindingLimits) -> RuleResult:
    """Where the agency is furthest from what the best of its cohort reach, largest first.

    Looked at are the indicators of a group where all are known (or had no cases), else the group as a whole.
    """
    card, used = evaluation.cards[code], limits.of(FindingRule.CHANCE)
    known: dict[str, Finding] = {}
    for column, maximum in evaluation.scorecard.maxima.items():
        figures = [each.figures[column] for each in evaluation.cards.values()]
        scores = [figure.score for figure in figures if figure.score is not None]
        score = card.figures[column].score
        if score is not None and limits.enough(len(scores), len(figures)):
            best = reached_by(limits.best_share, scores)
            known[column] = Finding(FindingRule.CHANCE, column, score, maximum, best, used)
    return _largest(evaluation.scorecard, known, _granted(card) | _without_cases(card), limits.chances)


def reached_by(share: Decimal, scores: Sequence[Decimal]) -> Decimal:
    """What the best ``share`` per cent of some scores reach: with n of them in ascending order the one at the place
    ⌈(100 - share) % · n⌉, at least the first (nearest rank: no interpolation, always a score that somebody has)."""
    over, under = ((100 - share) * len(scores) / 100).as_integer_ratio()
    return sorted(scores)[max(-(-over // under), 1) - 1]


def _judged(
    evaluation: Evaluation, code: str, limits: FindingLimits
) -> tuple[list[tuple[str, Decimal, Decimal]], tuple[str, ...]]:
    """Each group of which both the score and the average are known, with them; and the other groups."""
    known, unknown = [], []
    for group in evaluation.scorecard.groups_by_code:
        score = evaluation.cards[code].figures[group].score
        average = limits.comparable(evaluation.columns[group]).average.value
        if score is None or average is None:
            unknown.append(group)
        else:
            known.append((group, score, average))
    return known, tuple(unknown)


def _granted(card: Card) -> set[str]:
    """Indicators whose marks were granted unmeasured: a full score that says nothing of the agency."""
    return {
        code
        for code, outcome in card.outcomes.items()
        if outcome.rule is Rule.GRANTED and card.figures[code].source is Source.COMPUTED
    }


def _without_cases(card: Card) -> set[str]:
    return {code for code, outcome in card.outcomes.items() if outcome.complete and outcome.score is None}


def _largest(scorecard: Scorecard, known: Mapping[str, Finding], silent: Container[str], count: int) -> RuleResult:
    """The findings with the largest positive distance, equal ones in the scorecard's order. No point counts twice:
    of a group its indicators if they tell it all, apart from the ``silent`` ones of which there is nothing to tell;
    else the group; and if that is not known either, what is known of its indicators."""
    columns: list[str] = []
    unknown: list[str] = []
    for group in scorecard.groups:
        inner = [indicator.code for indicator in group.indicators if indicator.code not in silent]
        told = all(code in known for code in inner)
        if group.code in known and not told:
            columns.append(group.code)
        else:
            columns += [code for code in inner if code in known]
        if group.code not in known and not told:
            unknown.append(group.code)
    lost = [known[code] for code in columns if known[code].distance > 0]
    return RuleResult(tuple(sorted(lost, key=lambda finding: -finding.distance)[:count]), tuple(unknown))
