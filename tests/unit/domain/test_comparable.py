"""When people are told a rank, an average or a best: at the edges of the share that must be known."""

from decimal import Decimal

import pytest

from app.domain.comparable import best, comparable, is_withheld
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from tests.unit.domain.test_findings import published, with_average

LIMITS = FindingLimits()  # half of the cohort
CODES = ("H01", "H02", "H03", "H04")


def scored(*scores: str) -> Evaluation:
    """Four provinces, of which the first ones have a score in TDGQ."""
    return published({code: {"TDGQ": score} for code, score in zip(CODES, scores, strict=False)}, codes=CODES)


@pytest.mark.parametrize(
    ("scores", "told", "withheld"),
    [
        ((), False, False),
        (("12.5",), False, True),
        (("12.5", "11"), True, False),
        (("12.5", "11", "9", "8"), True, False),
    ],
)
def test_half_of_the_cohort_is_enough(scores: tuple[str, ...], *, told: bool, withheld: bool) -> None:
    evaluation = scored(*scores)
    column = comparable(evaluation, LIMITS).columns["TDGQ"]
    assert (any(rank.rank for rank in column.ranks.values()), column.average.value is not None) == (told, told)
    assert is_withheld(evaluation.columns["TDGQ"], LIMITS) is withheld
    assert best(evaluation, "TDGQ", LIMITS) == (Decimal("12.5") if told else None)


def test_an_average_that_was_published_stands() -> None:
    column = with_average("10", "9.5")
    told = comparable(with_average("10", "9.5"), FindingLimits(known_share=Decimal(100))).columns["MDSH"]
    assert (told.average, told.ranks["H31"].rank) == (column.columns["MDSH"].average, None)
    assert is_withheld(column.columns["MDSH"], FindingLimits(known_share=Decimal(100)))


def test_the_columns_are_those_of_the_evaluation() -> None:
    evaluation = scored("12.5")
    told = comparable(evaluation, LIMITS).columns
    assert (list(told), len(told)) == (list(evaluation.columns), len(evaluation.columns))
    assert told["TDGQ"] is told["TDGQ"]
