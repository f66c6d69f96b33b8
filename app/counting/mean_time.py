"""How long dossiers took: ``app.domain.dossiers.mean_time``, for many at once."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir

from app.counting import lookups
from app.counting.columns import MINUTES_OF_DAY
from app.counting.count import current_in_base, handling_agencies, with_procedure
from app.counting.engine import Engine, Row
from app.counting.question import Question
from app.counting.timing import day_number, has_moved
from app.domain.dossiers.mean_time import FINISHED, MeanTimes, TimeSum, WhyUnknown, add_up
from app.domain.dossiers.registers import TimeUnit
from app.domain.working_days import WorkingCalendar

_WHYS = tuple(WhyUnknown)
_NONE = ibis.null("int64")
_FOREVER = 2**40  # minutes: of a pause that is not known, since a sum passes over nulls


def mean_times(engine: Engine, files: Sequence[Path], question: Question) -> dict[str, MeanTimes]:
    """The mean times of every agency for which a dossier is done or returned, with all below it.

    Counts do not need them, and they cost as much again for some: so they are asked for, of an engine of their own.
    """
    dossiers = engine.read(files)
    agencies = handling_agencies(engine, dossiers)
    above = engine.put("above", lookups.above(agencies, question))
    rows = current_in_base(engine, dossiers, question, agencies)
    rows = rows.filter(_is_finished(rows))
    rows = _with_time(with_procedure(engine, rows, dossiers, question), question)
    cells = engine.keep("cells", rows.group_by("agency", "unit", "unknown").aggregate(**_sums(rows)))
    return _read(engine.rows(_totals(cells, above)))


def _is_finished(rows: ir.Table) -> ir.BooleanValue:
    return rows.status.isin([int(each) for each in FINISHED]) & rows.received.notnull() & rows.in_base_or_filed


def _with_time(rows: ir.Table, question: Question) -> ir.Table:
    """With ``time``, in the unit of the procedure, null where it is not known; and ``unknown``, why not: a place in
    ``WhyUnknown``."""
    rows = rows.mutate(closed_ever=ibis.coalesce(rows.first_done, rows.first_returned, rows.first_ended))
    unit = _Unit(rows, question)
    rows = rows.mutate(time=unit.between(rows.received, rows.closed_ever) - _pauses(rows, unit))
    unknown = ibis.cases(
        (rows.time >= 0, ibis.null("int8")),
        (rows.time < 0, _place(WhyUnknown.TIME_NEGATIVE)),
        (rows.closed_ever.isnull(), _place(WhyUnknown.CLOSING_UNKNOWN)),
        else_=_place(WhyUnknown.CALENDAR_UNKNOWN),
    )
    return rows.mutate(unknown=unknown)


def _sums(rows: ir.Table) -> dict[str, ir.IntegerScalar]:
    timed = (rows.time >= 0).fill_null(False)  # a count of nothing but nulls is null on Spark
    return {
        "dossiers": rows.count(),
        "time_total": rows.time.sum(where=timed).fill_null(0).cast("int64"),
        "timed": rows.count(where=timed),
    }


def _pauses(rows: ir.Table, unit: "_Unit") -> ir.IntegerValue:
    """What requests for papers take off; null where the calendar does not tell of one."""

    def length(each: ir.StructValue) -> ir.IntegerValue:
        until = (each.returned <= rows.closed_ever).ifelse(each.returned, rows.closed_ever)
        found = unit.between(each.asked, until)
        return (has_moved(rows, each, unit.compared) | (found < 0)).ifelse(0, found).fill_null(_FOREVER)

    found = rows.supplements.map(length).sums().fill_null(0)
    return (found >= _FOREVER).ifelse(_NONE, found)


class _Unit:
    """The unit of each row's procedure; what the register does not have is not asked of every row."""

    def __init__(self, rows: ir.Table, question: Question) -> None:
        self._calendar, self._working_days = question.calendar, _listed(question.calendar)
        units = {each.unit for each in question.registers.procedures}
        self._is = {unit: (rows.unit == unit).fill_null(False) for unit in TimeUnit if unit in units}

    def between(self, first: ir.IntegerValue, last: ir.IntegerValue) -> ir.IntegerValue:
        """From one minute to another; null where the calendar does not have one of them."""
        first_day, last_day = first // MINUTES_OF_DAY, last // MINUTES_OF_DAY
        found = last_day - first_day
        if (is_hours := self._is.get(TimeUnit.HOUR)) is not None:
            found = is_hours.ifelse(last - first, found)
        if (is_working_days := self._is.get(TimeUnit.WORKING_DAY)) is not None:
            working_days = self._working_day(last_day) - self._working_day(first_day)
            found = is_working_days.ifelse(working_days, found)
        return found

    def compared(self, minute: ir.IntegerValue) -> ir.IntegerValue:
        """What promises are compared by: minutes, or else days."""
        day = minute // MINUTES_OF_DAY
        is_hours = self._is.get(TimeUnit.HOUR)
        return day if is_hours is None else is_hours.ifelse(minute, day)

    def _working_day(self, day: ir.IntegerValue) -> ir.IntegerValue:
        numbers = self._calendar.numbers
        if not numbers:
            return _NONE
        first, last = day_number(min(numbers)), day_number(max(numbers))
        return day.between(first, last).ifelse(self._working_days[(day - first).cast("int32")], _NONE)


def _listed(calendar: WorkingCalendar) -> ir.ArrayValue:
    """The numbers of all days of the calendar, which the domain works out, in their order.

    One text that engines take apart once: to write down thousands of literals would take longer than to count.
    """
    return ibis.literal(" ".join(map(str, calendar.numbers.values()))).split(" ").cast("array<int64>")


def _place(why: WhyUnknown) -> ir.IntegerScalar:
    return ibis.literal(_WHYS.index(why), "int8")


def _totals(cells: ir.Table, above: ir.Table) -> ir.Table:
    """The sums of each agency with all below it by unit."""
    rows = cells.join(above, cells.agency == above.handling_agency)
    numbers = {name: rows[name] for name in ("time_total", "timed")}
    numbers |= {str(why): (rows.unknown == _place(why)).ifelse(rows.dossiers, 0) for why in WhyUnknown}
    rows = rows.group_by("counts_for", "unit")
    found = rows.aggregate(**{name: number.sum().cast("int64") for name, number in numbers.items()})
    return found.filter(sum((found[name] for name in WhyUnknown), found.timed) > 0)


def _read(rows: Iterable[Row]) -> dict[str, MeanTimes]:
    """The mean times by agency, of the rows of ``_totals``."""
    found: dict[str, list[TimeSum]] = {}
    for agency, unit, total, timed, *unknown in rows:
        of_unit = TimeSum(unit and TimeUnit(unit), total, timed, dict(zip(_WHYS, unknown, strict=True)))
        found.setdefault(agency, []).append(of_unit)
    return {agency: add_up(of_units) for agency, of_units in found.items()}
