"""The findings' rules: against an oracle that knows them another way, and at their edges."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import ScoreChange, changes_since
from app.domain.evaluation.scores import Basis, Official
from app.domain.findings import (
    FindingLimits,
    FindingRule,
    Findings,
    find,
    groups_below_average,
    groups_low,
    largest_chances,
    largest_falls,
    reached_by,
)
from app.domain.scorecard.scorecard import TOTAL
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards
from tests.unit.domain.test_cards import evaluated, official

SCORECARD = read_scorecards(BUNDLED, read_measures()).items[0]


def changes_of(now: Evaluation, before: Evaluation, code: str) -> dict[str, ScoreChange]:
    return {by: changes_since(before, now, by)[code] for by in now.scorecard.maxima}


CODES = tuple(f"H{number:02}" for number in range(1, 8))
PARTS = [group.code for group in SCORECARD.groups] + list(SCORECARD.indicators)
Scores = dict[str, dict[str, Decimal]]


def published(scores: Mapping[str, Mapping[str, Decimal | str]], codes: tuple[str, ...] = CODES) -> Evaluation:
    """A cohort whose scores were published as they are."""
    officials: dict[str, dict[str, Official]] = {
        code: {column: official(str(score)) for column, score in columns.items()} for code, columns in scores.items()
    }
    return evaluated(SCORECARD, Basis.OFFICIAL, None, officials, codes=codes)


def with_average(score: str, average: str, group: str = "MDSH") -> Evaluation:
    """One province whose group was published with the national average."""
    each = official(score, average=Decimal(average))
    return evaluated(SCORECARD, Basis.OFFICIAL, None, {"H31": {group: each}}, codes=("H31", "H32"))


@st.composite
def cohorts(draw: st.DrawFn) -> Scores:
    """Some published scores, with holes; the first province has many of them."""
    hundredths = {
        column: st.integers(0, int(SCORECARD.maxima[column] * 100)).map(lambda value: Decimal(value).scaleb(-2))
        for column in PARTS
    }
    return {
        code: {
            column: draw(hundredths[column])
            for column in PARTS
            if draw(st.integers(0, 9)) < (9 if code == "H01" else 7)
        }
        for code in CODES
    }


@given(cohorts(), st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=60)
def test_below_and_low_against_the_oracle(scores: Scores, share: int, lead: int) -> None:
    evaluation = published(scores)
    limits = FindingLimits(low_share=Decimal(share), low_lead=Decimal(lead))
    below, low, unknown = set(), set(), set()
    for group in SCORECARD.groups:
        mine = scores["H01"].get(group.code)
        all_ = [Fraction(each[group.code]) for each in scores.values() if group.code in each]
        if mine is None or len(all_) < 4:  # half of seven
            unknown.add(group.code)
            continue
        average = Fraction(int(sum(all_) / len(all_) * 100 + Fraction(1, 2)), 100)
        if mine < average:
            below.add(group.code)
        elif Fraction(mine) / Fraction(group.max) < Fraction(share, 100) and (
            average == mine or (average > 0 and (Fraction(mine) - average) / average < Fraction(lead, 100))
        ):
            low.add(group.code)
    found = find(evaluation, "H01", {}, limits)
    assert {each.code for each in found.below.findings} == below
    assert {each.code for each in found.low.findings} == low
    assert set(found.below.unknown) == set(found.low.unknown) == unknown


@given(st.lists(st.integers(0, 30).map(Decimal), min_size=1, max_size=20), st.integers(0, 100))
def test_what_the_best_reach(scores: list[Decimal], share: int) -> None:
    """The smallest score that at least (100 - share) % of all do not exceed: then at least share % reach it."""
    reached = reached_by(Decimal(share), scores)
    places = [each for each in scores if sum(other <= each for other in scores) * 100 >= (100 - share) * len(scores)]
    assert reached == min(places)
    assert sum(each >= reached for each in scores) * 100 >= share * len(scores)


@given(cohorts())
@settings(max_examples=60)
def test_no_chance_counts_a_point_twice(scores: Scores) -> None:
    found = largest_chances(published(scores), "H01", FindingLimits(chances=100))
    named = {each.code for each in found.findings}
    for each in found.findings:
        column = sorted(row[each.code] for row in scores.values() if each.code in row)
        assert len(column) >= 4
        assert each.reference == column[-(-3 * len(column) // 4) - 1]
        assert (each.score, each.distance) == (scores["H01"][each.code], each.reference - each.score)
        assert each.distance > 0
    assert [each.distance for each in found.findings] == sorted(
        (each.distance for each in found.findings), reverse=True
    )
    for group in SCORECARD.groups:
        inner = {indicator.code for indicator in group.indicators}
        assert not (group.code in named and inner & named)


def test_the_limits_of_low_are_strict() -> None:
    """Of 22 points 65 % are 14.30; 5 % above 13.50 are 14.175."""
    for score, average, low in (
        ("14.29", "14.00", True),
        ("14.30", "14.00", False),
        ("14.17", "13.50", True),
        ("14.18", "13.50", False),
        ("10.50", "10.00", False),  # 5 % above exactly
        ("10.49", "10.00", True),
        ("9.00", "10.00", True),
        ("0.00", "0.00", True),
        ("0.01", "0.00", False),
    ):
        found = groups_low(with_average(score, average), "H31", FindingLimits()).findings
        assert [each.code for each in found] == (["MDSH"] if low else []), (score, average)
    (finding,) = groups_low(with_average("13.60", "13.50"), "H31", FindingLimits()).findings
    assert (finding.reference, finding.distance, finding.average) == (Decimal("14.3"), Decimal("0.7"), Decimal("13.50"))
    assert finding.limits == {"low_share": 65, "low_lead": 5, "known_share": 50}


def test_a_group_below_the_average_is_not_low_once_more() -> None:
    found = find(with_average("9.00", "10.00"), "H31", {}, FindingLimits())
    assert [each.code for each in found.below.findings] == ["MDSH"]
    assert found.low.findings == ()
    assert (found.below.findings[0].rule, found.below.findings[0].distance) == (FindingRule.BELOW_AVERAGE, Decimal(1))
    assert found.below.unknown == ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL")


def test_an_average_of_too_few_says_nothing() -> None:
    few = {code: {"TDGQ": score} for code, score in (("H01", "1.00"), ("H02", "19.00"), ("H03", "19.00"))}
    assert groups_below_average(published(few), "H01", FindingLimits()).findings == ()
    assert "TDGQ" in groups_below_average(published(few), "H01", FindingLimits()).unknown
    enough = {**few, "H04": {"TDGQ": "19.00"}}
    assert [each.code for each in groups_below_average(published(enough), "H01", FindingLimits()).findings] == ["TDGQ"]
    lax = FindingLimits(known_share=Decimal(10))
    assert [each.code for each in groups_below_average(published(few), "H01", lax).findings] == ["TDGQ"]


def test_falls_from_the_largest_indicators_before_groups() -> None:
    scores = {"H01": {"CLGQ": "6.00", "ONLINE_DOSSIER_SHARE": "3.00", "ONLINE_PROCEDURE_SHARE": "2.00",
              "ONLINE_SERVICE_USED": "1.00", "TDGQ": "17.00", "DOSSIER_ON_TIME": "17.00", "TTTT": "5.00"}}  # fmt: skip
    moves = {"CLGQ": "-1.00", "ONLINE_DOSSIER_SHARE": "-1.50", "ONLINE_PROCEDURE_SHARE": "0.00",
             "ONLINE_SERVICE_USED": "0.50", "TDGQ": "-2.00", "DOSSIER_ON_TIME": "-2.00", "TTTT": "-1.50",
             "MDHL": "-9.00"}  # fmt: skip
    changes = {code: ScoreChange(Decimal(move), None) for code, move in moves.items()} | {
        "CKMB": ScoreChange(None, None)
    }
    found = largest_falls(published(scores), "H01", changes, FindingLimits())
    assert [(each.code, each.distance) for each in found.findings] == [
        ("DOSSIER_ON_TIME", Decimal("2.00")),
        ("ONLINE_DOSSIER_SHARE", Decimal("1.50")),
        ("TTTT", Decimal("1.50")),
    ]
    assert found.findings[0].reference == Decimal("19.00")
    assert found.unknown == ("CKMB", "MDSH", "MDHL")
    assert len(largest_falls(published(scores), "H01", changes, FindingLimits(falls=1)).findings) == 1
    partly = {code: change for code, change in changes.items() if code != "ONLINE_SERVICE_USED"}
    whole = largest_falls(published(scores), "H01", partly, FindingLimits())
    assert [each.code for each in whole.findings] == ["DOSSIER_ON_TIME", "TTTT", "CLGQ"]


def test_what_is_known_of_an_unknown_group_is_told() -> None:
    scores = {code: {"PUBLISH_ON_TIME": score} for code, score in zip(CODES, "1234567", strict=True)}
    found = largest_chances(published({**scores, "H07": {"PUBLISH_ON_TIME": "6"}}), "H01", FindingLimits())
    assert [(each.code, each.reference) for each in found.findings] == [("PUBLISH_ON_TIME", Decimal(6))]
    assert "CKMB" in found.unknown


def test_marks_that_were_granted_say_nothing() -> None:
    """2 points that everybody has unmeasured are neither a level fall nor a chance taken."""
    before = evaluated(SCORECARD, codes=CODES)
    found: Findings = find(before, "H01", changes_of(before, before, "H01"), FindingLimits())
    everything = tuple(group.code for group in SCORECARD.groups)
    assert found.falls.findings == found.chances.findings == ()
    assert found.falls.unknown == found.chances.unknown == everything


def test_an_indicator_without_cases_hides_no_other() -> None:
    """A group of which one indicator had no cases is told by the others."""
    counts = dict.fromkeys(SCORECARD.measures, 1)
    counted = {code: dict(counts) for code in CODES}
    counted["H01"] |= {"dossiers_reuse_base": 0, "dossiers_reusing_data": 0, "dossiers_digitised": 0}
    evaluation = evaluated(SCORECARD, Basis.BEST, counted, None, codes=CODES)
    found = largest_chances(evaluation, "H01", FindingLimits())
    assert [(each.code, each.distance) for each in found.findings] == [("SO_HOA_GIAY_TO_GIAI_QUYET", Decimal(4))]
    assert found.unknown == ()


@pytest.mark.parametrize("rule", FindingRule)
def test_each_rule_states_its_limits(rule: FindingRule) -> None:
    stated = FindingLimits().of(rule)
    assert stated
    assert all(getattr(FindingLimits(), name) == value for name, value in stated.items())


def test_changes_of_every_column() -> None:
    before, now = published({"H01": {"TDGQ": "19.00"}}), published({"H01": {"TDGQ": "17.50"}})
    changes = changes_of(now, before, "H01")
    assert set(changes) == set(SCORECARD.maxima)
    assert (changes["TDGQ"], changes[TOTAL]) == (ScoreChange(Decimal("-1.50"), 0), ScoreChange(None, None))
    assert changes_of(now, published({}, ("H02",)), "H01")["TDGQ"] == ScoreChange(None, None)
