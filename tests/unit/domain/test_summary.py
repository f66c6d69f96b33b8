"""What is said first about a ranking, and what is not said because it is not known."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.comparable import comparable
from app.domain.evaluation.columns import Rank
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import changes_since
from app.domain.evaluation.scores import Source
from app.domain.evaluation.summary import RankingSummary, summarize
from app.domain.findings import FindingLimits
from tests.unit.domain.test_findings import published

CODES = ("H01", "H02", "H03", "H04")
Scores = dict[str, str]


def scored(scores: Scores, codes: tuple[str, ...] = CODES) -> Evaluation:
    return published({code: {"TDGQ": score} for code, score in scores.items()}, codes=codes)


def told(now: Evaluation, before: Evaluation | None = None) -> RankingSummary:
    """As people are told it."""
    changes = changes_since(before, now, "TDGQ") if before else {}
    limits = FindingLimits()
    return summarize(comparable(now, limits), before and comparable(before, limits), "TDGQ", changes)


def codes_of(found: object) -> list[str]:
    return [agency.code for agency in getattr(found, "agencies", ())]


ALL = {"H01": "12", "H02": "11", "H03": "10", "H04": "9"}


def test_who_leads() -> None:
    summary = told(scored(ALL))
    assert (codes_of(summary.leaders), summary.leaders and summary.leaders.score) == (["H01"], Decimal(12))
    assert (summary.ranked, summary.of, summary.average.value) == (4, 4, Decimal("10.50"))


def test_equal_scores_share_the_lead() -> None:
    assert codes_of(told(scored({**ALL, "H03": "12"})).leaders) == ["H01", "H03"]


def test_nobody_leads_too_few() -> None:
    summary = told(scored({"H02": "11"}))
    assert (summary.leaders, summary.average.value, summary.ranked, summary.of) == (None, None, 1, 4)


def test_published_ranks_that_disagree_with_the_scores_name_no_leader() -> None:
    evaluation = scored(ALL)
    column = evaluation.columns["TDGQ"]
    ranks = dict.fromkeys(column.ranks, Rank(1, 4, Source.OFFICIAL))
    wrong = replace(evaluation, columns={"TDGQ": replace(column, ranks=ranks)})
    assert told(wrong).leaders is None


def test_who_rose_and_fell_most() -> None:
    summary = told(scored({"H01": "9", "H02": "12", "H03": "11", "H04": "10"}), scored(ALL))
    assert (codes_of(summary.fallen), summary.fallen and summary.fallen.places) == (["H01"], -3)
    assert (codes_of(summary.risen), summary.risen and summary.risen.places) == (["H02", "H03", "H04"], 1)
    assert summary.compared == 4


def test_where_all_moved_down_nobody_rose() -> None:
    summary = told(scored(ALL), scored(dict.fromkeys(CODES, "9")))
    assert (summary.risen, codes_of(summary.fallen)) == (None, ["H04"])


def test_where_nobody_moved_that_is_known() -> None:
    summary = told(scored(ALL), scored(ALL))
    assert (summary.risen, summary.fallen, summary.compared, summary.average_change) == (None, None, 4, Decimal(0))


def test_without_a_period_before_nothing_is_compared() -> None:
    summary = told(scored(ALL))
    assert (summary.risen, summary.fallen, summary.compared, summary.average_change) == (None, None, 0, None)


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (scored({**ALL, "H01": "10"}), Decimal("0.50")),
        (scored({"H01": "12", "H02": "11"}), None),  # of fewer agencies
        (scored({"H01": "12"}), None),  # not told
        (scored(ALL, codes=(*CODES, "H05")), None),  # of the same number, but of a larger cohort
    ],
)
def test_averages_are_compared_only_if_they_are_of_one_kind(before: Evaluation, change: Decimal | None) -> None:
    assert told(scored(ALL), before).average_change == change


def test_averages_of_another_maximum_are_not_compared() -> None:
    evaluation = scored(ALL)
    groups = tuple(replace(each, max=Decimal(30)) for each in evaluation.scorecard.groups)
    other = replace(evaluation, scorecard=replace(evaluation.scorecard, groups=groups))
    assert other.scorecard.maxima["TDGQ"] == 30
    assert told(evaluation, other).average_change is None
