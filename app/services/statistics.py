"""Takes in statistics: counts reported by the systems that own them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.errors import Faults, Location, Refusal
from app.domain.measures import parse_count
from app.domain.periods import Period
from app.domain.scorecard import Fraction
from app.domain.scoring import Count
from app.services.intake import Intake
from app.services.registers import Registers
from app.services.rows import Desk
from app.sources.uploads import Row, Shape, Written
from app.storage import figures
from app.storage.figures import NewCount
from app.storage.submissions import Kind

_FIELDS = frozenset({"agency", "period"})


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
            place = desk.places.find(row)
            for measure, value in row.cells.items():
                if measure not in _FIELDS and value is not None:
                    sheet.enter(row, place, measure, value)
        for period, agencies in sheet.by_period().items():
            _check_ratios(desk, period, agencies, registers.scorecards.in_force(period).fractions, sheet)
        return list(sheet.counts.values())

    return Intake(Kind.STATISTICS, shape, registers.scorecards, check, figures.add_counts)


_Key = tuple[Period, str, str]  # period, agency, measure


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The counts read so far, and where each was written."""

    faults: Faults
    counts: dict[_Key, NewCount] = field(default_factory=dict)
    written: dict[_Key, Location] = field(default_factory=dict)

    def enter(self, row: Row, place: tuple[str, Period] | None, measure: str, value: object) -> None:
        where = row.at(measure)
        count = _count(value, where, self.faults)
        if count is None or place is None:
            return
        agency, period = place
        key = (period, agency, measure)
        if first := self.written.get(key):
            there = first.pointer or f"line {first.line}"
            self.faults.add("figure_repeated", where, agency=agency, period=period, code=measure, first=there)
            return
        self.counts[key] = NewCount(period, agency, measure, count)
        self.written[key] = where

    def by_period(self) -> dict[Period, dict[str, dict[str, int]]]:
        """The values by period, agency and measure."""
        found: dict[Period, dict[str, dict[str, int]]] = {}
        for count in self.counts.values():
            found.setdefault(count.period, {}).setdefault(count.agency, {})[count.measure] = count.value
        return found


def _count(value: object, where: Location, faults: Faults) -> int | None:
    if not isinstance(value, Written):
        faults.add("number_quoted" if isinstance(value, str) else "number_invalid", where, value=value)
        return None
    try:
        return parse_count(value)
    except Refusal as refusal:
        faults.take(refusal, where)
        return None


def _check_ratios(
    desk: Desk, period: Period, new: Mapping[str, Mapping[str, int]], fractions: Iterable[Fraction], sheet: _Sheet
) -> None:
    """No numerator above its denominator: not at the date of these counts, and not in what stands afterwards."""
    as_of = desk.envelope.as_of
    standing = figures.counts(desk.connection, period, new)
    standing_then = figures.counts(desk.connection, period, new, as_of)
    for agency, values in new.items():
        now = standing.get(agency, {})
        newer = {code: count for code, count in now.items() if count.as_of > as_of}
        views = [{**_values(standing_then.get(agency, {})), **values}]
        if newer:
            views.append({**_values(now), **values, **_values(newer)})
        for fraction in fractions:
            touched = [code for code in fraction.measures if code in values]
            exceeding = next((over for view in views if (over := _excess(fraction, view))), None)
            if touched and exceeding:
                desk.faults.add(
                    "numerator_exceeds_denominator",
                    sheet.written[period, agency, touched[0]],
                    indicator=fraction.code,
                    numerator=exceeding[0],
                    denominator=exceeding[1],
                    measures=f"{' + '.join(fraction.numerator)} / {' + '.join(fraction.denominator)}",
                )


def _values(counts: Mapping[str, Count]) -> dict[str, int]:
    return {code: count.value for code, count in counts.items()}


def _excess(fraction: Fraction, values: Mapping[str, int]) -> tuple[int, int] | None:
    """Numerator and denominator, if all counts are there and the first exceeds the second."""
    if not all(code in values for code in fraction.measures):
        return None
    numerator = sum(values[code] for code in fraction.numerator)
    denominator = sum(values[code] for code in fraction.denominator)
    return (numerator, denominator) if numerator > denominator else None
