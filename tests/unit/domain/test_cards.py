"""Which figure counts, what is missing, and what stands in when the cohort has holes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.domain.agencies import Agency, Cohort, Level
from app.domain.errors import Refusal
from app.domain.evaluation.columns import Method
from app.domain.evaluation.evaluation import Evaluation, Known, evaluate
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.scores import Basis, Card, Official, Source
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL, Scorecard, Scorecards
from app.domain.scorecard.scoring import Rule
from app.domain.scorecard.trace import explain
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards

YEAR = Period.parse("2026")
EARLY, LATE = datetime(2026, 9, 17, tzinfo=UTC), datetime(2026, 10, 10, tzinfo=UTC)
ON_TIME = {"dossiers_on_time": 9, "dossiers_received": 10}
GROUPS = ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")


@pytest.fixture(scope="module")
def scorecards() -> Scorecards:
    return read_scorecards(BUNDLED, read_measures())


@pytest.fixture(scope="module")
def scorecard(scorecards: Scorecards) -> Scorecard:
    return scorecards.items[0]


def counts(values: Mapping[str, int], agency: str = "H31", as_of: datetime = EARLY) -> Reports:
    return Reports.of(agency, YEAR, values, dict.fromkeys(values, 1), {1: as_of}, {})


def official(score: str | None, **more: object) -> Official:
    return Official(2, LATE, Decimal(score) if score else None, **more)  # type: ignore[arg-type]


def evaluated(
    scorecard: Scorecard,
    basis: Basis = Basis.BEST,
    known_counts: Mapping[str, Mapping[str, int]] | None = None,
    officials: Mapping[str, Mapping[str, Official]] | None = None,
    cohort: str = "provinces",
    codes: tuple[str, ...] = ("H31",),
) -> Evaluation:
    parsed = Cohort.parse(cohort)
    agencies = [Agency(code, code, parsed.level) for code in codes]
    known = Known({code: counts(values, code) for code, values in (known_counts or {}).items()}, officials or {})
    return evaluate(YEAR, parsed, basis, scorecard, agencies, known)


def test_computed_goes_before_official(scorecard: Scorecard) -> None:
    officials = {"H31": {"TDGQ": official("17.99"), "TTTT": official("5.90")}}
    figures = evaluated(scorecard, Basis.BEST, {"H31": ON_TIME}, officials).cards["H31"].figures
    assert (figures["TDGQ"].score, figures["TDGQ"].source, figures["TDGQ"].as_of) == (
        Decimal("18.00"),
        Source.COMPUTED,
        EARLY,
    )
    assert (figures["TTTT"].score, figures["TTTT"].source, figures["TTTT"].as_of) == (
        Decimal("5.90"),
        Source.OFFICIAL,
        LATE,
    )
    assert figures["MDHL"].score is None
    assert "petitions_on_time" in figures["MDHL"].missing
    assert figures[TOTAL].missing == ("CKMB", "CLGQ", "MDSH", "MDHL")


def test_each_basis_keeps_to_itself(scorecard: Scorecard) -> None:
    officials = {"H31": {"TDGQ": official("17.99"), "DOSSIER_ON_TIME": official("17.99")}}
    computed = evaluated(scorecard, Basis.COMPUTED, None, officials).cards["H31"].figures["TDGQ"]
    assert (computed.score, computed.missing) == (None, ("dossiers_on_time", "dossiers_received"))
    published = evaluated(scorecard, Basis.OFFICIAL, {"H31": ON_TIME}, officials).cards["H31"].figures
    assert published["TDGQ"].score == published["DOSSIER_ON_TIME"].score == Decimal("17.99")
    assert published["MDHL"].missing == ("MDHL",)


def test_a_total_of_groups_or_a_published_one(scorecard: Scorecard) -> None:
    groups = {code: official("5.00") for code in GROUPS}
    alone = evaluated(scorecard, Basis.BEST, None, {"H31": groups}).cards["H31"].figures[TOTAL]
    assert (alone.score, alone.source) == (Decimal("30.00"), Source.OFFICIAL)
    published = {**groups, TOTAL: official("30.02")}
    assert evaluated(scorecard, Basis.BEST, None, {"H31": published}).cards["H31"].figures[TOTAL].score == Decimal(
        "30.02"
    )
    mixed = evaluated(scorecard, Basis.BEST, {"H31": ON_TIME}, {"H31": published}).cards["H31"].figures[TOTAL]
    assert (mixed.score, mixed.source, mixed.as_of) == (Decimal("43.00"), Source.MIXED, LATE)
    assert evaluated(scorecard, Basis.COMPUTED, None, {"H31": published}).cards["H31"].figures[TOTAL].score is None


def test_a_published_rate_alone_is_no_score(scorecard: Scorecard) -> None:
    officials = {"H31": {"ORIGINAL_RESULT_AVAILABLE": official(None, rate=Decimal("83.81")), TOTAL: official(None)}}
    figures = evaluated(scorecard, Basis.BEST, None, officials).cards["H31"].figures
    figure = figures["ORIGINAL_RESULT_AVAILABLE"]
    assert figure.score is None
    assert figure.official is not None
    assert figure.official.rate == Decimal("83.81")
    assert figures[TOTAL].score is None


def test_marks_granted_until_somebody_counts(scorecard: Scorecard) -> None:
    code = "ELECTRONIC_CERTIFIED_COPY"
    for values, rule, score in (
        ({}, Rule.GRANTED, "2.00"),
        ({"communes": 10}, Rule.MISSING, None),
        ({"communes": 10, "communes_offering_certified_copies": 5}, Rule.RATIO, "1.00"),
        ({"communes": 0, "communes_offering_certified_copies": 0}, Rule.NO_CASES, "2.00"),
    ):
        card = evaluated(scorecard, Basis.BEST, {"H31": values}).cards["H31"]
        assert card.outcomes[code].rule is rule
        assert card.figures[code].score == (Decimal(score) if score else None)


def test_departments_share_the_counts_of_their_province(scorecard: Scorecard) -> None:
    shared = {
        "procedures_published_on_time": 1,
        "procedures_published": 2,
        "dossiers_on_time": 1,
        "dossiers_received": 1,
    }
    own = {"procedures_published_on_time": 2, "procedures_published": 2}
    evaluation = evaluated(
        scorecard, Basis.BEST, {"H31": shared, "H31.02": own}, None, "H31.departments", ("H31.01", "H31.02")
    )
    first, second = (evaluation.cards[code] for code in ("H31.01", "H31.02"))
    assert first.figures["PUBLISH_ON_TIME"].score == Decimal("3.00")
    assert {count.agency for count in first.outcomes["PUBLISH_ON_TIME"].counts.values()} == {"H31"}
    assert second.figures["PUBLISH_ON_TIME"].score == Decimal("6.00")
    assert first.figures["TDGQ"].score is None


def test_no_ratio_mixes_two_agencies(scorecard: Scorecard) -> None:
    """Only one of the department's two counts is there: it is missing the other, and the province's does not do."""
    own = {"procedures_published_on_time": 50}
    known = {"H31": {"procedures_published_on_time": 4, "procedures_published": 5}, "H31.01": own}
    card = evaluated(scorecard, Basis.BEST, known, None, "H31.departments", ("H31.01",)).cards["H31.01"]
    figure = card.figures["PUBLISH_ON_TIME"]
    assert (figure.score, figure.missing) == (None, ("procedures_published",))


def test_published_and_counted_ranks_do_not_stand_in_one_column(scorecard: Scorecard) -> None:
    codes = ("H01", "H26", "H31", "H44")
    ranked = {"TDGQ": official("19.50", rank=20, ranked=63)}

    def ranks(**officials: Mapping[str, Official]) -> list[int | None]:
        column = evaluated(scorecard, Basis.BEST, None, officials, codes=codes).columns["TDGQ"]
        return [column.ranks[code].rank for code in codes]

    assert ranks(H31=ranked) == [None, None, 20, None]
    assert ranks(H31=ranked, H44={"TDGQ": official("18.00")}) == [None, None, 1, 2]
    assert ranks(H31=ranked, H44={"TDGQ": official("18.00", rank=30)}) == [None, None, 20, 30]


def test_the_average_published_last_stands_in_whoever_s_score_is_newer(scorecard: Scorecard) -> None:
    newer = official("18.00", average=Decimal("17.30"))
    older = official("18.00", average=Decimal("16.00"), cohort_submission=1, cohort_as_of=EARLY)
    assert older.as_of == newer.as_of
    codes = ("H26", "H31", "H44")
    columns = evaluated(scorecard, officials={"H26": {"TDGQ": older}, "H31": {"TDGQ": newer}}, codes=codes).columns
    assert columns["TDGQ"].average.value == Decimal("17.30")


def test_a_card_that_is_not_of_a_cohort_has_no_claims() -> None:
    assert Card(Agency("H31", "H31", Level.PROVINCE), {}, {}).claim(TOTAL) is None


def test_the_unranked_with_a_score_come_before_those_without(scorecard: Scorecard) -> None:
    officials = {
        "H44": {"TDGQ": official("19.50", rank=20)},
        "H60": {TOTAL: official("50.00"), "TDGQ": official("1.00")},
    }
    evaluation = evaluated(scorecard, Basis.BEST, None, officials, codes=("H05", "H44", "H60"))
    assert [card.agency.code for card in evaluation.standing("TDGQ")] == ["H44", "H60", "H05"]


def test_the_average_of_the_total_is_over_those_that_have_one(scorecard: Scorecard) -> None:
    whole = {code: official("8.00") for code in GROUPS}
    officials = {"H31": whole, "H44": {"TDGQ": official("18.00")}}
    columns = evaluated(scorecard, Basis.OFFICIAL, None, officials, codes=("H26", "H31", "H44")).columns
    assert (columns["TDGQ"].average.value, columns["TDGQ"].average.averaged) == (Decimal("13.00"), 2)
    assert (columns[TOTAL].average.value, columns[TOTAL].average.averaged) == (Decimal("48.00"), 1)
    totals = {"H31": {TOTAL: official("60.00")}, "H44": {TOTAL: official("61.00")}}
    mean = evaluated(scorecard, Basis.BEST, None, totals, codes=("H31", "H44")).columns[TOTAL].average
    assert (mean.value, mean.method, mean.averaged) == (Decimal("60.50"), Method.MEAN, 2)


def test_a_published_rank_stands_in_only_for_an_incomplete_cohort(scorecard: Scorecard) -> None:
    officials = {"H31": {"TDGQ": official("18.00", rank=7, ranked=63, average=Decimal("17.30"))}}
    holes = evaluated(scorecard, Basis.BEST, None, officials, codes=("H31", "H44")).columns["TDGQ"]
    assert (holes.ranks["H31"].rank, holes.ranks["H31"].ranked, holes.ranks["H31"].source) == (7, 63, Source.OFFICIAL)
    assert holes.ranks["H44"].rank is None
    assert (holes.average.value, holes.average.method, holes.average.averaged) == (
        Decimal("17.30"),
        Method.PUBLISHED,
        None,
    )
    assert (holes.ranked, holes.of) == (1, 2)
    whole = evaluated(scorecard, Basis.BEST, {"H44": ON_TIME}, officials, codes=("H31", "H44")).columns["TDGQ"]
    assert [whole.ranks[code].rank for code in ("H31", "H44")] == [1, 1]
    assert (whole.average.value, whole.average.source) == (Decimal("18.00"), Source.MIXED)
    ours = evaluated(scorecard, Basis.COMPUTED, {"H31": ON_TIME}, officials, codes=("H31", "H44")).columns["TDGQ"]
    assert (ours.ranks["H31"].rank, ours.ranks["H31"].ranked, ours.average.averaged) == (1, 1, 1)


def test_the_newest_published_average_counts(scorecard: Scorecard) -> None:
    older = Official(1, EARLY, Decimal("5.00"), average=Decimal("1.00"))
    newer = Official(2, LATE, Decimal("4.00"), average=Decimal("2.00"))
    officials = {"H31": {"TTTT": older}, "H44": {"TTTT": newer}}
    column = evaluated(scorecard, Basis.BEST, None, officials, codes=("H26", "H31", "H44")).columns["TTTT"]
    assert column.average.value == Decimal("2.00")


def test_an_average_over_nobody_is_none(scorecard: Scorecard) -> None:
    columns = evaluated(scorecard).columns
    assert (columns[TOTAL].average.value, columns[TOTAL].average.averaged) == (None, 0)
    published = {"H31": {TOTAL: official("60.00", average=Decimal("59.00"))}}
    total = evaluated(scorecard, Basis.BEST, None, published, codes=("H31", "H44")).columns[TOTAL]
    assert (total.average.value, total.average.method) == (Decimal("59.00"), Method.PUBLISHED)


def test_the_average_of_the_total_is_a_sum(scorecard: Scorecard) -> None:
    """Means of 0.005 points would vanish if the totals were averaged."""
    low, high = ({code: official(score) for code in GROUPS} for score in ("5.00", "5.01"))
    columns = evaluated(scorecard, Basis.OFFICIAL, None, {"H31": low, "H44": high}, codes=("H31", "H44")).columns
    assert columns["CKMB"].average.value == Decimal("5.01")
    assert columns[TOTAL].average.value == Decimal("30.06")
    mixed = evaluated(scorecard, Basis.BEST, {"H31": ON_TIME}, {"H31": low}).columns[TOTAL].average
    assert (mixed.value, mixed.method, mixed.source) == (Decimal("43.00"), Method.SUM, Source.MIXED)


def test_the_unranked_come_last(scorecard: Scorecard) -> None:
    better, worse = ON_TIME, {"dossiers_on_time": 1, "dossiers_received": 10}
    evaluation = evaluated(scorecard, known_counts={"H44": worse, "H60": better}, codes=("H05", "H44", "H60"))
    assert [card.agency.code for card in evaluation.standing("TDGQ")] == ["H60", "H44", "H05"]


def test_a_trace_retells_the_computation(scorecard: Scorecard) -> None:
    values = {"procedures_partly_online": 31, "procedures_fully_online": 21, "procedures_in_authority": 89}
    outcomes = evaluated(scorecard, known_counts={"H31": values}).cards["H31"].outcomes
    trace = explain(scorecard, outcomes["ONLINE_PROCEDURE_SHARE"])
    assert [(step.name, step.value) for step in trace.steps] == [
        ("numerator", Decimal(52)),
        ("denominator", Decimal(89)),
        ("percent", Decimal("58.43")),
        ("product", Decimal("1.46075")),
        ("score", Decimal("1.46")),
        ("maximum", Decimal("1.46")),
    ]
    assert [(code, count.value if count else None) for code, count in trace.counts] == list(values.items())
    assert (trace.scorecard, trace.sheet) == ("qd766-2022-06-23", "3.1")
    assert explain(scorecard, outcomes["DOSSIER_ON_TIME"]).steps == ()
    assert [step.name for step in explain(scorecard, outcomes["ELECTRONIC_CERTIFIED_COPY"]).steps] == ["granted"]


def test_a_trace_of_no_cases(scorecard: Scorecard) -> None:
    values = {"dossiers_on_time": 0, "dossiers_received": 0}
    trace = explain(
        scorecard, evaluated(scorecard, known_counts={"H31": values}).cards["H31"].outcomes["DOSSIER_ON_TIME"]
    )
    assert [(step.name, step.value) for step in trace.steps] == [
        ("numerator", Decimal(0)), ("denominator", Decimal(0)), ("no_cases", Decimal("0.00")),
    ]  # fmt: skip


def test_what_is_verified(scorecard: Scorecard) -> None:
    assert scorecard.is_verified(Level.PROVINCE, Period.parse("2026-Q3"))
    assert not scorecard.is_verified(Level.PROVINCE, Period.parse("2025-02"))
    assert not scorecard.is_verified(Level.MINISTRY, Period.parse("2026-Q3"))


def test_the_scorecard_in_force(scorecards: Scorecards, scorecard: Scorecard) -> None:
    assert scorecards.in_force(Period.parse("2022")) is scorecard
    assert scorecards.by_id(scorecard.id) is scorecard
    for period in ("2021", "2022-05"):
        with pytest.raises(Refusal, match="no_scorecard"):
            scorecards.in_force(Period.parse(period))
    with pytest.raises(Refusal, match="unknown_scorecard"):
        scorecards.by_id("nope")


def test_a_scorecard_ends(scorecard: Scorecard) -> None:
    ended = Scorecards((replace(scorecard, last_day=date(2026, 12, 31)),))
    assert ended.in_force(Period.parse("2026-12")).last_day == date(2026, 12, 31)
    with pytest.raises(Refusal, match="no_scorecard"):
        ended.in_force(Period.parse("2027"))
