"""Next steps and room: the worked examples on Hưng Yên's figures, and steps applied as changed counts."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis, Source
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import as_points
from app.domain.what_if.opportunities import (
    Opportunities,
    Opportunity,
    OpportunitySort,
    OpportunityState,
    opportunities,
)
from app.domain.what_if.steps import Effect, Step
from tests.conftest import Client
from tests.unit.domain.test_cards import evaluated, official
from tests.unit.domain.test_findings import SCORECARD
from tests.unit.domain.what_if.bundled import HUNG_YEN, evaluation_of

CODES = tuple(SCORECARD.indicators)


@pytest.fixture(scope="module")
def provinces(reader: Client) -> Evaluation:
    return evaluation_of(reader)


@pytest.fixture(scope="module")
def found(provinces: Evaluation) -> dict[str, Opportunity]:
    return by_code(opportunities(provinces, HUNG_YEN, ended=False))


def by_code(answer: Opportunities) -> dict[str, Opportunity]:
    return {each.code: each for each in answer.items}


def cases(step: Step | None) -> int | None:
    return step.cases if step else None


NEXT = {
    "PETITION_PROCESSING_ON_TIME": 1,
    "PAYMENT_PROCEDURE_USED": 2,
    "CITIZEN_DATA_CONNECTED_FORMALITY": 5,
    "DOSSIER_ON_TIME": 15,
    "PAYMENT_DOSSIER": 146,
    "ORIGINAL_RESULT_AVAILABLE": 758,
    "SO_HOA_GIAY_TO_GIAI_QUYET": 888,
}


def test_the_next_hundredth_in_cases(found: dict[str, Opportunity]) -> None:
    assert {code: cases(found[code].next.converted) for code in NEXT} == NEXT
    assert cases(found["DOSSIER_ON_TIME"].next.new) == 112


def test_any_gain_can_be_asked_for(provinces: Evaluation) -> None:
    two = by_code(opportunities(provinces, HUNG_YEN, ended=False, gain=2))
    assert cases(two["DOSSIER_ON_TIME"].next.converted) == 15 + 241
    beyond = by_code(opportunities(provinces, HUNG_YEN, ended=False, gain=258))["DOSSIER_ON_TIME"]
    assert (beyond.room, beyond.next.converted, beyond.next.new) == (257, None, None)
    assert beyond.full.converted is not None


def test_points_per_thousand_cases(found: dict[str, Opportunity]) -> None:
    worth = {
        code: found[code].per_thousand
        for code in ("PETITION_PROCESSING_ON_TIME", "DOSSIER_ON_TIME", "ORIGINAL_RESULT_AVAILABLE", "DOSSIER_SYNC")
    }
    assert worth == {
        "PETITION_PROCESSING_ON_TIME": Decimal("10.563380"),
        "DOSSIER_ON_TIME": Decimal("0.041424"),
        "ORIGINAL_RESULT_AVAILABLE": Decimal("0.012427"),
        "DOSSIER_SYNC": None,
    }


def test_the_order_of_room(provinces: Evaluation) -> None:
    listed = opportunities(provinces, HUNG_YEN, ended=False).items
    assert [(each.code, each.room) for each in listed[:5]] == [
        ("PUBLISH_ON_TIME", 600),
        ("PUBLIC_UPDATE_ON_TIME", 400),
        ("SYNCED_WITH_DVCQG_PERSONAL_STORAGE", 399),
        ("PETITION_HANDLING_SATISFACTION", 386),
        ("SO_HOA_GIAY_TO_GIAI_QUYET", 308),
    ]
    assert [(each.code, each.room) for each in listed[-2:]] == [
        ("ONLINE_SERVICE_USED", None),
        ("PAYMENT_PROCEDURE_OFFERED", None),
    ]


def test_other_orders(provinces: Evaluation) -> None:
    def first(sort: OpportunitySort) -> list[str]:
        return [each.code for each in opportunities(provinces, HUNG_YEN, ended=False, sort=sort).items]

    by_cases, by_points = first(OpportunitySort.CASES), first(OpportunitySort.POINTS)
    assert by_cases[:4] == [
        "PETITION_HANDLING_SATISFACTION",
        "PAYMENT_PROCEDURE_USED",
        "PETITION_PROCESSING_ON_TIME",
        "CITIZEN_DATA_CONNECTED_FORMALITY",
    ]
    assert by_cases.index("PUBLISH_ON_TIME") > by_cases.index("CITIZEN_DATA_CONNECTED_DOSSIER")
    assert by_points[:3] == ["PUBLIC_UPDATE_ON_TIME", "PUBLISH_ON_TIME", "PETITION_PROCESSING_ON_TIME"]
    assert first(OpportunitySort.SCORECARD) == list(CODES)


def test_full_marks_take_slightly_less_than_the_threshold() -> None:
    """332 fewer than all of Hưng Yên's dossiers: 6 points are 5.995 and more."""
    counts = {"dossiers_synced": 300_000, "dossiers_to_sync": 399_243}
    found = by_code(opportunities(evaluated(SCORECARD, known_counts={"H31": counts}), "H31", ended=False))
    step = found["DOSSIER_SYNC"].full.converted
    assert step
    assert counts["dossiers_to_sync"] - (counts["dossiers_synced"] + step.cases) == 332
    assert step.gain == found["DOSSIER_SYNC"].room


def test_the_same_dossier_moves_two_indicators(found: dict[str, Opportunity]) -> None:
    step = found["DOSSIER_RECEIVING_SATISFACTION"].next.converted
    assert step
    assert (step.gain, step.moves) == (1, (Effect("DOSSIER_ON_TIME", 2),))
    assert (step.group_gain, step.group_points, step.total_gain, step.total_points) == (1, 1110, 3, 5966)


def test_what_may_move_is_only_named(found: dict[str, Opportunity]) -> None:
    result = found["ORIGINAL_RESULT_AVAILABLE"]
    assert result.may_move == ("ONLINE_DOSSIER_SHARE", "SO_HOA_GIAY_TO_GIAI_QUYET")
    assert result.next.converted
    assert result.next.converted.moves == ()
    assert result.next.converted.total_gain == 1


def test_new_dossiers_that_are_good_in_nothing_else_lower_others(found: dict[str, Opportunity]) -> None:
    step = found["CITIZEN_DATA_CONNECTED_DOSSIER"].next.new
    assert step
    assert Effect("DOSSIER_ON_TIME", -12) in step.lowers
    assert (step.group_gain, step.total_gain) == (1, 1)


def test_procedures_are_no_cases_that_come_in(found: dict[str, Opportunity]) -> None:
    assert found["PAYMENT_PROCEDURE_USED"].next.new is None
    assert found["PETITION_PROCESSING_ON_TIME"].next.new is not None


def test_official_groups_take_increments(provinces: Evaluation) -> None:
    answer = opportunities(provinces, HUNG_YEN, ended=False)
    bases = {each.code: each for each in answer.bases}
    payment = bases["TTTT"]
    assert (payment.points, payment.source, payment.increments) == (669, Source.OFFICIAL, True)
    assert payment.left_out == ("PAYMENT_PROCEDURE_OFFERED",)
    assert (bases["TDGQ"].increments, bases["TDGQ"].left_out) == (False, ())
    assert bases[TOTAL].increments
    step = by_code(answer)["PAYMENT_PROCEDURE_USED"].full.converted
    assert step
    assert (step.group_gain, step.group_points, step.total_points) == (100, 769, 6063)


def test_what_is_lost_and_what_can_be_mended(found: dict[str, Opportunity]) -> None:
    assert {code for code, each in found.items() if each.possible} == set(CODES) - {
        "PUBLISH_ON_TIME", "PUBLIC_UPDATE_ON_TIME", "PUBLIC_CONTENT_FULL", "DOSSIER_SYNC", "ELECTRONIC_CERTIFIED_COPY"
    }  # fmt: skip
    lost = found["PUBLISH_ON_TIME"].full.converted
    assert lost
    assert (lost.cases, lost.possible) == (51, False)
    late = found["DOSSIER_ON_TIME"].next
    assert late.converted
    assert late.new
    assert (late.converted.possible, late.new.possible) == (False, True)


def test_after_the_period_only_what_can_be_mended_is_possible(provinces: Evaluation) -> None:
    found = by_code(opportunities(provinces, HUNG_YEN, ended=True))
    assert {code for code, each in found.items() if each.possible} == {
        "ORIGINAL_RESULT_AVAILABLE", "SO_HOA_GIAY_TO_GIAI_QUYET", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE"
    }  # fmt: skip
    late = found["DOSSIER_ON_TIME"].next
    assert cases(late.new) == 112
    assert late.new
    assert late.new.possible is False


def test_states() -> None:
    counts = {
        "dossiers_synced": 5, "dossiers_to_sync": 5,
        "dossiers_on_time": 0, "dossiers_received": 0,
        "dossiers_online": 4, "dossiers_all_channels": 5,
        "petitions_on_time": 0, "petitions_to_process": 0,
        "dossiers_paid_online": 1, "dossiers_with_fees": 2,
    }  # fmt: skip
    found = by_code(opportunities(evaluated(SCORECARD, known_counts={"H31": counts}), "H31", ended=False))
    states = {code: each.state for code, each in found.items() if each.state is not OpportunityState.UNKNOWN}
    assert states == {
        "DOSSIER_SYNC": OpportunityState.FULL,
        "DOSSIER_ON_TIME": OpportunityState.NO_CASES,
        "ONLINE_DOSSIER_SHARE": OpportunityState.CAPPED,
        "PAYMENT_DOSSIER": OpportunityState.OPEN,
        "ELECTRONIC_CERTIFIED_COPY": OpportunityState.GRANTED,
        "PETITION_PROCESSING_ON_TIME": OpportunityState.NO_CASES,
    }
    empty, petitions = found["DOSSIER_ON_TIME"], found["PETITION_PROCESSING_ON_TIME"]
    assert (empty.room, empty.full.converted, cases(empty.full.new), empty.possible) == (2000, None, 1, True)
    assert (petitions.room, petitions.full.new, petitions.possible) == (0, None, False)
    assert empty.full.new
    assert empty.full.new.moves == (Effect("DOSSIER_RECEIVING_SATISFACTION", None),)
    assert (empty.full.new.total_gain, empty.full.new.total_points) == (2000, None)


def test_no_score_for_want_of_cases_leaves_all_its_points_to_win() -> None:
    counts = {"dossiers_synced": 0, "dossiers_to_sync": 0}
    found = by_code(opportunities(evaluated(SCORECARD, known_counts={"H31": counts}), "H31", ended=False))
    sync = found["DOSSIER_SYNC"]
    assert (sync.points, sync.room, sync.state, cases(sync.full.new)) == (None, 600, OpportunityState.NO_CASES, 1)


def test_counts_shared_with_the_province_are_no_lever_of_those_below(reader: Client) -> None:
    below = evaluation_of(reader, "H44.45", "2026-Q3")
    shared = by_code(opportunities(below, "H44.45", ended=False))["PUBLIC_CONTENT_FULL"]
    assert (shared.state, shared.possible, shared.full.converted) == (OpportunityState.SHARED, False, None)


def test_shared_counts_without_cases_leave_their_points_to_the_province() -> None:
    counts = {"H31.1": {"procedures_public": 0, "procedures_with_full_content": 0}}
    found = evaluated(SCORECARD, known_counts=counts, cohort="H31.departments", codes=("H31.1",))
    shared = by_code(opportunities(found, "H31.1", ended=False))["PUBLIC_CONTENT_FULL"]
    assert (shared.state, shared.points, shared.room) == (OpportunityState.SHARED, None, 200)


def test_a_published_score_beside_counts_that_give_another() -> None:
    counts = {"dossiers_on_time": 9, "dossiers_received": 10}
    published = {"DOSSIER_ON_TIME": official("17.99"), "PAYMENT_DOSSIER": official("5.00"), "TDGQ": official("17.99")}
    found = evaluated(SCORECARD, Basis.OFFICIAL, {"H31": counts}, {"H31": published})
    answer = opportunities(found, "H31", ended=False)
    item = by_code(answer)["DOSSIER_ON_TIME"]
    assert (item.points, item.published, item.source, item.room) == (1800, 1799, Source.COMPUTED, 200)
    assert item.full.converted
    assert item.full.converted.group_points == 1999
    unknown = by_code(answer)["PAYMENT_DOSSIER"]
    assert (unknown.points, unknown.published, unknown.source) == (500, None, Source.OFFICIAL)
    assert (unknown.state, unknown.room, unknown.next.new) == (OpportunityState.UNKNOWN, 100, None)


def test_a_score_after_a_gain_is_never_more_than_the_maximum() -> None:
    counts = {"dossiers_on_time": 5, "dossiers_received": 10}
    found = evaluated(SCORECARD, Basis.OFFICIAL, {"H31": counts}, {"H31": {"TDGQ": official("19.00")}})
    step = by_code(opportunities(found, "H31", ended=False))["DOSSIER_ON_TIME"].full.converted
    assert step
    assert (step.group_gain, step.group_points) == (1000, 2000)


def test_a_scorecard_that_says_nothing_of_levers() -> None:
    scorecard = replace(SCORECARD, levers={})
    counts = {"dossiers_on_time": 9, "dossiers_received": 10}
    found = opportunities(evaluated(scorecard, known_counts={"H31": counts}), "H31", ended=False)
    item = by_code(found)["DOSSIER_ON_TIME"]
    assert item.next.converted
    assert (item.lever, item.possible, item.next.converted.possible, item.may_move) == (None, None, None, ())


COUNTS = st.fixed_dictionaries(
    {
        code: st.integers(1, 400).flatmap(lambda under: st.tuples(st.integers(0, under), st.just(under)))
        for code in CODES
        if SCORECARD.indicators[code].numerator != ("procedures_partly_online", "procedures_fully_online")
    }
)


@given(COUNTS, st.sampled_from(CODES), st.integers(1, 300), st.booleans())
@settings(max_examples=150)
def test_a_step_applied_to_the_counts_gives_what_it_promises(
    ratios: Mapping[str, tuple[int, int]], code: str, gain: int, by_new: bool
) -> None:
    """Scored anew by the evaluation, with the cases and all that they are said to move."""
    counts = {"procedures_partly_online": 0, "procedures_fully_online": 1, "procedures_in_authority": 2}
    for each, (good, all_) in ratios.items():
        indicator = SCORECARD.indicators[each]
        counts |= {indicator.numerator[0]: good, indicator.denominator[0]: all_}
    before = evaluated(SCORECARD, known_counts={"H31": counts})
    item = by_code(opportunities(before, "H31", ended=False, gain=gain))[code]
    step = item.next.new if by_new else item.next.converted
    if step is None:
        return
    moved = {code, *(each.code for each in step.moves)}
    for each in moved:
        indicator = SCORECARD.indicators[each]
        numerator, denominator = indicator.numerator[-1], indicator.denominator[0]
        counts[denominator] += step.cases if by_new else 0
        counts[numerator] = min(counts[numerator] + step.cases, counts[denominator])
    after = evaluated(SCORECARD, known_counts={"H31": counts}).cards["H31"]
    assert step.gain >= gain
    assert as_points(after.score(code) or Decimal(0)) == (item.points or 0) + step.gain
    assert after.points(TOTAL) == step.total_points
    assert after.points(item.group) == step.group_points
