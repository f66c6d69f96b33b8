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
ON_TIME, ALL = "dossiers_on_time", "dossiers_received"
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
            counts[when][code] = Reports(code, when, values, dict.fromkeys(values, 7), {7: MOMENT}, {})
    months = {month: counts[month] for month in started_months(period, day)}
    return Known(counts[period], {}, RollupParts(day, {agency.code: agency for agency in agencies}, months))


# Against the oracle

CODES = ["H01", "H01.1", "H01.2", "H01.1.1", "H01.1.2", "H01.2.1"]
PERIODS = ["2026", QUARTER, "2026-08"]
DAYS = [date(2026, 6, 30), date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1)]
FIRST_DAYS = [None, None, None, date(2026, 8, 1), date(2026, 8, 15), date(2026, 9, 30)]
LAST_DAYS = [None, None, None, date(2026, 7, 31), date(2026, 8, 30), date(2026, 9, 29)]
SEEN_MONTHS = [f"2026-{number:02}" for number in range(1, 10)]


@st.composite
def questions(draw: st.DrawFn) -> tuple[oracle.World, str, str, list[oracle.Measure], bool]:
    """A small tree in which everybody reports in a way of their own, with gaps; and what is asked of it."""
    measures = [
        oracle.Measure(code, draw(st.booleans()), draw(st.sampled_from([True, True, True, False])))
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


def asked(scorecard: Scorecard, question: tuple[oracle.World, str, str, list[oracle.Measure], bool]) -> ResolvedCounts:
    """The same question to the code."""
    world, code, text, rows, inherited = question
    measures = {
        row.code: Measure(row.code, MeasureKind.FLOW if row.flow else MeasureKind.STOCK, row.additive, "", "")
        for row in rows
    }
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
    return RollUp(measures, period, known.counts, known.parts).find(indicator, code)


def test_everything_is_found_as_by_the_oracle(scorecard: Scorecard) -> None:
    seen: set[tuple[str, bool]] = set()

    @settings(max_examples=1500, derandomize=True, deadline=None)
    @given(questions())
    def check(question: tuple[oracle.World, str, str, list[oracle.Measure], bool]) -> None:
        world, code, period, measures, inherited = question
        agency = next(each for each in world.agencies if each.code == code)
        expected = oracle.ask(world, agency, period, measures, inherited)
        found = asked(scorecard, question)
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
    cohort = Cohort.of(agencies[0])
    return evaluate(Period.parse(QUARTER), cohort, basis, scorecard, agencies[:1], known).cards[agencies[0].code]


def pair(on_time: int, received: int) -> dict[str, int]:
    return {ON_TIME: on_time, ALL: received}


def test_a_flow_is_the_sum_of_its_months(scorecard: Scorecard) -> None:
    months = dict(zip((("H31", month) for month in MONTHS), (pair(9, 10), pair(12, 12), pair(6, 8)), strict=True))
    outcome = card(scorecard, months).outcomes["DOSSIER_ON_TIME"]
    assert (outcome.numerator, outcome.denominator, outcome.score, outcome.derived) == (27, 30, Decimal("18.00"), True)
    count = outcome.counts[ALL]
    assert (count.value, count.submission, count.agency, str(count.period)) == (30, None, "H31", QUARTER)
    assert count.derived is not None
    assert [(str(part.period), part.value, part.submission) for part in count.derived.parts] == [
        ("2026-07", 10, 7), ("2026-08", 12, 7), ("2026-09", 8, 7),
    ]  # fmt: skip
    steps = explain(scorecard, outcome).steps
    assert [(step.name, step.formula, step.value) for step in steps][:2] == [
        ("derived", f"{ON_TIME} = 9 + 12 + 6 (months 2026-07, 2026-08, 2026-09)", Decimal(27)),
        ("derived", f"{ALL} = 10 + 12 + 8 (months 2026-07, 2026-08, 2026-09)", Decimal(30)),
    ]
    assert [step.name for step in steps][2:] == ["numerator", "denominator", "percent", "product", "score", "maximum"]
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
    found = card(scorecard, reports)
    outcome = found.outcomes["DOSSIER_ON_TIME"]
    assert (outcome.rule, outcome.missing, outcome.counts[ALL].value) == (Rule.MISSING, (ON_TIME,), 16)
    assert [(each.measure, each.value, each.missing) for each in outcome.derivations] == [
        (ON_TIME, None, ("2026-08",)),
        (ALL, 16, ()),
    ]
    assert [(step.formula, step.value) for step in explain(scorecard, outcome).steps] == [
        (f"{ON_TIME} from 2 of 3 months, missing 2026-08", None),
        (f"{ALL} = 10 + 5 + 1 (months 2026-07, 2026-08, 2026-09)", 16),
    ]
    figure = found.figures["TDGQ"]
    assert (figure.score, figure.missing, figure.derived) == (None, (ON_TIME,), False)


def test_one_reported_count_keeps_all_others_out(scorecard: Scorecard) -> None:
    reports = {("H31", month): pair(9, 10) for month in MONTHS} | {("H31", QUARTER): {ALL: 31}}
    outcome = card(scorecard, reports).outcomes["DOSSIER_ON_TIME"]
    assert (outcome.rule, outcome.missing, outcome.derivations) == (Rule.MISSING, (ON_TIME,), ())
    assert not outcome.derived


def test_which_months_of_a_running_quarter_are_needed(scorecard: Scorecard) -> None:
    """August runs: it counts if it is whole, and is not missed if it is not."""
    july = {("H31", "2026-07"): pair(9, 10)}
    day = date(2026, 8, 31)

    def received(august: Mapping[str, int], day: date = day) -> int | None:
        outcome = card(scorecard, {**july, ("H31", "2026-08"): august}, day=day).outcomes["DOSSIER_ON_TIME"]
        return outcome.denominator

    assert (received({}), received({ALL: 5}), received(pair(5, 5))) == (10, 10, 15)
    assert (received({}, date(2026, 9, 1)), received(pair(5, 5), date(2026, 9, 1))) == (None, 15)
    assert received(pair(5, 5), date(2026, 7, 31)) == 10
    one = card(scorecard, july, day=day).outcomes["DOSSIER_ON_TIME"].derivations[0]
    assert origin(one) == "month 2026-07"
    unborn = [province(valid_from=date(2026, 8, 20))]
    later = {("H31", "2026-08"): pair(5, 6), ("H31", "2026-09"): pair(5, 6)}
    assert card(scorecard, later, unborn).outcomes["DOSSIER_ON_TIME"].denominator == 12


def test_a_province_is_the_sum_of_the_agencies_directly_below(scorecard: Scorecard) -> None:
    gone = department("H31.03", valid_to=date(2026, 9, 29))
    agencies = [province(), department("H31.01"), department("H31.02"), gone, department("H31.02.1")]
    reports = {
        ("H31.01", QUARTER): pair(8, 10),
        **{("H31.02", month): pair(2, 3) for month in MONTHS},
        ("H31.02.1", QUARTER): pair(100, 100),
    }
    outcome = card(scorecard, reports, agencies).outcomes["DOSSIER_ON_TIME"]
    assert (outcome.numerator, outcome.denominator) == (14, 19)
    assert explain(scorecard, outcome).steps[1].formula == f"{ALL} = 10 + 9 (H31.01, H31.02)"
    assert [origin(each) for each in outcome.derivations] == ["2 agencies directly below"] * 2
    lacking = card(scorecard, reports, [*agencies, department("H31.04")]).outcomes["DOSSIER_ON_TIME"]
    assert lacking.rule is Rule.MISSING
    assert origin(lacking.derivations[0]) == "2 of 3 agencies directly below, missing H31.04"
    many = [department(f"H31.{number}") for number in range(100, 120)]
    lacking = card(scorecard, reports, [*agencies, *many]).outcomes["DOSSIER_ON_TIME"]
    assert origin(lacking.derivations[0]).endswith("H31.111 and 8 more")
    summed = {("H31." + str(number), QUARTER): pair(1, 1) for number in range(100, 120)}
    whole = card(scorecard, summed, [province(), *many]).outcomes["DOSSIER_ON_TIME"]
    assert explain(scorecard, whole).steps[0].formula == f"{ON_TIME} from 20 agencies directly below"


def test_months_go_before_children_and_may_come_from_them(scorecard: Scorecard) -> None:
    agencies = [province(), department("H31.01")]
    reports = {("H31", "2026-07"): pair(9, 10), ("H31", "2026-08"): pair(9, 10), ("H31.01", "2026-09"): pair(4, 4)}
    outcome = card(scorecard, {**reports, ("H31.01", QUARTER): pair(1, 1)}, agencies).outcomes["DOSSIER_ON_TIME"]
    assert outcome.denominator == 24
    last = outcome.derivations[1].parts[-1]
    assert (last.submission, last.derived is not None) == (None, True)


def test_what_is_not_additive_never_comes_from_below(scorecard: Scorecard) -> None:
    services = {"online_services_with_dossiers": 1, "online_services": 2, "procedures_published": 4}
    found = card(scorecard, {("H31.01", QUARTER): services}, [province(), department("H31.01")])
    assert {found.outcomes[code].rule for code in ("ONLINE_SERVICE_USED", "PUBLISH_ON_TIME")} == {Rule.MISSING}
    assert found.outcomes["ONLINE_SERVICE_USED"].derivations == ()


def test_what_is_inherited_may_come_from_months(scorecard: Scorecard) -> None:
    def published(share: int) -> dict[str, int]:
        return {"procedures_published_on_time": share, "procedures_published": 10}

    agencies = [department("H31.01"), province()]
    above = {("H31", month): published(5) for month in MONTHS}

    def numerator(**own: Mapping[str, int]) -> tuple[int | None, str]:
        reports = above | {("H31.01", period.replace("_", "-")): values for period, values in own.items()}
        outcome = card(scorecard, reports, agencies).outcomes["PUBLISH_ON_TIME"]
        return outcome.numerator, "".join({count.agency for count in outcome.counts.values()})

    assert numerator() == (15, "H31")
    above[("H31", QUARTER)] = published(7)
    assert numerator() == (7, "H31")
    months = {month.replace("-", "_"): published(1) for month in MONTHS}
    assert numerator(**months) == (3, "H31.01")
    assert numerator(**{QUARTER: published(2)}) == (2, "H31.01")


def test_marks_are_granted_only_until_somebody_counts_in_a_month(scorecard: Scorecard) -> None:
    counted = {"communes": 10, "communes_offering_certified_copies": 5}
    code = "ELECTRONIC_CERTIFIED_COPY"
    assert card(scorecard, {}).outcomes[code].rule is Rule.GRANTED
    assert card(scorecard, {("H31", "2026-08"): counted}).outcomes[code].rule is Rule.MISSING
    assert card(scorecard, {("H31", "2026-09"): counted}).outcomes[code].score == Decimal("1.00")


def test_a_published_score_goes_before_one_from_derived_counts(scorecard: Scorecard) -> None:
    months: Reported = {("H31", month): pair(9, 10) for month in MONTHS}
    officials = {code: Official(2, MOMENT, Decimal("17.00")) for code in ("TDGQ", "DOSSIER_ON_TIME")}

    def shown(reports: Reported, basis: Basis, **more: Official) -> list[tuple[Decimal | None, Source | None, bool]]:
        figures = card(scorecard, reports, basis=basis, officials={**officials, **more}).figures
        return [
            (figures[code].score, figures[code].source, figures[code].derived) for code in ("TDGQ", "DOSSIER_ON_TIME")
        ]

    assert shown(months, Basis.BEST) == [(Decimal("17.00"), Source.OFFICIAL, False)] * 2
    assert shown(months, Basis.COMPUTED) == [(Decimal("18.00"), Source.COMPUTED, True)] * 2
    assert shown(months, Basis.OFFICIAL) == [(Decimal("17.00"), Source.OFFICIAL, False)] * 2
    rate_only = Official(2, MOMENT, None, rate=Decimal("90"))
    assert shown(months, Basis.BEST, TDGQ=rate_only)[0] == (Decimal("18.00"), Source.COMPUTED, True)
    reported = {("H31", QUARTER): pair(9, 10)}
    assert shown(reported, Basis.BEST) == [(Decimal("18.00"), Source.COMPUTED, False)] * 2


def test_the_total_of_derived_groups(scorecard: Scorecard) -> None:
    """A total is derived if a group is; a published total stands where no group rests on reported counts alone."""
    others = {group.code: Official(2, MOMENT, Decimal("5.00")) for group in scorecard.groups if group.code != "TDGQ"}
    months: Reported = {("H31", month): pair(9, 10) for month in MONTHS}
    total = card(scorecard, months, basis=Basis.BEST, officials=others).figures[TOTAL]
    assert (total.score, total.source, total.derived) == (Decimal("43.00"), Source.MIXED, True)
    published = {**others, TOTAL: Official(2, MOMENT, Decimal("42.50"))}
    total = card(scorecard, months, basis=Basis.BEST, officials=published).figures[TOTAL]
    assert (total.score, total.source, total.derived) == (Decimal("42.50"), Source.OFFICIAL, False)
    reported = {("H31", QUARTER): pair(9, 10)}
    total = card(scorecard, reported, basis=Basis.BEST, officials=published).figures[TOTAL]
    assert (total.score, total.derived) == (Decimal("43.00"), False)


def test_flags_and_dates_of_the_parts_stay_with_a_derived_count(scorecard: Scorecard) -> None:
    known = known_of(Period.parse(QUARTER), AFTER, [province()], {("H31", month): pair(1, 1) for month in MONTHS})
    flag, late = Quality("TEMP_NATIONAL_REPORT_DENOMINATOR"), datetime(2026, 10, 11, tzinfo=UTC)
    august, values = Period.parse("2026-08"), pair(1, 1)
    flagged = Reports("H31", august, values, dict.fromkeys(values, 8), {8: late}, dict.fromkeys(values, flag))
    months = {**known.parts.months, august: {"H31": flagged}}
    rollup = RollUp(scorecard.measures, Period.parse(QUARTER), {}, replace(known.parts, months=months))
    count = rollup.find(scorecard.indicators["DOSSIER_ON_TIME"], "H31").counts[ALL]
    assert (count.qualities, count.as_of, count.quality) == ((flag,), late, None)


def test_agencies_of_many_provinces_share_their_own_provinces_counts(scorecard: Scorecard) -> None:
    published = {"procedures_published_on_time": 1, "procedures_published": 2}
    reports = {("H31", QUARTER): published, ("H44", QUARTER): {**published, "procedures_published_on_time": 2}}
    members = [department("H31.01"), department("H44.01")]
    known = known_of(Period.parse(QUARTER), AFTER, members, reports)
    cards = evaluate(Period.parse(QUARTER), Cohort.of(members[0]), Basis.BEST, scorecard, members, known).cards
    assert [cards[each.code].figures["PUBLISH_ON_TIME"].score for each in members] == [Decimal("3.00"), Decimal("6.00")]
