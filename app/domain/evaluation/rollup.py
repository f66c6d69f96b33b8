"""Counts that nobody reported, derived from others: from an agency's months, or from the agencies directly below it.

The rules (``docs/decisions/0009-roll-up.md``), decided for each indicator as a whole:

1. What the agency reported goes before everything: one measure reported, and only reported ones count.
2. Else, for a quarter or a year, its own months: a flow is their sum, a stock is that of the last one.
3. Else, where all measures are additive, the sum over the agencies directly below it.
4. An inherited indicator for which nothing was found so is that of the agency's ministry or province.

A month may itself come from the agencies below, and the quarter of one of these from its months. Of 2 and 3 the first
stands in which any count is known; a part that lacks its count leaves the measure missing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.domain.agencies import Agency, parent_code, root_code
from app.domain.measures import Measure, MeasureKind
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import Count, Derivation, DerivationMethod

CountsByAgency = Mapping[str, Mapping[str, Count]]
_Parts = Mapping[str, Mapping[str, Count]]  # counts by month or agency, and by measure


@dataclass(frozen=True, slots=True)
class RollupParts:
    """What can be rolled up: ``agencies`` by code along which it goes, and the counts of ``months`` by agency.

    ``day`` is that of the question: it decides which months have ended.
    """

    day: date
    agencies: Mapping[str, Agency]
    months: Mapping[Period, CountsByAgency]


NO_PARTS = RollupParts(date.min, {}, {})


@dataclass(frozen=True, slots=True)
class ResolvedCounts:
    """The counts that an indicator rests on, by measure, and the derivations that lack a part."""

    counts: Mapping[str, Count]
    incomplete: tuple[Derivation, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.counts or self.incomplete)


_NOTHING = ResolvedCounts({})


def is_reported(indicator: Indicator, counts: Mapping[str, Count]) -> bool:
    """Whether any of the indicator's measures is among some counts."""
    return not counts.keys().isdisjoint(indicator.measures)


def is_additive(indicator: Indicator, measures: Mapping[str, Measure]) -> bool:
    """Whether the counts of the agencies below an agency add up to its own in all measures of an indicator."""
    return all(measures[measure].additive for measure in indicator.measures)


def started_months(period: Period, day: date) -> tuple[Period, ...]:
    """The months of a quarter or a year that have begun by ``day``."""
    return tuple(month for month in period.months if month.first_day <= day)


class RollUp:
    """Finds the counts of agencies in one period, reported or derived. ``counts``: those reported for the period."""

    def __init__(
        self, measures: Mapping[str, Measure], period: Period, counts: CountsByAgency, parts: RollupParts
    ) -> None:
        self._measures, self._period, self._parts = measures, period, parts
        self._months = started_months(period, parts.day)
        self._counts = {**parts.months, period: counts}
        # Who has a count, or somebody below who has: most agencies have all or nothing, and are done with at once.
        self._heard = {each: set(_with_those_above(by_agency)) for each, by_agency in self._counts.items()}
        self._heard_in_months = set[str]().union(*(self._heard[month] for month in self._months))
        self._heard[period] |= self._heard_in_months
        self._with_parts = self._heard_in_months.union(_with_those_above({parent_code(code) or "" for code in counts}))

    @cached_property
    def _below(self) -> Mapping[str, Sequence[Agency]]:
        found: dict[str, list[Agency]] = {}
        for agency in sorted(self._parts.agencies.values(), key=lambda each: each.code):
            found.setdefault(parent_code(agency.code) or "", []).append(agency)
        return found

    def has_data(self, code: str) -> bool:
        """Whether anything can be found of an agency: its counts, its months, or those of somebody below."""
        return code in self._heard[self._period]

    def has_parts(self, code: str) -> bool:
        """Whether anything could be derived for an agency from its months or from those below."""
        return code in self._with_parts

    def reported(self, code: str) -> Mapping[str, Count]:
        """What an agency reported for the period itself."""
        return self._counts[self._period].get(code, {})

    def find(self, indicator: Indicator, code: str) -> ResolvedCounts:
        """The counts that one indicator of one agency rests on."""
        found = self._own(indicator, code, self._period)
        if indicator.inherited and not found:
            return self._own(indicator, root_code(code), self._period)
        return found

    def _own(self, indicator: Indicator, code: str, period: Period) -> ResolvedCounts:
        if code not in self._heard[period]:
            return _NOTHING
        reported = self._counts[period].get(code, {})
        if is_reported(indicator, reported):
            return ResolvedCounts({measure: reported[measure] for measure in indicator.measures if measure in reported})
        from_months = self._from_months(indicator, code) if period.months else _NOTHING
        return from_months or self._from_children(indicator, code, period)

    def _from_months(self, indicator: Indicator, code: str) -> ResolvedCounts:
        if code not in self._heard_in_months:
            return _NOTHING
        parts: dict[str, Mapping[str, Count]] = {}
        first_day = self._parts.agencies[code].valid_from
        for month in self._months:
            counts = self._own(indicator, code, month).counts
            is_needed = month.last_day < self._parts.day and (first_day is None or first_day <= month.last_day)
            if is_needed or all(measure in counts for measure in indicator.measures):
                parts[str(month)] = counts

        def derive(measure: str) -> Derivation:
            if self._measures[measure].kind is MeasureKind.FLOW:
                return _derivation(measure, DerivationMethod.MONTHS, parts)
            last = max(parts)
            return _derivation(measure, DerivationMethod.LAST_MONTH, {last: parts[last]})

        return _found(indicator, code, self._period, parts, derive)

    def _from_children(self, indicator: Indicator, code: str, period: Period) -> ResolvedCounts:
        if not is_additive(indicator, self._measures):
            return _NOTHING
        parts = {
            child.code: self._own(indicator, child.code, period).counts
            for child in self._below.get(code, ())
            if child.valid_on(period.last_day)
        }
        return _found(indicator, code, period, parts, lambda each: _derivation(each, DerivationMethod.CHILDREN, parts))


def _found(
    indicator: Indicator, code: str, period: Period, parts: _Parts, derive: Callable[[str], Derivation]
) -> ResolvedCounts:
    """Each measure derived, if there is any count to derive one from."""
    if not any(parts.values()):
        return _NOTHING
    derivations = [derive(measure) for measure in dict.fromkeys(indicator.measures)]
    counts = {
        each.measure: Count(value, None, max(part.as_of for part in each.parts), code, period, derived=each)
        for each in derivations
        if (value := each.value) is not None
    }
    return ResolvedCounts(counts, tuple(each for each in derivations if each.missing))


def _derivation(measure: str, method: DerivationMethod, parts: _Parts) -> Derivation:
    there = tuple(counts[measure] for counts in parts.values() if measure in counts)
    return Derivation(measure, method, there, tuple(name for name, counts in parts.items() if measure not in counts))


def _with_those_above(codes: Iterable[str]) -> Iterator[str]:
    """Some agencies, and all that they are below of."""
    for code in codes:
        above: str | None = code
        while above:
            yield above
            above = parent_code(above)
