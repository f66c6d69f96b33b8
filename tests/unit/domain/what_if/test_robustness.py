"""How firm ranks are: the provinces on 10 October 2026, and small cohorts against counting by hand."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agencies import Cohort
from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.findings import FindingLimits
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.margins import CheapestLever, cheapest_lever
from app.domain.what_if.robustness import (
    RankHistory,
    RankSpread,
    Robustness,
    counted_ranks,
    rank_history,
    robustness,
)
from app.domain.what_if.weights import Drawing, WeightSensitivity
from app.services.evaluation.evaluate import Evaluator
from tests.conftest import NOW, Client
from tests.unit.domain.test_cards import evaluated, official
from tests.unit.domain.test_findings import SCORECARD, published
from tests.unit.domain.test_rank_reasons import CODES, with_groups

LIMITS = FindingLimits()
DAY = date(2026, 10, 10)


def made(evaluation: Evaluation, *, ended: bool = False) -> Robustness:
    ranks = counted_ranks(evaluation, LIMITS)
    return robustness(
        evaluation, ranks, rank_history(ranks, 1, [(DAY, evaluation)]), Drawing(), lambda: None, ended=ended
    )


@cache
def provinces_of(reader: Client) -> Robustness:
    evaluator = Evaluator(reader.service.database, reader.service.registers.scorecards, Basis.BEST, NOW.date())
    return made(evaluator.cohort(Period.parse("2026"), Cohort.parse("provinces")))


def level(*totals: str) -> Evaluation:
    return with_groups(*(("1", "1", "1", "1", "1", total) for total in totals))


# Province, its interval with this project's seed, and the one that another generator gave.
INTERVALS = [
    ("H31", (27, 29, 30), (27, 30)),
    ("H35", (10, 15, 21), (10, 20)),
    ("H36", (11, 15, 20), (12, 20)),
    ("H29", (11, 14, 18), (11, 18)),
    ("H20", (1, 1, 1), (1, 1)),
    ("H26", (33, 34, 34), (33, 34)),
]


@pytest.mark.parametrize(("code", "own", "others"), INTERVALS)
def test_intervals_of_the_provinces(
    reader: Client, code: str, own: tuple[int, int, int], others: tuple[int, int]
) -> None:
    found = provinces_of(reader).of(code).weights
    assert found == WeightSensitivity(*own)
    assert abs(own[0] - others[0]) <= 1
    assert abs(own[2] - others[1]) <= 1


def test_hung_yen(reader: Client) -> None:
    found = provinces_of(reader).of("H31")
    assert (found.rank, found.tied, found.history) == (28, (), RankSpread(28, 28))
    assert found.above
    assert (found.above.agencies, found.above.rank, str(found.above.gap)) == (("H52",), 27, "0.11")
    assert found.above.lever == CheapestLever("H31", "PAYMENT_PROCEDURE_USED", 15)
    assert found.below
    assert (found.below.agencies, str(found.below.gap)) == (("H05",), "0.01")
    assert found.below.lever == CheapestLever("H05", "PAYMENT_PROCEDURE_USED", 1)
    # Without transparency it is level with Nghệ An.
    assert dict(found.without) == {"CKMB": 20, "TDGQ": 28, "CLGQ": 26, "TTTT": 30, "MDSH": 28, "MDHL": 32}
    assert provinces_of(reader).of("H41").without["CKMB"] == 20


def test_gaps_between_the_provinces(reader: Client) -> None:
    found = provinces_of(reader)
    answers = found.several(found.ranks)
    gaps = [each.above.gap for each in answers if each.above]
    assert (len(gaps), str(median(gaps)), str(min(gaps))) == (33, "0.21", "0.01")
    assert sum(gap <= Decimal("0.10") for gap in gaps) == 9
    assert sorted(gaps) == sorted(each.below.gap for each in answers if each.below)


def test_few_cases_are_named(reader: Client) -> None:
    """One of 568 petitions is worth 0.0106 points; one of 482,812 dossiers in time 0.00004."""
    found = {each.indicator: (each.cases, str(each.case_points)) for each in provinces_of(reader).of("H31").small}
    assert found["PETITION_PROCESSING_ON_TIME"] == (568, "0.01")
    assert found["PUBLISH_ON_TIME"] == (51, "0.12")
    assert not found.keys() & {"DOSSIER_ON_TIME", "PAYMENT_DOSSIER"}


@pytest.mark.parametrize(("cases", "small"), [(600, True), (601, False)])
def test_a_single_case_that_is_worth_a_hundredth_makes_few(cases: int, *, small: bool) -> None:
    counts = {"petitions_on_time": 0, "petitions_to_process": cases}
    evaluation = evaluated(SCORECARD, Basis.BEST, {"H31": counts}, {"H31": {TOTAL: official("50")}})
    assert bool(made(evaluation).of("H31").small) is small


def test_a_lever_is_what_can_be_mended_today(reader: Client) -> None:
    evaluation = provinces_of(reader).evaluation
    assert cheapest_lever(evaluation, ("H31",), 11, ended=False) == CheapestLever("H31", "PAYMENT_PROCEDURE_USED", 15)
    after = cheapest_lever(evaluation, ("H31",), 11, ended=True)
    assert after == CheapestLever("H31", "ORIGINAL_RESULT_AVAILABLE", 8805)
    assert cheapest_lever(evaluation, ("H31",), 700, ended=False) is None
    assert cheapest_lever(evaluation, ("H31", "H05"), 1, ended=False) == CheapestLever(
        "H05", "PAYMENT_PROCEDURE_USED", 1
    )


def test_a_published_group_does_not_pass_its_maximum() -> None:
    counts = {"fee_procedures_paid_online": 0, "fee_procedures": 100}
    for score, lever in (("9.90", CheapestLever("H31", "PAYMENT_PROCEDURE_USED", 4)), ("9.91", None)):
        officials = {"H31": {"TTTT": official(score)}}
        evaluation = evaluated(SCORECARD, Basis.BEST, {"H31": counts}, officials)
        assert cheapest_lever(evaluation, ("H31",), 10, ended=False) == lever


def test_those_who_are_level_share_a_place() -> None:
    found = made(level("3", "2", "2", "1"))
    first, second, last = (found.of(code) for code in ("H01", "H02", "H04"))
    assert first.above is None
    assert first.below
    assert (first.below.agencies, first.below.rank, str(first.below.gap)) == (("H02", "H03"), 2, "1.00")
    assert (second.rank, second.tied) == (2, ("H03",))
    assert second.below
    assert (second.below.agencies, second.below.rank) == (("H04",), 4)
    assert last.below is None
    assert last.above
    assert (last.above.agencies, last.above.lever) == (("H02", "H03"), None)


def test_who_has_no_rank_or_is_not_among_them_is_told_so() -> None:
    found = made(with_groups(("1",) * 6, ("2",) * 6, (None, *("1",) * 5)))
    assert set(found.ranks) == {"H01", "H02"}
    for code, refusal, missing in (("H03", "agency_unranked", "CKMB"), ("H09", "agency_not_in_cohort", None)):
        with pytest.raises(Refusal) as refused:
            found.of(code)
        assert (refused.value.code, refused.value.params.get("missing")) == (refusal, missing)


def test_of_a_total_without_groups_weights_say_nothing() -> None:
    groups = dict.fromkeys(SCORECARD.groups_by_code, "1")
    found = made(published({"H01": {TOTAL: "60"}, "H02": groups}, codes=CODES[:2]))
    assert found.lacking == ("H01",)
    answer = found.of("H02")
    assert (answer.rank, answer.weights, answer.without) == (2, None, {})


def test_of_too_few_or_of_published_ranks_nothing_is_said() -> None:
    few = published({"H01": dict.fromkeys(SCORECARD.groups_by_code, "1")}, codes=CODES)
    lent = evaluated(
        SCORECARD, Basis.BEST, None, {"H31": {TOTAL: official("76", rank=19, ranked=63)}}, codes=("H31", "H32")
    )
    for evaluation, code in ((few, "too_few_ranked"), (level(), "too_few_ranked"), (lent, "ranks_published")):
        with pytest.raises(Refusal) as refused:
            counted_ranks(evaluation, LIMITS)
        assert refused.value.code == code


def test_history_compares_days_with_the_same_agencies() -> None:
    now, before = level("3", "2", "1"), level("1", "3", "2")
    fewer = with_groups(("3",) * 6, ("4",) * 6, (None, *("1",) * 5))
    days = [(DAY, now), (date(2026, 10, 8), fewer), (date(2026, 10, 6), before)]
    found = rank_history(counted_ranks(now, LIMITS), 9, days)
    spreads = {"H01": RankSpread(1, 3), "H02": RankSpread(1, 2), "H03": RankSpread(2, 3)}
    assert found == RankHistory(9, 3, (date(2026, 10, 6), DAY), spreads)


HUNDREDTHS = st.integers(0, 30).map(lambda value: str(Decimal(value).scaleb(-2)))


@given(st.lists(st.tuples(*[HUNDREDTHS] * 6), min_size=2, max_size=5))
@settings(max_examples=20)
def test_margins_are_those_that_counting_finds(rows: list[Sequence[str]]) -> None:
    evaluation = with_groups(*rows)
    totals = {code: card.points(TOTAL) or 0 for code, card in evaluation.cards.items()}
    found = made(evaluation)
    for code, own in totals.items():
        answer = found.of(code)
        higher = [total for total in totals.values() if total > own]
        lower = [total for total in totals.values() if total < own]
        assert answer.rank == 1 + len(higher)
        assert (answer.above and answer.above.gap * 100) == (min(higher) - own if higher else None)
        assert (answer.below and answer.below.gap * 100) == (own - max(lower) if lower else None)
        assert set(answer.tied) == {each for each, total in totals.items() if total == own} - {code}
        assert answer.weights
        assert 1 <= answer.weights.p5 <= answer.weights.median <= answer.weights.p95 <= len(totals)
