"""Does our count give the score that was published? Figure by figure, with a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.agencies import Agency
from app.domain.cards import Card, Figure, Official
from app.domain.scorecard import TOTAL, Group, Scorecard
from app.domain.scoring import ZERO, Rule, sum_scores


class Verdict(StrEnum):
    """In the order in which they want attention.

    ``stale``: what was published of a group is not the sum of what was published of its indicators, or a total
    differs by just such groups; on the national portal groups can be hours older than what stands under them.
    ``counts_disagree``: different, and the counts it rests on differ between groups that count the same cases.
    """

    DIFFERENT = "different"
    COUNTS_DISAGREE = "counts_disagree"
    STALE = "stale"
    COUNT_MISSING = "count_missing"
    EQUAL = "equal"


WANT_ATTENTION = (Verdict.DIFFERENT, Verdict.COUNTS_DISAGREE, Verdict.STALE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One published score beside ours. ``details``: what its published details add up to, where that is known."""

    agency: Agency
    figure: Figure
    official: Official
    score: Decimal
    verdict: Verdict
    details: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """Ours less the published one, in points."""
        return None if self.figure.score is None else self.figure.score - self.score


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The findings of one agency; ``disagreeing``: its counts of the same cases that are not the same."""

    findings: tuple[Finding, ...]
    disagreeing: Mapping[str, int]


def reconcile(scorecard: Scorecard, card: Card, bases: Mapping[str, str]) -> Reconciled:
    """Hold a card of computed figures against what was published of the same agency.

    ``bases``: by measure, the cases that it counts all of; measures with the same base should have the same count.
    """
    disagreeing = _disagreeing(card, bases)
    found: dict[str, Finding] = {}
    for group in scorecard.groups:
        for indicator in group.indicators:
            disagrees = any(measure in disagreeing for measure in indicator.measures)
            _judge(found, card, indicator.code, None, disagrees=disagrees)
        disagrees = any(
            found[each.code].verdict is Verdict.COUNTS_DISAGREE for each in group.indicators if each.code in found
        )
        _judge(found, card, group.code, _details(card, group), disagrees=disagrees)
    _judge(found, card, TOTAL, None, disagrees=False)
    if (total := found.get(TOTAL)) and total.verdict is Verdict.DIFFERENT:
        found[TOTAL] = _total(total, [found[group.code] for group in scorecard.groups if group.code in found])
    return Reconciled(tuple(found.values()), disagreeing)


def _judge(found: dict[str, Finding], card: Card, code: str, details: Decimal | None, *, disagrees: bool) -> None:
    figure = card.figures[code]
    official = figure.official
    if official is None or official.score is None:
        return
    if figure.score == official.score:
        verdict = Verdict.EQUAL
    elif details is not None and details != official.score:
        verdict = Verdict.STALE
    elif figure.score is None:
        verdict = Verdict.COUNT_MISSING
    else:
        verdict = Verdict.COUNTS_DISAGREE if disagrees else Verdict.DIFFERENT
    found[code] = Finding(card.agency, figure, official, official.score, verdict, details)


def _total(total: Finding, groups: Iterable[Finding]) -> Finding:
    """A total that differs by just what its stale groups differ is stale itself."""
    stale = [group.difference for group in groups if group.verdict is Verdict.STALE]
    if sum_scores([each for each in stale if each is not None]) == total.difference:
        return replace(total, verdict=Verdict.STALE)
    return total


def _details(card: Card, group: Group) -> Decimal | None:
    """The sum of a group's published indicators; if not all are known, the score published beside its details."""
    scores: list[Decimal] = []
    for indicator in group.indicators:
        official = card.figures[indicator.code].official
        if official and official.score is not None:
            scores.append(official.score)
        elif card.outcomes[indicator.code].rule is Rule.NO_CASES and card.outcomes[indicator.code].score is None:
            scores.append(ZERO)  # there is no score to publish
        else:
            published = card.figures[group.code].official
            return published.detail_score if published else None
    return sum_scores(scores)


def _disagreeing(card: Card, bases: Mapping[str, str]) -> dict[str, int]:
    by_base: dict[str, dict[str, int]] = {}
    for outcome in card.outcomes.values():
        for measure, count in outcome.counts.items():
            if measure in bases:
                by_base.setdefault(bases[measure], {})[measure] = count.value
    return {
        measure: value
        for counts in by_base.values()
        if len(set(counts.values())) > 1
        for measure, value in counts.items()
    }
