"""Changed counts: the worked examples on the bundled figures, an oracle written apart from the code, and properties."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agencies import Agency, Cohort, Level
from app.domain.errors import Faults
from app.domain.evaluation.columns import Method
from app.domain.evaluation.evaluation import Evaluation, evaluate
from app.domain.evaluation.scores import Basis, Source
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.changed_counts import with_counts
from app.domain.what_if.changes import Change, check_changes, counts_of
from app.domain.what_if.scenarios import AgencyChange, FigureChange, Scenario, average_after, scenario
from tests.conftest import Client
from tests.support import oracle
from tests.unit.domain.test_cards import evaluated, official
from tests.unit.domain.test_findings import SCORECARD
from tests.unit.domain.test_rollup import known_of
from tests.unit.golden.test_published_figures import evaluate as bundled

CODES = ("H31", "H32", "H33", "H34")
ON_TIME = {"dossiers_on_time": 5000, "dossiers_satisfied": 5000}
NEW_DOSSIERS = {
    "dossiers_received": 20000, "dossiers_on_time": 19000, "dossiers_rated_base": 20000, "dossiers_satisfied": 19000,
    "dossiers_needing_result": 20000, "dossiers_with_electronic_result": 14000, "dossiers_to_digitise": 20000,
    "dossiers_digitised": 10000, "dossiers_reuse_base": 20000, "dossiers_reusing_data": 8000,
    "dossiers_citizen_base": 20000, "dossiers_using_citizen_data": 9000,
}  # fmt: skip


@pytest.fixture(scope="module")
def provinces(reader: Client) -> Evaluation:
    return bundled(reader, "2026", "provinces")


def asked(evaluation: Evaluation, by: Mapping[str, int], code: str = "H31") -> Scenario:
    faults = Faults()
    new = check_changes(evaluation, [Change(code, measure, by=many) for measure, many in by.items()], {}, faults)
    assert not faults.listed
    return scenario(evaluation, new)


def figure(change: AgencyChange, code: str = TOTAL) -> FigureChange:
    return next(each for each in change.figures if each.code == code)


def points(figure_: FigureChange) -> tuple[str, str, str]:
    return str(figure_.before), str(figure_.after), str(figure_.change)


def test_5000_late_dossiers_of_hung_yen_in_time_and_satisfied(provinces: Evaluation) -> None:
    found = asked(provinces, ON_TIME)
    (change,) = found.agencies
    total = figure(change)
    assert points(total) == ("59.63", "59.91", "0.28")
    assert (total.rank_before.rank, total.rank_after.rank, total.rank_after.ranked) == (28, 27, 34)
    assert points(figure(change, "TDGQ")) == ("17.43", "17.64", "0.21")
    assert points(figure(change, "MDHL")) == ("11.09", "11.16", "0.07")
    assert [each.code for each in change.figures[7:]] == ["DOSSIER_ON_TIME", "DOSSIER_RECEIVING_SATISFACTION"]
    assert [each.name for each in change.passed] == ["Sơn La"]
    assert (change.level, change.passed_by) == ((), ())
    assert [(each.before, each.after, each.derived) for each in change.counts] == [
        (420877, 425877, False),
        (420667, 425667, False),
    ]
    averages = [each.columns[TOTAL].average for each in (found.before, found.after)]
    assert [(str(each.value), each.method) for each in averages] == [("62.59", Method.SUM), ("62.59", Method.SUM)]


def test_20000_new_dossiers_of_hung_yen(provinces: Evaluation) -> None:
    (change,) = asked(provinces, NEW_DOSSIERS).agencies
    assert points(figure(change)) == ("59.63", "59.76", "0.13")
    assert figure(change).rank_after.rank == 27


def test_official_groups_take_what_their_known_indicators_win(provinces: Evaluation) -> None:
    """15 fee procedures with a first online payment draw level with Sơn La, 17 pass it."""
    (level,) = asked(provinces, {"fee_procedures_paid_online": 15}).agencies
    payment = figure(level, "TTTT")
    assert points(payment) == ("6.69", "6.80", "0.11")
    assert (payment.source, payment.increments) == (Source.OFFICIAL, True)
    assert payment.left_out == ("PAYMENT_PROCEDURE_OFFERED",)
    assert points(figure(level)) == ("59.63", "59.74", "0.11")
    assert (figure(level).increments, figure(level).rank_after.rank) == (True, 27)
    assert ([each.name for each in level.level], level.passed) == (["Sơn La"], ())
    (passing,) = asked(provinces, {"fee_procedures_paid_online": 17}).agencies
    assert [each.name for each in passing.passed] == ["Sơn La"]
    (others,) = asked(provinces, ON_TIME).agencies
    assert not figure(others).increments


def test_who_falls_is_passed_and_lowers_the_averages(provinces: Evaluation) -> None:
    found = asked(provinces, {"dossiers_on_time": -20000})
    (change,) = found.agencies
    assert points(figure(change)) == ("59.63", "58.81", "-0.82")
    assert figure(change).rank_after.rank == 28 + len(change.passed_by)
    assert change.passed_by
    assert str(average_after(found.after, "TDGQ").value) == "17.53"


def counts_from(random: Random) -> dict[str, int]:
    """Some number for every measure of an indicator; no numerator is above its denominator."""
    found: dict[str, int] = {}
    for indicator in SCORECARD.indicators.values():
        (base,) = indicator.denominator
        rest = found.setdefault(base, random.choice((0, 3, 40, 5000)))
        for measure in indicator.numerator:
            found[measure] = random.randint(0, rest)
            rest -= found[measure]
    return found


def changed_from(random: Random, counts: Mapping[str, int]) -> dict[str, int]:
    """The same with some other numbers, as far as they go together."""
    other, found = counts_from(random), dict(counts)
    for indicator in SCORECARD.indicators.values():
        if random.random() < 0.3 and indicator.denominator != ("fee_procedures",):
            found |= {each: other[each] for each in indicator.measures}
    return found


SEEDS = st.integers(0, 2**32).map(Random)


@settings(max_examples=60)
@given(SEEDS)
def test_a_scenario_is_what_an_oracle_and_a_submission_make_of_the_same_counts(random: Random) -> None:
    before = {code: counts_from(random) for code in CODES}
    after = before | {code: changed_from(random, before[code]) for code in CODES[:2]}
    evaluation = evaluated(SCORECARD, known_counts=before, codes=CODES)
    new = check_changes(
        evaluation,
        [Change(code, each, to=value) for code in CODES[:2] for each, value in after[code].items()],
        {},
        faults := Faults(),
    )
    assert not faults.listed
    found = scenario(evaluation, new)
    sent = evaluated(SCORECARD, known_counts=after, codes=CODES)
    for column in SCORECARD.maxima:
        assert found.after.columns[column] == sent.columns[column]
        assert [each.points(column) for each in found.after.cards.values()] == [
            each.points(column) for each in sent.cards.values()
        ]
    totals = {code: oracle.total_score(counts) for code, counts in after.items()}
    assert {code: Fraction(card.score(TOTAL) or 0) for code, card in found.after.cards.items()} == totals
    ranks = oracle.ranks({code: total for code, total in totals.items() if isinstance(total, Fraction)})
    assert {code: each.rank for code, each in found.after.columns[TOTAL].ranks.items()} == ranks
    for change in found.agencies:
        code = change.agency.code
        old = {each: place.rank or 0 for each, place in evaluation.columns[TOTAL].ranks.items()}
        behind_now = {each for each in CODES if ranks[each] > ranks[code]}
        assert {each.code for each in change.passed} == {each for each in behind_now if old[each] <= old[code]}
        before_now = {each for each in CODES if ranks[each] < ranks[code]}
        assert {each.code for each in change.passed_by} == {each for each in before_now if old[each] >= old[code]}
        level = {each for each in CODES if ranks[each] == ranks[code]}
        assert {each.code for each in change.level} == {each for each in level if old[each] != old[code]}


@settings(max_examples=60)
@given(SEEDS)
def test_a_scenario_of_no_change_is_the_evaluation_itself(random: Random) -> None:
    officials = {"H32": {group: official("3.21") for group in SCORECARD.codes_by_group}, "H33": {TOTAL: official("50")}}
    known = {"H31": counts_from(random), "H32": {"petitions_on_time": 1, "petitions_to_process": 2}}
    basis = random.choice(list(Basis))
    evaluation = evaluated(SCORECARD, basis, known, officials, codes=CODES)
    new = {code: {measure: count.value for measure, count in counts_of(evaluation, code).items()} for code in CODES}
    found = scenario(evaluation, new)
    for column in SCORECARD.maxima:
        assert found.after.columns[column] == evaluation.columns[column]
    for change in found.agencies:
        assert not any(each.change or each.increments for each in change.figures)
        assert (change.passed, change.level, change.passed_by) == ((), (), ())


@settings(max_examples=60)
@given(SEEDS, st.sampled_from(sorted(SCORECARD.indicators)), st.integers(0, 3000))
def test_more_good_cases_never_lower_a_score(random: Random, code: str, many: int) -> None:
    evaluation = evaluated(SCORECARD, known_counts={"H31": counts_from(random)})
    indicator, counts = SCORECARD.indicators[code], counts_of(evaluation, "H31")
    good, (base,) = indicator.numerator[0], indicator.denominator
    new = {"H31": {good: counts[good].value + many, base: counts[base].value + many}}
    after = with_counts(evaluation, new).cards["H31"]
    if counts[base].value or indicator.formula.no_cases != indicator.formula.full:
        assert (after.points(code) or 0) >= (evaluation.cards["H31"].points(code) or 0)
    room = counts[base].value - sum(counts[each].value for each in indicator.numerator)
    mended = with_counts(evaluation, {"H31": {good: counts[good].value + min(many, room)}}).cards["H31"]
    assert (mended.points(code) or 0) >= (evaluation.cards["H31"].points(code) or 0)


QUARTER, AFTER = Period.parse("2026-Q3"), date(2026, 10, 10)
BELOW = [Agency(code, code, Level.DEPARTMENT) for code in ("H31.1", "H31.2")]
SYNCED = {"dossiers_synced": 50, "dossiers_to_sync": 100}
PROVINCE = Agency("H31", "Hưng Yên", Level.PROVINCE)


def derived(published: str | None = None) -> Evaluation:
    """A province whose counts are derived: from months, and in these from the two departments below."""
    reports = {(each.code, month): SYNCED for each in BELOW for month in ("2026-07", "2026-08", "2026-09")}
    known = known_of(QUARTER, AFTER, [PROVINCE, *BELOW], reports)
    officials = {"H31": {"CKMB": official(published)}} if published else {}
    known = replace(known, officials=officials)
    return evaluate(QUARTER, Cohort(Level.PROVINCE), Basis.BEST, SCORECARD, [PROVINCE], known)


@pytest.mark.parametrize(("by", "score"), [(50, "3.50"), (-50, "2.50"), (-300, "0.00"), (-51, "2.49"), (300, "6.00")])
def test_derived_counts_move_and_stay_derived(by: int, score: str) -> None:
    evaluation = derived()
    assert counts_of(evaluation, "H31")["dossiers_synced"].value == 300
    found = asked(evaluation, {"dossiers_synced": by})
    assert str(found.after.cards["H31"].score("DOSSIER_SYNC")) == score
    (change,) = found.agencies
    assert [(each.before, each.after, each.derived) for each in change.counts] == [(300, 300 + by, True)]
    assert figure(change, "DOSSIER_SYNC").derived


def test_a_published_group_over_derived_counts_stays_published() -> None:
    (change,) = asked(derived("8.00"), {"dossiers_synced": 50}).agencies
    group = figure(change, "CKMB")
    assert (points(group), group.source, group.increments) == (("8.00", "8.50", "0.50"), Source.OFFICIAL, True)


def test_a_published_group_stays_within_its_maximum_and_above_nothing() -> None:
    (change,) = asked(derived("17.90"), {"dossiers_synced": 300}).agencies
    assert figure(change, "CKMB").after == Decimal("18.00")
    (change,) = asked(derived("0.50"), {"dossiers_synced": -300}).agencies
    assert figure(change, "CKMB").after == Decimal("0.00")


def test_a_count_that_was_not_known_completes_a_group() -> None:
    known = {"H31": {"dossiers_received": 100}}
    officials = {"H31": {"TDGQ": official("17.00"), "CKMB": official(None, rate=Decimal(50))}}
    evaluation = evaluated(SCORECARD, known_counts=known, officials=officials, codes=("H31", "H32"))
    new = check_changes(evaluation, [Change("H31", "dossiers_on_time", to=90)], {}, Faults())
    (change,) = scenario(evaluation, new).agencies
    assert [(each.before, each.after, each.derived) for each in change.counts] == [(None, 90, False)]
    group = figure(change, "TDGQ")
    assert (points(group), group.source, group.increments) == (("17.00", "18.00", "1.00"), Source.COMPUTED, False)
    total = figure(change)
    assert (total.before, total.after, total.change) == (None, None, None)
    nobody = evaluated(SCORECARD)
    assert with_counts(nobody, {"H31": {"dossiers_on_time": 9, "dossiers_received": 10}}).cards["H31"].points("TDGQ")


def test_a_published_total_takes_what_its_indicators_win() -> None:
    known = {"H31": {"dossiers_on_time": 10, "dossiers_received": 100}}
    officials = {"H31": {TOTAL: official("50.00"), "TDGQ": official("2.10")}}
    evaluation = evaluated(SCORECARD, Basis.OFFICIAL, known, officials, codes=("H31", "H32"))
    (change,) = asked(evaluation, {"dossiers_on_time": 1}).agencies
    assert points(figure(change)) == ("50.00", "50.20", "0.20")
    assert points(figure(change, "TDGQ")) == ("2.10", "2.30", "0.20")
    assert "DOSSIER_SYNC" in figure(change).left_out


def test_published_ranks_and_averages_do_not_move_and_are_not_told_as_new_ones() -> None:
    known = {"H31": {"dossiers_on_time": 10, "dossiers_received": 100}}
    told = official("17.00", rank=3, ranked=63, average=Decimal("17.30"))
    officials = {"H31": {"TDGQ": told, TOTAL: told}}
    evaluation = evaluated(SCORECARD, known_counts=known, officials=officials, codes=("H31", "H32"))
    found = asked(evaluation, {"dossiers_on_time": 1})
    group = figure(found.agencies[0], "TDGQ")
    assert (group.rank_before.rank, group.rank_before.source, group.rank_after.rank) == (3, Source.OFFICIAL, None)
    assert found.agencies[0].passed == ()
    average = average_after(found.after, "TDGQ")
    assert (average.value, average.method) == (None, Method.PUBLISHED)
    ours = average_after(evaluated(SCORECARD, known_counts=known), "TDGQ")
    assert (ours.value, ours.method) == (Decimal("2.00"), Method.MEAN)
