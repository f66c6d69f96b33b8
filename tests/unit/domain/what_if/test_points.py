"""Points as somebody asks for them."""

import pytest

from app.domain.errors import Refusal
from app.domain.what_if.points import parse_points


@pytest.mark.parametrize(("text", "points"), [("0.01", 1), ("1", 100), ("17.5", 1750), ("100.00", 10_000)])
def test_points_are_hundredths(text: str, points: int) -> None:
    assert parse_points(text) == points


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "points_not_positive"),
        ("0.00", "points_not_positive"),
        ("0.001", "decimal_too_precise"),
        ("100.01", "above_maximum"),
        ("-1", "decimal_invalid"),
        ("0,01", "decimal_invalid"),
    ],
)
def test_what_is_no_gain(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_points(text)
    assert refused.value.code == code
