"""What the counts of a cohort give, column by column: those reported, derived ones, those of the province, and marks
that are granted where nobody counts."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.agencies import root_code
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import ResolvedCounts, RollUp
from app.domain.scorecard.scorecard import Indicator, Scorecard
from app.domain.scorecard.scoring import Points, score_column, score_of, sum_columns


class Computed(NamedTuple):
    """One agency's score in an indicator: whether there is one (``points`` may be none for want of cases), and whether
    it rests on derived counts."""

    is_there: bool
    points: Points
    derived: bool


_MISSING = Computed(is_there=False, points=None, derived=False)


class ComputedColumns:
    """By column, in the order of the agencies: the scores, and whether there is one.

    ``derived``: the places of those that rest on derived counts. ``unreported``: of each agency the indicators that are
    not scored from its own counts.
    """

    def __init__(self, scorecard: Scorecard, rollup: RollUp, codes: Sequence[str]) -> None:
        self._scorecard, self._rollup, self._codes = scorecard, rollup, codes
        self.points: dict[str, list[Points]] = {code: [None] * len(codes) for code in scorecard.indicators}
        self.there = {code: bytearray(len(codes)) for code in scorecard.indicators}
        self.derived: dict[str, set[int]] = {}
        self.unreported: list[frozenset[str]] = [frozenset()] * len(codes)
        for reports, places in _alike(rollup, codes):
            self._score(reports, places)
        for group, indicators in scorecard.codes_by_group.items():
            self._add_up(group, indicators)

    def _score(self, reports: Sequence[Reports], places: Sequence[int]) -> None:
        """Score agencies that reported the same measures, indicator by indicator."""
        place_of, shared = reports[0].places, self._shared(places)
        unreported: set[str] = set()
        columns = list(zip(*(each.numbers for each in reports), strict=True))
        for code, indicator in self._scorecard.indicators.items():
            reported = [measure in place_of for measure in indicator.measures]
            if all(reported):
                numbers = {measure: columns[place_of[measure]] for measure in indicator.measures}
                self._put(code, places, score_column(indicator.formula, numbers))
                continue
            unreported.add(code)
            if not any(reported):
                self._find(indicator, shared)
        same = frozenset(unreported)
        for place in places:
            self.unreported[place] = same

    def _put(self, code: str, places: Sequence[int], scores: list[Points]) -> None:
        if len(places) == len(self._codes):
            self.points[code], self.there[code] = scores, bytearray(b"\1") * len(places)
            return
        points, there = self.points[code], self.there[code]
        for place, score in zip(places, scores, strict=True):
            points[place], there[place] = score, True

    def _shared(self, places: Iterable[int]) -> Sequence[Sequence[int]]:
        """Of whom nothing can be derived the same is said of all in a ministry or province: these together, each of the
        others alone."""
        together: dict[str, list[int]] = {}
        for place in places:
            code = self._codes[place]
            key = code if self._rollup.may_derive(code) else f"below {root_code(code)}"
            together.setdefault(key, []).append(place)
        return list(together.values())

    def _find(self, indicator: Indicator, shared: Iterable[Sequence[int]]) -> None:
        """Score agencies that reported nothing of an indicator."""
        points, there = self.points[indicator.code], self.there[indicator.code]
        for places in shared:
            found = self._scored(indicator, self._codes[places[0]])
            if not found.is_there:
                continue
            for place in places:
                there[place], points[place] = True, found.points
            if found.derived:
                self.derived.setdefault(indicator.code, set()).update(places)

    def _scored(self, indicator: Indicator, code: str) -> Computed:
        counts = self._rollup.find(indicator, code)
        try:
            return Computed(is_there=True, points=score_of(indicator.formula, counts.numbers), derived=counts.derived)
        except KeyError:
            return self._granted(indicator, code, counts)

    def _granted(self, indicator: Indicator, code: str, counts: ResolvedCounts) -> Computed:
        granted = indicator.formula.granted
        if granted is None or counts or self._rollup.has_months(indicator, code):
            return _MISSING
        return Computed(is_there=True, points=granted, derived=False)

    def _add_up(self, group: str, indicators: Sequence[str]) -> None:
        there = bytearray(map(all, zip(*(self.there[code] for code in indicators), strict=True)))
        sums = sum_columns([self.points[code] for code in indicators])
        self.there[group] = there
        self.points[group] = [each if complete else None for each, complete in zip(sums, there, strict=True)]
        derived = set[int]().union(*(self.derived.get(code, ()) for code in indicators))
        self.derived[group] = {place for place in derived if there[place]}


def _alike(rollup: RollUp, codes: Sequence[str]) -> list[tuple[list[Reports], list[int]]]:
    """The reports of some agencies with their places, those together that reported the same measures."""
    keys: dict[int, tuple[str, ...]] = {}
    found: dict[tuple[str, ...], tuple[list[Reports], list[int]]] = {}
    for place, code in enumerate(codes):
        reports = rollup.reported(code)
        key = keys.get(id(reports.places))
        if key is None:
            key = keys[id(reports.places)] = tuple(reports.places)
        some, places = found.setdefault(key, ([], []))
        some.append(reports)
        places.append(place)
    return list(found.values())
