"""Why each dossier counts or does not: the domain's verdicts on those that were counted, and the story of one."""

import csv
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from app.counting.engine import DuckDBEngine
from app.counting.listing import dossiers_in_base, versions_of
from app.counting.question import Question
from app.domain.agencies import is_within
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.judge import Outcome, Verdict, judge
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.versions import Current, current_versions
from app.domain.errors import Refusal

_TOGETHER = 50_000


class VerdictRow(NamedTuple):
    """``dates``: the days that decided, by their names. ``sentence``: in Vietnamese."""

    dossier: str
    agency: str
    procedure: str
    measure: str
    verdict: str
    dates: str
    sentence: str


class Story(NamedTuple):
    """A dossier as it counts now, and all verdicts on it."""

    current: Current
    verdicts: dict[str, Verdict]


def judge_all(
    work: Path,
    files: Sequence[Path],
    question: Question,
    root: str | None = None,
    measures: Collection[str] = DOSSIER_MEASURES,
) -> Iterator[VerdictRow]:
    """A verdict for each dossier and each measure that looks at it, by agency and number: those that ``count`` adds up.

    ``root``: only dossiers of this agency and of those below it.
    """
    with DuckDBEngine(work) as engine:
        for dossier in dossiers_in_base(engine, files, question):
            if is_within(dossier.agency, root):
                yield from _rows(dossier, question, measures)


def write_verdicts(rows: Iterator[VerdictRow], path: Path) -> int:
    """Write a table: Parquet, or CSV in UTF-8 as spreadsheets open it. The number of verdicts."""
    if path.suffix.lower() == ".parquet":
        return _write_parquet(rows, path)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(VerdictRow._fields)
        return sum(1 for row in rows if table.writerow(row))


def tell(work: Path, files: Sequence[Path], question: Question, number: str) -> Story:
    """The whole story of one dossier; refuses ``dossier_not_found``."""
    with DuckDBEngine(work) as engine:
        found = current_versions(versions_of(engine, files, number), question.owners, question.as_of)
    if number not in found:
        raise Refusal("dossier_not_found", number=number)
    return Story(found[number], _judged(found[number].dossier, question))


def _judged(dossier: Dossier, question: Question) -> dict[str, Verdict]:
    return judge(dossier, question.period, question.rules, question.registers, question.calendar, question.end)


def _rows(dossier: Dossier, question: Question, measures: Collection[str]) -> Iterator[VerdictRow]:
    for measure, verdict in _judged(dossier, question).items():
        if measure in measures and verdict.outcome is not Outcome.OUT:
            dates = " ".join(f"{name}={day.isoformat()}" for name, day in verdict.dates.items())
            named = (dossier.dossier, dossier.agency, dossier.procedure)
            yield VerdictRow(*named, measure, verdict.outcome, dates, verdict.text.vi)


def _write_parquet(rows: Iterator[VerdictRow], path: Path) -> int:
    schema = pa.schema([(name, pa.string()) for name in VerdictRow._fields])
    number = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(rows, _TOGETHER)):
            number += len(some)
            writer.write_table(pa.Table.from_pylist([row._asdict() for row in some], schema=schema))
    return number
