"""How two editions differ."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from app.domain.agencies import Agency, Cohort, Level
from app.domain.editions import Difference, Edition, FrozenStanding, differences, submissions_of
from app.domain.evaluation.evaluation import Known, evaluate
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import RollupParts
from app.domain.evaluation.score_changes import NO_CHANGE, ScoreChange
from app.domain.evaluation.scores import Basis, Official
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from tests.unit.domain.test_cards import EARLY, ON_TIME, YEAR, evaluated, official, scorecard, scorecards

__all__ = ["scorecard", "scorecards"]

GRANTED = "ELECTRONIC_CERTIFIED_COPY"  # everybody has it


def test_an_agency_and_a_column_that_only_one_edition_has(scorecard: Scorecard) -> None:
    fewer = replace(scorecard, groups=scorecard.groups[:1])
    before = evaluated(fewer, codes=("H31",), officials={"H31": {TOTAL: official("50")}})
    officials: dict[str, dict[str, Official]] = {
        "H31": {TOTAL: official("50"), "TDGQ": official("7")},
        "H44": {TOTAL: official("60")},
    }
    after = evaluated(scorecard, codes=("H31", "H44"), officials=officials)
    found, averages = differences(before, after)
    named = [("H31", TOTAL), ("H31", "TDGQ"), ("H31", GRANTED), ("H44", TOTAL), ("H44", GRANTED)]
    assert [(each.agency.code, each.code) for each in found] == named
    h31, h44 = after.cards["H31"].agency, after.cards["H44"].agency
    assert found[0] == Difference(h31, TOTAL, FrozenStanding(Decimal(50), 1), FrozenStanding(Decimal(50), 2))
    assert found[1] == Difference(h31, "TDGQ", FrozenStanding(), FrozenStanding(Decimal(7), 1))
    assert found[3] == Difference(h44, TOTAL, FrozenStanding(), FrozenStanding(Decimal(60), 1))
    assert {each.code: (each.before, each.after) for each in averages} == {
        TOTAL: (Decimal(50), Decimal("55.00")),
        "TDGQ": (None, Decimal("7.00")),
        GRANTED: (None, Decimal("2.00")),
    }
    assert [each.agency.code for each in differences(after, before)[0]] == [each.agency.code for each in found]


def test_the_submissions_of_counts_and_of_published_results(scorecard: Scorecard) -> None:
    found = evaluated(scorecard, known_counts={"H31": ON_TIME}, officials={"H31": {"CKMB": official("9")}})
    assert submissions_of(found) == {1, 2}
    ranked = official("9", rank=1, cohort_submission=3, cohort_as_of=EARLY)
    assert submissions_of(evaluated(scorecard, officials={"H31": {"CKMB": ranked}})) == {2, 3}
    assert submissions_of(evaluated(scorecard)) == set()


def test_the_submissions_of_what_a_count_was_derived_from(scorecard: Scorecard) -> None:
    synced = {"dossiers_synced": 9, "dossiers_to_sync": 10}
    months = {
        month: {"H31": Reports.of("H31", month, synced, dict.fromkeys(synced, number), {number: EARLY}, {})}
        for number, month in enumerate(YEAR.months[:2], start=7)
    }
    agency = Agency("H31", "Hưng Yên", Level.PROVINCE)
    known = Known({}, {}, RollupParts(YEAR.months[1].last_day, {"H31": agency}, months))
    found = evaluate(YEAR, Cohort.parse("provinces"), Basis.BEST, scorecard, [agency], known)
    assert submissions_of(found) == {7, 8}


def test_how_one_agency_moved(scorecard: Scorecard) -> None:
    """Column by column, out of what is kept agency by agency."""
    evaluation = evaluated(scorecard, codes=("H31", "H44"))
    up, down = ScoreChange(Decimal("1.50"), 1), ScoreChange(Decimal("-1.50"), -1)
    changes = {TOTAL: {"H31": up, "H44": down}, "TDGQ": {"H31": NO_CHANGE, "H44": up}}
    edition = Edition(evaluation, changes, datetime(2026, 11, 1, tzinfo=UTC), None, None, None, ())
    assert edition.changes_of("H44") == {TOTAL: down, "TDGQ": up}
