"""Engines count as the domain judges: every count of every agency equal, over random dossiers with every edge."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from app.counting.count import count
from app.counting.engine import DuckDBEngine
from app.counting.mean_time import mean_times
from app.counting.prepare import prepared
from app.counting.question import Question
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.mean_time import MeanTimes, WhyUnknown
from app.domain.dossiers.registers import DossierRegisters, TimeUnit
from app.domain.dossiers.rules import Base, CitizenData, Precision, ResultsBase, SharedForReuse
from app.domain.dossiers.versions import Version
from app.domain.periods import Period
from app.domain.time import VIETNAM
from tests.support import dossier_oracle
from tests.support.dossier_oracle import World
from tests.support.dossiers import CALENDAR, LATER, OCTOBER, RULES, at, done, request
from tests.support.random_dossiers import AGENCIES, OWNERS, REGISTERS, random_versions

Plain = tuple[dict[str, dict[str, tuple[int | None, dict[str, int]]]], dict[str, MeanTimes]]
WORKING_DAYS = "1.000001"
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


def unusual_years(first_arrival: int) -> list[Version]:
    """Dossiers in working days whose moments lie in years that the calendar lacks, where it matters and where not."""
    common: dict[str, Any] = {"agency": "H77.3", "procedure": WORKING_DAYS, "due_at": at("10-20")}
    before, after = "2023-10-02", "2028-10-02"
    dossiers = [
        done(after),
        done("10-12", supplements=(request(before, "10-07"),)),
        done("10-12", supplements=(request(before, "2023-10-05"),)),
        done("10-12", supplements=(request(after, "10-07"),)),
        done("10-12", supplements=(request("10-06", after),)),
        done("10-12", supplements=(request(before, "10-07", "10-15", "10-20"),)),
        done("10-12", supplements=(request(before, "10-07", "10-20", "10-20"),)),
        done("2027-12-31"),
    ]
    return [
        Version(replace(each, dossier=f"Y{number}", **common), first_arrival + number)
        for number, each in enumerate(dossiers)
    ]


def by_the_domain(versions: Sequence[Version], question: Question) -> Plain:
    world = World(question.rules, question.registers, question.calendar, question.agencies, question.owners)
    asked = (versions, question.period, world, question.end, question.as_of)
    return plain(dossier_oracle.count(*asked), dossier_oracle.mean_times(*asked))


def plain(counts: Mapping[str, Any], times: Mapping[str, MeanTimes]) -> Plain:
    numbers = {
        agency: {code: (each.number, dict(each.unknown)) for code, each in by_measure.items()}
        for agency, by_measure in counts.items()
    }
    return numbers, dict(times)


def by_duckdb(files: Sequence[Path], question: Question, spill: Path) -> Plain:
    with DuckDBEngine(spill) as engine:
        counts = count(engine, files, question)
    with DuckDBEngine(spill) as engine:
        return plain(counts, mean_times(engine, files, question))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Version], list[Path]]:
    versions = random_versions(FEW, seed=1)
    versions += unusual_years(len(versions))
    return versions, written(tmp_path_factory.mktemp("few"), versions)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_duckdb_counts_as_the_domain_judges(
    question: Question, few: tuple[list[Version], list[Path]], tmp_path: Path
) -> None:
    versions, files = few
    assert by_duckdb(files, question, tmp_path) == by_the_domain(versions, question)


def test_duckdb_counts_100_000_dossiers_as_the_domain_judges(tmp_path: Path) -> None:
    versions = random_versions(MANY, seed=766)
    expected, times = by_the_domain(versions, asked())
    assert by_duckdb(written(tmp_path, versions), asked(), tmp_path) == (expected, times)
    numbers = [number for by_measure in expected.values() for number, _ in by_measure.values()]
    assert len(expected) == 49, "every agency, or else this looks at nothing"
    assert sum(bool(number) for number in numbers) > 26 * 30, "the numbers of complete agencies"
    reasons = {reason for by_measure in expected.values() for _, unknown in by_measure.values() for reason in unknown}
    assert reasons == {"procedure_unknown", "flag_unknown", "field_missing", "calendar_unknown"}
    assert set(times) == set(expected)
    means = [mean for each in times.values() for mean in each.by_unit.values()]
    assert {each.unit for each in means} == {TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.DAY}
    assert any(0 < each.unit_unknown < each.dossiers for each in means)
    whys = {why for each in times.values() for why in each.unknown}
    assert whys == {WhyUnknown.CLOSING_UNKNOWN, WhyUnknown.TIME_NEGATIVE}


def test_years_that_the_calendar_lacks_are_not_guessed(few: tuple[list[Version], list[Path]], tmp_path: Path) -> None:
    _, times = by_duckdb(few[1], QUESTIONS["no owners"], tmp_path)
    assert times["H77.3"].unknown[WhyUnknown.CALENDAR_UNKNOWN] == 5
