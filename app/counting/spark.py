"""Spark, for more dossiers than one machine holds: the extra ``spark`` (PySpark, and Java 17 or newer)."""

from collections.abc import Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from pyspark.sql import SparkSession

from app.counting.columns import SCHEMA
from app.counting.engine import Row, named


class SparkEngine:
    """A session of Spark; its settings and its end are the caller's. Its workers must be able to read the files."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def read(self, files: Sequence[Path]) -> ir.Table:
        self._session.read.parquet(*map(str, files)).createOrReplaceTempView("dossiers")
        return named("dossiers", SCHEMA)

    def put(self, name: str, table: pa.Table) -> ir.Table:
        types = ", ".join(f"{field.name} {_TYPES[field.type]}" for field in table.schema)
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        self._session.createDataFrame(rows, types).createOrReplaceTempView(name)
        return named(name, table.schema)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        self._session.sql(ibis.to_sql(expression, dialect="pyspark")).cache().createOrReplaceTempView(name)
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: ir.Table) -> list[Row]:
        return [tuple(row) for row in self._session.sql(ibis.to_sql(expression, dialect="pyspark")).collect()]


_TYPES = {pa.string(): "string", pa.bool_(): "boolean", pa.int64(): "bigint", pa.date32(): "date"}
