"""What an engine must do for the expressions, and DuckDB, which does it in this process."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from app.counting.columns import SCHEMA

Row = tuple[Any, ...]
_STREAMED_TOGETHER = 5_000
# One step, one subquery. Merged into one, an expression stands once in full for every place where it is used: SQL that
# takes longer to write, to plan and, where the engine does not see that both are one, to run.
ibis.options.sql.fuse_selects = False


class Engine(Protocol):
    """Tables by name, expressions over them, rows as Python values."""

    def read(self, files: Sequence[Path]) -> ir.Table:
        """The prepared dossiers of Parquet files."""

    def put(self, name: str, table: pa.Table) -> ir.Table:
        """A small table."""

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """What an expression gives, worked out once and kept for as long as the engine."""

    def rows(self, expression: ir.Table) -> list[Row]:
        """What an expression gives."""


def named(name: str, schema: pa.Schema) -> ir.Table:
    """A table of an engine, for expressions."""
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


class DuckDBEngine:
    """DuckDB within this process: no server, no network, no file of its own but what it cannot hold in memory.

    ``memory``: how much it may take (``1500MB``). ``spill``: the folder for what exceeds it.
    """

    def __init__(self, spill: Path, memory: str = "1500MB", threads: int | None = None) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        }
        self._database = duckdb.connect(config=config | ({"threads": threads} if threads else {}))
        self._database.execute("SET enable_progress_bar = false")  # it would write among what commands print

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def read(self, files: Sequence[Path]) -> ir.Table:
        self._database.read_parquet([str(each) for each in files]).create_view("dossiers")
        return named("dossiers", SCHEMA)

    def put(self, name: str, table: pa.Table) -> ir.Table:
        self._database.from_arrow(table).create(name)
        return named(name, table.schema)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        self._database.sql(ibis.to_sql(expression, dialect="duckdb")).create(name)
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: ir.Table) -> list[Row]:
        return self._database.execute(ibis.to_sql(expression, dialect="duckdb")).fetchall()

    def stream(self, expression: ir.Table) -> Iterator[dict[str, Any]]:
        """What an expression gives, row by row with its columns' names; nothing else is asked meanwhile."""
        found = self._database.execute(ibis.to_sql(expression, dialect="duckdb"))
        while some := found.fetchmany(_STREAMED_TOGETHER):
            for row in some:
                yield dict(zip(expression.columns, row, strict=True))
