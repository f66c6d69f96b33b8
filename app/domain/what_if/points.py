"""Points as somebody asks for them."""

from app.domain.errors import Refusal
from app.domain.published_numbers import FULL_SCORE, SCORE_DECIMALS, parse_decimal
from app.domain.scorecard.scoring import as_points


def parse_points(text: str) -> int:
    """Read a number of points above 0 with at most two decimals, like ``0.01``, as hundredths.

    Refuses ``points_not_positive``, and what ``parse_decimal`` refuses.
    """
    points = as_points(parse_decimal(text, SCORE_DECIMALS, FULL_SCORE))
    if points == 0:
        raise Refusal("points_not_positive", value=text)
    return points
