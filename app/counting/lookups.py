"""Small tables that the domain works out for the engines: what needs months, holidays or the register of agencies.

They have a row for each agency, entry of the register, or day and longest time; none for each dossier.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import pyarrow as pa

from app.counting.question import Question
from app.counting.timing import day_number
from app.domain.dossiers.agencies import counting_agencies
from app.domain.dossiers.deadline import find_last_day
from app.domain.dossiers.registers import DossierRegisters, TimeUnit
from app.domain.dossiers.versions import owner
from app.domain.working_days import YearUnknown

CALENDAR_UNITS = tuple(unit for unit in TimeUnit if unit is not TimeUnit.HOUR)
_DAY = timedelta(days=1)

ABOVE = pa.schema([("handling_agency", pa.string()), ("counts_for", pa.string())])
OWNERS = pa.schema([("owned_agency", pa.string()), ("owner", pa.string())])
PROCEDURES = pa.schema(
    [
        ("code", pa.string()),
        ("first_day", pa.date32()),
        ("last_day_of_entry", pa.date32()),
        ("registered", pa.bool_()),
        ("needs_paper_result", pa.bool_()),
        ("has_fee", pa.bool_()),
        ("for_citizens", pa.bool_()),
        ("max_time", pa.int64()),
        ("unit", pa.string()),
    ]
)
LAST_DAYS = pa.schema(
    [("from_day", pa.date32()), ("for_time", pa.int64()), ("for_unit", pa.string()), ("last_day", pa.int64())]
)


def above(agencies: Iterable[str], question: Question) -> pa.Table:
    """For which agencies the dossiers of each agency count."""
    day = question.period.last_day
    rows = [(code, each) for code in agencies for each in counting_agencies(code, day, question.agencies)]
    return _table(rows, ABOVE)


def counted_for(agency: str | None, agencies: Iterable[str], question: Question) -> list[str]:
    """Those agencies whose dossiers count for ``agency``; all for ``None``."""
    day = question.period.last_day
    return [code for code in agencies if agency in (None, *counting_agencies(code, day, question.agencies))]


def owners(agencies: Iterable[str], question: Question) -> pa.Table:
    """Which source owns each agency."""
    return _table([(code, owner(code, question.owners)) for code in agencies], OWNERS)


def procedures(registers: DossierRegisters) -> pa.Table:
    """The register of procedures as spans of days that do not overlap: on each day a code has one entry at most."""
    changes: dict[str, set[date]] = {}
    for each in registers.procedures:
        days = {date.min, each.first_day or date.min, each.last_day + _DAY if each.last_day else date.min}
        changes.setdefault(each.code, set()).update(days)
    rows = [row for code, days in changes.items() for row in _spans(code, sorted(days), registers)]
    return _table(rows, PROCEDURES)


def _spans(code: str, starts: list[date], registers: DossierRegisters) -> Iterator[tuple[object, ...]]:
    for first, following in zip(starts, [*starts[1:], None], strict=True):
        if entry := registers.procedure(code, first):
            last = following - _DAY if following else date.max
            flags = entry.needs_paper_result, entry.has_fee, entry.for_citizens
            yield code, first, last, True, *flags, entry.max_time, entry.unit and str(entry.unit)


def last_days(days: Iterable[date], question: Question) -> pa.Table:
    """The last day in time of a dossier received on each of ``days``, by the longest time of its procedure; null where
    the calendar does not tell. Hours are left out: they are arithmetic."""
    times = {(each.max_time, each.unit) for each in question.registers.procedures if each.unit in CALENDAR_UNITS}
    known = [(max_time, unit) for max_time, unit in times if max_time is not None and unit is not None]
    rows = [
        (day, max_time, str(unit), _last_day(day, max_time, unit, question)) for day in days for max_time, unit in known
    ]
    return _table(rows, LAST_DAYS)


def _last_day(day: date, max_time: int, unit: TimeUnit, question: Question) -> int | None:
    try:
        return day_number(find_last_day(day, max_time, unit, question.calendar))
    except YearUnknown:
        return None


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns: Iterable[Sequence[object]] = zip(*rows, strict=True) if rows else [() for _ in schema]
    return pa.table([pa.array(each, field.type) for each, field in zip(columns, schema, strict=True)], schema=schema)
