"""Ranks by standard competition: 1, 2, 2, 4."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

Score = TypeVar("Score", int, Decimal)


def rank(scores: Mapping[str, Score]) -> dict[str, int]:
    """Rank keys by score, the highest first; equal scores share the better rank."""
    best: dict[Score, int] = {}
    for position, score in enumerate(sorted(scores.values(), reverse=True), start=1):
        best.setdefault(score, position)
    return {key: best[score] for key, score in scores.items()}
