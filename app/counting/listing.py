"""Single dossiers out of prepared ones, for whoever judges and explains them one by one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import ibis.expr.types as ir

from app.counting import lookups
from app.counting.columns import COLUMNS
from app.counting.count import current_in_base, handling_agencies
from app.counting.engine import DuckDBEngine
from app.counting.prepare import dossier_of
from app.counting.question import Question
from app.counting.timing import ended
from app.counting.versions import current
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.versions import Version

_NAMES = [each.name for each in COLUMNS]


def dossiers_in_base(engine: DuckDBEngine, files: Sequence[Path], question: Question) -> Iterator[Dossier]:
    """The dossiers that any measure looks at, by agency and number: those that ``count`` counts."""
    dossiers = engine.read(files)
    return _listed(engine, current_in_base(engine, dossiers, question, handling_agencies(engine, dossiers)))


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


def _listed(engine: DuckDBEngine, rows: ir.Table) -> Iterator[Dossier]:
    return (dossier_of(row) for row in engine.stream(rows.select(_NAMES).order_by("agency", "dossier")))
