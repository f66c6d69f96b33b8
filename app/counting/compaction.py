"""Versions of dossiers in one file: progress rows added, of each dossier of each source the newest kept."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from app.counting.columns import CODE, COLUMNS, MINUTE, TEXT
from app.counting.engine import DuckDBEngine, named
from app.domain.dossiers.closing import CLOSING_STATUSES

ADDED_PROGRESS = pa.schema(
    [pa.field(name, type_, nullable=False) for name, type_ in (("source", TEXT), ("dossier", TEXT))]
    + [pa.field("minute", MINUTE, nullable=False), pa.field("status", CODE, nullable=False)]
)
"""Progress rows that were sent by themselves."""

_KEY = ("source", "dossier")
_ROWS_OF_GROUP = 100_000


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the versions that were added to those stored.

    Dossiers: ``new``; ``changed``, whose current version has other content now; ``unchanged``; ``differing``, with two
    versions of one time that have different content. ``not_current``: versions that did not become current, since a
    newer one is known.
    """

    new: int
    changed: int
    unchanged: int
    not_current: int
    differing: int


class Compactor(DuckDBEngine):
    """Reads and writes Parquet. ``spill``: the folder for what memory cannot hold."""

    def read_as(self, name: str, files: Sequence[Path], schema: pa.Schema) -> ir.Table:
        self._database.read_parquet([str(each) for each in files]).create_view(name)
        return named(name, schema)

    def write(self, expression: ir.Table, path: Path) -> int:
        """The number of rows that were written."""
        found = self._database.sql(ibis.to_sql(expression, dialect="duckdb"))
        try:
            found.write_parquet(str(path), compression="zstd", row_group_size=_ROWS_OF_GROUP)
        except duckdb.IOException as error:  # it does not say which error of the system it was
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from error
        return int(self._database.read_parquet(str(path)).count("*").fetchall()[0][0])


def with_progress(rows: ir.Table, added: ir.Table) -> ir.Table:
    """Prepared rows with the progress rows that were sent for their dossiers by themselves, each once and in order."""
    row = ibis.struct({"minute": added.minute, "status": added.status})
    by_dossier = added.group_by(source_of_added=added.source, dossier_of_added=added.dossier).agg(more=row.collect())
    joined = rows.left_join(
        by_dossier, [rows.source == by_dossier.source_of_added, rows.dossier == by_dossier.dossier_of_added]
    )
    has_more = joined.more.notnull()
    progress = joined.progress.concat(joined.more).unique().sort()
    joined = joined.mutate(progress=has_more.ifelse(progress, joined.progress))
    firsts = {}
    for by, among in CLOSING_STATUSES.items():
        name = f"first_{by}"
        firsts[name] = has_more.ifelse(_first(joined.progress, sorted(map(int, among))), joined[name])
    return joined.mutate(**firsts).select([each.name for each in COLUMNS])


def _first(progress: ir.ArrayValue, statuses: list[int]) -> ir.Value:
    of_status = progress.filter(lambda row: row.status.isin(statuses))
    return of_status.map(lambda row: row.minute).mins()


def ranked(rows: ir.Table) -> ir.Table:
    """Of each version: its dossier, its ``place`` (0: the newest, of one time the last that came) and its content."""
    content = ibis.struct({each.name: rows[each.name] for each in COLUMNS if each.name not in ("as_of", "arrival")})
    newest_first = ibis.window(group_by=_KEY, order_by=[ibis.desc("as_of"), ibis.desc("arrival")])
    return rows.select(*_KEY, "as_of", "arrival", content=content.hash(), place=ibis.row_number().over(newest_first))


def differing(versions: ir.Table) -> ir.Table:
    """The dossiers of ``ranked`` versions that have two of one time with different content, and these times."""
    of_one_time = versions.group_by([*_KEY, "as_of"]).agg(contents=versions.content.nunique())
    return of_one_time.filter(of_one_time.contents > 1).select(*_KEY, "as_of")


def without_dossier(added: ir.Table, rows: ir.Table) -> ir.Table:
    """Progress rows that were sent by themselves, of dossiers that are not there."""
    return added.anti_join(rows, list(_KEY))


def changes(engine: Compactor, versions: ir.Table, last_stored: int) -> Changes:
    """What became of ``ranked`` versions that came after ``last_stored``."""
    is_stored = versions.arrival <= last_stored
    by_dossier = versions.group_by(*_KEY).agg(
        stored=versions.content.max(where=is_stored),
        current=versions.content.max(where=versions.place == 0),
        added=(~is_stored).cast("int64").sum(),
        became=(~is_stored & (versions.place == 0)).cast("int64").sum(),
    )
    was_added = by_dossier.added > 0
    is_same = by_dossier.stored == by_dossier.current
    counted = by_dossier.aggregate(
        new=(was_added & by_dossier.stored.isnull()).cast("int64").sum(),
        changed=(was_added & ~is_same).cast("int64").sum(),
        unchanged=(was_added & is_same).cast("int64").sum(),
        not_current=(by_dossier.added - by_dossier.became).sum(),
    )
    ((new, changed, unchanged, not_current),) = engine.rows(counted)
    ((odd,),) = engine.rows(differing(versions).select(*_KEY).distinct().aggregate(count=ibis._.count()))
    return Changes(*(int(each or 0) for each in (new, changed, unchanged, not_current, odd)))


def current_only(rows: ir.Table, versions: ir.Table) -> ir.Table:
    """The rows that are the newest of their dossiers, in an order that tells nothing of when they came."""
    newest = versions.filter(versions.place == 0).select("arrival")
    return rows.semi_join(newest, "arrival").order_by("received_on", *_KEY)
