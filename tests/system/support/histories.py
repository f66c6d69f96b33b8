"""Whether a history of concurrent submissions and reads has a serial order that explains every answer.

The rules of submissions stand here once more, by hand, for one agency, one period and two measures: the oracle must not
share its mistakes with the service.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

ON_TIME, RECEIVED = "dossiers_on_time", "dossiers_received"
View: TypeAlias = Mapping[str, tuple[int, int]]  # of each measure its value and the submission that it is from


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What a client asked and was answered. Times are nanoseconds of one clock; ``as_of`` are ISO texts."""

    invoked: int
    answered: int
    as_of: str | None


@dataclass(frozen=True, kw_only=True)
class Accepted(Operation):
    as_of: str
    id: int
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Rejected(Operation):
    """``excess``: the numerator and the denominator that the answer names."""

    as_of: str
    counts: Mapping[str, int]
    excess: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Read(Operation):
    view: View


def unexplained(history: Iterable[Operation]) -> str | None:
    """The first thing that no serial order explains; ``None`` if one explains all.

    The ids order what was accepted. Each other operation saw the state after some number of these: not fewer than had
    been answered before it was asked, nor than an operation saw that had been answered before; not one that was asked
    after it was answered. Taking the least number that explains an operation, in the order in which they were asked,
    finds an order if there is one: a smaller number never forbids a later operation anything.
    """
    operations = sorted(history, key=lambda each: each.invoked)
    accepted = sorted((each for each in operations if isinstance(each, Accepted)), key=lambda each: each.id)
    latest = 0
    for position, taken in enumerate(accepted):
        if taken.answered < latest:
            return f"answered before one with a smaller id was asked: {taken}"
        latest = max(latest, taken.invoked)
        if position and taken.id == accepted[position - 1].id:
            return f"two with one id: {taken}"
        if excess(accepted[:position], taken) is not None:
            return f"accepted though {excess(accepted[:position], taken)}: {taken}"
    seen: list[tuple[int, int]] = []  # when an operation was answered, and how many it saw
    for each in operations:
        if isinstance(each, Accepted):
            continue
        least = max((number + 1 for number, one in enumerate(accepted) if one.answered < each.invoked), default=0)
        least = max([least, *(number for answered, number in seen if answered < each.invoked)])
        most = min(
            (number for number, one in enumerate(accepted) if one.invoked > each.answered), default=len(accepted)
        )
        found = next((number for number in range(least, most + 1) if _explains(accepted[:number], each)), None)
        if found is None:
            return f"of {least} to {most} accepted no number explains {each}"
        seen.append((each.answered, found))
    return None


def view(accepted: Sequence[Accepted], as_of: str | None) -> View:
    """What stands at a date: of each measure the latest by date, of one date the latest by id."""
    known = (each for each in accepted if as_of is None or each.as_of <= as_of)
    ordered = sorted(known, key=lambda each: (each.as_of, each.id))
    return {measure: (value, each.id) for each in ordered for measure, value in each.counts.items()}


def excess(accepted: Sequence[Accepted], new: Accepted | Rejected) -> tuple[int, int] | None:
    """The first numerator above its denominator that would stand, at the date of the new counts or a later one."""
    added = Accepted(invoked=0, answered=0, as_of=new.as_of, id=2**31, counts=new.counts)
    for date in sorted({new.as_of, *(each.as_of for each in accepted if each.as_of > new.as_of)}):
        standing = view([*accepted, added], date)
        if {ON_TIME, RECEIVED} <= set(standing) and standing[ON_TIME][0] > standing[RECEIVED][0]:
            return standing[ON_TIME][0], standing[RECEIVED][0]
    return None


def _explains(accepted: Sequence[Accepted], operation: Operation) -> bool:
    match operation:
        case Rejected():
            return excess(accepted, operation) == operation.excess
        case Read():
            return view(accepted, operation.as_of) == operation.view
    raise TypeError(operation)
