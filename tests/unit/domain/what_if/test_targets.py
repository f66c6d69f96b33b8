"""Targets on the bundled figures of 10 October 2026, to the case; what has no answer; and paths applied."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.comparable import comparable
from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.findings import FindingLimits
from app.domain.scorecard.levers import Change
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import as_score
from app.domain.what_if.assumptions import Assumption, assumptions
from app.domain.what_if.card_levers import Cases, WhyLeftOut
from app.domain.what_if.cases import Position, positions
from app.domain.what_if.goals import Wish, parse_score
from app.domain.what_if.lever_choice import LeverSet
from app.domain.what_if.paths import Aim, Path
from app.domain.what_if.targets import Question, Reach, Targets
from tests.conftest import Client
from tests.unit.domain.test_cards import evaluated, official
from tests.unit.domain.test_findings import SCORECARD
from tests.unit.domain.what_if.bundled import HUNG_YEN, evaluation_of

GRADES = {"xuất sắc": Decimal(90), "tốt": Decimal("80.005"), "khá": Decimal(70)}
Steps = list[tuple[str, int, str]]


@pytest.fixture(scope="module")
def provinces(reader: Client) -> Evaluation:
    return evaluation_of(reader)


def ask(
    evaluation: Evaluation,
    wish: Wish,
    by: str = TOTAL,
    *,
    ended: bool = False,
    code: str = HUNG_YEN,
    **how: str | None,
) -> Targets:
    """``how``: levers and effort."""
    return Question(by, wish, **how).answer(evaluation, code, GRADES, ended=ended)


def of(found: Targets, levers: LeverSet) -> Reach:
    return next(each for each in found.reaches if each.levers is levers)


def path(reach: Reach | None, aim: Aim = Aim.REACH) -> Path:
    assert reach
    return next(each for each in reach.paths if each.aim is aim)


def steps(found: Path) -> Steps:
    return [(step.code, step.cases, str(as_score(step.gain))) for step in found.steps]


def names(found: Path) -> tuple[list[str], list[str]]:
    return [each.name for each in found.level_with], [each.name for each in found.passed]


def refused(evaluation: Evaluation, wish: Wish, by: str = TOTAL, **more: str) -> Refusal:
    with pytest.raises(Refusal) as found:
        ask(evaluation, wish, by, **more)  # type: ignore[arg-type]
    return found.value


def test_rank_27_is_drawn_level_with_and_passed(provinces: Evaluation) -> None:
    found = ask(provinces, Wish(rank=27))
    assert (found.goal.now, found.goal.points, found.goal.gap) == (5963, 5974, 11)
    recoverable, papers = of(found, LeverSet.RECOVERABLE), of(found, LeverSet.PAPERS)
    level, passing = path(recoverable), path(recoverable, Aim.PASS)
    assert steps(level) == [("PAYMENT_PROCEDURE_USED", 15, "0.11")]
    assert (level.rank, level.points, *names(level)) == (27, 5974, ["Sơn La"], [])
    assert steps(passing) == [("PAYMENT_PROCEDURE_USED", 17, "0.12")]
    assert (passing.rank, passing.points, *names(passing)) == (27, 5975, [], ["Sơn La"])
    assert steps(path(papers)) == [("ORIGINAL_RESULT_AVAILABLE", 8805, "0.11")]


def test_rank_20_by_each_set(provinces: Evaluation) -> None:
    found = ask(provinces, Wish(rank=20))
    assert found.goal.gap == 240
    assert steps(path(of(found, LeverSet.RECOVERABLE))) == [
        ("PAYMENT_PROCEDURE_USED", 136, "1.00"),
        ("CITIZEN_DATA_CONNECTED_FORMALITY", 883, "1.40"),
    ]
    assert steps(path(of(found, LeverSet.PAPERS))) == [
        ("ORIGINAL_RESULT_AVAILABLE", 148016, "1.84"),
        ("SO_HOA_GIAY_TO_GIAI_QUYET", 67274, "0.56"),
    ]
    assert names(path(of(found, LeverSet.RECOVERABLE)))[0] == ["Vĩnh Long"]


def test_what_is_past_is_told_apart(provinces: Evaluation) -> None:
    """17 procedures entered on time would have done; so would 16 and one decision signed on time, which are two
    levers."""
    found = ask(provinces, Wish(rank=20))
    past = path(found.would_have_taken)
    assert (past.effort, steps(past)) == (17, [("PUBLIC_UPDATE_ON_TIME", 17, "2.43")])
    known = positions(provinces.cards[HUNG_YEN])
    gains = [_gain(known["PUBLIC_UPDATE_ON_TIME"], 16), _gain(known["PUBLISH_ON_TIME"], 1)]
    assert (gains, sum(gains) >= found.goal.gap) == ([229, 12], True)


def _gain(position: Position, cases: int) -> int:
    return (position.with_counts(position.numerator + cases, position.denominator) or 0) - position.points


def test_after_the_period_only_mending_is_proposed(provinces: Evaluation) -> None:
    found = ask(provinces, Wish(rank=20), ended=True)
    for reach in found.reaches:
        for each in reach.paths:
            for step in each.steps:
                lever = SCORECARD.levers[step.code]
                assert (step.kind, lever.change, lever.after_period) == (Cases.CONVERTED, Change.RECOVERABLE, True)
    assert [step.code for step in path(of(found, LeverSet.RECOVERABLE)).steps] == [
        "ORIGINAL_RESULT_AVAILABLE", "SO_HOA_GIAY_TO_GIAI_QUYET", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE",
    ]  # fmt: skip
    assert path(found.would_have_taken).effort == 17


def test_new_cases_move_what_they_count_in_together(provinces: Evaluation) -> None:
    found = path(of(ask(provinces, Wish(rank=27)), LeverSet.ALL))
    assert [(step.code, step.kind, step.cases, step.gains) for step in found.steps] == [
        (
            "PETITION_PROCESSING_ON_TIME",
            Cases.NEW,
            10,
            (("PETITION_PROCESSING_ON_TIME", 5), ("PETITION_HANDLING_SATISFACTION", 7)),
        )
    ]


def test_averages(provinces: Evaluation) -> None:
    found = ask(provinces, Wish(average=True), "MDSH")
    assert (found.goal.gap, found.goal.averaged) == (12, 34)
    assert steps(path(of(found, LeverSet.RECOVERABLE))) == [("CITIZEN_DATA_CONNECTED_FORMALITY", 74, "0.12")]
    assert [each.paths[1:] for each in found.reaches] == [()] * 3  # nobody is there to be passed
    assert ask(provinces, Wish(average=True)).goal.gap == 6259 - 5963
    assert refused(provinces, Wish(average=True), "MDHL").code == "target_reached"
    assert Assumption.AVERAGE_MOVES in assumptions(provinces, found)


def test_rank_10(provinces: Evaluation) -> None:
    found = ask(provinces, Wish(rank=10))
    assert found.goal.gap == 446
    assert [path(each).rank for each in found.reaches] == [10, 10, 10]
    assert names(path(of(found, LeverSet.PAPERS)))[0] == ["Huế"]


def test_scores_and_grades(provinces: Evaluation) -> None:
    assert ask(provinces, Wish(score=Decimal("60.1"))).goal.gap == 47
    graded = ask(provinces, Wish(grade=" Khá ")).goal
    assert (graded.points, graded.asked) == (7000, "khá")
    assert ask(provinces, Wish(grade="tốt")).goal.points == 8001  # the next hundredth that is not under the limit
    assert refused(provinces, Wish(grade="giỏi")).code == "unknown_grade"
    assert refused(provinces, Wish(grade="khá"), "TDGQ").code == "grades_of_total"
    with pytest.raises(Refusal, match="no_grades"):
        Question(TOTAL, Wish(grade="khá")).answer(provinces, HUNG_YEN, {}, ended=False)


def test_a_score_is_read_exactly() -> None:
    assert parse_score("62.5") == Decimal("62.5")
    for text in ("62.555", "100.01", "-1", "62,5"):
        with pytest.raises(Refusal):
            parse_score(text)


def test_how_far_levers_reach(provinces: Evaluation) -> None:
    """Papers alone lead to 64.55: that is told, with no path; nothing at all leads to 95."""
    found = ask(provinces, Wish(rank=1), levers="papers")
    assert [(each.levers, each.points, each.paths) for each in found.reaches] == [(LeverSet.PAPERS, 6455, ())]
    assert found.would_have_taken
    assert found.would_have_taken.levers is LeverSet.ALL
    refusal = refused(provinces, Wish(score=Decimal(95)))
    assert (refusal.code, refusal.params["reach"], refusal.location.parameter) == (
        "target_beyond_reach", Decimal("93.44"), "score",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "by", "code", "parameter"),
    [
        (Wish(), TOTAL, "one_target", None),
        (Wish(rank=3, average=True), TOTAL, "one_target", None),
        (Wish(rank=28), TOTAL, "target_rank_held", "rank"),
        (Wish(rank=34), TOTAL, "target_rank_held", "rank"),
        (Wish(rank=35), TOTAL, "target_rank_beyond", "rank"),
        (Wish(score=Decimal("59.63")), TOTAL, "target_reached", "score"),
        (Wish(score=Decimal("20.01")), "TDGQ", "target_above_max", "score"),
        (Wish(rank=1), "DOSSIER_ON_TIME", "unknown_column", "by"),
        (Wish(rank=1), "nothing", "unknown_column", "by"),
    ],
)
def test_what_has_no_answer(provinces: Evaluation, wish: Wish, by: str, code: str, parameter: str | None) -> None:
    refusal = refused(provinces, wish, by)
    assert (refusal.code, refusal.location.parameter) == (code, parameter)


@pytest.mark.parametrize(
    ("levers", "effort", "code"),
    [
        ("papers,DOSSIER_SYNC", None, "unknown_lever"),
        ("", None, "unknown_lever"),
        (None, "TDGQ:2", "unknown_lever"),
        (None, "", "unknown_lever"),
        (None, "DOSSIER_SYNC", "effort_invalid"),
        (None, "DOSSIER_SYNC:0", "effort_invalid"),
        (None, "DOSSIER_SYNC:-1", "effort_invalid"),
        (None, "DOSSIER_SYNC:1.5", "effort_invalid"),
        (None, "DOSSIER_SYNC:1000001", "effort_invalid"),
        (None, "DOSSIER_SYNC:²", "effort_invalid"),
    ],
)
def test_unknown_levers_and_efforts(provinces: Evaluation, levers: str | None, effort: str | None, code: str) -> None:
    with pytest.raises(Refusal) as found:
        ask(provinces, Wish(rank=27), levers=levers, effort=effort)
    assert (found.value.code, found.value.location.parameter) == (code, "effort" if effort is not None else "levers")


def test_effort_changes_the_path(provinces: Evaluation) -> None:
    dear = ask(provinces, Wish(rank=27), levers="recoverable", effort=" PAYMENT_PROCEDURE_USED : 10 ")
    found = path(dear.reaches[0])
    assert (steps(found), found.effort) == ([("CITIZEN_DATA_CONNECTED_FORMALITY", 68, "0.11")], 68)


def test_chosen_levers_and_what_they_share(provinces: Evaluation) -> None:
    chosen = ask(provinces, Wish(rank=27), levers="DOSSIER_SYNC, DOSSIER_RECEIVING_SATISFACTION,DOSSIER_ON_TIME")
    (reach,) = chosen.reaches
    (step,) = path(reach).steps
    assert (reach.levers, step.code, step.kind) == (LeverSet.CHOSEN, "DOSSIER_ON_TIME", Cases.NEW)
    assert chosen.would_have_taken
    assert chosen.would_have_taken.levers is LeverSet.CHOSEN
    in_group = ask(
        provinces, Wish(score=Decimal("11.2")), "MDHL", levers="DOSSIER_ON_TIME,DOSSIER_RECEIVING_SATISFACTION"
    )
    assert path(in_group.reaches[0]).steps[0].code == "DOSSIER_RECEIVING_SATISFACTION"
    assert ask(provinces, Wish(rank=27), levers="SO_HOA_GIAY_TO_GIAI_QUYET", ended=True).would_have_taken is None


def test_published_groups_take_increments(provinces: Evaluation) -> None:
    found = ask(provinces, Wish(rank=27))
    assert found.increments == ("CLGQ", "TTTT")
    assert set(found.left_out.values()) == {WhyLeftOut.COUNTS_UNKNOWN}
    assert ask(provinces, Wish(average=True), "MDSH").increments == ()
    told = assumptions(provinces, found)
    assert "CLGQ, TTTT" in told[Assumption.INCREMENTS].en
    assert Assumption.NEW_CASES_LIKE_OTHERS in told
    assert Assumption.NEW_CASES_LIKE_OTHERS not in assumptions(provinces, ask(provinces, Wish(rank=27), ended=True))


def test_a_published_group_above_its_counts_is_left_out(reader: Client) -> None:
    """Thanh Hóa's transparency was published with 8.49, its indicators with 8.48 together: gains up to full marks would
    lead beyond them."""
    official_only = evaluation_of(reader, "H56", basis=Basis.OFFICIAL)
    found = ask(official_only, Wish(score=Decimal(70)), code="H56")
    assert {each for each, why in found.left_out.items() if why is WhyLeftOut.CONTRADICTED} == {
        "PUBLISH_ON_TIME", "PUBLIC_UPDATE_ON_TIME", "PUBLIC_CONTENT_FULL", "DOSSIER_SYNC",
    }  # fmt: skip


def test_published_ranks_are_no_targets(reader: Client) -> None:
    """In February 2025 Hưng Yên was 19th of 63, of which only its own score is known."""
    february = evaluation_of(reader, period="2025-02")
    assert refused(february, Wish(rank=18)).code == "target_rank_published"
    lent = {"TDGQ": official("17.00", rank=19, ranked=63), "TTTT": official("5.90")}
    counts = {"dossiers_with_fees": 100, "dossiers_paid_online": 50}
    evaluation = evaluated(SCORECARD, Basis.BEST, {"H31": counts}, {"H31": lent}, codes=("H31", "H44"))
    assert refused(evaluation, Wish(rank=1), "TDGQ").code == "target_rank_published"
    assert refused(evaluation, Wish(rank=1), "CKMB").code == "target_no_score"


def test_where_others_rank_nobody_is_given_a_rank() -> None:
    lent = {"TTTT": official("5.90", rank=19, ranked=63)}
    counts = {"dossiers_with_fees": 100, "dossiers_paid_online": 50}
    evaluation = evaluated(SCORECARD, Basis.BEST, {"H31": counts}, {"H31": lent}, codes=("H31", "H44"))
    found = path(ask(evaluation, Wish(score=Decimal(6)), "TTTT").would_have_taken)
    assert (found.rank, steps(found)) == (None, [("PAYMENT_DOSSIER", 2, "0.12")])


def test_where_there_is_no_rank_and_no_average() -> None:
    on_time = {"dossiers_on_time": 80, "dossiers_received": 100}
    evaluation = evaluated(SCORECARD, Basis.COMPUTED, {"H31": on_time}, codes=("H31", "H44"))
    few = comparable(evaluation, FindingLimits(known_share=Decimal(60)))
    assert refused(few, Wish(rank=1), "TDGQ").code == "target_no_rank"
    assert refused(few, Wish(average=True), "TDGQ").code == "target_no_average"


def test_incomplete_cards_answer_for_the_groups_that_they_have() -> None:
    on_time = {"dossiers_on_time": 80, "dossiers_received": 100}
    evaluation = evaluated(SCORECARD, Basis.BEST, {"H31": on_time}, codes=("H31", "H44"))
    refusal = refused(evaluation, Wish(score=Decimal(50)))
    assert (refusal.code, refusal.params["missing"]) == ("target_no_score", "CKMB, CLGQ, TTTT, MDSH, MDHL")
    assert refused(evaluation, Wish(average=True), code="H44").code == "target_no_score"
    found = ask(evaluation, Wish(score=Decimal(18)), "TDGQ")
    assert steps(path(found.would_have_taken)) == [("DOSSIER_ON_TIME", 10, "2.00")]
    assert Assumption.COHORT_INCOMPLETE in assumptions(evaluation, found)


def test_inherited_counts_are_no_lever_of_the_agency_below() -> None:
    of_province = {"procedures_with_full_content": 5, "procedures_public": 10}
    lent = {"H44.01": {"CKMB": official("9.00")}}
    evaluation = evaluated(
        SCORECARD, Basis.BEST, {"H44": of_province}, lent, cohort="H44.departments", codes=("H44.01",)
    )
    refusal = refused(evaluation, Wish(score=Decimal(10)), "CKMB", code="H44.01")
    assert (refusal.code, refusal.params["reach"]) == ("target_beyond_reach", Decimal("9.00"))
    counts = {"H44": of_province, "H44.01": {"dossiers_synced": 1, "dossiers_to_sync": 2}}
    evaluation = evaluated(SCORECARD, Basis.BEST, counts, lent, cohort="H44.departments", codes=("H44.01",))
    found = ask(evaluation, Wish(score=Decimal(10)), "CKMB", code="H44.01")
    assert (found.left_out["PUBLIC_CONTENT_FULL"], steps(path(found.reaches[0]))) == (
        WhyLeftOut.INHERITED, [("DOSSIER_SYNC", 1, "3.00")],
    )  # fmt: skip


def test_a_rank_that_nobody_has_is_that_of_those_who_share_a_better_one() -> None:
    scores = {"H31": 10, "H44": 80, "H56": 80, "H01": 60}
    counts = {code: {"dossiers_on_time": over, "dossiers_received": 100} for code, over in scores.items()}
    evaluation = evaluated(SCORECARD, Basis.COMPUTED, counts, codes=tuple(scores))
    found = ask(evaluation, Wish(rank=2), "TDGQ")
    past = path(found.would_have_taken)
    assert (found.goal.points, past.rank, [each.code for each in past.level_with]) == (1600, 1, ["H44", "H56"])
    assert [each.code for each in past.passed] == ["H01"]


def test_the_best_rank_of_full_marks_cannot_be_passed() -> None:
    counts = {code: {"dossiers_on_time": over, "dossiers_received": 100} for code, over in (("H31", 50), ("H44", 100))}
    evaluation = evaluated(SCORECARD, Basis.COMPUTED, counts, codes=("H31", "H44"))
    past = ask(evaluation, Wish(rank=1), "TDGQ").would_have_taken
    assert past
    assert [(each.aim, each.rank, each.effort) for each in past.paths] == [(Aim.REACH, 1, 50)]


MEASURES = sorted(
    {(each.numerator, each.denominator[0]) for each in SCORECARD.indicators.values()}, key=lambda each: each[1]
)


@settings(max_examples=60)
@given(st.data())
def test_a_path_applied_as_counts_reaches_its_target_and_one_case_fewer_does_not(data: st.DataObject) -> None:
    counts: dict[str, int] = {}
    for numerators, denominator in MEASURES:
        under = counts.setdefault(denominator, data.draw(st.integers(1, 60)))
        over = data.draw(st.integers(0, under))
        counts |= dict.fromkeys(numerators, 0) | {numerators[0]: over}
    before = evaluated(SCORECARD, Basis.COMPUTED, {"H31": counts})
    now = before.cards["H31"].points(TOTAL)
    assert now is not None
    goal = data.draw(st.integers(now + 1, 10_000)) if now < 10_000 else 10_001
    try:
        found = ask(before, Wish(score=as_score(goal)))
    except Refusal as refusal:
        assert refusal.code in ("target_beyond_reach", "target_above_max")  # noqa: PT017
        return
    for reach in found.reaches:
        for each in reach.paths:
            assert _applied(counts, each) == each.points >= goal
            for step in each.steps:
                fewer = replace(step, cases=step.cases - 1)
                rest = tuple(fewer if other is step else other for other in each.steps)
                assert _applied(counts, replace(each, steps=rest)) < goal


def _applied(counts: dict[str, int], path_: Path) -> int:
    """The total with the counts that a path leads to, by the whole evaluation."""
    changed = dict(counts)
    for step in path_.steps:
        for code, _ in step.gains:
            indicator = SCORECARD.indicators[code]
            if step.kind is Cases.NEW:
                changed[indicator.denominator[0]] += step.cases
            top = changed[indicator.denominator[0]] - sum(changed[each] for each in indicator.numerator[1:])
            changed[indicator.numerator[0]] = min(changed[indicator.numerator[0]] + step.cases, top)
    points = evaluated(SCORECARD, Basis.COMPUTED, {"H31": changed}).cards["H31"].points(TOTAL)
    assert points is not None
    return points
