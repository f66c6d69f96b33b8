"""Counts that nobody reported, derived from others: from an agency's months, or from the agencies directly below it.

The rules (``docs/decisions/0009-roll-up.md``), decided for each indicator as a whole:

1. What the agency reported goes before everything: one measure reported, and only reported ones count.
2. Else, for a quarter or a year, its own months: a flow is their sum, a stock is that of the last one. Where a measure
   is judged anew in every period, or counts distinct things, they give nothing (``NotDerived``).
3. Else, where all measures are additive, the sum over the agencies directly below it.
4. An inherited indicator for which nothing was found so is that of the agency's ministry or province.

A month may itself come from the agencies below, and the quarter of one of these from its months. Of 2 and 3 the first
stands in which any count is known; a part that lacks its count leaves the measure missing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from app.domain.agencies import Agency, parent_code, root_code
from app.domain.evaluation.reported_counts import Reports
from app.domain.measures import Measure, MeasureKind
from app.domain.periods import Period
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import Count, Derivation, DerivationMethod

CountsByAgency = Mapping[str, Reports]
_Parts = Mapping[str, "ResolvedCounts"]  # what was found by month or agency
_NOT_FROM_MONTHS = {
    MeasureKind.REASSESSED: NotDerived.MONTHS_REASSESSED,
    MeasureKind.DISTINCT: NotDerived.MONTHS_DISTINCT,
}


@dataclass(frozen=True, slots=True)
class RollupParts:
    """What can be rolled up: ``agencies`` by code along which it goes, and the counts of ``months`` by agency.

    ``day`` is that of the question: it decides which months have ended.
    """

    day: date
    agencies: Mapping[str, Agency]
    months: Mapping[Period, CountsByAgency]


NO_PARTS = RollupParts(date.min, {}, {})


class ResolvedCounts(ABC):
    """What was found for an indicator, in plain numbers; what explains them is made when somebody asks.

    ``numbers``: the counts by measure, among them all that there are of the indicator's.
    """

    __slots__ = ("_measures", "numbers")

    def __init__(self, measures: Iterable[str], numbers: Mapping[str, int]) -> None:
        self._measures, self.numbers = measures, numbers

    @property
    def counts(self) -> Mapping[str, Count]:
        """The indicator's counts by measure, with their origins."""
        return {measure: self.count(measure) for measure in self._measures if measure in self.numbers}

    @abstractmethod
    def count(self, measure: str) -> Count:
        """The count of one measure that was found."""

    @abstractmethod
    def newest(self, measures: Iterable[str]) -> datetime | None:
        """The date of the newest count of some measures that were found; ``None`` of none."""

    @property
    @abstractmethod
    def incomplete(self) -> tuple[Derivation, ...]:
        """The derivations that lack a part."""

    @property
    @abstractmethod
    def derived(self) -> bool:
        """Whether the counts are derived; none is beside reported ones."""


class _Reported(ResolvedCounts):
    """What an agency reported for the period itself, of at least one of the indicator's measures."""

    __slots__ = ("_reports",)
    incomplete = ()
    derived = False

    def __init__(self, indicator: Indicator, reports: Reports) -> None:
        super().__init__(indicator.measures, reports.numbers_of(indicator.measures))
        self._reports = reports

    def count(self, measure: str) -> Count:
        return self._reports[measure]

    def newest(self, measures: Iterable[str]) -> datetime:
        return self._reports.newest(measures)


class _Derived(ResolvedCounts):
    """What was derived for an agency and a period: by measure how, and of which parts. Nothing, if of none."""

    __slots__ = ("_agency", "_parts", "_period")

    def __init__(self, agency: str, period: Period, parts: Mapping[str, tuple[DerivationMethod, _Parts]]) -> None:
        self._agency, self._period, self._parts = agency, period, parts
        numbers = {}
        for measure, (_, used) in parts.items():
            with suppress(KeyError):  # a part that lacks its count leaves the measure missing
                numbers[measure] = sum(part.numbers[measure] for part in used.values())
        super().__init__(parts, numbers)

    def __bool__(self) -> bool:
        return self.derived

    @property
    def derived(self) -> bool:
        return bool(self._parts)

    @property
    def incomplete(self) -> tuple[Derivation, ...]:
        return tuple(self._derivation(measure) for measure in self._parts if measure not in self.numbers)

    def count(self, measure: str) -> Count:
        derivation = self._derivation(measure)
        as_of = max(part.as_of for part in derivation.parts)
        return Count(self.numbers[measure], None, as_of, self._agency, self._period, derived=derivation)

    def newest(self, measures: Iterable[str]) -> datetime | None:
        used = ((part, measure) for measure in measures for part in self._parts[measure][1].values())
        return max((date for part, measure in used if (date := part.newest((measure,))) is not None), default=None)

    def _derivation(self, measure: str) -> Derivation:
        method, parts = self._parts[measure]
        there = tuple(part.count(measure) for part in parts.values() if measure in part.numbers)
        missing = tuple(name for name, part in parts.items() if measure not in part.numbers)
        return Derivation(measure, method, there, missing)


def is_additive(indicator: Indicator, measures: Mapping[str, Measure]) -> bool:
    """Whether the counts of the agencies below an agency add up to its own in all measures of an indicator."""
    return all(measures[measure].additive for measure in indicator.measures)


def months_obstacle(indicator: Indicator, measures: Mapping[str, Measure]) -> NotDerived | None:
    """Why the months of an indicator do not give its quarter or year; ``None`` if they do."""
    for measure in indicator.measures:
        if obstacle := _NOT_FROM_MONTHS.get(measures[measure].kind):
            return obstacle
    return None


def started_months(period: Period, day: date) -> tuple[Period, ...]:
    """The months of a quarter or a year that have begun by ``day``."""
    return tuple(month for month in period.months if month.first_day <= day)


def deciding_day(period: Period, day: date) -> date:
    """The first of all days on which the same months of a period have begun, and the same have ended, as on ``day``.

    A month has none, so that the day decides nothing.
    """
    firsts = [*(month.first_day for month in period.months), period.last_day + timedelta(days=1)]
    before = period.first_day - timedelta(days=1)
    return max((each for each in firsts if each <= day), default=before) if period.months else firsts[0]


class RollUp:
    """Finds the counts of agencies in one period, reported or derived. ``counts``: those reported for the period."""

    def __init__(
        self, measures: Mapping[str, Measure], period: Period, counts: CountsByAgency, parts: RollupParts
    ) -> None:
        self._measures, self._period, self._parts = measures, period, parts
        self._months = started_months(period, parts.day)
        self._counts = {**parts.months, period: counts}
        # Of whom somebody below has a count, or who has one in a month: all others are done with at once.
        self._above = {
            each: set(_with_those_above({parent_code(code) or "" for code in by_agency}))
            for each, by_agency in self._counts.items()
        }
        months = (_with_those_above(self._counts[month]) for month in self._months)
        self._heard_in_months = set[str]().union(*months)
        self._above[period] |= self._heard_in_months
        self._derivable = self._above[period]
        self._no_reports, self._nothing = Reports.of("", period, {}, {}, {}), _Derived("", period, {})

    @cached_property
    def _below(self) -> Mapping[str, Sequence[Agency]]:
        found: dict[str, list[Agency]] = {}
        for agency in sorted(self._parts.agencies.values(), key=lambda each: each.code):
            found.setdefault(parent_code(agency.code) or "", []).append(agency)
        return found

    def may_derive(self, code: str) -> bool:
        """Whether anything was reported that an agency's counts could be derived from: its months, or by somebody
        below."""
        return code in self._derivable

    def reported(self, code: str) -> Reports:
        """What an agency reported for the period itself."""
        return self._counts[self._period].get(code, self._no_reports)

    def find(self, indicator: Indicator, code: str) -> ResolvedCounts:
        """The counts that one indicator of one agency rests on."""
        found = self._own(indicator, code, self._period)
        if indicator.inherited and not found:
            return self._own(indicator, root_code(code), self._period)
        return found

    def has_months(self, indicator: Indicator, code: str) -> bool:
        """Whether there is any count of an indicator in a month of the period."""
        return code in self._heard_in_months and any(self._own(indicator, code, month) for month in self._months)

    def not_derived(self, indicator: Indicator, code: str) -> tuple[NotDerived, ...]:
        """Why counts that there are of an indicator, none of which was reported for the period, do not give its own."""
        if isinstance(self._own(indicator, code, self._period), _Reported):
            return ()
        found = tuple(self._obstacles(indicator, code)) if self.may_derive(code) else ()
        if indicator.inherited and not found and code != root_code(code):
            return self.not_derived(indicator, root_code(code))
        return found

    def _obstacles(self, indicator: Indicator, code: str) -> Iterator[NotDerived]:
        obstacle = months_obstacle(indicator, self._measures)
        if obstacle and self.has_months(indicator, code):
            yield obstacle
        if not is_additive(indicator, self._measures) and any(
            self._own(indicator, child.code, self._period) for child in self._children(code, self._period)
        ):
            yield NotDerived.CHILDREN_NOT_ADDITIVE

    def _own(self, indicator: Indicator, code: str, period: Period) -> ResolvedCounts:
        reports = self._counts[period].get(code)
        if reports is not None and not reports.keys().isdisjoint(indicator.measures):
            return _Reported(indicator, reports)
        if code not in self._above[period]:
            return self._nothing
        from_months = self._from_months(indicator, code) if period.months else self._nothing
        return from_months or self._from_children(indicator, code, period)

    def _from_months(self, indicator: Indicator, code: str) -> ResolvedCounts:
        if code not in self._heard_in_months or months_obstacle(indicator, self._measures):
            return self._nothing
        parts: dict[str, ResolvedCounts] = {}
        first_day = self._parts.agencies[code].valid_from
        for month in self._months:
            found = self._own(indicator, code, month)
            is_needed = month.last_day < self._parts.day and (first_day is None or first_day <= month.last_day)
            if is_needed or all(measure in found.numbers for measure in indicator.measures):
                parts[str(month)] = found

        def parts_of(measure: str) -> tuple[DerivationMethod, _Parts]:
            if self._measures[measure].kind is MeasureKind.FLOW:
                return DerivationMethod.MONTHS, parts
            last = max(parts)
            return DerivationMethod.LAST_MONTH, {last: parts[last]}

        return self._derived(indicator, code, self._period, parts, parts_of)

    def _from_children(self, indicator: Indicator, code: str, period: Period) -> ResolvedCounts:
        if not is_additive(indicator, self._measures):
            return self._nothing
        parts = {child.code: self._own(indicator, child.code, period) for child in self._children(code, period)}
        return self._derived(indicator, code, period, parts, lambda _: (DerivationMethod.CHILDREN, parts))

    def _children(self, code: str, period: Period) -> Iterator[Agency]:
        """The agencies directly below that are valid on the last day of a period."""
        return (child for child in self._below.get(code, ()) if child.valid_on(period.last_day))

    def _derived(
        self,
        indicator: Indicator,
        code: str,
        period: Period,
        parts: _Parts,
        parts_of: Callable[[str], tuple[DerivationMethod, _Parts]],
    ) -> ResolvedCounts:
        """Each measure derived from its parts, if there is any count to derive one from."""
        if not any(part.numbers for part in parts.values()):
            return self._nothing
        return _Derived(code, period, {measure: parts_of(measure) for measure in indicator.measures})


def _with_those_above(codes: Iterable[str]) -> Iterator[str]:
    """Some agencies, and all that they are below of."""
    for code in codes:
        above: str | None = code
        while above:
            yield above
            above = parent_code(above)
