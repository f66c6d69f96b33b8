"""The dates of the figures of a cohort: each is that of the newest count or result that it rests on."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from app.domain.agencies import root_code
from app.domain.evaluation.cohort_scores import CohortScores
from app.domain.evaluation.scores import Source, newest
from app.domain.scorecard.scorecard import TOTAL, Indicator


class _RestsOn(NamedTuple):
    """What the figures of some columns rest on: measures that the agency reported, indicators whose counts are from
    elsewhere, published results."""

    reported: tuple[str, ...]
    unreported: tuple[Indicator, ...]
    published: tuple[str, ...]


class Dates:
    """``newest``: the date of the newest figure of each agency, in the order of the cohort."""

    def __init__(self, cohort: CohortScores) -> None:
        self._cohort = cohort
        self._all = tuple(cohort.scorecard.maxima)
        # Most agencies of a cohort have figures from the same sources, and their counts from the same places.
        self._alike: dict[tuple[object, ...], _RestsOn] = {}
        self._elsewhere: dict[tuple[int, str], datetime | None] = {}

    @cached_property
    def newest(self) -> Sequence[datetime | None]:
        return [self.of(place, self._all) for place in range(len(self._cohort.codes))]

    def of(self, place: int, columns: tuple[str, ...]) -> datetime | None:
        """The date of the newest figure of an agency in some columns; of a total that of the newest group."""
        cohort = self._cohort
        if TOTAL in columns and place not in cohort.published_totals and cohort.sources[TOTAL][place]:
            columns = (*(each for each in columns if each != TOTAL), *cohort.scorecard.codes_by_group)
        reports, results = cohort.rollup.reported(cohort.codes[place]), cohort.results[place]
        key = (columns, id(reports.places), *[cohort.sources[column][place] for column in columns])
        rests_on = self._alike.get(key)
        if rests_on is None:
            rests_on = self._alike.setdefault(key, self._rests_on(place, columns))  # the same one for all threads
        dates = [reports.newest(rests_on.reported)] if rests_on.reported else []
        dates += map(results.as_of, rests_on.published)
        if rests_on.unreported and (elsewhere := self._from_elsewhere(rests_on, cohort.codes[place])):
            dates.append(elsewhere)
        return max(dates, default=None)

    def _rests_on(self, place: int, columns: Iterable[str]) -> _RestsOn:
        cohort = self._cohort
        source_of = {column: cohort.sources[column][place] for column in columns}
        published = tuple(column for column, source in source_of.items() if source is Source.OFFICIAL)
        indicators = {
            each.code: each
            for column, source in source_of.items()
            if source is Source.COMPUTED
            for each in cohort.scorecard.indicators_of[column]
        }
        elsewhere = [code for code in indicators if code in cohort.computed.unreported[place]]
        reported = [each for code, each in indicators.items() if code not in elsewhere]
        measures = dict.fromkeys(measure for each in reported for measure in each.measures)
        return _RestsOn(tuple(measures), tuple(indicators[code] for code in elsewhere), published)

    def _from_elsewhere(self, rests_on: _RestsOn, code: str) -> datetime | None:
        """The date of counts that an agency did not report; of whom nothing can be derived they are its province's."""
        rollup = self._cohort.rollup
        key = id(rests_on), code if rollup.may_derive(code) else root_code(code)
        if key not in self._elsewhere:
            found = ((rollup.find(each, code), each.measures) for each in rests_on.unreported)
            self._elsewhere[key] = newest(counts.newest(measures) for counts, measures in found if counts)
        return self._elsewhere[key]
