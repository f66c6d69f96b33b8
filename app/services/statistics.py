"""Takes in statistics: counts reported by the systems that own them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from app.domain.errors import Faults, spot
from app.domain.kinds import Kind
from app.domain.measures import parse_count
from app.domain.moments import Bounds
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard import Fraction, Scorecard
from app.domain.scoring import Count
from app.services.checked import Checked, Packed
from app.services.intake import Intake
from app.services.reading import QUALITY_FIELDS, read_number, read_quality
from app.services.registers import Registers
from app.services.rows import Desk
from app.sources.uploads import Places, Row, Shape
from app.storage import figures, states
from app.storage.figures import NewCount
from app.storage.session import Connection

_FIELDS = frozenset({"agency", "period", *QUALITY_FIELDS})
_AGENCIES_TOGETHER = 500


def statistics_intake(registers: Registers) -> Intake[NewCount]:
    shape = Shape(
        key="statistics",
        fields=_FIELDS,
        envelope=frozenset({"period", "as_of", "source"}),
        nested="measures",
        nested_fields=frozenset(registers.measures),
    )

    def check(desk: Desk, counts: Checked[NewCount]) -> None:
        for row in desk.rows:
            place, quality = desk.places.find(row), read_quality(row, desk.faults)
            for measure, value in row.cells.items():
                if measure not in _FIELDS and value is not None:
                    _enter(counts, row, place, _Given(measure, value, quality), desk.faults)

    def check_stored(
        connection: Connection, counts: Checked[NewCount], places: Places, as_of: datetime, faults: Faults
    ) -> None:
        for period, some in _portions(counts):
            checker = _Ratios(connection, period, registers.scorecards.in_force(period), as_of, places)
            checker.check(some, faults)

    return Intake(
        Kind.STATISTICS, shape, registers.scorecards, _keep, check, check_stored, figures.add_counts, states.of_counts
    )


def _keep(limit: int) -> Checked[NewCount]:
    def pack(new: NewCount) -> Packed:
        return [new.value, *((new.quality.status, new.quality.message) if new.quality else ())]

    def unpack(period: Period, agency: str, measure: str, packed: Any) -> NewCount:
        return NewCount(period, agency, measure, packed[0], Quality(*packed[1:]) if packed[1:] else None)

    return Checked(pack, unpack, limit)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a row says of a measure."""

    measure: str
    value: object
    quality: Quality | None


def _enter(
    counts: Checked[NewCount], row: Row, place: tuple[str, Period] | None, given: _Given, faults: Faults
) -> None:
    where = row.at(given.measure)
    count = read_number(given.value, parse_count, "number_invalid", where, faults)
    if count is None or place is None:
        return
    agency, period = place
    new = NewCount(period, agency, given.measure, count, given.quality)
    first = counts.enter(row.number, period, agency, given.measure, new)
    if first is not None:
        shown = spot(row.places.at(first, given.measure))
        faults.add("figure_repeated", where, agency=agency, period=period, code=given.measure, first=shown)


_Portion = dict[str, dict[str, tuple[int, NewCount]]]  # by agency and measure: the number of the row, and the count


def _portions(counts: Checked[NewCount]) -> Iterator[tuple[Period, _Portion]]:
    """The counts of some agencies in one period at a time."""
    for period, of_period in groupby(counts.rows(), lambda each: each[1].period):
        by_agency = groupby(of_period, lambda each: each[1].agency)
        some: _Portion = {}
        for agency, own in by_agency:
            some[agency] = {new.measure: (number, new) for number, new in own}
            if len(some) == _AGENCIES_TOGETHER:
                yield period, some
                some = {}
        if some:
            yield period, some


@dataclass(frozen=True, slots=True)
class _Ratios:
    """No numerator above its denominator, neither at the date of these counts nor at any later one they reach."""

    connection: Connection
    period: Period
    scorecard: Scorecard
    as_of: datetime
    places: Places

    def check(self, new: _Portion, faults: Faults) -> None:
        moments = (self.as_of, *figures.dates_after(self.connection, self.period, new, self.as_of))
        views = [figures.counts(self.connection, self.period, new, Bounds(moment)) for moment in moments]
        for agency, counts in new.items():
            values = {measure: count for measure, (_, count) in counts.items()}
            resulting = [_merged(view.get(agency, {}), values, self.as_of) for view in views]
            for fraction in self.scorecard.fractions:
                touched = [code for code in fraction.measures if code in counts]
                excesses = (_excess(fraction, each) for each in resulting)
                exceeding = next((each for each in excesses if each), None) if touched else None
                if exceeding:
                    faults.add(
                        "numerator_exceeds_denominator",
                        self.places.at(counts[touched[0]][0], touched[0]),
                        indicator=fraction.code,
                        numerator=exceeding[0],
                        denominator=exceeding[1],
                        measures=f"{' + '.join(fraction.numerator)} / {' + '.join(fraction.denominator)}",
                    )


def _merged(standing: Mapping[str, Count], new: Mapping[str, NewCount], as_of: datetime) -> dict[str, int]:
    """The values that would stand: the new ones, but for those that a later date has superseded already."""
    values = {code: count.value for code, count in standing.items()}
    superseded = {code for code, count in standing.items() if count.as_of > as_of}
    return values | {code: count.value for code, count in new.items() if code not in superseded}


def _excess(fraction: Fraction, values: Mapping[str, int]) -> tuple[int, int] | None:
    """Numerator and denominator, if all counts are there and the first exceeds the second."""
    if not all(code in values for code in fraction.measures):
        return None
    numerator = sum(values[code] for code in fraction.numerator)
    denominator = sum(values[code] for code in fraction.denominator)
    return (numerator, denominator) if numerator > denominator else None
