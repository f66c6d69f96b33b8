"""From what was read to prepared rows in Parquet: nothing else of dossiers is ever written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from app.counting.columns import SCHEMA, microsecond_of, minute_of
from app.counting.compaction import ADDED_PROGRESS, Compactor, differing, ranked, with_progress, without_dossier
from app.counting.prepare import prepared
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.versions import Version
from app.domain.errors import MAX_FAULTS_LISTED, Fault, Faults
from app.readers.dossiers.sender import AddedProgress

_TOGETHER = 10_000
_GROUP = 10 * _TOGETHER


@dataclass(frozen=True, slots=True)
class Rows:
    """``dossiers``: a file of prepared rows, one for each version; ``progress``: one of progress rows that were sent by
    themselves, ``None`` if there were none. ``next_arrival``: what the next row that comes is numbered."""

    dossiers: Path
    progress: Path | None
    next_arrival: int


def prepare(
    items: Iterable[Dossier | AddedProgress], faults: Faults, work: Path, undated: datetime | None = None
) -> Path:
    """Prepare dossiers to be counted: a file of versions with all their progress rows, in the folder ``work``.

    ``undated``: the time of versions that do not say when they are true; of these the last counts, with a warning.
    Refuses ``submission_invalid`` with all faults that reading found, and with those of versions of one time that
    differ. Nothing remains in memory, and in ``work`` there is nothing that tells of people.
    """
    rows = write_rows(items, faults, work)
    with Compactor(work) as engine:
        versions = engine.read_as("dossiers", [rows.dossiers], SCHEMA)
        if rows.progress:
            added = engine.read_as("added", [rows.progress], ADDED_PROGRESS)
            _warn(engine, without_dossier(added, versions), "dossier_progress_alone", faults)
            versions = with_progress(versions, added)
        odd = engine.keep("odd", differing(ranked(versions)))
        is_undated = odd.as_of == (0 if undated is None else microsecond_of(undated))
        _warn(engine, odd.filter(is_undated), "dossier_versions_undated", faults)
        stated = odd.filter(~is_undated).select("dossier", "source").distinct()
        for number, _ in engine.rows(stated.order_by("dossier", "source").limit(MAX_FAULTS_LISTED + 1)):
            faults.add("dossier_version_conflict", dossier=number)
        faults.refuse("submission_invalid")
        if not rows.progress:
            return rows.dossiers
        merged = work / "merged.parquet"
        engine.write(versions, merged)
    return merged


def _warn(engine: Compactor, rows: ir.Table, code: str, faults: Faults) -> None:
    ((number, example),) = engine.rows(rows.aggregate(number=rows.count(), example=rows.dossier.min()))
    if number:
        faults.warn(Fault(code, params={"number": number, "example": example}))


def write_rows(items: Iterable[Dossier | AddedProgress], faults: Faults, work: Path, first_arrival: int = 0) -> Rows:
    """Write what is read to files in ``work``; what is wrong is in ``faults`` once all was read."""
    with _RowFile(work / "read.parquet", SCHEMA) as dossiers, _RowFile(work / "added.parquet", ADDED_PROGRESS) as added:
        arrival = first_arrival
        iterator = iter(items)
        while together := list(islice(iterator, _TOGETHER)):
            of_dossiers = [each for each in together if isinstance(each, Dossier)]
            dossiers.write(prepared(Version(each, arrival + place) for place, each in enumerate(of_dossiers)))
            added.write(_progress_table(each for each in together if isinstance(each, AddedProgress)))
            arrival += len(of_dossiers)
    return Rows(dossiers.path, added.path if added.rows else None, arrival)


def _progress_table(items: Iterable[AddedProgress]) -> pa.Table:
    rows = list(items)
    columns = {
        "source": [each.source for each in rows],
        "dossier": [each.dossier for each in rows],
        "minute": [minute_of(each.row.at) for each in rows],
        "status": [int(each.row.status) for each in rows],
    }
    return pa.table(columns, schema=ADDED_PROGRESS)


class _RowFile:
    """A Parquet file that is written in row groups of a size that is read fast."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.rows = path, 0
        self._waiting: list[pa.Table] = []
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")

    def write(self, table: pa.Table) -> None:
        self.rows += table.num_rows
        self._waiting.append(table)
        if sum(each.num_rows for each in self._waiting) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting))
            self._waiting = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._flush()
        self._writer.close()
