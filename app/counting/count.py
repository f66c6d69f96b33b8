"""Counting prepared dossiers by agency and measure. The same expressions run on every engine."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import ibis.expr.types as ir

from app.counting import lookups
from app.counting.cells import Cells
from app.counting.engine import Engine
from app.counting.measures import measures, received, received_or_filed
from app.counting.question import Counts, Question
from app.counting.timing import ended, with_closing, with_on_time
from app.counting.versions import current


def count(engine: Engine, files: Sequence[Path], question: Question) -> Counts:
    """The counts of every agency that has a dossier in the base of some measure.

    The current version of each dossier counts for the agency that handles it and for those above it. A dossier of which
    something is not known leaves the measure missing; where things are counted, only if its thing is not counted yet.
    """
    dossiers = engine.read(files)
    agencies = handling_agencies(engine, dossiers)
    above = engine.put("above", lookups.above(agencies, question))
    rows = with_timing(engine, current_in_base(engine, dossiers, question, agencies), dossiers, question)
    cells = Cells(rows, measures(rows, question))
    totals = cells.totals(engine.keep("cells", cells.table), above)
    return cells.read(totals.columns, engine.rows(totals))


def handling_agencies(engine: Engine, dossiers: ir.Table) -> list[str]:
    """The codes of all agencies that handle a dossier."""
    return [str(code) for (code,) in engine.rows(dossiers.select("agency").distinct())]


def current_in_base(engine: Engine, dossiers: ir.Table, question: Question, agencies: Sequence[str]) -> ir.Table:
    """The version that counts of each dossier that any measure looks at. ``agencies``: those that handle them."""
    owners = engine.put("owners", lookups.owners(agencies, question))
    return _in_base(current(engine, dossiers, owners, question), question)


def with_timing(engine: Engine, rows: ir.Table, dossiers: ir.Table, question: Question) -> ir.Table:
    """With all columns that ``measures`` look at. ``rows``: some of the ``current_in_base`` of ``dossiers``."""
    return with_on_time(with_closing(with_procedure(engine, rows, dossiers, question), question), question)


def _in_base(rows: ir.Table, question: Question) -> ir.Table:
    """The dossiers that any measure looks at."""
    rows = rows.mutate(ended=ended(rows, question))
    rows = rows.mutate(in_base=received(rows, question), in_base_or_filed=received_or_filed(rows, question))
    return rows.filter(rows.in_base | rows.in_base_or_filed)


def with_procedure(engine: Engine, rows: ir.Table, dossiers: ir.Table, question: Question) -> ir.Table:
    """With what the register says of the procedure on the day of receipt, or else of filing."""
    procedures = engine.put("procedures", lookups.procedures(question.registers))
    day = rows.received_on.coalesce(rows.filed_on)
    rows = rows.left_join(
        procedures,
        [rows.procedure == procedures.code, procedures.first_day <= day, day <= procedures.last_day_of_entry],
    )
    last_days = engine.put("last_days", lookups.last_days(_days_without_promise(engine, dossiers, question), question))
    return rows.left_join(
        last_days,
        [
            rows.received_on == last_days.from_day,
            rows.max_time == last_days.for_time,
            rows.unit == last_days.for_unit,
        ],
    )


def _days_without_promise(engine: Engine, dossiers: ir.Table, question: Question) -> list[date]:
    """The days of receipt on which a procedure's longest time may have to tell; of all versions, current or not."""
    unpromised = dossiers.filter(dossiers.due.isnull() & (dossiers.received_on <= question.period.last_day))
    return [day for (day,) in engine.rows(unpromised.select("received_on").distinct())]
