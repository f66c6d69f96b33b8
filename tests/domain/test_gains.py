"""What the best quarter of a cohort reaches, and how far an agency is from it."""

from decimal import Decimal

import pytest

from app.domain.gains import reached_by_best_quarter


@pytest.mark.parametrize(
    ("scores", "reached"),
    [
        ("", None),
        ("3 2 1", None),
        ("1 2 3 4", "4"),
        ("1 2 3 4 5", "4"),
        ("8 1 7 2 6 3 5 4", "7"),
        ("5 5 5 5 1 1 1 1", "5"),
    ],
)
def test_the_best_quarter(scores: str, reached: str | None) -> None:
    found = reached_by_best_quarter([Decimal(score) for score in scores.split()])
    assert found == (None if reached is None else Decimal(reached))
