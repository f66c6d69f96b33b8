"""Statements about a dossier that hold, do not hold, or are not known, each with its reasons."""

from dataclasses import dataclass

from app.domain.dossiers.reasons import Reason


@dataclass(frozen=True, slots=True)
class Fact:
    """``holds``: ``None`` where it is not known. ``reasons``: what decided, the most important first."""

    holds: bool | None
    reasons: tuple[Reason, ...]


def fact(holds: bool | None, code: str, /, **data: object) -> Fact:
    """A statement with one reason."""
    return Fact(holds, (Reason(code, data),))


def negated(one: Fact) -> Fact:
    return Fact(None if one.holds is None else not one.holds, one.reasons)


def all_of(*facts: Fact) -> Fact:
    """Whether all hold. One that does not decides, whatever is not known of the others."""
    return _joined(True, facts)


def any_of(*facts: Fact) -> Fact:
    """Whether any holds. One that does decides, whatever is not known of the others."""
    return _joined(False, facts)


def _joined(neutral: bool, facts: tuple[Fact, ...]) -> Fact:
    """The first that is not as the neutral one, else the first that is not known, else all with their reasons."""
    for decisive in (not neutral, None):
        for each in facts:
            if each.holds is decisive:
                return each
    return Fact(neutral, tuple(reason for each in facts for reason in each.reasons))
