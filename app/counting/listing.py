"""Single dossiers out of prepared ones, for whoever judges and explains them one by one."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from app.counting import lookups
from app.counting.columns import COLUMNS, SCHEMA
from app.counting.compaction import Compactor
from app.counting.count import current_in_base, handling_agencies, with_timing
from app.counting.engine import DuckDBEngine
from app.counting.measures import not_counted
from app.counting.prepare import dossier_of
from app.counting.question import Question
from app.counting.timing import ended
from app.counting.versions import current
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.versions import Version

_NAMES = [each.name for each in COLUMNS]
_READ_TOGETHER = 1_000


def dossiers_in_base(
    engine: DuckDBEngine, files: Sequence[Path], question: Question, agency: str | None = None
) -> Iterator[Dossier]:
    """The dossiers that any measure looks at, by agency and number: those that ``count`` counts.

    ``agency``: only those that count for it.
    """
    return _listed(engine, _counted_for(agency, engine, engine.read(files), question))


def write_not_counted(
    engine: Compactor,
    files: Sequence[Path],
    question: Question,
    measures: Collection[str],
    agency: str | None,
    path: Path,
) -> int:
    """Write those dossiers that some of ``measures`` look at and do not count, or do not know, by agency and number.

    The number of verdicts on them: as many as there are measures that do not count a dossier, added up.
    """
    dossiers = engine.read(files)
    rows = with_timing(engine, _counted_for(agency, engine, dossiers, question), dossiers, question)
    found = not_counted(rows, question, measures)
    rows = rows.mutate(verdicts=sum((each.cast("int64") for each in found.values()), ibis.literal(0, "int64")))
    rows = rows.filter(rows.verdicts > 0).select(*_NAMES, "verdicts")
    engine.write(rows.order_by("agency", "dossier"), path)
    written = engine.read_as("not_counted", [path], SCHEMA.append(pa.field("verdicts", pa.int64())))
    ((number,),) = engine.rows(written.aggregate(number=written.verdicts.sum()))
    return int(number or 0)


def read_dossiers(path: Path) -> Iterator[Dossier]:
    """The dossiers of a file of prepared rows, in their order, few at a time."""
    with pq.ParquetFile(path) as file:
        for some in file.iter_batches(_READ_TOGETHER, columns=_NAMES):
            for row in some.to_pylist():
                yield dossier_of(row)


def open_dossiers(engine: DuckDBEngine, files: Sequence[Path], question: Question) -> Iterator[Dossier]:
    """The dossiers that were received and have not closed by the end of the question, by agency and number."""
    dossiers = engine.read(files)
    owners = engine.put("owners", lookups.owners(handling_agencies(engine, dossiers), question))
    rows = current(engine, dossiers, owners, question)
    return _listed(engine, rows.filter(rows.received.notnull() & ended(rows, question).isnull()))


def versions_of(engine: DuckDBEngine, files: Sequence[Path], number: str) -> list[Version]:
    """All versions of a dossier, of whatever source."""
    rows = engine.read(files)
    return [
        Version(dossier_of(row), row["arrival"])
        for row in engine.stream(rows.filter(rows.dossier == number).select(_NAMES))
    ]


def _counted_for(agency: str | None, engine: DuckDBEngine, dossiers: ir.Table, question: Question) -> ir.Table:
    agencies = handling_agencies(engine, dossiers)
    rows = current_in_base(engine, dossiers, question, agencies)
    return rows if agency is None else rows.filter(rows.agency.isin(lookups.counted_for(agency, agencies, question)))


def _listed(engine: DuckDBEngine, rows: ir.Table) -> Iterator[Dossier]:
    return (dossier_of(row) for row in engine.stream(rows.select(_NAMES).order_by("agency", "dossier")))
