"""Takes in statistics: counts reported by the systems that own them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.errors import Faults, spot
from app.domain.measures import parse_count
from app.domain.moments import Bounds
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard import Fraction, Scorecard
from app.domain.scoring import Count
from app.services.intake import Intake
from app.services.reading import QUALITY_FIELDS, read_number, read_quality
from app.services.registers import Registers
from app.services.rows import Desk
from app.sources.uploads import Row, Shape
from app.storage import figures, states
from app.storage.figures import NewCount
from app.storage.session import Connection
from app.storage.submissions import Kind

_FIELDS = frozenset({"agency", "period", *QUALITY_FIELDS})


def statistics_intake(registers: Registers) -> Intake[NewCount]:
    shape = Shape(
        key="statistics",
        fields=_FIELDS,
        envelope=frozenset({"period", "as_of", "source"}),
        nested="measures",
        nested_fields=frozenset(registers.measures),
    )

    def check(desk: Desk) -> list[NewCount]:
        sheet = _Sheet(desk.faults)
        for row in desk.rows:
            place, quality = desk.places.find(row), read_quality(row, desk.faults)
            for measure, value in row.cells.items():
                if measure not in _FIELDS and value is not None:
                    sheet.enter(row, place, measure, value, quality)
        return list(sheet.counts.values())

    def check_stored(connection: Connection, counts: Sequence[NewCount], as_of: datetime, faults: Faults) -> None:
        for period, agencies in _by_period(counts).items():
            _check_ratios(connection, period, agencies, registers.scorecards.in_force(period), as_of, faults)

    return Intake(
        Kind.STATISTICS, shape, registers.scorecards, check, check_stored, figures.add_counts, states.of_counts
    )


_Key = tuple[Period, str, str]  # period, agency, measure


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The counts read so far."""

    faults: Faults
    counts: dict[_Key, NewCount] = field(default_factory=dict)

    def enter(
        self, row: Row, place: tuple[str, Period] | None, measure: str, value: object, quality: Quality | None
    ) -> None:
        where = row.at(measure)
        count = read_number(value, parse_count, "number_invalid", where, self.faults)
        if count is None or place is None:
            return
        agency, period = place
        new = NewCount(period, agency, measure, count, quality, where)
        first = self.counts.setdefault((period, agency, measure), new)
        if first is not new:
            self.faults.add(
                "figure_repeated", where, agency=agency, period=period, code=measure, first=spot(first.where)
            )


def _by_period(counts: Iterable[NewCount]) -> dict[Period, dict[str, dict[str, NewCount]]]:
    """The counts by period, agency and measure."""
    found: dict[Period, dict[str, dict[str, NewCount]]] = {}
    for count in counts:
        found.setdefault(count.period, {}).setdefault(count.agency, {})[count.measure] = count
    return found


def _check_ratios(
    connection: Connection,
    period: Period,
    new: Mapping[str, Mapping[str, NewCount]],
    scorecard: Scorecard,
    as_of: datetime,
    faults: Faults,
) -> None:
    """No numerator above its denominator, neither at the date of these counts nor at any later one they reach."""
    views = [
        figures.counts(connection, period, new, Bounds(moment))
        for moment in (as_of, *figures.dates_after(connection, period, new, as_of))
    ]
    for agency, counts in new.items():
        resulting = [_merged(view.get(agency, {}), counts, as_of) for view in views]
        for fraction in scorecard.fractions:
            touched = [counts[code] for code in fraction.measures if code in counts]
            excesses = (_excess(fraction, values) for values in resulting)
            exceeding = next((each for each in excesses if each), None) if touched else None
            if exceeding:
                faults.add(
                    "numerator_exceeds_denominator",
                    touched[0].where,
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
