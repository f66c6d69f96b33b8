"""The arithmetic against the oracle, which is rational numbers written apart from the code."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agencies import Agency, Level
from app.domain.evaluation.agency_scores import Cards
from app.domain.evaluation.cohort_scores import CohortScores
from app.domain.evaluation.ranks import rank
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import NO_PARTS, RollUp
from app.domain.evaluation.scores import Basis, Card
from app.domain.measures import MAX_COUNT
from app.domain.periods import Period
from app.domain.scorecard.rounding import ProductRounding
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import (
    Count,
    Rule,
    as_score,
    mean_points,
    percent,
    score_column,
    score_indicator,
    score_of,
)
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards
from tests.support import oracle

INDICATOR_CASES = 100_000
COLUMN = 500
CARD_CASES = 1_000
PER_CENT = 10_000  # hundredths of a per cent in a whole
MOMENT, YEAR = datetime(2026, 10, 10, tzinfo=UTC), Period.parse("2026")
ROWS = {row.code: row for rows in oracle.SCORECARD.values() for row in rows}


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    return read_scorecards(BUNDLED, read_measures()).items[0]


def card_of(scorecard: Scorecard, values: Mapping[str, int]) -> Card:
    reports = Reports.of("H31", YEAR, values, dict.fromkeys(values, 1), {1: MOMENT}, {})
    rollup = RollUp(scorecard.measures, YEAR, {"H31": reports}, NO_PARTS)
    agency = Agency("H31", "Hưng Yên", Level.PROVINCE)
    return Cards(CohortScores(scorecard, Basis.COMPUTED, [agency], rollup, {}))["H31"]


def counts_of(values: Mapping[str, int]) -> dict[str, Count]:
    return {code: Count(value, 1, MOMENT, "H31", YEAR) for code, value in values.items()}


def pair(random: Random) -> tuple[int, int]:
    """A numerator and a denominator of a kind that breaks careless arithmetic."""
    kind = random.randrange(7)
    if kind == 0:  # no cases
        return 0, 0
    if kind == 1:  # on, just below and just above a threshold
        denominator = 10 * random.randint(1, 10**6)
        at = denominator * random.choice([5, 8, 9, 10]) // 10
        return min(denominator, max(0, at + random.randint(-1, 1))), denominator
    if kind == 2:  # all or nothing
        denominator = random.randint(1, MAX_COUNT)
        return random.choice([0, 1, denominator - 1, denominator]), denominator
    denominator = {
        3: random.randint(1, 64),  # small numbers, where scores tie
        4: random.choice([16, 32, 48, 80, 96, 160, 400, 800, 2400])
        * random.randint(1, 50),  # ties of 2, 4, 6, 20 points
        5: random.randint(MAX_COUNT - 1000, MAX_COUNT),  # as large as they come
        6: random.randint(1, 1_000_000),  # like the real ones
    }[kind]
    return random.randint(0, denominator), denominator


def values_for(random: Random, row: oracle.Indicator) -> dict[str, int]:
    numerator, denominator = pair(random)
    split = random.randint(0, numerator)
    parts = [numerator] if len(row.numerator) == 1 else [split, numerator - split]
    return dict(zip(row.numerator, parts, strict=True)) | {row.denominator[0]: denominator}


def cases() -> Iterator[tuple[oracle.Indicator, dict[str, int]]]:
    random = Random(766)
    rows = list(ROWS.values())
    for number in range(INDICATOR_CASES):
        row = rows[number % len(rows)]
        yield row, values_for(random, row)


def test_table_is_the_same(scorecard: Scorecard) -> None:
    theirs = {
        code: (
            *(Fraction(each.max), Fraction(each.full_at), each.numerator, each.denominator, each.no_cases.value),
            each.rounding.product is ProductRounding.NEAREST_DOUBLE,
        )
        for code, each in scorecard.indicators.items()
    }
    assert theirs == {
        row.code: (
            *(Fraction(row.max), row.full_at, tuple(row.numerator), tuple(row.denominator), row.no_cases),
            row.in_double,
        )
        for row in ROWS.values()
    }
    assert [group.code for group in scorecard.groups] == list(oracle.SCORECARD)


def test_every_indicator_score(scorecard: Scorecard) -> None:
    seen: set[tuple[Rule, bool]] = set()
    for row, values in cases():
        outcome = score_indicator(scorecard.indicators[row.code], counts_of(values))
        expected = oracle.indicator_score(row, values)
        found = None if outcome.score is None else Fraction(outcome.score)
        assert found == expected, (row.code, values)
        seen.add((outcome.rule, outcome.uncapped is not None and outcome.uncapped > (outcome.score or 0)))
    assert seen == {(Rule.RATIO, False), (Rule.RATIO, True), (Rule.NO_CASES, False)}


@pytest.mark.parametrize("code", ROWS)
def test_a_column_of_scores(scorecard: Scorecard, code: str) -> None:
    """Many agencies at once: with and without such as have no cases."""
    random, row = Random(code), ROWS[code]
    with_some = [values_for(random, row) for _ in range(COLUMN)]
    with_cases = [values for values in with_some if values[row.denominator[0]]]
    assert 0 < len(with_cases) < COLUMN
    for agencies in (with_some, with_cases, []):
        numbers = {measure: [values[measure] for values in agencies] for measure in row.numerator + row.denominator}
        found = score_column(scorecard.indicators[code].formula, numbers)
        expected = [oracle.indicator_score(row, values) for values in agencies]
        assert [None if score is None else Fraction(score, 100) for score in found] == expected
        assert found == [score_of(scorecard.indicators[code].formula, values) for values in agencies]


def test_every_score_of_the_trees(scorecard: Scorecard) -> None:
    """Those indicators alone whose product becomes a double; a third of the cases where products tie."""
    random = Random(2026)
    rows = [row for row in ROWS.values() if row.in_double]
    ties = {"up": 0, "down": 0}
    for number in range(INDICATOR_CASES):
        row = rows[number % len(rows)]
        over, under = (5 * random.randint(0, 2_000), PER_CENT) if random.random() < 1 / 3 else pair(random)
        values = {**dict.fromkeys(row.numerator, 0), row.numerator[0]: over, row.denominator[0]: under}
        expected = oracle.indicator_score(row, values)
        assert isinstance(expected, Fraction)
        found = score_of(scorecard.indicators[row.code].formula, values)
        assert found is not None
        assert Fraction(found, 100) == expected, (row.code, over, under)
        product = Fraction(over, under or 1) * row.max / row.full_at
        if under == PER_CENT and product < row.max and (product * 100).denominator == 2:
            ties["up" if expected > product else "down"] += 1
    assert min(ties.values()) > 500


def test_groups_and_totals_with_gaps(scorecard: Scorecard) -> None:
    random = Random(2022)
    complete = 0
    for _ in range(CARD_CASES):
        values: dict[str, int] = {}
        for row in ROWS.values():
            values |= values_for(random, row)
        for code in random.sample(sorted(values), random.choice([0, 0, 1, 3])):
            del values[code]
        card = card_of(scorecard, values)
        for code in oracle.SCORECARD:
            assert same(card.figures[code].score, oracle.group_score(code, values))
        total = oracle.total_score(values)
        assert same(card.figures[TOTAL].score, total)
        complete += total is not oracle.MISSING
    assert 0 < complete < CARD_CASES


def same(found: Decimal | None, expected: Fraction | oracle.Missing) -> bool:
    return found is None if expected is oracle.MISSING else found is not None and Fraction(found) == expected


@given(hundredths=st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=80))
def test_mean(scorecard: Scorecard, hundredths: list[int]) -> None:
    found = as_score(mean_points(hundredths, scorecard.average))
    assert Fraction(found) == oracle.average([Fraction(score, 100) for score in hundredths])


def test_per_cent() -> None:
    assert [str(percent(part, whole)) for part, whole in ((403016, 464494), (1, 800), (0, 3), (7, 7))] == [
        "86.76", "0.13", "0.00", "100.00",
    ]  # fmt: skip
    assert str(percent(Decimal("8.41"), Decimal(12))) == "70.08"


@given(st.lists(st.integers(0, 30), max_size=40), st.randoms(use_true_random=False))
def test_ranks_in_any_order(cents: list[int], random: Random) -> None:
    scores = {f"H{number}": Decimal(value).scaleb(-2) for number, value in enumerate(cents)}
    shuffled = sorted(scores, key=lambda _: random.random())
    expected = oracle.ranks({code: Fraction(score) for code, score in scores.items()})
    assert rank(scores) == rank({code: scores[code] for code in shuffled}) == expected


def test_the_tie_that_is_none(scorecard: Scorecard) -> None:
    """1/48 of 6 points lies a hair under 0.125 once the ratio is rounded; 3/16 of 6 lies on 1.125."""
    for numerator, denominator, score in ((1, 48, "0.12"), (3, 16, "1.13")):
        values = {"procedures_published_on_time": numerator, "procedures_published": denominator}
        assert card_of(scorecard, values).figures["PUBLISH_ON_TIME"].score == Decimal(score)
