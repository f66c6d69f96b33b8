"""Why an agency has its rank: groups that add up to the distance from the average, and the places beside it."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.comparable import comparable
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.findings import FindingLimits
from app.domain.rank_reasons import Neighbour, RankReasons, rank_reasons
from app.domain.scorecard.scorecard import TOTAL
from tests.unit.domain.test_cards import evaluated, official
from tests.unit.domain.test_findings import SCORECARD, published

GROUPS = tuple(SCORECARD.groups_by_code)
CODES = ("H01", "H02", "H03", "H04", "H05")


def told(evaluation: Evaluation, code: str) -> RankReasons:
    return rank_reasons(comparable(evaluation, FindingLimits()), code)


def with_groups(*rows: Sequence[str | None]) -> Evaluation:
    """Provinces H01, H02, ... with these scores of the six groups."""
    scores = {
        code: {group: score for group, score in zip(GROUPS, row, strict=True) if score is not None}
        for code, row in zip(CODES, rows, strict=False)
    }
    return published(scores, codes=CODES[: len(rows)])


def level(*totals: int) -> Evaluation:
    """Provinces that differ in one group only."""
    return with_groups(*(("1", "1", "1", "1", "1", str(total)) for total in totals))


def beside(found: Sequence[Neighbour]) -> list[tuple[str, int, Decimal]]:
    return [(each.agency.code, each.rank, each.distance) for each in found]


HUNDREDTHS = st.integers(0, 1000).map(lambda value: str(Decimal(value).scaleb(-2)))


@given(st.lists(st.tuples(*[HUNDREDTHS] * 6), min_size=1, max_size=5))
@settings(max_examples=50)
def test_the_groups_add_up_to_the_distance_of_the_total(rows: list[tuple[str, ...]]) -> None:
    reasons = told(with_groups(*rows), "H01")
    groups = [*reasons.lifts, *reasons.lowers]
    assert reasons.distance == sum(each.distance for each in groups)
    assert reasons.remainder == 0
    assert reasons.unknown == ()
    assert len(groups) + len(reasons.level) == 6
    assert [each.distance for each in reasons.lifts] == sorted((each.distance for each in reasons.lifts), reverse=True)
    assert [each.distance for each in reasons.lowers] == sorted(each.distance for each in reasons.lowers)
    assert all(each.distance > 0 for each in reasons.lifts)
    assert all(each.distance < 0 for each in reasons.lowers)


def test_a_published_total_leaves_a_remainder() -> None:
    """The letter of February 2025: groups of one decimal, which do not add up to its total."""
    letter = {"CKMB": ("10.8", "9.9"), "TDGQ": ("19.5", "17.3"), "CLGQ": ("10", "8.8"), "TTTT": ("5", "5.9"),
              "MDHL": ("17.8", "17.5"), "MDSH": ("13.6", "13.5"), TOTAL: ("76.72", "73.1")}  # fmt: skip
    results = {code: official(score, average=Decimal(average)) for code, (score, average) in letter.items()}
    evaluation = evaluated(SCORECARD, Basis.OFFICIAL, None, {"H31": results}, codes=("H31", "H32"))
    reasons = told(evaluation, "H31")
    assert [(each.code, str(each.distance)) for each in reasons.lowers] == [("TTTT", "-0.9")]
    assert (str(reasons.distance), str(reasons.remainder)) == ("3.62", "-0.18")


def test_what_is_not_known_is_not_compared() -> None:
    reasons = told(with_groups(("1", "2", "3", "4", "5", None), ("2", "2", "2", "2", "2", "2")), "H01")
    assert (reasons.rank.rank, reasons.distance, reasons.remainder) == (None, None, None)
    assert reasons.unknown == ("MDHL",)
    assert (reasons.ahead, reasons.tied, reasons.behind) == ((), (), ())
    alone = told(published({"H01": {"TDGQ": "3"}}, codes=CODES), "H01")
    assert len(alone.unknown) == 6  # one of five has a score: no average is told


@pytest.mark.parametrize(
    ("code", "ahead", "tied", "behind"),
    [
        ("H01", [], [], [("H02", 2, Decimal(2)), ("H03", 2, Decimal(2))]),
        ("H02", [("H01", 1, Decimal(2))], ["H03"], [("H04", 4, Decimal(3))]),
        ("H04", [("H02", 2, Decimal(3)), ("H03", 2, Decimal(3))], [], [("H05", 5, Decimal(1))]),
        ("H05", [("H04", 4, Decimal(1))], [], []),
    ],
)
def test_the_places_beside(
    code: str, ahead: list[tuple[str, int, Decimal]], tied: list[str], behind: list[tuple[str, int, Decimal]]
) -> None:
    reasons = told(level(9, 7, 7, 4, 3), code)
    assert beside(reasons.ahead) == ahead
    assert [each.code for each in reasons.tied] == tied
    assert beside(reasons.behind) == behind


def test_whoever_reaches_the_score_ahead_has_its_rank() -> None:
    before = told(level(9, 7, 4), "H03")
    (next_place,) = before.ahead
    after = told(level(9, 7, 4 + int(next_place.distance)), "H03")
    assert after.rank.rank == next_place.rank


@pytest.mark.parametrize(
    ("ranks", "ahead"),
    [
        ({"H01": 4, "H02": 5}, ["H01"]),
        ({"H01": 3, "H02": 5}, []),  # somebody whose rank was not published is between them
        ({"H01": 5, "H02": 4}, []),  # the scores do not bear the ranks out
    ],
)
def test_of_published_ranks_only_true_neighbours_count(ranks: dict[str, int], ahead: list[str]) -> None:
    results = {
        code: {TOTAL: official(score, rank=ranks[code], ranked=63)}
        for code, score in {"H01": "80", "H02": "70"}.items()
    }
    evaluation = evaluated(SCORECARD, Basis.OFFICIAL, None, results, codes=("H01", "H02", "H03"))
    assert [each.agency.code for each in told(evaluation, "H02").ahead] == ahead


def test_a_published_rank_beside_one_without_a_score() -> None:
    results = {"H01": {TOTAL: official(None, rank=1, ranked=3)}, "H02": {TOTAL: official("70", rank=2, ranked=3)}}
    evaluation = evaluated(SCORECARD, Basis.OFFICIAL, None, results, codes=("H01", "H02", "H03"))
    assert told(evaluation, "H02").ahead == ()
