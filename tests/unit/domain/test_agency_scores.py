"""Scores of whatever origin, mixed at random, against the oracles: reported, derived, shared, granted and published."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import NamedTuple

import pytest

from app.domain.agencies import Agency, Cohort, Level
from app.domain.evaluation.evaluation import Evaluation, Known, evaluate
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import RollupParts
from app.domain.evaluation.score_changes import NO_CHANGE, changes_since
from app.domain.evaluation.scores import Basis, Card, Official
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards
from tests.support import oracle, rollup_oracle
from tests.support.oracle import MISSING

QUARTER = Period.parse("2026-Q3")
AFTER = date(2026, 10, 10)
DATES = {number: datetime(2026, 10, number, tzinfo=UTC) for number in range(1, 5)}
CASES = 60
FLOWS = ("dossiers_synced", "dossiers_to_sync")  # their months add up
PETITIONS = ("petitions_on_time", "petitions_to_process")
COPIES = ("communes_offering_certified_copies", "communes")
ROOT = Agency("H31", "Hưng Yên", Level.PROVINCE)
MEMBERS = [Agency(f"H31.{number}", f"Xã {number}", Level.COMMUNE) for number in range(1, 9)]
BELOW = Agency("H31.2.1", "Thôn", Level.COMMUNE)
MEASURES = {code: rollup_oracle.Measure(code, each.kind, each.additive) for code, each in read_measures().items()}
INHERITED = ("PUBLISH_ON_TIME", "PUBLIC_UPDATE_ON_TIME", "PUBLIC_CONTENT_FULL")


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    return read_scorecards(BUNDLED, read_measures()).items[0]


# What is asked


class Case(NamedTuple):
    members: list[Agency]
    known: Known
    world: rollup_oracle.World


def reports_of(
    random: Random, scorecard: Scorecard, code: str, period: Period, holes: Sequence[str] | None = None
) -> Reports:
    """All counts of an agency but for ``holes``; where these are not said, with holes of every kind in some."""
    numbers: dict[str, int] = {}
    for fraction in scorecard.fractions:
        for measure in fraction.denominator:
            numbers.setdefault(measure, random.choice([0, 1, 7, 10, random.randint(1, 50_000)]))
        for measure in fraction.numerator:
            numbers[measure] = random.randint(0, sum(numbers[each] for each in fraction.denominator))
    inherited = sorted({measure for each in INHERITED for measure in scorecard.indicators[each].measures})
    two, both = random.sample(sorted(numbers), 2), [*inherited, *COPIES]
    real = [*both, *scorecard.measures_of["CLGQ"]]  # what the portal publishes no counts of
    some = random.choice([(), (), FLOWS, inherited, inherited, COPIES, both, both, real, real, two, sorted(numbers)])
    for measure in some if holes is None else holes:
        numbers.pop(measure, None)
    several = [1] if random.random() < 0.5 else [1, 2, 3, 4]
    submissions = {measure: random.choice(several) for measure in numbers}
    flags = {measure: Quality("TEMP") for measure in random.sample(sorted(numbers), min(len(numbers), 2))}
    return Reports.of(code, period, numbers, submissions, DATES, flags)


def officials_of(random: Random, scorecard: Scorecard) -> dict[str, Official]:
    columns, groups = sorted(scorecard.maxima), list(scorecard.groups_by_code)
    some: list[list[str]] = [[], random.sample(columns, 3), columns, random.sample(groups, 5), groups]
    dates = [each + timedelta(hours=1) for each in DATES.values()]
    scores = [None, Decimal("1.5"), Decimal(random.randint(0, 200)).scaleb(-2)]
    return {column: Official(9, random.choice(dates), random.choice(scores)) for column in random.choice(some)}


def case_of(random: Random, scorecard: Scorecard) -> Case:
    """A province and its communes, of which everybody reports in a way of its own, some only months."""
    below = [BELOW] if random.random() < 0.2 else []
    everybody = [
        *random.sample([ROOT], random.choice([0, 1, 1, 1])),
        *random.sample(MEMBERS, random.choice([0, 1, 3, 5, 7, 8, 8])),
        *below,
    ]
    counts = {each.code: reports_of(random, scorecard, each.code, QUARTER) for each in everybody}
    monthly = random.sample([ROOT, *MEMBERS], random.choice([0, 0, 1, 2]))
    months: dict[Period, dict[str, Reports]] = {month: {} for month in QUARTER.months}
    for month in random.choice([QUARTER.months, QUARTER.months[1:2]]):
        months[month] = {each.code: reports_of(random, scorecard, each.code, month) for each in monthly}
    officials = {each.code: officials_of(random, scorecard) for each in (ROOT, *MEMBERS) if random.random() < 0.4}
    if random.random() < 0.1:  # a group from months, and one that was published
        code = MEMBERS[0].code
        counts[code] = reports_of(random, scorecard, code, QUARTER, FLOWS + PETITIONS)
        months = {month: {code: reports_of(random, scorecard, code, month, ())} for month in QUARTER.months}
        columns = random.choice([["MDHL"], ["MDHL"], list(scorecard.maxima)])
        officials[code] = {column: Official(9, DATES[1], Decimal("1.5")) for column in columns}
    agencies = {each.code: each for each in (ROOT, *MEMBERS, *below)}
    reported = {
        (code, str(period), measure): value
        for period, by_agency in {**months, QUARTER: counts}.items()
        for code, reports in by_agency.items()
        for measure, value in reports.numbers_of(reports).items()
    }
    world = rollup_oracle.World(AFTER, [rollup_oracle.Agency(code, None, None) for code in agencies], reported)
    asked = [ROOT] if random.random() < 0.3 else MEMBERS
    return Case(asked, Known(counts, officials, RollupParts(AFTER, agencies, months)), world)


# What must come out, from the rules of domain and decision 9 alone


class Expected(NamedTuple):
    score: Fraction | None
    source: str | None
    missing: tuple[str, ...] = ()
    derived: bool = False


class Counted(NamedTuple):
    """What the counts of an indicator or a group give."""

    score: Fraction | oracle.Missing | None
    derived: bool
    missing: tuple[str, ...]


def counted(world: rollup_oracle.World, code: str, row: oracle.Indicator) -> Counted:
    agency = next(each for each in world.agencies if each.code == code)
    measures = [MEASURES[each] for each in row.numerator + row.denominator]
    found = rollup_oracle.ask(world, agency, str(QUARTER), measures, row.code in INHERITED)
    score = oracle.indicator_score(row, found.values)
    if found.lacking and not found.values:
        score = MISSING  # somebody counts: nothing is granted any more
    missing = tuple(each.code for each in measures if each.code not in found.values) if score is MISSING else ()
    return Counted(score, found.how in ("months", "children"), missing)


def together(rows: list[Counted]) -> Counted:
    scores = [each.score for each in rows]
    missing = tuple(dict.fromkeys(code for each in rows for code in each.missing))
    points = [score or Fraction(0) for score in scores if score is not MISSING]
    whole = sum(points, Fraction(0)) if len(points) == len(rows) else MISSING
    return Counted(whole, any(each.derived for each in rows), missing)


def chosen(column: str, basis: Basis, counts: Counted, published: Fraction | None) -> Expected:
    can, may = counts.score is not MISSING, basis is not Basis.OFFICIAL
    if can and may and not (basis is Basis.BEST and counts.derived and published is not None):
        assert counts.score is not MISSING
        return Expected(counts.score, "computed", (), counts.derived)
    if published is not None and basis is not Basis.COMPUTED:
        return Expected(published, "official")
    return Expected(None, None, counts.missing if may else (column,))


def total_of(basis: Basis, groups: dict[str, Expected], published: Fraction | None) -> Expected:
    ours = any(each.source == "computed" and not each.derived for each in groups.values())
    if published is not None and basis is not Basis.COMPUTED and not ours:
        return Expected(published, "official")
    if missing := tuple(code for code, each in groups.items() if each.score is None):
        return Expected(None, None, missing)
    sources = {each.source for each in groups.values()}
    whole = sum((each.score or Fraction(0) for each in groups.values()), Fraction(0))
    return Expected(
        whole, sources.pop() if len(sources) == 1 else "mixed", (), any(each.derived for each in groups.values())
    )


def expected_of(
    world: rollup_oracle.World, code: str, basis: Basis, officials: Mapping[str, Official]
) -> dict[str, Expected]:
    def published(column: str) -> Fraction | None:
        official = officials.get(column)
        return None if official is None or official.score is None else Fraction(official.score)

    found: dict[str, Expected] = {}
    groups: dict[str, Expected] = {}
    for group, rows in oracle.SCORECARD.items():
        each = [counted(world, code, row) for row in rows]
        for row, one in zip(rows, each, strict=True):
            found[row.code] = chosen(row.code, basis, one, published(row.code))
        groups[group] = chosen(group, basis, together(each), published(group))
    return {TOTAL: total_of(basis, groups, published(TOTAL)), **groups, **found}


# Held together


def test_every_figure_rank_and_average(scorecard: Scorecard) -> None:
    random = Random(766)
    seen: set[tuple[str | None, bool]] = set()
    rules: set[tuple[str, bool]] = set()
    mixed: Counter[int] = Counter()
    displaced = 0
    for _ in range(CASES):
        members, known, world = case_of(random, scorecard)
        for basis in Basis:
            found = evaluate(QUARTER, Cohort.of(members[0]), basis, scorecard, members, known)
            expected = {
                each.code: expected_of(world, each.code, basis, known.officials.get(each.code, {})) for each in members
            }
            for code, card in found.cards.items():
                compare(scorecard, card, expected[code], known.officials.get(code, {}))
                seen |= {(each.source, each.derived) for each in expected[code].values()}
                derived = [each for each, outcome in card.outcomes.items() if outcome.derived and outcome.complete]
                displaced += basis is Basis.BEST and any(card.source(each) == "official" for each in derived)
                rules |= {
                    (each.rule, any(count.agency != code for count in each.counts.values()))
                    for each in card.outcomes.values()
                }
            for column in scorecard.maxima:
                mixed[len({(each[column].source, each[column].derived) for each in expected.values()})] += 1
                compare_column(found, column, {code: each[column].score for code, each in expected.items()})
            assert found.as_of == max((each.as_of for each in found.cards.values() if each.as_of), default=None)
    assert displaced  # published results go before derived counts
    assert mixed[3] > CASES  # many a column has scores from several sources
    sources = {(source, derived) for source in ("computed", "mixed") for derived in (False, True)}
    assert seen == sources | {("official", False), (None, False)}
    assert rules >= {(rule, other) for rule in ("ratio", "no_cases") for other in (False, True)}
    assert rules >= {("granted", False), ("missing", False)}


def compare(
    scorecard: Scorecard, card: Card, expected: Mapping[str, Expected], officials: Mapping[str, Official]
) -> None:
    assert list(card.figures) == list(scorecard.maxima)
    assert (len(card.figures), len(card.outcomes)) == (len(scorecard.maxima), len(scorecard.indicators))
    assert list(card.outcomes) == list(scorecard.indicators)
    for column, (score, source, missing, derived) in expected.items():
        figure = card.figures[column]
        assert figure == card.figures[column]
        told = None if figure.score is None else Fraction(figure.score)
        where = (card.agency.code, column)
        assert (told, figure.source, figure.missing, figure.derived) == (score, source, missing, derived), where
        assert (figure.code, figure.max) == (column, scorecard.maxima[column])
        assert figure.official == card.official(column) == officials.get(column)
        assert (card.score(column), card.source(column)) == (figure.score, figure.source)
        assert card.points(column) == (None if score is None else score * 100)
        assert figure.as_of == date_of(scorecard, card, column, officials), where
    frozen = Card(card.agency, dict(card.figures), dict(card.outcomes))
    assert frozen.as_of == card.as_of == max((each.as_of for each in card.figures.values() if each.as_of), default=None)
    for column in scorecard.maxima:
        assert (frozen.points(column), frozen.score(column)) == (card.points(column), card.score(column))
        assert (frozen.source(column), frozen.official(column)) == (card.source(column), card.official(column))


def date_of(scorecard: Scorecard, card: Card, column: str, officials: Mapping[str, Official]) -> datetime | None:
    """The date of a figure, from the counts that explain it."""
    source, score = card.source(column), card.score(column)
    dates: list[datetime | None] = []
    published = officials.get(column)
    if column == TOTAL and source and not (source == "official" and published and published.score is not None):
        dates = [date_of(scorecard, card, group, officials) for group in scorecard.groups_by_code]
    elif source == "official":
        assert str(score) == str(officials[column].score)  # as it was written
        dates = [officials[column].as_of]
    elif source == "computed":
        dates = [card.outcomes[each.code].as_of for each in scorecard.indicators_of[column]]
    return max((each for each in dates if each), default=None)


def compare_column(found: Evaluation, column: str, scores: Mapping[str, Fraction | None]) -> None:
    there = {code: score for code, score in scores.items() if score is not None}
    ranks = oracle.ranks(there)
    assert {code: each.rank for code, each in found.columns[column].ranks.items()} == {
        code: ranks.get(code) for code in scores
    }
    average = found.columns[column].average
    assert average.averaged == len(there)
    if average.method == "mean_of_scores":
        assert Fraction(average.value or 0) == oracle.average(list(there.values()))
    order = [card.agency.code for card in found.standing(column)]
    assert order == sorted(scores, key=lambda code: (ranks.get(code, len(scores) + 1), code))


def test_a_column_that_was_not_there_before_has_no_change(scorecard: Scorecard) -> None:
    members, known, _ = case_of(Random(1), scorecard)
    now = evaluate(QUARTER, Cohort.of(members[0]), Basis.BEST, scorecard, members, known)
    other = replace(scorecard, groups=scorecard.groups[1:])
    before = evaluate(QUARTER, Cohort.of(members[0]), Basis.BEST, other, members, known)
    assert set(changes_since(before, now, "CKMB").values()) == {NO_CHANGE}


def test_there_are_no_other_columns(scorecard: Scorecard) -> None:
    members, known, _ = case_of(Random(1), scorecard)
    card = evaluate(QUARTER, Cohort.of(members[0]), Basis.BEST, scorecard, members, known).cards[members[0].code]
    assert (card.figures.get("OTHER"), card.outcomes.get(TOTAL), card.outcomes.get("CKMB")) == (None, None, None)
