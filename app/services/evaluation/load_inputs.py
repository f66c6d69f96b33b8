"""Gathers what is known of some agencies in a period, and of what was not reported only what it can be derived from."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from app.domain.agencies import Agency, parent_code, root_code
from app.domain.evaluation.evaluation import Known
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import RollupParts, is_additive, months_obstacle, started_months
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Indicator, Scorecard
from app.domain.time import AsOf
from app.storage import agencies
from app.storage.agencies import Beneath
from app.storage.database import Connection
from app.storage.figures import read as figures_read

_NOTHING: Set[str] = frozenset()
_Wanted = Mapping[str, Sequence[Indicator]]  # by agency, the indicators whose counts are still to be found


def load_inputs(
    connection: Connection,
    scorecard: Scorecard,
    period: Period,
    members: Sequence[Agency],
    day: date,
    bounds: AsOf,
) -> Known:
    """What ``evaluate`` needs for cards of ``members``, which may be of many provinces and ministries.

    ``day``: that of the question.
    """
    found = _Gathered(connection, scorecard, period, started_months(period, day), bounds)
    found.agencies.update((agency.code, agency) for agency in members)
    every = tuple(scorecard.indicators.values())
    inherited = tuple(each for each in every if each.inherited)
    wanted: _Wanted = dict.fromkeys(found.roots, inherited) | dict.fromkeys((each.code for each in members), every)
    found.counts[period].update(figures_read.counts(connection, period, wanted, bounds))
    if lacking := found.lacking(wanted):
        if found.months:
            found.find_roots()
            found.read_months(lacking)
        # Of those directly below also what is not additive: that there is some is said.
        wanted = found.below(found.wanted_below(lacking))
        while wanted := found.additive(wanted):
            # Of the agencies below the months are needed whatever they reported for the period: those of the agency
            # above may be made of them.
            found.read_months(wanted)
            wanted = found.below(found.wanted_below(wanted))
    officials = figures_read.officials(connection, period, [agency.code for agency in members], bounds)
    months = {month: found.counts[month] for month in found.months}
    return Known(found.counts[period], officials, RollupParts(day, found.agencies, months))


@dataclass
class _Gathered:
    """What was read so far: the agencies by code, and the counts by period, agency and measure."""

    connection: Connection
    scorecard: Scorecard
    period: Period
    months: tuple[Period, ...]
    bounds: AsOf
    agencies: dict[str, Agency] = field(default_factory=dict)
    counts: dict[Period, dict[str, Reports]] = field(default_factory=dict)
    _descendants: list[Agency] | None = None

    def __post_init__(self) -> None:
        self.counts = {each: {} for each in (self.period, *self.months)}

    @cached_property
    def roots(self) -> set[str]:
        return {root_code(code) for code in self.agencies}

    def find_roots(self) -> None:
        """What is derived for a ministry or province needs its first day."""
        unread = self.roots - self.agencies.keys()
        self.agencies.update(agencies.find(self.connection, unread, self.period.last_day, self.bounds.known_at))

    def lacking(self, wanted: _Wanted) -> _Wanted:
        """The indicators of which nothing was reported for the period."""
        return self._lacking(wanted, [self.period])

    def read_months(self, wanted: _Wanted) -> None:
        self._read(self.months, wanted)

    def wanted_below(self, wanted: _Wanted) -> _Wanted:
        """The indicators that the agencies below may tell: of which nothing was reported for the period or, where
        months give it, for one of them."""
        summable = _only(wanted, self._summable)
        others = _only(wanted, self.scorecard.indicators.keys() - self._summable)
        found = dict(self._lacking(summable, self.months or [self.period]))
        for code, indicators in self.lacking(others).items():
            found[code] = (*found.get(code, ()), *indicators)
        return found

    def additive(self, wanted: _Wanted) -> _Wanted:
        """The indicators that the agencies below give."""
        return _only(wanted, self._additive)

    @cached_property
    def _summable(self) -> set[str]:
        """The indicators whose months give a quarter or a year."""
        measures = self.scorecard.measures
        return {code for code, each in self.scorecard.indicators.items() if months_obstacle(each, measures) is None}

    @cached_property
    def _additive(self) -> set[str]:
        measures = self.scorecard.measures
        return {code for code, each in self.scorecard.indicators.items() if is_additive(each, measures)}

    def below(self, wanted: _Wanted) -> _Wanted:
        """Read the counts of the agencies directly below; returns what is wanted of them."""
        if not wanted:
            return {}
        if self._descendants is None:
            self._descendants = self._find_descendants(wanted)
        found: dict[str, Sequence[Indicator]] = {}
        for agency in self._descendants:
            if indicators := wanted.get(parent_code(agency.code) or ""):
                found[agency.code] = indicators
                self.agencies[agency.code] = agency
        self._read([self.period], found)
        return found

    def _find_descendants(self, wanted: _Wanted) -> list[Agency]:
        """All agencies below those of which something is wanted, where any of them ever reported something of it. Of
        those further below nothing else is wanted later."""
        tops = {root_code(code) for code in wanted}
        beneath = Beneath(tops, deep=tops.isdisjoint(wanted))
        known_at = self.bounds.known_at
        measures = _measures(wanted)
        roots = figures_read.roots_with_reports(self.connection, beneath, list(self.counts), measures, known_at)
        if not roots:
            return []
        days = self.period.first_day, self.period.last_day
        return agencies.below(self.connection, replace(beneath, roots=roots), *days, known_at)

    def _read(self, periods: Sequence[Period], wanted: _Wanted) -> None:
        if not periods or not wanted:
            return
        measures = _measures(wanted)
        read = figures_read.counts_of(self.connection, periods, wanted, self.bounds, measures)
        for period, by_agency in read.items():
            for code, counts in by_agency.items():
                before = self.counts[period].get(code)  # of some agencies a part has been read already
                self.counts[period][code] = before | counts if before else counts

    def _lacking(self, wanted: _Wanted, periods: Iterable[Period]) -> _Wanted:
        """The indicators of which nothing was reported in one of these periods."""
        found = {}
        alike: dict[tuple[int, ...], Sequence[Indicator]] = {}  # most agencies report the same measures
        for code, indicators in wanted.items():
            reports = [self.counts[period].get(code) for period in periods]
            key = (id(indicators), *(id(each.places) if each else 0 for each in reports))
            rest = alike.get(key)
            if rest is None:
                rest = alike[key] = _unreported(indicators, [each.keys() if each else _NOTHING for each in reports])
            if rest:
                found[code] = rest
        return found


def _only(wanted: _Wanted, codes: Set[str]) -> _Wanted:
    """What is wanted of these indicators."""
    several = {id(indicators): indicators for indicators in wanted.values()}
    alike = {id_: [each for each in indicators if each.code in codes] for id_, indicators in several.items()}
    return {code: rest for code, indicators in wanted.items() if (rest := alike[id(indicators)])}


def _measures(wanted: _Wanted) -> set[str]:
    several = {id(indicators): indicators for indicators in wanted.values()}
    return {measure for indicators in several.values() for each in indicators for measure in each.measures}


def _unreported(indicators: Sequence[Indicator], reported: Sequence[Set[str]]) -> Sequence[Indicator]:
    """The indicators none of whose measures is in one of these sets."""
    if not all(reported):
        return indicators
    return [each for each in indicators if any(measures.isdisjoint(each.measures) for measures in reported)]
