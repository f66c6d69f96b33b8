"""The two ways in which the portal rounds: published figures that tell them apart, and where they never differ."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.periods import Period
from app.domain.scorecard.rounding import ProductRounding, Rounding, RoundingMode, RoundingRule
from app.domain.scorecard.scorecard import Indicator, Scorecard
from app.domain.scorecard.scoring import Count, Outcome, score_indicator, score_of
from app.domain.scorecard.trace import Step, explain, tie_of
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards

MOMENT, YEAR = datetime(2026, 10, 10, tzinfo=UTC), Period.parse("2026")
TREES = ("TDGQ", "CLGQ", "TTTT")
Pair = tuple[int, int]
Both = Callable[[Mapping[str, Pair]], Pair]


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    return read_scorecards(BUNDLED, read_measures()).items[0]


@pytest.fixture(scope="module")
def exact(scorecard: Scorecard) -> RoundingRule:
    return scorecard.indicators["PUBLISH_ON_TIME"].rounding


def values_of(indicator: Indicator, over: int, under: int) -> dict[str, int]:
    return {**dict.fromkeys(indicator.numerator, 0), indicator.numerator[0]: over, indicator.denominator[0]: under}


def points(indicator: Indicator, over: int, under: int) -> int:
    found = score_of(indicator.formula, values_of(indicator, over, under))
    assert found is not None
    return found


def outcome_of(indicator: Indicator, over: int, under: int) -> Outcome:
    values = values_of(indicator, over, under)
    return score_indicator(indicator, {code: Count(each, 1, MOMENT, "H31", YEAR) for code, each in values.items()})


@pytest.fixture
def both(scorecard: Scorecard, exact: RoundingRule) -> Both:
    """What the indicators of some pairs of counts add up to: by their own rule, and by that of the lists."""

    def summed(pairs: Mapping[str, Pair]) -> tuple[int, int]:
        own = {scorecard.indicators[code]: pair for code, pair in pairs.items()}
        other = {replace(indicator, rounding=exact): pair for indicator, pair in own.items()}
        return sum(points(each, *own[each]) for each in own), sum(points(each, *other[each]) for each in other)

    return summed


@pytest.mark.parametrize(
    ("paid", "used", "offered", "published", "by_exact"),
    [
        ((1178, 1411), (28, 47), (11, 47), 708, 709),
        ((1362, 1607), (19, 42), (7, 42), 663, 664),
        ((1371, 1508), (14, 36), (8, 36), 699, 698),
        ((1464, 1529), (17, 38), (9, 38), 746, 745),
        ((2305, 2688), (14, 36), (8, 36), 667, 668),
        ((1437, 1541), (18, 40), (8, 40), 722, 723),
        ((1030, 1449), (5, 31), (5, 31), 506, 507),
        ((1987, 4876), (5, 31), (5, 31), 324, 325),
        ((52, 1094), (3, 31), (3, 31), 76, 77),
        ((2656, 3854), (11, 35), (7, 35), 543, 542),
    ],
)
def test_published_payment_groups(
    both: Both, paid: Pair, used: Pair, offered: Pair, published: int, by_exact: int
) -> None:
    pairs = {"PAYMENT_DOSSIER": paid, "PAYMENT_PROCEDURE_USED": used, "PAYMENT_PROCEDURE_OFFERED": offered}
    assert both(pairs) == (published, by_exact)


@pytest.mark.parametrize(
    ("online", "used", "published", "by_exact"),
    [((918, 1976), (28, 375), 588, 587), ((949, 2050), (28, 403), 583, 584)],
)
def test_published_online_groups(both: Both, online: Pair, used: Pair, published: int, by_exact: int) -> None:
    """Of units that have no procedures of their own: no cases, which is 0 points."""
    pairs = {"ONLINE_DOSSIER_SHARE": online, "ONLINE_PROCEDURE_SHARE": (0, 0), "ONLINE_SERVICE_USED": used}
    assert both(pairs) == (published, by_exact)


@pytest.mark.parametrize(
    ("code", "percent", "score"),
    [
        ("PAYMENT_DOSSIER", "84.75", 508),
        ("PAYMENT_DOSSIER", "85.75", 514),
        ("PAYMENT_DOSSIER", "93.25", 559),
        ("PAYMENT_DOSSIER", "95.25", 571),
        ("PAYMENT_PROCEDURE_OFFERED", "23.4", 58),
        ("PAYMENT_DOSSIER", "89.25", 536),
        ("PAYMENT_DOSSIER", "95.75", 575),
        ("PAYMENT_PROCEDURE_OFFERED", "15", 38),
        ("PAYMENT_PROCEDURE_OFFERED", "18.6", 47),
        ("PAYMENT_PROCEDURE_OFFERED", "25", 63),
        ("PAYMENT_PROCEDURE_OFFERED", "45", 113),
    ],
)
def test_ties_go_both_ways(scorecard: Scorecard, code: str, percent: str, score: int) -> None:
    indicator, over = scorecard.indicators[code], int(Decimal(percent) * 100)
    assert tie_of(outcome_of(indicator, over, 10_000)) is not None
    assert points(indicator, over, 10_000) == score


@pytest.mark.parametrize(("over", "under", "score", "by_exact"), [(11, 47, 58, 59), (40, 59, 170, 169)])
def test_what_is_inferred(
    scorecard: Scorecard, exact: RoundingRule, over: int, under: int, score: int, by_exact: int
) -> None:
    """No published figure tells by which rule; it has that of its group."""
    indicator = scorecard.indicators["ONLINE_PROCEDURE_SHARE"]
    assert points(indicator, over, under) == score
    assert points(replace(indicator, rounding=exact), over, under) == by_exact
    assert indicator.rounding_evidence is not None
    assert indicator.rounding_evidence.status == "inferred"


@pytest.mark.parametrize("code", ["DOSSIER_ON_TIME", "ONLINE_SERVICE_USED"])
def test_where_both_rules_always_give_the_same(scorecard: Scorecard, exact: RoundingRule, code: str) -> None:
    """Whole hundredths of a per cent, and what lies between them, on the edges too."""
    indicator = scorecard.indicators[code]
    other = replace(indicator, rounding=exact)
    for over in range(100_001):
        assert points(indicator, over, 100_000) == points(other, over, 100_000), over
    for edge in range(1, 20_000, 2):  # between two hundredths of a per cent
        for over in (edge * 10**7 - 1, edge * 10**7 + 1):
            assert points(indicator, over, 2 * 10**11) == points(other, over, 2 * 10**11), over


def test_who_rounds_how(scorecard: Scorecard) -> None:
    for each in scorecard.groups:
        named = {indicator.rounding.name for indicator in each.indicators}
        assert named == ({"percent_double"} if each.code in TREES else {"exact"})
        assert all(indicator.rounding_evidence for indicator in each.indicators)


def steps(scorecard: Scorecard, outcome: Outcome) -> list[Step]:
    return list(explain(scorecard, outcome).steps[2:])


def test_the_steps_of_a_tie(scorecard: Scorecard) -> None:
    outcome = outcome_of(scorecard.indicators["PAYMENT_DOSSIER"], 1362, 1607)
    assert outcome.ratio == Decimal("0.8475420037336652")
    assert steps(scorecard, outcome) == [
        Step("percent", "100 x 1362 / 1607, half up to 2 decimals", Decimal("84.75")),
        Step("product", "84.75 x 6 / (100 x 1)", Decimal("5.085")),
        Step(
            "double",
            "a tie: the binary double nearest to 5.085 lies below it",
            Decimal("5.08499999999999996447286321199499070644378662109375"),
        ),
        Step("score", "the product as the nearest binary double, half up to 2 decimals", Decimal("5.08")),
        Step("maximum", "at most 6, earned from a ratio of 1 on", Decimal("5.08")),
    ]


@pytest.mark.parametrize(("over", "side"), [(2340, "below"), (1500, "on"), (1860, "above")])
def test_on_which_side_the_double_lies(scorecard: Scorecard, over: int, side: str) -> None:
    tie = tie_of(outcome_of(scorecard.indicators["PAYMENT_PROCEDURE_OFFERED"], over, 10_000))
    assert tie is not None
    assert tie.side == side


def test_the_steps_where_the_double_decides_nothing(scorecard: Scorecard) -> None:
    """By the rule of the lists, and beyond the maximum: the product is told as it is, and cut."""
    assert tie_of(outcome_of(scorecard.indicators["PUBLISH_ON_TIME"], 3, 16)) is None
    outcome = outcome_of(scorecard.indicators["ONLINE_DOSSIER_SHARE"], 2, 3)
    assert [(step.name, step.value) for step in steps(scorecard, outcome)] == [
        ("percent", Decimal("66.67")),
        ("product", Decimal("8.0004")),
        ("score", Decimal("8.00")),
        ("maximum", Decimal("6.00")),
    ]


def test_the_steps_of_other_rules(scorecard: Scorecard) -> None:
    """A product whose decimals never end has no value to be told; a per cent may be taken without the double."""
    indicator = scorecard.indicators["PAYMENT_DOSSIER"]
    thirds = outcome_of(replace(indicator, full_at=Decimal("0.9")), 1, 10)
    assert steps(scorecard, thirds)[1] == Step("product", "10.00 x 6 / (100 x 0.9)", None)
    two = Rounding(2, RoundingMode.HALF_UP)
    rule = RoundingRule(two, two, percent=Rounding(0, RoundingMode.DOWN))
    told = steps(scorecard, outcome_of(replace(indicator, rounding=rule), 2, 3))
    assert [(step.name, step.formula, step.value) for step in told[:2]] == [
        ("percent", "100 x 2 / 3, down to 0 decimals", Decimal(66)),
        ("score", "66 x 6 / (100 x 1), half up to 2 decimals", Decimal("3.96")),
    ]
    rule = RoundingRule(two, two, product=ProductRounding.NEAREST_DOUBLE)
    told = steps(scorecard, outcome_of(replace(indicator, rounding=rule), 1, 3))
    assert [(step.name, step.formula) for step in told[:2]] == [
        ("ratio", "1 / 3, half up to 2 decimals"),
        ("product", "0.33 x 6 / 1"),
    ]
