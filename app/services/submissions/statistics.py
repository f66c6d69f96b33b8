"""Takes in statistics: counts reported by the systems that own them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, partial
from itertools import groupby, islice

from app.domain.enums import Kind, Provenance
from app.domain.errors import Faults
from app.domain.evaluation.counts import Counts
from app.domain.measures import parse_count
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import Fraction, Scorecard
from app.domain.scorecard.scoring import Count
from app.domain.time import AsOf
from app.readers.uploads.headings import Headings
from app.readers.uploads.rows import Places, UploadRow, UploadShape, Written
from app.services.registers import Registers
from app.services.submissions import earlier_dossiers
from app.services.submissions.headings import headings_of_statistics
from app.services.submissions.intake import Intake
from app.services.submissions.parse_upload import QUALITY_FIELDS, SubmissionHeader, read_number, read_quality
from app.services.submissions.rows import RowContext
from app.services.submissions.staged_counts import CheckedCounts, Place
from app.storage.audit import digests as audit_digests
from app.storage.database import Connection
from app.storage.figures import read as figures_read
from app.storage.figures import write as figures_write
from app.storage.figures.write import NewCounts

_FIELDS = frozenset({"agency", "period", *QUALITY_FIELDS})
_AGENCIES_TOGETHER = 500


def shape_of(measures: Iterable[str], headings: Headings | None = None) -> UploadShape:
    return UploadShape(
        key="statistics",
        fields=_FIELDS,
        envelope=frozenset({"period", "as_of", "source", "provenance"}),
        nested="measures",
        nested_fields=frozenset(measures),
        headings=headings,
    )


def statistics_intake(registers: Registers) -> Intake[CheckedCounts]:
    measures = tuple(registers.measures)

    def check_stored(
        connection: Connection, counts: CheckedCounts, places: Places, header: SubmissionHeader, faults: Faults
    ) -> None:
        for period, of_period in groupby(counts.rows(), lambda each: each[1].period):
            checker = _Ratios(connection, period, registers.scorecards.in_force(period), header.as_of, places)
            for some in _portions(of_period):
                checker.check(some, faults)
                if header.provenance is Provenance.DOSSIERS:
                    for each in earlier_dossiers.compare(connection, period, _given(some)):
                        faults.warn(each)

    return Intake(
        Kind.STATISTICS,
        shape_of(measures, headings_of_statistics(_FIELDS, registers.measures)),
        registers.scorecards,
        partial(CheckedCounts, measures),
        _check,
        check_stored,
        figures_write.add_counts,
        audit_digests.of_counts,
    )


def _check(desk: RowContext, counts: CheckedCounts) -> None:
    for row in desk.rows:
        place, quality = desk.places.find(row), read_quality(row, desk.faults)
        if not (row.counts and (place is None or counts.enter(row.number, place, row.counts, quality))):
            _check_each(desk, counts, row, place, quality)


def _check_each(
    desk: RowContext, counts: CheckedCounts, row: UploadRow, place: Place | None, quality: Quality | None
) -> None:
    """Look at each count alone, for a row in which one is odd or was given before."""
    before = counts.given(place) if place else {}
    good: dict[str, int] = {}
    cells = {measure: Written(str(count)) for measure, count in row.counts.given.items()} if row.counts else row.cells
    for measure, value in cells.items():
        if measure not in row.places.shape.nested_fields or value is None:
            continue
        where = row.at(measure)
        count = read_number(value, parse_count, "number_invalid", where, desk.faults)
        if count is None or place is None:
            continue
        agency, period = place
        if measure in before:
            desk.repeated(row, before[measure], measure, agency=agency, period=period, code=measure)
        else:
            good[measure] = count
    if place and good:
        counts.enter_more(row.number, place, Counts.of(tuple(good), good.values()), quality)


_Rows = list[tuple[int, NewCounts]]  # with their numbers
_Places = tuple[int, ...]
_Given = dict[str, dict[str, tuple[int, int]]]  # by agency and measure: the number of the row, and the count


def _portions(of_period: Iterator[tuple[int, NewCounts]]) -> Iterator[dict[str, _Rows]]:
    """The rows of some agencies at a time."""
    by_agency = ((agency, list(own)) for agency, own in groupby(of_period, lambda each: each[1].agency))
    while some := dict(islice(by_agency, _AGENCIES_TOGETHER)):
        yield some


def _given(some: Mapping[str, _Rows]) -> dict[str, dict[str, int]]:
    """The counts by agency and measure."""
    return {
        agency: {measure: count for _, row in rows for measure, count in row.counts.given.items()}
        for agency, rows in some.items()
    }


class _Ratios:
    """No numerator above its denominator, neither at the date of these counts nor at any later one they reach."""

    def __init__(
        self, connection: Connection, period: Period, scorecard: Scorecard, as_of: datetime, places: Places
    ) -> None:
        self._connection, self._period, self._as_of, self._places = connection, period, as_of, places
        self._fractions = scorecard.fractions
        self._compared = cache(self._comparisons)

    def check(self, some: dict[str, _Rows], faults: Faults) -> None:
        """Most agencies have sent nothing for the period before, and one row now: that must be good by itself."""
        before = figures_write.reported(self._connection, self._period, some)
        doubtful = {
            agency: {code: (number, count) for number, row in rows for code, count in row.counts.given.items()}
            for agency, rows in some.items()
            if agency in before or len(rows) > 1 or self._may_exceed(rows[0][1].counts)
        }
        if doubtful:
            self._check_each(doubtful, faults)

    def _may_exceed(self, counts: Counts) -> bool:
        """Whether any numerator is the greater; one may only seem so, for what is not given counts as -1."""
        values = counts.values
        single, summed = self._compared(counts.measures)
        for above, below in single:
            if values[above] > values[below]:
                return True
        return any(sum(map(values.__getitem__, above)) > sum(map(values.__getitem__, below)) for above, below in summed)

    def _comparisons(self, measures: tuple[str, ...]) -> tuple[list[tuple[int, int]], list[tuple[_Places, _Places]]]:
        """Where the numerators and denominators stand of those ratios of which all counts may be given.

        Most are of one count and another.
        """
        where = {code: place for place, code in enumerate(measures)}
        places = [
            (tuple(where[code] for code in each.numerator), tuple(where[code] for code in each.denominator))
            for each in self._fractions
            if where.keys() >= set(each.measures)
        ]
        single = [(above[0], below[0]) for above, below in places if len(above) == len(below) == 1]
        return single, [(above, below) for above, below in places if len(above) + len(below) > 2]

    def _check_each(self, new: _Given, faults: Faults) -> None:
        moments = (self._as_of, *figures_read.dates_after(self._connection, self._period, new, self._as_of))
        views = [figures_read.counts(self._connection, self._period, new, AsOf(moment)) for moment in moments]
        for agency, counts in new.items():
            values = {measure: count for measure, (_, count) in counts.items()}
            resulting = [_merged(view.get(agency, {}), values, self._as_of) for view in views]
            for fraction in self._fractions:
                touched = [code for code in fraction.measures if code in counts]
                excesses = (_excess(fraction, each) for each in resulting)
                exceeding = next((each for each in excesses if each), None) if touched else None
                if exceeding:
                    faults.add(
                        "numerator_exceeds_denominator",
                        self._places.at(counts[touched[0]][0], touched[0]),
                        indicator=fraction.code,
                        numerator=exceeding[0],
                        denominator=exceeding[1],
                        measures=f"{' + '.join(fraction.numerator)} / {' + '.join(fraction.denominator)}",
                    )


def _merged(standing: Mapping[str, Count], new: Mapping[str, int], as_of: datetime) -> dict[str, int]:
    """The values that would stand: the new ones, but for those that a later date has superseded already."""
    values = {code: count.value for code, count in standing.items()}
    superseded = {code for code, count in standing.items() if count.as_of > as_of}
    return values | {code: count for code, count in new.items() if code not in superseded}


def _excess(fraction: Fraction, values: Mapping[str, int]) -> tuple[int, int] | None:
    """Numerator and denominator, if all counts are there and the first exceeds the second."""
    if not all(code in values for code in fraction.measures):
        return None
    numerator = sum(values[code] for code in fraction.numerator)
    denominator = sum(values[code] for code in fraction.denominator)
    return (numerator, denominator) if numerator > denominator else None
