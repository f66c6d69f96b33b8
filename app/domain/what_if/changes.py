"""Changed counts as somebody asks for them: checked like a submission, each fault at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import NOWHERE, Faults, Location, Refusal, spot
from app.domain.evaluation.evaluation import Evaluation
from app.domain.measures import MAX_COUNT
from app.domain.scorecard.scoring import Count

MAX_CHANGES = 1_000
NewCounts = Mapping[str, Mapping[str, int]]  # by agency and measure


@dataclass(frozen=True, slots=True)
class Change:
    """A count of an agency, changed ``by`` so many, or ``to`` a number: one of the two. ``where`` it is asked for."""

    agency: str
    measure: str
    by: int | None = None
    to: int | None = None
    where: Location = NOWHERE


def counts_of(evaluation: Evaluation, code: str) -> dict[str, Count]:
    """The counts by measure that an agency's scores rest on, reported, derived or inherited, and the other reported
    ones."""
    outcomes = evaluation.cards[code].outcomes.values()
    found = {measure: count for outcome in outcomes for measure, count in outcome.counts.items()}
    return found | dict(evaluation.known.counts.get(code, {}))


def check_number(changes: int) -> None:
    """Refuse a scenario of so many changes: ``no_changes`` or ``too_many_changes``."""
    if not changes:
        raise Refusal("no_changes")
    if changes > MAX_CHANGES:
        raise Refusal("too_many_changes", count=changes, limit=MAX_CHANGES)


def check_changes(
    evaluation: Evaluation, changes: Sequence[Change], absent: Mapping[str, Refusal], faults: Faults
) -> NewCounts:
    """The counts that changes give, by agency and measure; every fault is added to ``faults``.

    ``absent``: why an agency that changes name is not in the cohort, by its code.
    """
    checker = _Checker(evaluation, faults)
    for change in changes:
        if change.agency in absent:
            faults.take(absent[change.agency], change.where)
        else:
            checker.enter(change)
    checker.check_ratios()
    return checker.new


class _Checker:
    def __init__(self, evaluation: Evaluation, faults: Faults) -> None:
        self._evaluation, self._faults = evaluation, faults
        self._measures = {each for fraction in evaluation.scorecard.fractions for each in fraction.measures}
        self._first: dict[tuple[str, str], Location] = {}
        self._before: dict[str, dict[str, Count]] = {}
        self.new: dict[str, dict[str, int]] = {}

    def enter(self, change: Change) -> None:
        """Take a change in, or its fault."""
        if change.measure not in self._measures:
            self._faults.add("unknown_measure", change.where, value=change.measure, hint_vi="", hint_en="")
        elif first := self._first.get((change.agency, change.measure)):
            self._faults.add(
                "figure_repeated",
                change.where,
                agency=change.agency,
                period=self._evaluation.period,
                code=change.measure,
                first=spot(first),
            )
        else:
            self._first[change.agency, change.measure] = change.where
            try:
                value = self._value(change)
            except Refusal as refusal:
                self._faults.take(refusal, change.where)
            else:
                self.new.setdefault(change.agency, {})[change.measure] = value

    def _value(self, change: Change) -> int:
        count = self._counts(change.agency).get(change.measure)
        if (change.by is None) == (change.to is None):
            raise _refusal("by_or_to", change)
        if count and count.agency != change.agency:
            raise _refusal("count_inherited", change, root=count.agency)
        if change.to is not None:
            value = change.to
        elif count is None:
            raise _refusal("count_unknown", change)
        else:
            value = count.value + (change.by or 0)
        if not 0 <= value <= MAX_COUNT:
            before = count.value if count else None
            raise _refusal("count_impossible", change, before=before, value=value, limit=MAX_COUNT)
        return value

    def _counts(self, code: str) -> dict[str, Count]:
        if code not in self._before:
            self._before[code] = counts_of(self._evaluation, code)
        return self._before[code]

    def check_ratios(self) -> None:
        """No numerator above its denominator, of those that a change touches."""
        for code, new in self.new.items():
            values = {measure: count.value for measure, count in self._counts(code).items()} | new
            for fraction in self._evaluation.scorecard.fractions:
                touched = [each for each in fraction.measures if each in new]
                if not touched or not all(each in values for each in fraction.measures):
                    continue
                numerator = sum(values[each] for each in fraction.numerator)
                denominator = sum(values[each] for each in fraction.denominator)
                if numerator > denominator:
                    self._faults.add(
                        "numerator_exceeds_denominator",
                        self._first[code, touched[0]],
                        indicator=fraction.code,
                        numerator=numerator,
                        denominator=denominator,
                        measures=f"{' + '.join(fraction.numerator)} / {' + '.join(fraction.denominator)}",
                    )


def _refusal(code: str, change: Change, **more: Any) -> Refusal:
    return Refusal(code, agency=change.agency, measure=change.measure, **more)
