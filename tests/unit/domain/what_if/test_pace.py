"""Pace: the worked examples on Hưng Yên's figures, the formula, and counting up as the oracle."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agencies import Agency, Cohort
from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation, Known, evaluate
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import RollupParts
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.what_if.cases import Position
from app.domain.what_if.pace import PaceAim, PaceItem, PaceQuestion, PaceReach, PaceTarget, Span, pace
from tests.conftest import Client
from tests.unit.domain.test_cards import evaluated
from tests.unit.domain.test_findings import SCORECARD
from tests.unit.domain.what_if.bundled import HUNG_YEN, evaluation_of

TODAY, LAST_DAY = date(2026, 11, 1), date(2026, 12, 31)
ON_TIME = "DOSSIER_ON_TIME"
MOVED_BY_NEW_CASES = (
    "DOSSIER_ON_TIME", "ONLINE_DOSSIER_SHARE", "PAYMENT_DOSSIER", "REUSED_DIGITIZED_DATA",
    "CITIZEN_DATA_CONNECTED_DOSSIER", "DOSSIER_RECEIVING_SATISFACTION", "PETITION_PROCESSING_ON_TIME",
    "PETITION_HANDLING_SATISFACTION",
)  # fmt: skip


@pytest.fixture(scope="module")
def provinces(reader: Client) -> Evaluation:
    return evaluation_of(reader)


def asked(evaluation: Evaluation, points: int | None = None, expected: int | None = None) -> PaceItem:
    (item,) = pace(evaluation, HUNG_YEN, PaceQuestion(ON_TIME, points, expected), TODAY)
    return item


@pytest.mark.parametrize(
    ("points", "target"),
    [
        (1756, PaceTarget(PaceAim.SCORE, 1756, PaceReach.OPEN, 125_705, 89_86)),
        (1800, PaceTarget(PaceAim.SCORE, 1800, PaceReach.OPEN, 139_405, 99_65)),
        (1843, PaceTarget(PaceAim.SCORE, 1843, PaceReach.OUT_OF_REACH, 152_793, 109_22)),
        (1352, PaceTarget(PaceAim.SCORE, 1352, PaceReach.SAFE, 0, 0)),
    ],
)
def test_what_the_rest_of_the_year_must_be_like(provinces: Evaluation, points: int, target: PaceTarget) -> None:
    item = asked(provinces, points)
    assert item.span == Span(date(2026, 10, 10), 283, 82)
    assert (item.expected, item.given, item.best, item.least) == (139_896, False, 1801, 1352)
    assert item.targets == (target,)


def test_all_that_only_new_cases_move(provinces: Evaluation) -> None:
    items = pace(provinces, HUNG_YEN, PaceQuestion(), TODAY)
    assert tuple(each.indicator.code for each in items) == MOVED_BY_NEW_CASES
    assert [(each.aim, each.points, each.reach) for each in items[0].targets] == [
        (PaceAim.AVERAGE, 1756, PaceReach.OPEN),
        (PaceAim.FULL, 2000, PaceReach.OUT_OF_REACH),
    ]
    unknown = items[1]
    assert (unknown.position, unknown.span, unknown.expected, unknown.targets) == (None, None, None, ())


def test_expected_cases_can_be_given(provinces: Evaluation) -> None:
    item = asked(provinces, 1756, 1_000_000)
    assert (item.expected, item.given) == (1_000_000, True)
    assert item.targets[0].reach is PaceReach.OPEN


def test_without_further_cases_the_score_stands(provinces: Evaluation) -> None:
    assert asked(provinces, 1743, 0).targets == (PaceTarget(PaceAim.SCORE, 1743, PaceReach.SAFE, 0, None),)
    (lost,) = asked(provinces, 1744, 0).targets
    assert (lost.reach, lost.share) == (PaceReach.OUT_OF_REACH, None)


def test_on_the_last_day_it_still_counts_and_then_nothing_can_be_paced(provinces: Evaluation) -> None:
    question = PaceQuestion(ON_TIME)
    assert pace(provinces, HUNG_YEN, question, LAST_DAY)
    with pytest.raises(Refusal) as refused:
        pace(provinces, HUNG_YEN, question, LAST_DAY + timedelta(days=1))
    assert (refused.value.code, refused.value.params) == (
        "period_ended",
        {"period": Period.parse("2026"), "day": LAST_DAY},
    )


@pytest.mark.parametrize(
    ("question", "code", "parameter"),
    [
        (PaceQuestion(points=1756), "pace_needs_indicator", "score"),
        (PaceQuestion(expected=5), "pace_needs_indicator", "expected"),
        (PaceQuestion("X"), "unknown_column", "by"),
        (PaceQuestion("total"), "not_by_new_cases", "by"),
        (PaceQuestion("ORIGINAL_RESULT_AVAILABLE"), "not_by_new_cases", "by"),
        (PaceQuestion(ON_TIME, 2001), "above_maximum", "score"),
    ],
)
def test_what_is_refused(provinces: Evaluation, question: PaceQuestion, code: str, parameter: str) -> None:
    with pytest.raises(Refusal) as refused:
        pace(provinces, HUNG_YEN, question, TODAY)
    assert (refused.value.code, refused.value.location) == (code, Location(parameter=parameter))


def test_an_indicator_without_an_average_has_full_marks_to_aim_at() -> None:
    found = evaluated(SCORECARD, Basis.OFFICIAL, {"H31": {"dossiers_on_time": 9, "dossiers_received": 10}})
    assert [each.aim for each in asked(found).targets] == [PaceAim.FULL]


def test_days_before_and_after_the_figures() -> None:
    year, month = Period.parse("2026"), Period.parse("2026-02")
    assert Span.of(year, date(2026, 1, 1)) == Span(date(2026, 1, 1), 1, 364)
    assert Span.of(month, date(2026, 3, 5)) == Span(date(2026, 2, 28), 28, 0)
    assert Span.of(month, date(2026, 1, 5)) == Span(date(2026, 1, 31), 0, 28)


def test_no_rate_before_the_period_begins() -> None:
    """Figures dated before their period say nothing of how fast cases come in."""
    early = datetime(2025, 12, 30, tzinfo=UTC)
    counts = Reports.of(
        "H31", Period.parse("2026"), {"dossiers_on_time": 9, "dossiers_received": 10},
        {"dossiers_on_time": 1, "dossiers_received": 1}, {1: early}, {},
    )  # fmt: skip
    cohort = Cohort.parse("provinces")
    agencies = [Agency("H31", "H31", cohort.level)]
    found = evaluate(Period.parse("2026"), cohort, Basis.BEST, SCORECARD, agencies, Known({"H31": counts}, {}))
    item = asked(found)
    assert (item.span, item.expected) == (Span(date(2025, 12, 31), 0, 365), 0)


def test_sums_over_months_tell_of_no_day_after_their_last_month() -> None:
    """Nine months of a year were reported in November: the rest is three months, not two."""
    year, cohort = Period.parse("2026"), Cohort.parse("provinces")
    agency = Agency("H31", "H31", cohort.level)
    values = {"dossiers_paid_online": 10, "dossiers_with_fees": 20}
    reported = datetime(2026, 11, 5, tzinfo=UTC)
    months = {
        month: {"H31": Reports.of("H31", month, values, dict.fromkeys(values, 1), {1: reported}, {})}
        for month in year.months[:9]
    }
    parts = RollupParts(year.months[8].last_day, {"H31": agency}, months)
    found = evaluate(year, cohort, Basis.BEST, SCORECARD, [agency], Known({}, {}, parts))
    (item,) = pace(found, "H31", PaceQuestion("PAYMENT_DOSSIER"), date(2026, 11, 5))
    assert (item.span, item.expected) == (Span(date(2026, 9, 30), 273, 92), round(180 * 92 / 273))
    assert item.outcome.derived


COUNTS = st.integers(0, 300).flatmap(lambda under: st.tuples(st.integers(0, under), st.just(under)))


@given(st.sampled_from(MOVED_BY_NEW_CASES), COUNTS, st.integers(0, 200), st.data())
@settings(max_examples=200)
def test_counting_up_finds_the_same(code: str, counts: tuple[int, int], further: int, data: st.DataObject) -> None:
    indicator = SCORECARD.indicators[code]
    points = data.draw(st.integers(1, indicator.formula.full))
    known = {indicator.numerator[0]: counts[0], indicator.denominator[0]: counts[1]}
    (item,) = pace(evaluated(SCORECARD, known_counts={"H31": known}), "H31", PaceQuestion(code, points, further), TODAY)
    (target,) = item.targets
    end = Position(indicator, counts[0], counts[1] + further)
    scores = (end.with_counts(counts[0] + good, end.denominator) or 0 for good in range(further + 1))
    good = next((number for number, score in enumerate(scores) if score >= points), None)
    assert target.reach is (PaceReach.OUT_OF_REACH if good is None else PaceReach.OPEN if good else PaceReach.SAFE)
    if good is None:
        assert target.good > further
    else:
        assert target.good == good
    if further:
        assert target.share is not None
        assert ceil(Fraction(target.share * further, 10_000)) >= target.good
        assert (target.share - 1) * further < target.good * 10_000


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 2000))
@settings(max_examples=200)
def test_the_formula_and_the_index_agree(under: int, bad: int, further: int, points: int) -> None:
    """x = (r (d + D) - n) / D, r the least ratio that rounds to the score: the same to the case, but for what rounding
    the per cent to two decimals adds (half a hundredth of a per cent of all cases, at most)."""
    over = max(under - bad, 0)
    found = evaluated(SCORECARD, known_counts={"H31": {"dossiers_on_time": over, "dossiers_received": under}})
    (target,) = asked(found, points, further).targets
    needed = Fraction(2 * points - 1, 200) / 20 * (under + further) - over
    assert abs(target.good - max(ceil(needed), 0)) <= Fraction(under + further, 20_000) + 1
