"""Looks through prepared dossiers for what is odd: ``app.domain.dossiers.data_quality``."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from app.counting import lookups
from app.counting.columns import SCHEMA
from app.counting.compaction import Compactor
from app.counting.versions import newest_of_each_source
from app.domain.dossiers.data_quality import Finding, OddDossiers, Oddity
from app.domain.dossiers.registers import DossierRegisters

_EXAMPLES = 1000
_ALIKE = ("agency", "procedure", "received", "due")
_DAYS = ("filed_on", "received_on", "due_on")
_LOOKED_AT = ("source", "dossier", *_ALIKE, *_DAYS, "first_done")


def find_oddities(
    engine: Compactor,
    files: Sequence[Path],
    agencies: Collection[str],
    registers: DossierRegisters,
    most: int = _EXAMPLES,
) -> list[Finding]:
    """What is odd about the newest versions of dossiers, in the order of ``Oddity``; only what there is.

    ``agencies``: the codes that are registered. ``most``: how many examples of each. Procedures are only looked for
    where there is a register of them.
    """
    newest = newest_of_each_source(engine, engine.read_as("versions", files, SCHEMA))
    kept = engine.keep("newest", newest.select(_LOOKED_AT))
    known = engine.put("known_agencies", pa.table({"known": pa.array(sorted(agencies), pa.string())}))
    procedures = engine.put("known_procedures", lookups.procedures(registers))
    found = []
    for oddity, odd in _groups(kept, known, procedures if registers.has_procedures else None):
        groups = engine.keep(f"odd_{oddity}", odd)
        ((number,),) = engine.rows(groups.aggregate(number=groups.size.sum()))
        if number:
            shown = groups.order_by("agency", "procedure", "numbers").limit(most)
            rows_shown = engine.rows(shown.select("agency", "procedure", "numbers", "sources"))
            examples = (OddDossiers(agency, code, tuple(a), tuple(b)) for agency, code, a, b in rows_shown)
            found.append(Finding(oddity, int(number), tuple(examples)))
    return found


def _groups(rows: ir.Table, known: ir.Table, procedures: ir.Table | None) -> Iterator[tuple[Oddity, ir.Table]]:
    """Of each oddity the dossiers that are odd together: agency, procedure, numbers, sources, size."""
    yield Oddity.TWO_SOURCES, _together(rows, ["dossier"], lambda group: group.source.nunique() > 1)
    received = rows.filter(rows.received.notnull())
    yield Oddity.COLLISION, _together(received, list(_ALIKE), lambda group: group.dossier.nunique() > 1)
    yield Oddity.DONE_BEFORE_RECEIVED, _alone(rows.filter(rows.first_done < rows.received))
    yield Oddity.DUE_BEFORE_RECEIVED, _alone(rows.filter(rows.due_on < rows.received_on))
    if procedures is not None:
        day = rows.received_on.coalesce(rows.filed_on)
        spans = [rows.procedure == procedures.code, procedures.first_day <= day, day <= procedures.last_day_of_entry]
        yield Oddity.PROCEDURE_UNKNOWN, _alone(rows.filter(day.notnull()).anti_join(procedures, spans))
    yield Oddity.AGENCY_UNKNOWN, _alone(rows.anti_join(known, rows.agency == known.known))


def _together(rows: ir.Table, by: list[str], is_odd: Callable[[ir.Table], ir.BooleanValue]) -> ir.Table:
    """The groups of rows that agree in ``by``, where nothing agrees with nothing, and are odd."""
    rows = _repeated(rows, by)
    groups = rows.group_by([_written(rows, name).name(f"by_{name}") for name in by])
    return groups.having(is_odd(rows)).agg(
        agency=rows.agency.min(),
        procedure=rows.procedure.min(),
        numbers=rows.dossier.collect(distinct=True).sort(),
        sources=rows.source.collect(distinct=True).sort(),
        size=rows.count(),
    )


def _repeated(rows: ir.Table, by: list[str]) -> ir.Table:
    """The rows that are not alone in ``by``, and perhaps a few more: few, of which groups are cheap."""
    written = _written(rows, by[0])
    for name in by[1:]:
        written = written.concat("|", _written(rows, name))
    marked = rows.mutate(mark=written.hash())
    several = marked.group_by("mark").agg(size=marked.count()).filter(ibis._.size > 1)
    return marked.semi_join(several, "mark")


def _written(rows: ir.Table, name: str) -> ir.StringValue:
    return rows[name].cast("string").fill_null("")


def _alone(rows: ir.Table) -> ir.Table:
    return rows.select(
        "agency",
        "procedure",
        numbers=ibis.array([rows.dossier]),
        sources=ibis.array([rows.source]),
        size=ibis.literal(1, "int64"),
    )
