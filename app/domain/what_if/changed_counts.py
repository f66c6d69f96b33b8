"""What if counts were others: the cohort evaluated once more by the one arithmetic, beside what it is.

A count moves where it was reported: one that was derived from months, or from agencies below, moves in one of them, so
that everything stays reported, derived or published as it was. To a published score of an agency, which its counts do
not give, comes what those indicators win or lose whose counts are known: groups are sums of rounded parts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce

from app.domain.evaluation.evaluation import Evaluation, Known, evaluate
from app.domain.evaluation.published_results import GivenResults
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.scores import Official, Source
from app.domain.scorecard.scoring import Count, Outcome, Rule, as_points, as_score
from app.domain.what_if.changes import NewCounts, counts_of

_UNDATED = datetime.min.replace(tzinfo=UTC)


def with_counts(evaluation: Evaluation, new: NewCounts) -> Evaluation:
    """The evaluation as it would be if agencies of its cohort had other counts, by agency and measure."""
    known = reduce(_moved, _moves(evaluation, new), evaluation.known)
    counted = _evaluated(evaluation, known)
    officials = {code: GivenResults(_increments(evaluation, counted, code)) for code in new}
    if not any(officials.values()):
        return counted
    merged = {code: GivenResults({**known.officials.get(code, {}), **each}) for code, each in officials.items()}
    return _evaluated(evaluation, replace(known, officials={**known.officials, **merged}))


def _evaluated(evaluation: Evaluation, known: Known) -> Evaluation:
    agencies = [card.agency for card in evaluation.cards.values()]
    return evaluate(evaluation.period, evaluation.cohort, evaluation.basis, evaluation.scorecard, agencies, known)


@dataclass(frozen=True, slots=True)
class _Move:
    """A reported count with another value."""

    measure: str
    count: Count


def _moves(evaluation: Evaluation, new: NewCounts) -> Iterator[_Move]:
    for code, values in new.items():
        before = counts_of(evaluation, code)
        for measure, value in values.items():
            if measure in before:
                yield from _spread(measure, before[measure], value)
            else:
                as_of = evaluation.as_of or _UNDATED
                yield _Move(measure, Count(value, 0, as_of, code, evaluation.period))


def _spread(measure: str, count: Count, value: int) -> Iterator[_Move]:
    """The first of the counts that one is made of moves, and only as far as it can go down the next ones too."""
    rest = value - count.value
    for each in _reported(count):
        to = max(each.value + rest, 0)
        rest -= to - each.value
        yield _Move(measure, replace(each, value=to))


def _reported(count: Count) -> Iterator[Count]:
    if count.derived is None:
        yield count
    else:
        for part in count.derived.parts:
            yield from _reported(part)


def _moved(known: Known, move: _Move) -> Known:
    count, months = move.count, known.parts.months
    if count.period in months:
        other = {**months, count.period: _with(months[count.period], move)}
        return replace(known, parts=replace(known.parts, months=other))
    return replace(known, counts=_with(known.counts, move))


def _with(counts: Mapping[str, Reports], move: _Move) -> Mapping[str, Reports]:
    count, submission = move.count, move.count.submission or 0
    values, submissions = {move.measure: count.value}, {move.measure: submission}
    new = Reports.of(count.agency, count.period, values, submissions, {submission: count.as_of})
    before = counts.get(count.agency)
    return {**counts, count.agency: new if before is None else before | new}


def _increments(before: Evaluation, counted: Evaluation, code: str) -> dict[str, Official]:
    """The published scores that count for an agency, with what its indicators win or lose under them."""
    old, new = before.cards[code], counted.cards[code]
    gains = {each: _gain(old.outcomes[each], new.outcomes[each]) for each in before.scorecard.indicators}
    found = {}
    for column, indicators in before.scorecard.indicators_of.items():
        gain, official = sum(gains[each.code] for each in indicators), new.official(column)
        if gain and new.source(column) is Source.OFFICIAL and official and official.score is not None:
            most = as_points(before.scorecard.maxima[column])
            score = min(max(as_points(official.score) + gain, 0), most)
            found[column] = replace(official, score=as_score(score))
    return found


def _gain(old: Outcome, new: Outcome) -> int:
    if Rule.MISSING in (old.rule, new.rule):
        return 0
    return (as_points(new.score) if new.score else 0) - (as_points(old.score) if old.score else 0)
