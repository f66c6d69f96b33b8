"""Measurements: ours against a limit or a rival, by turns in one run, so that both meet the machine in one mood."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median


class Better(StrEnum):
    """Whether a high figure is the good one (requests a second) or a low one (seconds)."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Target:
    """What the ratio of ours to theirs must reach: at least (``HIGH``) or at most (``LOW``)."""

    better: Better
    ratio: float

    def is_met(self, ratio: float) -> bool:
        return ratio >= self.ratio if self.better is Better.HIGH else ratio <= self.ratio

    def __str__(self) -> str:
        return f"{'≥' if self.better is Better.HIGH else '≤'} {self.ratio:g}"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One comparison. ``ours`` and ``theirs``: a figure a round, in ``unit``; ``against``: who they are."""

    part: str
    name: str
    unit: str
    ours: list[float]
    against: str
    theirs: list[float]
    target: Target | None = None

    @property
    def ratios(self) -> list[float]:
        return [own / other for own, other in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def is_met(self) -> bool | None:
        return None if self.target is None else self.target.is_met(self.ratio)


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that is compared with nothing: bytes, a share, a name."""

    part: str
    name: str
    unit: str
    value: float | str


Result = Ratio | Fact


@dataclass(slots=True)
class _Turns:
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)


def by_turns(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Measure both once a round, after a round that is thrown away; who is first changes from round to round."""
    turns = _Turns()
    ours(), theirs()
    for number in range(rounds):
        steps = [(turns.ours, ours), (turns.theirs, theirs)]
        for kept, measure in steps if number % 2 else reversed(steps):
            kept.append(measure())
    return turns.ours, turns.theirs
