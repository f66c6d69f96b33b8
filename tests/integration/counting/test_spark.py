"""Spark counts as DuckDB does, which counts as the domain judges: whatever the time zone of its session."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.counting.count import count
from app.counting.mean_time import mean_times
from app.counting.question import Question
from tests.integration.counting.test_contract import (
    FEW,
    MANY,
    QUESTIONS,
    asked,
    by_duckdb,
    plain,
    unusual_years,
    written,
)
from tests.support.random_dossiers import random_versions

pytestmark = pytest.mark.spark
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.memory": "2g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "Asia/Ho_Chi_Minh",
}


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: make test-spark")
    builder = sql.SparkSession.builder.master("local[2]").config(map=SETTINGS)
    started = builder.getOrCreate()
    yield started
    started.stop()


@pytest.mark.parametrize(
    ("number", "question"), [(MANY, asked()), (FEW, QUESTIONS["all options"])], ids=["100,000 dossiers", "all options"]
)
def test_spark_counts_as_duckdb(session: Any, number: int, question: Question, tmp_path: Path) -> None:
    from app.counting.spark import SparkEngine  # noqa: PLC0415  # PySpark is an extra

    versions = random_versions(number, seed=766)
    files = written(tmp_path, [*versions, *unusual_years(len(versions))])
    engine = SparkEngine(session)
    found = plain(count(engine, files, question), mean_times(engine, files, question))
    assert found == by_duckdb(files, question, tmp_path)
