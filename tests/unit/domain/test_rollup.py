"""Counts that nobody reported: against an oracle written apart from the code, and the sharp cases one by one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agencies import Agency, Cohort, Level
from app.domain.evaluation.evaluation import Known, evaluate
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import ResolvedCounts, RollUp, RollupParts, started_months
from app.domain.evaluation.scores import Basis, Card, Official, Source
from app.domain.measures import Measure, MeasureKind
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import DerivationMethod, Rule
from app.domain.scorecard.trace import explain, origin
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards
from tests.support import rollup_oracle as oracle

QUARTER = "2026-Q3"
MONTHS = ("2026-07", "2026-08", "2026-09")
AFTER = date(2026, 10, 10)
MOMENT = datetime(2026, 10, 10, tzinfo=UTC)
SYNCED, ALL = "dossiers_synced", "dossiers_to_sync"
CKMB_WITHOUT_CASES = dict.fromkeys(
    (
        "procedures_published_on_time", "procedures_published", "procedures_updated_on_time", "procedures_to_update",
        "procedures_with_full_content", "procedures_public",
    ),
    0,
)  # fmt: skip
Reported = Mapping[tuple[str, str], Mapping[str, int]]  # counts by agency and period


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    return read_scorecards(BUNDLED, read_measures()).items[0]


def known_of(period: Period, day: date, agencies: list[Agency], reports: Reported) -> Known:
    """What is known in a period if just this was reported."""
    counts: dict[Period, dict[str, Reports]] = {each: {} for each in (period, *started_months(period, day))}
    for (code, text), values in reports.items():
        when = Period.parse(text)
        if when in counts:
            counts[when][code] = Reports.of(code, when, values, dict.fromkeys(values, 7), {7: MOMENT}, {})
    months = {month: counts[month] for month in started_months(period, day)}
    return Known(counts[period], {}, RollupParts(day, {agency.code: agency for agency in agencies}, months))


# Against the oracle

CODES = ["H01", "H01.1", "H01.2", "H01.1.1", "H01.1.2", "H01.2.1"]
PERIODS = ["2026", QUARTER, "2026-08"]
DAYS = [date(2026, 6, 30), date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1)]
FIRST_DAYS = [None, None, None, date(2026, 8, 1), date(2026, 8, 15), date(2026, 9, 30)]
LAST_DAYS = [None, None, None, date(2026, 7, 31), date(2026, 8, 30), date(2026, 9, 29)]
KINDS = ["flow", "flow", "stock", "reassessed", "distinct"]
SEEN_MONTHS = [f"2026-{number:02}" for number in range(1, 10)]


@st.composite
def questions(draw: st.DrawFn) -> tuple[oracle.World, str, str, list[oracle.Measure], bool]:
    """A small tree in which everybody reports in a way of their own, with gaps; and what is asked of it."""
    measures = [
        oracle.Measure(code, draw(st.sampled_from(KINDS)), draw(st.sampled_from([True, True, False])))
        for code in ("over", "under")
    ]
    codes = CODES[: draw(st.integers(1, len(CODES)))]
    agencies = [
        oracle.Agency(
            code, draw(st.sampled_from(FIRST_DAYS)), draw(st.sampled_from(LAST_DAYS)) if "." in code else None
        )
        for code in codes
    ]
    period = draw(st.sampled_from(PERIODS))
    cells = []
    for code in codes:
        ways: list[list[str]] = [[], [], [period], SEEN_MONTHS, list(MONTHS), [draw(st.sampled_from(SEEN_MONTHS))]]
        cells += [(code, when, each.code) for when in draw(st.sampled_from(ways)) for each in measures]
    gaps = draw(st.sets(st.sampled_from(cells), max_size=3)) if cells else set()
    reported = {cell: draw(st.integers(0, 9)) for cell in cells if cell not in gaps}
    return (
        oracle.World(draw(st.sampled_from(DAYS)), agencies, reported),
        draw(st.sampled_from(codes)),
        period,
        measures,
        draw(st.booleans()),
    )


def asked(
    scorecard: Scorecard, question: tuple[oracle.World, str, str, list[oracle.Measure], bool]
) -> tuple[ResolvedCounts, list[str]]:
    """The same question to the code: what it finds, and why it does not find more."""
    world, code, text, rows, inherited = question
    measures = {row.code: Measure(row.code, MeasureKind(row.kind), row.additive, "", "") for row in rows}
    indicator = replace(
        scorecard.indicators["DOSSIER_ON_TIME"], numerator=("over",), denominator=("under",), inherited=inherited
    )
    agencies = [
        Agency(each.code, each.code, Level.COMMUNE, valid_from=each.first_day, valid_to=each.last_day)
        for each in world.agencies
    ]
    reports: dict[tuple[str, str], dict[str, int]] = {}
    for (agency, when, measure), value in world.reported.items():
        reports.setdefault((agency, when), {})[measure] = value
    period = Period.parse(text)
    known = known_of(period, world.day, agencies, reports)
    rollup = RollUp(measures, period, known.counts, known.parts)
    reasons = [
        each.replace("months_", "months ").replace("_not_additive", "") for each in rollup.not_derived(indicator, code)
    ]
    return rollup.find(indicator, code), reasons


def test_everything_is_found_as_by_the_oracle(scorecard: Scorecard) -> None:
    seen: set[tuple[str, bool]] = set()
    reasons: set[str] = set()

    @settings(max_examples=1500, derandomize=True)
    @given(questions())
    def check(question: tuple[oracle.World, str, str, list[oracle.Measure], bool]) -> None:
        world, code, period, measures, inherited = question
        agency = next(each for each in world.agencies if each.code == code)
        expected = oracle.ask(world, agency, period, measures, inherited)
        found, why = asked(scorecard, question)
        assert why == oracle.why_not(world, agency, period, measures, inherited)
        reasons.update(why)
        assert {measure: count.value for measure, count in found.counts.items()} == expected.values
        derived = [count.derived for count in found.counts.values() if count.derived]
        lacking = {each.measure: list(each.missing) for each in (*derived, *found.incomplete)}
        assert lacking == expected.lacking
        assert bool(found) == (expected != oracle.NOTHING)
        assert len(derived) in (0, len(found.counts))
        seen.add((expected.how, any(expected.lacking.values())))

    check()
    assert seen == {
        ("not at all", False), ("reported", False), ("months", False), ("months", True),
        ("children", False), ("children", True),
    }  # fmt: skip
    assert reasons == {"months reassessed", "months distinct", "children"}


# One by one


def province(valid_from: date | None = None) -> Agency:
    return Agency("H31", "Hưng Yên", Level.PROVINCE, valid_from=valid_from)


def department(code: str, valid_to: date | None = None) -> Agency:
    return Agency(code, code, Level.DEPARTMENT, valid_to=valid_to)


def card(
    scorecard: Scorecard,
    reports: Reported,
    agencies: list[Agency] | None = None,
    day: date = AFTER,
    basis: Basis = Basis.COMPUTED,
    officials: Mapping[str, Official] | None = None,
) -> Card:
    """The card of the first agency (by default a province) in the third quarter of 2026."""
    agencies = agencies or [province()]
    known = known_of(Period.parse(QUARTER), day, agencies, reports)
    known = replace(known, officials={agencies[0].code: officials or {}})
    return card_of(scorecard, QUARTER, agencies[0], basis, known)


def card_of(scorecard: Scorecard, period: str, agency: Agency, basis: Basis, known: Known) -> Card:
    return evaluate(Period.parse(period), Cohort.of(agency), basis, scorecard, [agency], known).cards[agency.code]


def pair(synced: int, to_sync: int) -> dict[str, int]:
    return {SYNCED: synced, ALL: to_sync}


def test_a_flow_is_the_sum_of_its_months(scorecard: Scorecard) -> None:
    months = dict(zip((("H31", month) for month in MONTHS), (pair(9, 10), pair(12, 12), pair(6, 8)), strict=True))
    outcome = card(scorecard, months).outcomes["DOSSIER_SYNC"]
    assert (outcome.numerator, outcome.denominator, outcome.score, outcome.derived) == (27, 30, Decimal("5.40"), True)
    count = outcome.counts[ALL]
    assert (count.value, count.submission, count.agency, str(count.period)) == (30, None, "H31", QUARTER)
    assert count.derived is not None
    assert [(str(part.period), part.value, part.submission) for part in count.derived.parts] == [
        ("2026-07", 10, 7), ("2026-08", 12, 7), ("2026-09", 8, 7),
    ]  # fmt: skip
    steps = explain(scorecard, outcome).steps
    assert [(step.name, step.formula, step.value) for step in steps][:2] == [
        ("derived", f"{SYNCED} = 9 + 12 + 6 (months 2026-07, 2026-08, 2026-09)", Decimal(27)),
        ("derived", f"{ALL} = 10 + 12 + 8 (months 2026-07, 2026-08, 2026-09)", Decimal(30)),
    ]
    assert [step.name for step in steps][2:] == ["numerator", "denominator", "ratio", "score", "maximum"]
    assert origin(count.derived) == "months 2026-07..2026-09"


def test_a_stock_is_that_of_the_last_month(scorecard: Scorecard) -> None:
    full = {"procedures_with_full_content": 5, "procedures_public": 10}
    reports = {("H31", month): full for month in MONTHS} | {("H31", "2026-09"): {**full, "procedures_public": 20}}
    outcome = card(scorecard, reports).outcomes["PUBLIC_CONTENT_FULL"]
    assert (outcome.numerator, outcome.denominator, outcome.score) == (5, 20, Decimal("0.50"))
    assert {each.method for each in outcome.derivations} == {DerivationMethod.LAST_MONTH}
    assert explain(scorecard, outcome).steps[1].formula == "procedures_public = 20 (last month 2026-09)"
    assert origin(outcome.derivations[0]) == "last month 2026-09"
    lacking = card(scorecard, {key: reports[key] for key in list(reports)[:2]}).outcomes["PUBLIC_CONTENT_FULL"]
    assert (lacking.rule, [origin(each) for each in lacking.derivations]) == (
        Rule.MISSING,
        ["last month, missing 2026-09"] * 2,
    )


def test_a_missing_month_is_named(scorecard: Scorecard) -> None:
    reports = {("H31", "2026-07"): pair(9, 10), ("H31", "2026-08"): {ALL: 5}, ("H31", "2026-09"): pair(1, 1)}
    found = card(scorecard, {**reports, ("H31", QUARTER): CKMB_WITHOUT_CASES})
    outcome = found.outcomes["DOSSIER_SYNC"]
    assert (outcome.rule, outcome.missing, outcome.counts[ALL].value) == (Rule.MISSING, (SYNCED,), 16)
    assert [(each.measure, each.value, each.missing) for each in outcome.derivations] == [
        (SYNCED, None, ("2026-08",)),
        (ALL, 16, ()),
    ]
    assert [(step.formula, step.value) for step in explain(scorecard, outcome).steps] == [
        (f"{SYNCED} from 2 of 3 months, missing 2026-08", None),
        (f"{ALL} = 10 + 5 + 1 (months 2026-07, 2026-08, 2026-09)", 16),
    ]
    figure = found.figures["CKMB"]
    assert (figure.score, figure.missing, figure.derived) == (None, (SYNCED,), False)


def test_one_reported_count_keeps_all_others_out(scorecard: Scorecard) -> None:
    reports = {("H31", month): pair(9, 10) for month in MONTHS} | {("H31", QUARTER): {ALL: 31}}
    outcome = card(scorecard, reports).outcomes["DOSSIER_SYNC"]
    assert (outcome.rule, outcome.missing, outcome.derivations) == (Rule.MISSING, (SYNCED,), ())
    assert not outcome.derived


def test_which_months_of_a_running_quarter_are_needed(scorecard: Scorecard) -> None:
    """August runs: it counts if it is whole, and is not missed if it is not."""
    july = {("H31", "2026-07"): pair(9, 10)}
    day = date(2026, 8, 31)

    def received(august: Mapping[str, int], day: date = day) -> int | None:
        outcome = card(scorecard, {**july, ("H31", "2026-08"): august}, day=day).outcomes["DOSSIER_SYNC"]
        return outcome.denominator

    assert (received({}), received({ALL: 5}), received(pair(5, 5))) == (10, 10, 15)
    assert (received({}, date(2026, 9, 1)), received(pair(5, 5), date(2026, 9, 1))) == (None, 15)
    assert received(pair(5, 5), date(2026, 7, 31)) == 10
    one = card(scorecard, july, day=day).outcomes["DOSSIER_SYNC"].derivations[0]
    assert origin(one) == "month 2026-07"
    unborn = [province(valid_from=date(2026, 8, 20))]
    later = {("H31", "2026-08"): pair(5, 6), ("H31", "2026-09"): pair(5, 6)}
    assert card(scorecard, later, unborn).outcomes["DOSSIER_SYNC"].denominator == 12


def test_a_province_is_the_sum_of_the_agencies_directly_below(scorecard: Scorecard) -> None:
    gone = department("H31.03", valid_to=date(2026, 9, 29))
    agencies = [province(), department("H31.01"), department("H31.02"), gone, department("H31.02.1")]
    reports = {
        ("H31.01", QUARTER): pair(8, 10),
        **{("H31.02", month): pair(2, 3) for month in MONTHS},
        ("H31.02.1", QUARTER): pair(100, 100),
    }
    outcome = card(scorecard, reports, agencies).outcomes["DOSSIER_SYNC"]
    assert (outcome.numerator, outcome.denominator) == (14, 19)
    assert explain(scorecard, outcome).steps[1].formula == f"{ALL} = 10 + 9 (H31.01, H31.02)"
    assert [origin(each) for each in outcome.derivations] == ["2 agencies directly below"] * 2
    lacking = card(scorecard, reports, [*agencies, department("H31.04")]).outcomes["DOSSIER_SYNC"]
    assert lacking.rule is Rule.MISSING
    assert origin(lacking.derivations[0]) == "2 of 3 agencies directly below, missing H31.04"
    many = [department(f"H31.{number}") for number in range(100, 120)]
    lacking = card(scorecard, reports, [*agencies, *many]).outcomes["DOSSIER_SYNC"]
    assert origin(lacking.derivations[0]).endswith("H31.111 and 8 more")
    summed = {("H31." + str(number), QUARTER): pair(1, 1) for number in range(100, 120)}
    whole = card(scorecard, summed, [province(), *many]).outcomes["DOSSIER_SYNC"]
    assert explain(scorecard, whole).steps[0].formula == f"{SYNCED} from 20 agencies directly below"


def test_months_go_before_children_and_may_come_from_them(scorecard: Scorecard) -> None:
    agencies = [province(), department("H31.01")]
    reports = {("H31", "2026-07"): pair(9, 10), ("H31", "2026-08"): pair(9, 10), ("H31.01", "2026-09"): pair(4, 4)}
    outcome = card(scorecard, {**reports, ("H31.01", QUARTER): pair(1, 1)}, agencies).outcomes["DOSSIER_SYNC"]
    assert outcome.denominator == 24
    last = outcome.derivations[1].parts[-1]
    assert (last.submission, last.derived is not None) == (None, True)


def test_what_is_not_additive_never_comes_from_below(scorecard: Scorecard) -> None:
    services = {"online_services_with_dossiers": 1, "online_services": 2, "procedures_published": 4}
    found = card(scorecard, {("H31.01", QUARTER): services}, [province(), department("H31.01")])
    assert {found.outcomes[code].rule for code in ("ONLINE_SERVICE_USED", "PUBLISH_ON_TIME")} == {Rule.MISSING}
    assert found.outcomes["ONLINE_SERVICE_USED"].derivations == ()


# Figures published by the portal in November 2026: of one month, of its quarter and of its year

ALREADY_COUNTED = [
    ("PAYMENT_PROCEDURE_USED", ((93, 310), (115, 311), (119, 313)), "months_distinct"),
    ("PAYMENT_PROCEDURE_OFFERED", ((56, 310), (66, 311), (68, 313)), "months_distinct"),
    ("PETITION_PROCESSING_ON_TIME", ((182, 247), (300, 499), (296, 570)), "months_reassessed"),
    ("PETITION_PROCESSING_ON_TIME", ((3, 3), (0, 3), (0, 4)), "months_reassessed"),
]


@pytest.mark.parametrize(("code", "figures", "reason"), ALREADY_COUNTED)
def test_months_that_do_not_add_up_give_no_quarter(
    scorecard: Scorecard, code: str, figures: tuple[tuple[int, int], ...], reason: str
) -> None:
    """Neither the sum of months nor the last one is the published quarter; what is reported for it is."""

    def counts(values: tuple[int, int]) -> dict[str, int]:
        return dict(zip(scorecard.indicators[code].measures, values, strict=True))

    august, quarter, year = figures
    reports: dict[tuple[str, str], Mapping[str, int]] = {("H44", month): counts(august) for month in MONTHS}
    agency = Agency("H44", "Phú Thọ", Level.PROVINCE)

    def asked_of(period: str) -> Card:
        known = known_of(Period.parse(period), AFTER, [agency], reports)
        return card_of(scorecard, period, agency, Basis.COMPUTED, known)

    for period, published in ((QUARTER, quarter), ("2026", year)):
        found = asked_of(period)
        outcome, figure = found.outcomes[code], found.figures[code]
        assert (outcome.rule, outcome.counts, outcome.derivations) == (Rule.MISSING, {}, ())
        assert outcome.not_derived == figure.not_derived == (reason,)
        assert [(step.name, step.value) for step in explain(scorecard, outcome).steps] == [("not_derived", None)]
        reports["H44", period] = counts(published)
        outcome = asked_of(period).outcomes[code]
        assert (outcome.numerator, outcome.denominator, outcome.not_derived) == (*published, ())


def test_a_published_score_of_zero_is_not_hidden_by_the_months(scorecard: Scorecard) -> None:
    """A commune's petitions: 3 of 3 on time in August, 0 of 3 in the quarter, for which it got no points."""
    august = {("H44.1", "2026-08"): {"petitions_on_time": 3, "petitions_to_process": 3}}
    commune, code = Agency("H44.1", "Xã", Level.COMMUNE), "PETITION_PROCESSING_ON_TIME"
    figure = card(
        scorecard,
        august,
        [commune, Agency("H44", "Phú Thọ", Level.PROVINCE)],
        basis=Basis.BEST,
        officials={code: Official(2, MOMENT, Decimal("0.00"))},
    ).figures[code]
    assert (figure.score, figure.source, figure.derived, figure.not_derived) == (
        Decimal("0.00"),
        Source.OFFICIAL,
        False,
        (),
    )


def test_petitions_of_the_agencies_below_are_not_those_of_the_province(scorecard: Scorecard) -> None:
    """The 116 units of a province had 67; the province, where most are sent to, had 485."""
    units = [Agency(f"H15.{number}", "Đơn vị", Level.COMMUNE) for number in range(1, 117)]
    agencies, code = [Agency("H15", "Đắk Lắk", Level.PROVINCE), *units], "PETITION_PROCESSING_ON_TIME"
    below: Reported = {(each.code, QUARTER): {"petitions_on_time": 1, "petitions_to_process": 1} for each in units[:67]}
    found = card(scorecard, below, agencies)
    assert (found.outcomes[code].rule, found.outcomes[code].derivations) == (Rule.MISSING, ())
    assert found.figures["MDHL"].not_derived == found.outcomes[code].not_derived == ("children_not_additive",)
    assert found.figures[TOTAL].not_derived == ("children_not_additive",)
    monthly = {("H15", month): {"petitions_on_time": 40, "petitions_to_process": 48} for month in MONTHS}
    both = card(scorecard, {**below, **monthly}, agencies).figures["MDHL"]
    assert both.not_derived == ("months_reassessed", "children_not_additive")
    official = card(scorecard, below, agencies, basis=Basis.OFFICIAL).figures["MDHL"]
    assert (official.missing, official.not_derived) == (("MDHL",), ())
    province = {("H15", QUARTER): {"petitions_on_time": 400, "petitions_to_process": 485}}
    assert card(scorecard, {**below, **province}, agencies).outcomes[code].denominator == 485


def test_what_is_reassessed_comes_from_below_for_the_same_period(scorecard: Scorecard) -> None:
    """Dossiers on time are additive over agencies: quarters of these make a quarter, and months none."""
    agencies = [province(), department("H31.01"), department("H31.02")]

    def on_time(share: int) -> dict[str, int]:
        return {"dossiers_on_time": share, "dossiers_received": 10}

    quarters = {(code, QUARTER): on_time(8) for code in ("H31.01", "H31.02")}
    outcome = card(scorecard, quarters, agencies).outcomes["DOSSIER_ON_TIME"]
    assert (outcome.numerator, outcome.denominator, outcome.derived) == (16, 20, True)
    months = {(code, month): on_time(8) for code in ("H31.01", "H31.02") for month in MONTHS}
    outcome = card(scorecard, months, agencies).outcomes["DOSSIER_ON_TIME"]
    assert (outcome.rule, outcome.not_derived) == (Rule.MISSING, (NotDerived.MONTHS_REASSESSED,))
    one = card(scorecard, {**months, ("H31.01", QUARTER): on_time(8)}, agencies).outcomes["DOSSIER_ON_TIME"]
    assert [each.missing for each in one.derivations] == [("H31.02",)] * 2


def test_what_is_inherited_may_come_from_months(scorecard: Scorecard) -> None:
    def full(share: int) -> dict[str, int]:
        return {"procedures_with_full_content": share, "procedures_public": 10}

    agencies = [department("H31.01"), province()]
    above = {("H31", month): full(5) for month in MONTHS}

    def numerator(**own: Mapping[str, int]) -> tuple[int | None, str]:
        reports = above | {("H31.01", period.replace("_", "-")): values for period, values in own.items()}
        outcome = card(scorecard, reports, agencies).outcomes["PUBLIC_CONTENT_FULL"]
        return outcome.numerator, "".join({count.agency for count in outcome.counts.values()})

    assert numerator() == (5, "H31")
    above[("H31", QUARTER)] = full(7)
    assert numerator() == (7, "H31")
    months = {month.replace("-", "_"): full(1) for month in MONTHS}
    assert numerator(**months) == (1, "H31.01")
    assert numerator(**{QUARTER: full(2)}) == (2, "H31.01")


def test_marks_are_granted_only_until_somebody_counts_in_a_month(scorecard: Scorecard) -> None:
    counted = {"communes": 10, "communes_offering_certified_copies": 5}
    code = "ELECTRONIC_CERTIFIED_COPY"
    assert card(scorecard, {}).outcomes[code].rule is Rule.GRANTED
    assert card(scorecard, {("H31", "2026-08"): counted}).outcomes[code].rule is Rule.MISSING
    assert card(scorecard, {("H31", "2026-09"): counted}).outcomes[code].score == Decimal("1.00")


def test_a_published_score_goes_before_one_from_derived_counts(scorecard: Scorecard) -> None:
    months: Reported = {("H31", QUARTER): CKMB_WITHOUT_CASES, **{("H31", month): pair(9, 10) for month in MONTHS}}
    officials = {code: Official(2, MOMENT, Decimal("17.00")) for code in ("CKMB", "DOSSIER_SYNC")}

    def shown(reports: Reported, basis: Basis, **more: Official) -> list[tuple[Decimal | None, Source | None, bool]]:
        figures = card(scorecard, reports, basis=basis, officials={**officials, **more}).figures
        return [(figures[code].score, figures[code].source, figures[code].derived) for code in ("CKMB", "DOSSIER_SYNC")]

    assert shown(months, Basis.BEST) == [(Decimal("17.00"), Source.OFFICIAL, False)] * 2
    assert shown(months, Basis.COMPUTED) == [(Decimal("5.40"), Source.COMPUTED, True)] * 2
    assert shown(months, Basis.OFFICIAL) == [(Decimal("17.00"), Source.OFFICIAL, False)] * 2
    rate_only = Official(2, MOMENT, None, rate=Decimal("90"))
    assert shown(months, Basis.BEST, CKMB=rate_only)[0] == (Decimal("5.40"), Source.COMPUTED, True)
    reported = {("H31", QUARTER): {**CKMB_WITHOUT_CASES, **pair(9, 10)}}
    assert shown(reported, Basis.BEST) == [(Decimal("5.40"), Source.COMPUTED, False)] * 2


def test_the_total_of_derived_groups(scorecard: Scorecard) -> None:
    """A total is derived if a group is; a published total stands where no group rests on reported counts alone."""
    others = {group.code: Official(2, MOMENT, Decimal("5.00")) for group in scorecard.groups if group.code != "CKMB"}
    months: Reported = {("H31", QUARTER): CKMB_WITHOUT_CASES, **{("H31", month): pair(9, 10) for month in MONTHS}}
    total = card(scorecard, months, basis=Basis.BEST, officials=others).figures[TOTAL]
    assert (total.score, total.source, total.derived) == (Decimal("30.40"), Source.MIXED, True)
    published = {**others, TOTAL: Official(2, MOMENT, Decimal("30.50"))}
    total = card(scorecard, months, basis=Basis.BEST, officials=published).figures[TOTAL]
    assert (total.score, total.source, total.derived) == (Decimal("30.50"), Source.OFFICIAL, False)
    reported = {("H31", QUARTER): {**CKMB_WITHOUT_CASES, **pair(9, 10)}}
    total = card(scorecard, reported, basis=Basis.BEST, officials=published).figures[TOTAL]
    assert (total.score, total.derived) == (Decimal("30.40"), False)


def test_flags_and_dates_of_the_parts_stay_with_a_derived_count(scorecard: Scorecard) -> None:
    known = known_of(Period.parse(QUARTER), AFTER, [province()], {("H31", month): pair(1, 1) for month in MONTHS})
    flag, late = Quality("TEMP_NATIONAL_REPORT_DENOMINATOR"), datetime(2026, 10, 11, tzinfo=UTC)
    august, values = Period.parse("2026-08"), pair(1, 1)
    flagged = Reports.of("H31", august, values, dict.fromkeys(values, 8), {8: late}, dict.fromkeys(values, flag))
    months = {**known.parts.months, august: {"H31": flagged}}
    rollup = RollUp(scorecard.measures, Period.parse(QUARTER), {}, replace(known.parts, months=months))
    count = rollup.find(scorecard.indicators["DOSSIER_SYNC"], "H31").counts[ALL]
    assert (count.qualities, count.as_of, count.quality) == ((flag,), late, None)


def test_agencies_of_many_provinces_share_their_own_provinces_counts(scorecard: Scorecard) -> None:
    published = {"procedures_published_on_time": 1, "procedures_published": 2}
    reports = {("H31", QUARTER): published, ("H44", QUARTER): {**published, "procedures_published_on_time": 2}}
    members = [department("H31.01"), department("H44.01")]
    known = known_of(Period.parse(QUARTER), AFTER, members, reports)
    cards = evaluate(Period.parse(QUARTER), Cohort.of(members[0]), Basis.BEST, scorecard, members, known).cards
    assert [cards[each.code].figures["PUBLISH_ON_TIME"].score for each in members] == [Decimal("3.00"), Decimal("6.00")]
