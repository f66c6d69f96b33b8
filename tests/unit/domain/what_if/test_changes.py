"""Changed counts are checked like a submission: every fault, at its place."""

import pytest

from app.domain.errors import Faults, Location, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.measures import MAX_COUNT
from app.domain.messages import describe
from app.domain.what_if.changes import MAX_CHANGES, Change, check_changes, check_number
from tests.unit.domain.test_cards import evaluated
from tests.unit.domain.test_findings import SCORECARD

COUNTS = {
    "dossiers_on_time": 90,
    "dossiers_received": 100,
    "procedures_public": 50,
    "procedures_with_full_content": 40,
    "petitions": 7,
    "petitions_about_staff": 6,
}
EVALUATION = evaluated(SCORECARD, known_counts={"H31": COUNTS}, codes=("H31", "H32"))
DEPARTMENT = evaluated(
    SCORECARD,
    known_counts={"H31": COUNTS, "H31.1": {"dossiers_received": 5}},
    cohort="H31.departments",
    codes=("H31.1",),
)


def faults_of(*changes: Change, evaluation: Evaluation = EVALUATION) -> list[tuple[str, str | None]]:
    """The codes with their places; every one has its sentences."""
    faults = Faults()
    placed = [
        Change(each.agency, each.measure, each.by, each.to, Location(pointer=f"/changes/{number}"))
        for number, each in enumerate(changes)
    ]
    absent = {"H99": Refusal("unknown_agency", value="H99")}
    check_changes(evaluation, placed, absent, faults)
    for each in faults.listed:
        assert all("{" not in text for text in describe(each.code, each.params))
    return [(each.code, each.location.pointer) for each in faults.listed]


def test_what_is_right_has_no_fault() -> None:
    changes = [Change("H31", "dossiers_on_time", by=10), Change("H32", "petitions", to=3)]
    assert faults_of(*changes) == []
    new = check_changes(EVALUATION, changes, {}, Faults())
    assert new == {"H31": {"dossiers_on_time": 100}, "H32": {"petitions": 3}}


def test_there_are_some_changes_and_not_too_many() -> None:
    check_number(1)
    check_number(MAX_CHANGES)
    for many, code in ((0, "no_changes"), (MAX_CHANGES + 1, "too_many_changes")):
        with pytest.raises(Refusal) as refused:
            check_number(many)
        assert refused.value.code == code


def test_every_fault_is_told_at_once() -> None:
    assert faults_of(
        Change("H99", "dossiers_on_time", by=1),
        Change("H31", "dossiers", by=1),
        Change("H31", "dossiers_on_time"),
        Change("H31", "dossiers_received", by=1, to=1),
        Change("H31", "petitions", by=-8),
        Change("H31", "procedures_public", to=MAX_COUNT + 1),
        Change("H32", "petitions", by=1),
        Change("H32", "petitions_about_staff", to=1),
        Change("H32", "petitions_about_staff", to=1),
        Change("H32", "dossiers_on_time", to=-1),
    ) == [
        ("unknown_agency", "/changes/0"),
        ("unknown_measure", "/changes/1"),
        ("by_or_to", "/changes/2"),
        ("by_or_to", "/changes/3"),
        ("count_impossible", "/changes/4"),
        ("count_impossible", "/changes/5"),
        ("count_unknown", "/changes/6"),
        ("figure_repeated", "/changes/8"),
        ("count_impossible", "/changes/9"),
    ]


def test_a_numerator_above_its_denominator_whichever_of_them_changes() -> None:
    above = [("numerator_exceeds_denominator", "/changes/0")]
    assert faults_of(Change("H31", "dossiers_on_time", by=11)) == above
    assert faults_of(Change("H31", "dossiers_received", to=89)) == above
    assert faults_of(Change("H31", "petitions_about_staff", to=8)) == above, "not scored, and checked all the same"
    assert faults_of(Change("H31", "dossiers_on_time", by=11), Change("H31", "dossiers_received", by=1)) == []


def test_what_the_province_counts_for_all_is_not_moved_below_it() -> None:
    shared = [("count_inherited", "/changes/0")]
    assert faults_of(Change("H31.1", "procedures_public", by=1), evaluation=DEPARTMENT) == shared
    assert faults_of(Change("H31.1", "procedures_public", to=60), evaluation=DEPARTMENT) == shared
    assert faults_of(Change("H31.1", "dossiers_received", by=1), evaluation=DEPARTMENT) == []
