"""Counting on Spark within this machine, by cores and by dossiers, and from that what a cluster would take.

Only if it is named (`make bench-spark`): it needs PySpark and Java. What a cluster takes is computed, and says so.
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench import dossier_rows
from bench.dossiers import YEAR, counted_in_process, question
from bench.rounds import Fact, Result

_PART = "spark"
_MILLION = 1_000_000
_RUNS = ((1, 1), (1, 5), (2, 5))  # cores, millions of dossiers
_FIRST_GROUPING = ("repeated_dossier", "superseded_dossier", "cells")  # what is worked out where the files are
_COUNTRY, _CORES = 40 * _MILLION, (8, 32, 128)
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "3g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.session.timeZone": "Asia/Ho_Chi_Minh",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """Seconds of a clock: until Spark was there; of what is worked out where the files are; of the rest. Seconds of
    processors and bytes are those of all tasks: read from files, exchanged between them, sent to the driver."""

    cores: int
    dossiers: int
    start: float
    grouping: float
    rest: float
    busy: float
    read: int
    exchanged: int
    collected: int


def run(_: int) -> Iterator[Result]:
    with TemporaryDirectory(prefix="tthc766-bench-") as name:
        folder = Path(name)
        most = max(millions for _, millions in _RUNS)
        files = dossier_rows.write(folder, most * _MILLION, YEAR, roots=34)
        runs = [_apart(_count, cores, files[:millions]) for cores, millions in _RUNS]
        for each in runs:
            yield from _told(each)
        small, large = (_apart(counted_in_process, folder, files[:millions])[0] for millions in (1, 5))
    yield from _on_paper(runs, (small, large))


def _apart(function: Any, *arguments: object) -> Any:
    """In a process of its own: Spark starts anew, and what it has compiled before does not count."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def _count(cores: int, files: Sequence[Path]) -> _Run:
    from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra

    from app.counting.count import count  # noqa: PLC0415

    start = perf_counter()
    session = SparkSession.builder.master(f"local[{cores}]").config(map=_SETTINGS).getOrCreate()
    session.sql("SELECT 1").collect()
    begun = perf_counter()
    engine = _watched(session)
    count(engine, files, question(YEAR))
    ended = perf_counter()
    busy, read, exchanged, collected = _of_tasks(session)
    session.stop()
    dossiers = len(files) * _MILLION
    rest = ended - begun - engine.grouping
    return _Run(cores, dossiers, begun - start, engine.grouping, rest, busy, read, exchanged, collected)


def _watched(session: Any) -> Any:
    from app.counting.spark import SparkEngine  # noqa: PLC0415

    class Watched(SparkEngine):
        """Works out at once what is kept, and takes the time."""

        grouping = 0.0

        def keep(self, name: str, expression: Any) -> Any:
            kept = super().keep(name, expression)
            start = perf_counter()
            session.table(name).count()
            if name in _FIRST_GROUPING:
                self.grouping += perf_counter() - start
            return kept

    return Watched(session)


def _of_tasks(session: Any) -> tuple[float, int, int, int]:
    """Of all stages: seconds of processors, bytes read, written for others, and sent to the driver."""
    java = session.sparkContext._jvm
    none = session.sparkContext._gateway.new_array(java.double, 0)
    store = session.sparkContext._jsc.sc().statusStore()
    stages = store.stageList(None, False, False, none, java.java.util.ArrayList())
    found = [stages.apply(place) for place in range(stages.size())]
    return (
        sum(each.executorCpuTime() for each in found) / 1e9,
        sum(each.inputBytes() for each in found),
        sum(each.shuffleWriteBytes() for each in found),
        sum(each.resultSize() for each in found),
    )


def _told(one: _Run) -> Iterator[Fact]:
    of = f"{one.dossiers:,} dossiers on {one.cores} core{'s' if one.cores > 1 else ''}"
    yield Fact(_PART, f"{of}: until Spark has started", "s", round(one.start, 1))
    yield Fact(_PART, f"{of}: scan, verdicts and first grouping", "s", round(one.grouping, 1))
    yield Fact(_PART, f"{of}: the rest", "s", round(one.rest, 1))
    yield Fact(_PART, f"{of}: processor time of all tasks", "s", round(one.busy, 1))
    yield Fact(_PART, f"{of}: read from files", "bytes each", round(one.read / one.dossiers))
    yield Fact(_PART, f"{of}: exchanged between tasks", "bytes each", round(one.exchanged / one.dossiers, 1))
    yield Fact(_PART, f"{of}: sent to the driver", "kB", round(one.collected / 1000))


def _on_paper(runs: Sequence[_Run], duckdb: tuple[float, float]) -> Iterator[Fact]:
    """By the line through two sizes on one core. What Spark needs whatever the number does not shrink with cores."""
    small, large = (each for each in runs if each.cores == 1)
    share = (large.grouping - small.grouping) / (large.dossiers - small.dossiers)
    alike = max(0.0, small.grouping - share * small.dossiers) + small.rest + small.start
    yield Fact(_PART, "computed: what does not shrink with cores", "s", round(alike, 1))
    yield Fact(_PART, "computed: a million dossiers more on one core", "s", round(share * _MILLION, 1))
    for cores in _CORES:
        seconds = alike + share * _COUNTRY / cores
        yield Fact(_PART, f"computed: {_COUNTRY:,} versions on {cores} cores", "s", round(seconds))
    own = (duckdb[1] - duckdb[0]) / (large.dossiers - small.dossiers)
    yield Fact(_PART, "measured: DuckDB on this machine, a million dossiers more", "s", round(own * _MILLION, 2))
    yield Fact(_PART, f"computed: DuckDB on this machine, {_COUNTRY:,} versions", "s", round(own * _COUNTRY))
    for cores in _CORES:
        gained = own - share / cores
        even = f"{alike / gained / _MILLION:,.0f} million" if gained > 0 else "never"
        yield Fact(_PART, f"computed: {cores} cores are as fast as DuckDB on this machine from", "", even)
