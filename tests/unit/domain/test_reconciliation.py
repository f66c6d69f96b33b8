"""Each verdict, and what it takes to get it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.agencies import Agency, Level
from app.domain.evaluation.agency_scores import Cards
from app.domain.evaluation.cohort_scores import CohortScores
from app.domain.evaluation.published_results import GivenResults
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import NO_PARTS, RollUp
from app.domain.evaluation.scores import Basis, Claim, Official
from app.domain.periods import Period
from app.domain.reconciliation import ClaimVerdict, Reconciled, ReconciledScore, Verdict, reconcile
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards

NOW = datetime(2026, 10, 10, tzinfo=UTC)
BASES = {code: measure.base for code, measure in read_measures().items() if measure.base}
CKMB = {
    "procedures_published_on_time": 1,
    "procedures_published": 2,
    "procedures_updated_on_time": 1,
    "procedures_to_update": 4,
    "procedures_with_full_content": 89,
    "procedures_public": 89,
    "dossiers_synced": 100,
    "dossiers_to_sync": 100,
}  # 3 + 1 + 2 + 6 = 12
CKMB_SCORES = {"PUBLISH_ON_TIME": "3", "PUBLIC_UPDATE_ON_TIME": "1", "PUBLIC_CONTENT_FULL": "2", "DOSSIER_SYNC": "6"}
TDGQ = {"dossiers_on_time": 87, "dossiers_received": 100}  # 17.40


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    return read_scorecards(BUNDLED, read_measures()).items[0]


def reconciled(
    scorecard: Scorecard,
    counts: Mapping[str, int],
    published: Mapping[str, str | None],
    details: Mapping[str, str] | None = None,
) -> Reconciled:
    officials = {
        code: Official(2, NOW, score and Decimal(score), detail_score=detail and Decimal(detail))  # type: ignore[arg-type]
        for code, score in published.items()
        for detail in [(details or {}).get(code)]
    }
    return held_against(scorecard, counts, officials)


def held_against(scorecard: Scorecard, counts: Mapping[str, int], officials: Mapping[str, Official]) -> Reconciled:
    year = Period.parse("2026")
    own = Reports.of("H31", year, counts, dict.fromkeys(counts, 1), {1: NOW}, {})
    rollup = RollUp(scorecard.measures, year, {"H31": own}, NO_PARTS)
    agency = Agency("H31", "Hưng Yên", Level.PROVINCE)
    cards = Cards(CohortScores(scorecard, Basis.COMPUTED, [agency], rollup, {"H31": officials}))
    return reconcile(scorecard, cards["H31"], BASES)


@pytest.mark.parametrize(
    ("published", "verdict", "otherwise"),
    [
        ({}, ClaimVerdict.UNCONFIRMED, {}),
        ({"rank": 1, "ranked": 34}, ClaimVerdict.UNCONFIRMED, {}),
        ({"rank": 2, "ranked": 34}, ClaimVerdict.CONTRADICTED, {"rank": 2}),
        ({"rank": 1, "average": Decimal("0.02")}, ClaimVerdict.CONTRADICTED, {"average": Decimal("0.02")}),
        ({"rank": 1, "ranked": 34, "average": Decimal("0.01")}, None, {}),
    ],
)
def test_a_claim_is_named_until_it_is_confirmed(
    scorecard: Scorecard, published: dict[str, Any], verdict: ClaimVerdict | None, otherwise: dict[str, Any]
) -> None:
    claim = Claim("H31", 3, NOW, 1, 34, Decimal("0.01"))
    results = GivenResults({"TDGQ": Official(2, NOW, Decimal("17.40"), **published)}, {"TDGQ": claim})
    found = held_against(scorecard, TDGQ, results)
    assert verdicts(found) == {"TDGQ": Verdict.EQUAL}
    assert [(each.code, each.claim, each.verdict, each.published) for each in found.claims] == (
        [("TDGQ", claim, verdict, otherwise)] if verdict else []
    )


def verdicts(found: Reconciled) -> dict[str, Verdict]:
    return {finding.figure.code: finding.verdict for finding in found.findings}


def finding(found: Reconciled, code: str) -> ReconciledScore:
    return next(each for each in found.findings if each.figure.code == code)


def test_equal(scorecard: Scorecard) -> None:
    found = reconciled(scorecard, CKMB, CKMB_SCORES | {"CKMB": "12.00"})
    assert set(verdicts(found).values()) == {Verdict.EQUAL}
    assert finding(found, "CKMB").difference == 0


def test_only_what_was_published_with_a_score_is_reconciled(scorecard: Scorecard) -> None:
    assert verdicts(reconciled(scorecard, CKMB, {"TDGQ": None, "CKMB": "12"})) == {"CKMB": Verdict.EQUAL}


def test_a_group_that_is_not_the_sum_of_its_published_indicators_is_stale(scorecard: Scorecard) -> None:
    found = reconciled(scorecard, CKMB, CKMB_SCORES | {"CKMB": "10.62"})
    assert [code for code, verdict in verdicts(found).items() if verdict is not Verdict.EQUAL] == ["CKMB"]
    stale = finding(found, "CKMB")
    assert (stale.verdict, stale.details, stale.difference) == (Verdict.STALE, Decimal(12), Decimal("1.38"))


def test_staleness_is_seen_without_counts_too(scorecard: Scorecard) -> None:
    assert verdicts(reconciled(scorecard, {}, CKMB_SCORES | {"CKMB": "10.62"}))["CKMB"] is Verdict.STALE


def test_an_indicator_without_cases_has_no_score_to_publish(scorecard: Scorecard) -> None:
    none = CKMB | {"procedures_published_on_time": 0, "procedures_published": 0}
    published = {code: score for code, score in CKMB_SCORES.items() if code != "PUBLISH_ON_TIME"}
    assert verdicts(reconciled(scorecard, none, published | {"CKMB": "9"}))["CKMB"] is Verdict.EQUAL
    assert verdicts(reconciled(scorecard, none, published | {"CKMB": "8"}))["CKMB"] is Verdict.STALE


def test_the_score_beside_the_details_tells_where_indicators_were_not_published(scorecard: Scorecard) -> None:
    assert verdicts(reconciled(scorecard, {}, {"TTTT": "5"}, {"TTTT": "6.67"})) == {"TTTT": Verdict.STALE}
    assert verdicts(reconciled(scorecard, {}, {"TTTT": "5"}, {"TTTT": "5.00"})) == {"TTTT": Verdict.COUNT_MISSING}
    assert verdicts(reconciled(scorecard, TDGQ, {"TDGQ": "17"}, {"TDGQ": "17"})) == {"TDGQ": Verdict.DIFFERENT}


def test_without_any_details_a_different_group_is_different(scorecard: Scorecard) -> None:
    assert verdicts(reconciled(scorecard, TDGQ, {"TDGQ": "17"})) == {"TDGQ": Verdict.DIFFERENT}
    found = reconciled(scorecard, CKMB, CKMB_SCORES | {"DOSSIER_SYNC": "5", "CKMB": "11"})
    assert verdicts(found)["DOSSIER_SYNC"] is Verdict.DIFFERENT
    assert verdicts(found)["CKMB"] is Verdict.DIFFERENT


def test_count_missing(scorecard: Scorecard) -> None:
    found = reconciled(scorecard, {"dossiers_received": 100}, {"TDGQ": "17", "total": "60"})
    assert verdicts(found) == {"TDGQ": Verdict.COUNT_MISSING, TOTAL: Verdict.COUNT_MISSING}
    assert finding(found, "TDGQ").difference is None


def test_counts_that_disagree_between_groups(scorecard: Scorecard) -> None:
    counts = TDGQ | {"dossiers_digitised": 49, "dossiers_to_digitise": 98}  # 87 / 98 gives 17.76, 49 / 100 1.96
    published = {"TDGQ": "17.76", "SO_HOA_GIAY_TO_GIAI_QUYET": "1.96", "DOSSIER_SYNC": "1"}
    found = reconciled(scorecard, counts, published)
    assert verdicts(found) == {
        "DOSSIER_SYNC": Verdict.COUNT_MISSING,
        "TDGQ": Verdict.COUNTS_DISAGREE,
        "SO_HOA_GIAY_TO_GIAI_QUYET": Verdict.COUNTS_DISAGREE,
    }
    assert found.disagreeing == {"dossiers_received": 100, "dossiers_to_digitise": 98}


def test_counts_that_disagree_excuse_nothing_else(scorecard: Scorecard) -> None:
    counts = TDGQ | {"dossiers_digitised": 49, "dossiers_to_digitise": 98}
    found = reconciled(scorecard, counts, {"TDGQ": "1", "SO_HOA_GIAY_TO_GIAI_QUYET": "2"})
    assert verdicts(found) == {"TDGQ": Verdict.DIFFERENT, "SO_HOA_GIAY_TO_GIAI_QUYET": Verdict.EQUAL}


def test_a_group_that_neither_its_details_nor_our_counts_give_is_different(scorecard: Scorecard) -> None:
    assert verdicts(reconciled(scorecard, TDGQ, {"TDGQ": "17"}, {"TDGQ": "16"})) == {"TDGQ": Verdict.DIFFERENT}


def test_details_that_are_older_than_the_group_do_not_make_it_stale(scorecard: Scorecard) -> None:
    officials = {code: Official(1, NOW - timedelta(days=1), Decimal(score)) for code, score in CKMB_SCORES.items()}
    officials["CKMB"] = Official(2, NOW, Decimal("12.10"))
    assert verdicts(held_against(scorecard, CKMB, officials))["CKMB"] is Verdict.DIFFERENT


def full_counts(scorecard: Scorecard) -> dict[str, int]:
    return {measure: 100 for indicator in scorecard.indicators.values() for measure in indicator.measures} | CKMB


def test_a_total_that_differs_by_its_stale_groups_is_stale(scorecard: Scorecard) -> None:
    counts = full_counts(scorecard)
    ours = {f.figure.code: f.figure.score for f in reconciled(scorecard, counts, dict.fromkeys(
        [TOTAL, *(group.code for group in scorecard.groups)], "0")).findings}  # fmt: skip
    published = {code: str(score) for code, score in ours.items()} | CKMB_SCORES | {"CKMB": "10"}
    total = ours[TOTAL]
    assert total is not None
    assert verdicts(reconciled(scorecard, counts, published | {TOTAL: str(total - 2)}))[TOTAL] is Verdict.STALE
    assert verdicts(reconciled(scorecard, counts, published | {TOTAL: str(total - 1)}))[TOTAL] is Verdict.DIFFERENT
    assert verdicts(reconciled(scorecard, counts, published))[TOTAL] is Verdict.EQUAL


def test_a_total_that_differs_by_groups_that_disagree(scorecard: Scorecard) -> None:
    counts = full_counts(scorecard) | TDGQ | {"dossiers_to_digitise": 98, "dossiers_digitised": 98}
    groups = [group.code for group in scorecard.groups]
    ours = {
        f.figure.code: f.figure.score
        for f in reconciled(scorecard, counts, dict.fromkeys([TOTAL, *groups], "0")).findings
    }
    published = {code: str(score) for code, score in ours.items()} | {"TDGQ": "17.76"}
    total = ours[TOTAL]
    assert total is not None
    disagreeing = reconciled(scorecard, counts, published | {TOTAL: str(total + Decimal("0.36"))})
    assert verdicts(disagreeing)[TOTAL] is Verdict.COUNTS_DISAGREE
    stale = published | CKMB_SCORES | {"CKMB": "11", TOTAL: str(total + Decimal("0.36") - 1)}
    assert verdicts(reconciled(scorecard, counts, stale))[TOTAL] is Verdict.STALE
