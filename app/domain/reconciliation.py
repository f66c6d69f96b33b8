"""Does our count give the score that was published? Figure by figure, with a verdict."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.agencies import Agency
from app.domain.evaluation.scores import Card, Claim, Figure, Official
from app.domain.scorecard.scorecard import TOTAL, Group, Indicator, Scorecard
from app.domain.scorecard.scoring import ZERO, Count, Rule, score_indicator, sum_scores


class Verdict(StrEnum):
    """In the order in which they want attention.

    ``stale``: what was published of a group is not the sum of what was published of its indicators at the same time,
    which is what our counts give; on the national portal groups can be hours older than what stands under them.
    ``counts_disagree``: different, and equal with the count that another group has of the same cases.
    A total is either if it differs by just what its groups with these verdicts differ.
    """

    DIFFERENT = "different"
    COUNTS_DISAGREE = "counts_disagree"
    STALE = "stale"
    COUNT_MISSING = "count_missing"
    EQUAL = "equal"


WANT_ATTENTION = (Verdict.DIFFERENT, Verdict.COUNTS_DISAGREE, Verdict.STALE)


@dataclass(frozen=True, slots=True)
class ReconciledScore:
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


class ClaimVerdict(StrEnum):
    """``contradicted``: somebody who covers the cohort published another figure. ``unconfirmed``: nobody who does has
    published one."""

    CONTRADICTED = "contradicted"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class ReconciledClaim:
    """A claim that is not confirmed. ``published``: what those who cover the cohort say otherwise, by field."""

    agency: Agency
    code: str
    claim: Claim
    published: Mapping[str, int | Decimal]

    @property
    def verdict(self) -> ClaimVerdict:
        return ClaimVerdict.CONTRADICTED if self.published else ClaimVerdict.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The findings of one agency; ``disagreeing``: its counts of the same cases that are not the same; ``claims``:
    those that nobody has confirmed."""

    findings: tuple[ReconciledScore, ...]
    disagreeing: Mapping[str, int]
    claims: tuple[ReconciledClaim, ...] = ()


def reconcile(scorecard: Scorecard, card: Card, bases: Mapping[str, str]) -> Reconciled:
    """Hold a card of computed figures against what was published of the same agency.

    ``bases``: by measure, the cases that it counts all of; measures with the same base should have the same count.
    """
    disagreeing = _disagreeing(card, bases)
    found: dict[str, ReconciledScore] = {}
    for group in scorecard.groups:
        for indicator in group.indicators:
            _judge(found, card, indicator.code, None, _alternatives([indicator], card, disagreeing))
        _judge(found, card, group.code, _details(card, group), _alternatives(group.indicators, card, disagreeing))
    _judge(found, card, TOTAL, None, [])
    if (total := found.get(TOTAL)) and total.verdict is Verdict.DIFFERENT:
        found[TOTAL] = _total(total, [found[group.code] for group in scorecard.groups if group.code in found])
    same_cases = {measure: count for counts in disagreeing for measure, count in counts.items()}
    return Reconciled(tuple(found.values()), same_cases, tuple(_open_claims(scorecard, card)))


def _open_claims(scorecard: Scorecard, card: Card) -> Iterator[ReconciledClaim]:
    """The claims of which any figure is not what somebody who covers the cohort published."""
    for code in scorecard.maxima:
        if claim := card.claim(code):
            official = card.official(code)
            published = {name: getattr(official, name) for name in claim.told}
            if published != claim.told:
                told = {name: each for name, each in published.items() if each not in (None, claim.told[name])}
                yield ReconciledClaim(card.agency, code, claim, told)


def _judge(
    found: dict[str, ReconciledScore],
    card: Card,
    code: str,
    details: Decimal | None,
    alternatives: Sequence[Decimal],
) -> None:
    figure = card.figures[code]
    official = figure.official
    if official is None or official.score is None:
        return
    if figure.score == official.score:
        verdict = Verdict.EQUAL
    elif details is not None and details != official.score and figure.score in (None, details):
        verdict = Verdict.STALE
    elif figure.score is None:
        verdict = Verdict.COUNT_MISSING
    else:
        verdict = Verdict.COUNTS_DISAGREE if official.score in alternatives else Verdict.DIFFERENT
    found[code] = ReconciledScore(card.agency, figure, official, official.score, verdict, details)


def _total(total: ReconciledScore, groups: Iterable[ReconciledScore]) -> ReconciledScore:
    """The total with the verdict of the groups that it differs by, if it does."""
    explained = [each for each in groups if each.verdict in (Verdict.STALE, Verdict.COUNTS_DISAGREE)]
    differences = [each.difference for each in explained if each.difference is not None]
    if sum_scores(differences) != total.difference:
        return total
    stale = any(each.verdict is Verdict.STALE for each in explained)
    return replace(total, verdict=Verdict.STALE if stale else Verdict.COUNTS_DISAGREE)


def _details(card: Card, group: Group) -> Decimal | None:
    """The sum of a group's published indicators; if not all are known, the score published beside its details.

    That, too, where the indicators are older than the group: then they are not what stood under it.
    """
    published = card.figures[group.code].official
    scores: list[Decimal] = []
    for indicator in group.indicators:
        official = card.figures[indicator.code].official
        if official and official.score is not None:
            if published and official.as_of < published.as_of:
                return published.detail_score
            scores.append(official.score)
        elif card.outcomes[indicator.code].rule is Rule.NO_CASES and card.outcomes[indicator.code].score is None:
            scores.append(ZERO)  # there is no score to publish
        else:
            return published.detail_score if published else None
    return sum_scores(scores)


def _alternatives(
    indicators: Sequence[Indicator], card: Card, disagreeing: Sequence[Mapping[str, int]]
) -> list[Decimal]:
    """What the indicators would give together with the count that each other group has of the same cases."""
    found = []
    for counts in disagreeing:
        for value in set(counts.values()):
            outcomes = [
                score_indicator(one, _with(card.outcomes[one.code].counts, counts, value)) for one in indicators
            ]
            found.append(sum_scores([outcome.score for outcome in outcomes if outcome.score is not None]))
    return found


def _with(counts: Mapping[str, Count], same_cases: Mapping[str, int], value: int) -> dict[str, Count]:
    return {code: replace(count, value=value) if code in same_cases else count for code, count in counts.items()}


def _disagreeing(card: Card, bases: Mapping[str, str]) -> list[dict[str, int]]:
    """The counts of the same cases, by measure, where they are not the same."""
    by_base: dict[str, dict[str, int]] = {}
    for outcome in card.outcomes.values():
        for measure, count in outcome.counts.items():
            if measure in bases:
                by_base.setdefault(bases[measure], {})[measure] = count.value
    return [counts for counts in by_base.values() if len(set(counts.values())) > 1]
