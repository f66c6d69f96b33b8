"""Counting prepared dossiers: a province's month against the same counts in SQL that was written by hand for DuckDB,
and a country's year within 2 GB of memory. All dossiers are synthetic."""

import multiprocessing
import resource
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb

from app.counting import lookups
from app.counting.columns import minute_of
from app.counting.count import count
from app.counting.engine import DuckDBEngine
from app.counting.question import Counts, Question
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.registers import DossierRegisters, Procedure
from app.domain.periods import Period
from app.domain.time import VIETNAM
from app.readers.files.dossier_rules import BUNDLED, read_dossier_rules
from app.readers.files.registers import read_working_calendar
from bench import dossier_rows, dossier_uploads
from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns

_PART = "dossiers"
_MONTH, YEAR = Period.parse("2026-10"), Period.parse("2026")
_LATER = datetime(2027, 6, 1, tzinfo=VIETNAM)
_OF_A_MONTH, _OF_A_YEAR = 1_000_000, 20_000_000
_PARTS_OF_A_YEAR = (5_000_000, 10_000_000, _OF_A_YEAR)
_SQL = Path(__file__).with_name("dossiers.sql")


def run(rounds: int) -> Iterator[Result]:
    with TemporaryDirectory(prefix="tthc766-bench-") as name:
        folder = Path(name)
        yield _month(folder, rounds)
        yield from _year(folder)
        yield from dossier_uploads.run(_PART, folder, rounds)


def question(period: Period) -> Question:
    """What is asked of the synthetic dossiers."""
    (rules,) = read_dossier_rules(BUNDLED)
    return Question(
        period=period,
        end=end_of(period, _LATER),
        rules=rules,
        registers=DossierRegisters(_procedures(), []),
        calendar=read_working_calendar(),
        agencies={},
    )


def _procedures() -> Iterator[Procedure]:
    for number in range(dossier_rows.PROCEDURES):
        flags = number % 2 == 0, number % 3 == 0, number % 5 > 0
        yield Procedure(code=f"1.{number:06}", has_fee=flags[0], needs_paper_result=flags[1], for_citizens=flags[2])


def _month(folder: Path, rounds: int) -> Ratio:
    files = dossier_rows.write(folder, _OF_A_MONTH, _MONTH, roots=1)
    asked = question(_MONTH)
    numbers = {agency: [each.number for each in found.values()] for agency, found in ours(folder, files, asked).items()}
    assert numbers == by_hand(files, asked), "the same counts, or else the times say nothing"
    times = by_turns(rounds, partial(_timed, ours, folder, files, asked), partial(_timed, by_hand, files, asked))
    for file in files:
        file.unlink()
    return Ratio(
        _PART,
        f"{len(DOSSIER_MEASURES)} counts by agency of {_OF_A_MONTH:,} dossiers from Parquet",
        "s",
        times[0],
        "SQL written by hand for DuckDB",
        times[1],
        Target(Better.LOW, 1.5),
    )


def ours(folder: Path, files: list[Path], asked: Question) -> Counts:
    with DuckDBEngine(folder) as engine:
        return count(engine, files, asked)


def by_hand(files: list[Path], asked: Question) -> dict[str, list[int]]:
    with duckdb.connect() as database:
        database.from_arrow(lookups.procedures(asked.registers)).create("procedures")
        told = {"files": [str(each) for each in files], "end": minute_of(asked.end)}
        return {agency: numbers for agency, *numbers in database.execute(_SQL.read_text("utf-8"), told).fetchall()}


def _timed(action: object, *arguments: object) -> float:
    assert callable(action)
    start = perf_counter()
    action(*arguments)
    return perf_counter() - start


def _year(folder: Path) -> Iterator[Result]:
    """In a process of its own, whose memory is then this count's alone."""
    files = dossier_rows.write(folder, _OF_A_YEAR, YEAR, roots=34)
    for number in _PARTS_OF_A_YEAR:
        some = files[: number * len(files) // _OF_A_YEAR]
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, megabytes = pool.apply(counted_in_process, (folder, some))
        yield Fact(_PART, f"a year of {number:,} dossiers (synthetic): time", "s", round(seconds, 1))
        yield Fact(_PART, f"a year of {number:,} dossiers (synthetic): memory at most", "MB", megabytes)


def counted_in_process(folder: Path, files: list[Path]) -> tuple[float, int]:
    """Seconds, and the megabytes that this process held at most."""
    seconds = _timed(ours, folder, files, question(YEAR))
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
