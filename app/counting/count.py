"""Counting prepared dossiers by agency and measure. The same expressions run on every engine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import ibis.expr.types as ir

from app.counting import lookups
from app.counting.engine import Engine, Row
from app.counting.facts import REASONS, Fact
from app.counting.measures import measures, received, received_or_filed
from app.counting.question import Counts, DossierCount, Question
from app.counting.timing import ended, with_closing, with_on_time
from app.counting.versions import current
from app.domain.dossiers.measures import DOSSIER_MEASURES, procedure_key

_ADDITIVE = [code for code, each in DOSSIER_MEASURES.items() if each.key is None]
_DISTINCT = {
    "procedure": [code for code, each in DOSSIER_MEASURES.items() if each.key is procedure_key],
    "thing": [code for code, each in DOSSIER_MEASURES.items() if each.key not in (None, procedure_key)],
}


def count(engine: Engine, files: Sequence[Path], question: Question) -> Counts:
    """The counts of every agency that has a dossier in the base of some measure.

    The current version of each dossier counts for the agency that handles it and for those above it. A dossier of which
    something is not known leaves the measure missing; where things are counted, only if its thing is not counted yet.
    """
    dossiers = engine.read(files)
    agencies = [str(code) for (code,) in engine.rows(dossiers.select("agency").distinct())]
    owners = engine.put("owners", lookups.owners(agencies, question))
    above = engine.put("above", lookups.above(agencies, question))
    rows = _in_base(current(dossiers, owners, question), question)
    rows = with_on_time(with_closing(_with_procedure(engine, rows, question), question), question)
    facts = measures(rows, question)
    totals = _totals(engine.keep("cells", _cells(rows, facts)), above, facts)
    return _read(totals.columns, engine.rows(totals), facts)


def _in_base(rows: ir.Table, question: Question) -> ir.Table:
    """The dossiers that any measure looks at."""
    rows = rows.mutate(ended=ended(rows, question))
    rows = rows.mutate(in_base=received(rows, question), in_base_or_filed=received_or_filed(rows, question))
    return rows.filter(rows.in_base | rows.in_base_or_filed)


def _with_procedure(engine: Engine, rows: ir.Table, question: Question) -> ir.Table:
    """With what the register says of the procedure on the day of receipt, or else of filing."""
    procedures = engine.put("procedures", lookups.procedures(question.registers))
    day = rows.received_on.coalesce(rows.filed_on)
    rows = rows.left_join(
        procedures,
        [rows.procedure == procedures.code, procedures.first_day <= day, day <= procedures.last_day_of_entry],
    )
    unpromised = rows.filter(rows.due.isnull() & rows.unit.isin(lookups.CALENDAR_UNITS) & rows.received.notnull())
    days = [day for (day,) in engine.rows(unpromised.select("received_on").distinct())]
    last_days = engine.put("last_days", lookups.last_days(days, question))
    return rows.left_join(
        last_days,
        [
            rows.received_on == last_days.from_day,
            rows.max_time == last_days.for_time,
            rows.unit == last_days.for_unit,
        ],
    )


def _cells(rows: ir.Table, facts: Mapping[str, Fact]) -> ir.Table:
    """The numbers by agency, procedure and service: few enough to be kept, and enough to count distinct things."""
    rows = rows.select(
        "agency",
        "procedure",
        thing=rows.service.coalesce(rows.procedure),
        **{code: fact.holds for code, fact in facts.items()},
        **{_why(code): fact.why for code, fact in facts.items() if fact.reasons},
    )
    columns = {}
    for code, fact in facts.items():
        columns[code] = rows[code].fill_null(False).cast("int64").sum()
        for reason in sorted(fact.reasons):
            columns[_unknown(code, reason)] = _is(rows[_why(code)], reason).cast("int64").sum()
    return rows.group_by("agency", "procedure", "thing").aggregate(**columns)


def _is(why: ir.IntegerValue, reason: str) -> ir.BooleanValue:
    return (why == REASONS.index(reason)).fill_null(False)


def _why(code: str) -> str:
    return f"{code}__why"


def _unknown(code: str, reason: str) -> str:
    return f"{code}__{reason}"


def _columns(codes: Iterable[str], facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    """The columns of measures, each with the measure's own."""
    for code in codes:
        yield code, code
        yield from ((_unknown(code, reason), code) for reason in sorted(facts[code].reasons))


def _totals(cells: ir.Table, above: ir.Table, facts: Mapping[str, Fact]) -> ir.Table:
    """The numbers of each agency with all below it."""
    rows = cells.join(above, cells.agency == above.handling_agency)
    sums = {name: rows[name].sum().cast("int64") for name, _ in _columns(_ADDITIVE, facts)}
    found = rows.group_by("counts_for").aggregate(**sums)
    for key, codes in _DISTINCT.items():
        found = found.join(_distinct(rows, key, list(_columns(codes, facts))), "counts_for")
    return found


def _distinct(rows: ir.Table, key: str, columns: list[tuple[str, str]]) -> ir.Table:
    """How many things are counted; and the dossiers not known, of things that are not counted already."""
    things = rows.group_by("counts_for", key).aggregate(**{name: rows[name].sum() for name, _ in columns})
    found = {}
    for name, code in columns:
        counted = things[code] > 0
        found[name] = (counted.cast("int64") if name == code else counted.ifelse(0, things[name])).sum().cast("int64")
    return things.group_by("counts_for").aggregate(**found)


def _read(names: Sequence[str], rows: Iterable[Row], facts: Mapping[str, Fact]) -> Counts:
    found: Counts = {}
    for row in rows:
        numbers = dict(zip(names, row, strict=True))
        found[numbers["counts_for"]] = {code: _count(code, facts[code], numbers) for code in DOSSIER_MEASURES}
    return found


def _count(code: str, fact: Fact, numbers: Mapping[str, int]) -> DossierCount:
    unknown = {reason: numbers[_unknown(code, reason)] for reason in sorted(fact.reasons)}
    if missing := {reason: number for reason, number in unknown.items() if number}:
        return DossierCount(None, missing)
    return DossierCount(numbers[code])
