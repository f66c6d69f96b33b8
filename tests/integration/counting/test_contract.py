"""Engines count as the domain judges: every count of every agency equal, over random dossiers with every edge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from app.counting.count import count
from app.counting.engine import DuckDBEngine
from app.counting.prepare import prepared
from app.counting.question import Question
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.registers import DossierRegisters
from app.domain.dossiers.rules import Base, CitizenData, Precision, ResultsBase, SharedForReuse
from app.domain.dossiers.versions import Version
from app.domain.periods import Period
from app.domain.time import VIETNAM
from tests.support import dossier_oracle
from tests.support.dossier_oracle import World
from tests.support.dossiers import CALENDAR, LATER, OCTOBER, RULES
from tests.support.random_dossiers import AGENCIES, OWNERS, REGISTERS, random_versions

MANY, FEW = 100_000, 3_000
FILES = 3
OTHERWISE: dict[str, Any] = {
    "base": Base.RECEIVED_OR_OPEN,
    "precision": Precision.MINUTE,
    "results_base": ResultsBase.NEEDING_DOCUMENT,
    "citizen_data": CitizenData.VNEID,
    "shared_for_reuse": SharedForReuse.STORE,
}
MID_OCTOBER = datetime(2026, 10, 16, 10, 30, 20, tzinfo=VIETNAM)


def asked(period: Period = OCTOBER, now: datetime = LATER, **other: Any) -> Question:
    return Question(
        **{
            "period": period,
            "end": end_of(period, now),
            "rules": RULES,
            "registers": REGISTERS,
            "calendar": CALENDAR,
            "agencies": AGENCIES,
            "owners": OWNERS,
            **other,
        }
    )


QUESTIONS = {
    "quarter": asked(Period.parse("2026-Q4")),
    "running": asked(now=MID_OCTOBER),
    "running, by minutes": asked(now=MID_OCTOBER, rules=replace(RULES, precision=Precision.MINUTE)),
    "as of": asked(as_of=datetime(2026, 9, 10, 10, 30, 29, tzinfo=VIETNAM)),
    "no owners": asked(owners={}),
    "no registers": asked(registers=DossierRegisters()),
    "empty registers": asked(registers=DossierRegisters([], [])),
    **{name: asked(rules=replace(RULES, **{name: value})) for name, value in OTHERWISE.items()},
    "all options": asked(rules=replace(RULES, **OTHERWISE)),
}


def written(folder: Path, versions: Sequence[Version]) -> list[Path]:
    """Parquet files with the rows, of one dossier in several."""
    files = [folder / f"{number}.parquet" for number in range(FILES)]
    for number, file in enumerate(files):
        pyarrow.parquet.write_table(prepared(versions[number::FILES]), file)
    return files


def by_the_domain(versions: Sequence[Version], question: Question) -> dict[str, Any]:
    world = World(question.rules, question.registers, question.calendar, question.agencies, question.owners)
    return dossier_oracle.count(versions, question.period, world, question.end, question.as_of)


def plain(counts: dict[str, Any]) -> dict[str, dict[str, tuple[int | None, dict[str, int]]]]:
    return {
        agency: {code: (each.number, dict(each.unknown)) for code, each in by_measure.items()}
        for agency, by_measure in counts.items()
    }


def by_duckdb(files: Sequence[Path], question: Question, spill: Path) -> dict[str, Any]:
    with DuckDBEngine(spill) as engine:
        return plain(count(engine, files, question))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Version], list[Path]]:
    versions = random_versions(FEW, seed=1)
    return versions, written(tmp_path_factory.mktemp("few"), versions)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_duckdb_counts_as_the_domain_judges(
    question: Question, few: tuple[list[Version], list[Path]], tmp_path: Path
) -> None:
    versions, files = few
    assert by_duckdb(files, question, tmp_path) == plain(by_the_domain(versions, question))


def test_duckdb_counts_100_000_dossiers_as_the_domain_judges(tmp_path: Path) -> None:
    versions = random_versions(MANY, seed=766)
    expected = plain(by_the_domain(versions, asked()))
    assert by_duckdb(written(tmp_path, versions), asked(), tmp_path) == expected
    numbers = [number for by_measure in expected.values() for number, _ in by_measure.values()]
    assert len(expected) == 49, "every agency, or else this looks at nothing"
    assert sum(bool(number) for number in numbers) > 26 * 30, "the numbers of complete agencies"
    reasons = {reason for by_measure in expected.values() for _, unknown in by_measure.values() for reason in unknown}
    assert reasons == {"procedure_unknown", "flag_unknown", "field_missing", "calendar_unknown"}
