"""Why each dossier counts or does not: the domain's verdicts on those that were counted, and the story of one."""

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from app.counting.compaction import Compactor
from app.counting.engine import DuckDBEngine
from app.counting.listing import dossiers_in_base, read_dossiers, versions_of, write_not_counted
from app.counting.question import Question
from app.domain.dossiers.case import Case
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.judge import Outcome, Verdict, judge
from app.domain.dossiers.mean_time import ProcessingTime, processing_time
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.versions import Current, current_versions
from app.domain.errors import Refusal
from app.services.dossiers.csv_lines import csv_head, csv_lines

_TOGETHER = 50_000
_LINES = 500
_NOT_COUNTED = (Outcome.NO, Outcome.UNKNOWN)


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
    """A dossier as it counts now, how long it took (``None``: not looked at), and all verdicts on it."""

    current: Current
    time: ProcessingTime | None
    verdicts: dict[str, Verdict]


def judge_all(
    work: Path,
    files: Sequence[Path],
    question: Question,
    agency: str | None = None,
    measures: Collection[str] = DOSSIER_MEASURES,
) -> Iterator[VerdictRow]:
    """A verdict for each dossier and each measure that looks at it, by agency and number: those that ``count`` adds up.

    ``agency``: only on dossiers that count for it.
    """
    with DuckDBEngine(work) as engine:
        for dossier in dossiers_in_base(engine, files, question, agency):
            yield from _rows(dossier, question, measures)


@dataclass(frozen=True)
class NotCounted:
    """The dossiers that measures look at and do not count, or do not know; ``total``: how many verdicts there are."""

    file: Path
    total: int
    question: Question
    measures: Collection[str]

    def verdicts(self) -> Iterator[VerdictRow]:
        """The verdicts by agency, number and measure, each judged when it is taken."""
        for dossier in read_dossiers(self.file):
            for row in _rows(dossier, self.question, self.measures):
                if row.verdict in _NOT_COUNTED:
                    yield row


def find_not_counted(
    work: Path,
    files: Sequence[Path],
    question: Question,
    agency: str | None = None,
    measures: Collection[str] = DOSSIER_MEASURES,
) -> NotCounted:
    """Find the verdicts of ``judge_all`` that do not count. The engine does: only those dossiers are left to be judged,
    in a file in ``work``."""
    file = work / "not-counted.parquet"
    with Compactor(work) as engine:
        total = write_not_counted(engine, files, question, measures, agency, file)
    return NotCounted(file, total, question, measures)


def csv_pieces(rows: Iterator[VerdictRow], delimiter: str = ",") -> Generator[bytes, None, None]:
    """A table in UTF-8 as spreadsheets open it, some lines at a time."""
    yield csv_head(VerdictRow._fields, delimiter)
    for some in _parts(rows, _LINES):
        yield csv_lines(some, delimiter)


def write_verdicts(rows: Iterator[VerdictRow], path: Path) -> int:
    """Write a table: Parquet, or CSV as spreadsheets open it. The number of verdicts."""
    if path.suffix.lower() == ".parquet":
        return _write_parquet(rows, path)
    number = 0
    with path.open("wb") as file:
        file.write(csv_head(VerdictRow._fields))
        for some in _parts(rows, _TOGETHER):
            number += len(some)
            file.write(csv_lines(some))
    return number


def tell(work: Path, files: Sequence[Path], question: Question, number: str) -> Story:
    """The whole story of one dossier; refuses ``dossier_not_found``."""
    with DuckDBEngine(work) as engine:
        found = current_versions(versions_of(engine, files, number), question.owners, question.as_of)
    if number not in found:
        raise Refusal("dossier_not_found", number=number)
    dossier = found[number].dossier
    case = Case(dossier, question.period, question.rules, question.registers, question.calendar, question.end)
    return Story(found[number], processing_time(case), _judged(dossier, question))


def _judged(dossier: Dossier, question: Question, measures: Collection[str] = DOSSIER_MEASURES) -> dict[str, Verdict]:
    asked = question.period, question.rules, question.registers, question.calendar, question.end
    return judge(dossier, *asked, measures)


def _rows(dossier: Dossier, question: Question, measures: Collection[str]) -> Iterator[VerdictRow]:
    for measure, verdict in _judged(dossier, question, measures).items():
        if verdict.outcome is not Outcome.OUT:
            dates = " ".join(f"{name}={day.isoformat()}" for name, day in verdict.dates.items())
            named = (dossier.dossier, dossier.agency, dossier.procedure)
            yield VerdictRow(*named, measure, verdict.outcome, dates, verdict.text.vi)


def _parts(rows: Iterator[VerdictRow], size: int) -> Iterator[list[VerdictRow]]:
    while some := list(islice(rows, size)):
        yield some


def _write_parquet(rows: Iterator[VerdictRow], path: Path) -> int:
    schema = pa.schema([(name, pa.string()) for name in VerdictRow._fields])
    number = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for some in _parts(rows, _TOGETHER):
            number += len(some)
            writer.write_table(pa.Table.from_pylist([row._asdict() for row in some], schema=schema))
    return number
