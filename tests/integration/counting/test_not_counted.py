"""What the engine finds not to count is what judging every dossier finds, row by row and in the same order."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.counting.question import Question
from app.domain.dossiers.agencies import counting_agencies
from app.domain.dossiers.judge import judge
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.versions import Version
from app.services.dossiers import verdicts
from app.services.dossiers.verdicts import VerdictRow, find_not_counted, judge_all
from tests.integration.counting.test_contract import FEW, QUESTIONS, asked, written
from tests.support.random_dossiers import random_versions

COUNTED = ("in", "yes")
Few = tuple[list[Version], list[Path]]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Few:
    versions = random_versions(FEW, seed=1)
    return versions, written(tmp_path_factory.mktemp("few"), versions)


def by_judging_all(files: Sequence[Path], question: Question, work: Path) -> list[VerdictRow]:
    return [row for row in judge_all(work, files, question) if row.verdict not in COUNTED]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_list_is_that_of_judging_all(question: Question, few: Few, tmp_path: Path) -> None:
    expected = by_judging_all(few[1], question, tmp_path)
    found = find_not_counted(tmp_path, few[1], question)
    assert list(found.verdicts()) == expected
    assert found.total == len(expected)
    assert {row.measure for row in expected} > {"dossiers_on_time", "dossiers_online", "dossiers_synced"}


@pytest.mark.parametrize("measures", [[each] for each in DOSSIER_MEASURES] + [["dossiers_on_time", "dossiers_synced"]])
def test_only_dossiers_of_the_list_are_judged(
    measures: list[str], few: Few, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [row for row in by_judging_all(few[1], asked(), tmp_path) if row.measure in measures]
    judged = []

    def counted(dossier: object, *arguments: object) -> object:
        judged.append(dossier)
        return judge(dossier, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(verdicts, "judge", counted)
    found = find_not_counted(tmp_path, few[1], asked(), None, measures)
    assert list(found.verdicts()) == expected
    assert (found.total, len(judged)) == (len(expected), len({row.dossier for row in expected}))


@pytest.mark.parametrize(
    ("agency", "among"),
    [
        ("H44", {"H44.50.1", "H44.999", "H54"}),
        ("H44.112", {"H44.110", "H44.111", "H44.112", "H54.1"}),
        ("H31.100", {"H31.100"}),
        ("H77", {"H77.3"}),
        ("H99", set()),
    ],
)
def test_the_list_of_an_agency_is_of_what_counts_for_it(agency: str, among: set[str], few: Few, tmp_path: Path) -> None:
    question = asked()
    everything = by_judging_all(few[1], question, tmp_path)
    day = question.period.last_day
    expected = [each for each in everything if agency in counting_agencies(each.agency, day, question.agencies)]
    assert list(find_not_counted(tmp_path, few[1], question, agency).verdicts()) == expected
    every = list(judge_all(tmp_path, few[1], question, agency))
    assert [row for row in every if row.verdict not in COUNTED] == expected
    assert {row.agency for row in expected} >= among
