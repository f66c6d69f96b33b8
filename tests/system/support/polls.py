"""Whether what pollers of several processes were answered, while somebody wrote, is fresh, whole and never goes back.

The writer writes one submission after the other and waits for each to be acknowledged, so the submissions have an order
and a state of the data is the number of the last of them. Every submission says its number in each of its figures.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

BOUND = 1.0  # seconds for which another process may still answer what was before a write
View: TypeAlias = frozenset[tuple[str, int]]  # the numbers that a body shows, of each period


@dataclass(frozen=True, kw_only=True)
class Write:
    """A submission of one period that was taken in. Times are seconds of one clock."""

    number: int
    period: str
    began: float
    acknowledged: float


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a process answered to one question.

    ``question``: the address and the coding that was asked for. ``tag`` and ``serial``: its ETag and Last-Serial.
    ``view``: what the body shows, ``None`` where there is none. ``held``: the ETag of the body that the client had and
    named, or whose time it named. ``keyed``: asked with a key.
    """

    process: int
    question: str
    began: float
    ended: float
    status: int
    tag: str
    serial: int
    body: bytes = b""
    view: View | None = None
    held: str | None = None
    keyed: bool = False


class History:
    """Writes in their order, answers in the order in which they were asked, and the periods each question is about."""

    def __init__(
        self, writes: Iterable[Write], answers: Iterable[Answer], periods: Mapping[str, Sequence[str]]
    ) -> None:
        self.writes = sorted(writes, key=lambda each: each.number)
        self.answers = sorted(answers, key=lambda each: each.began)
        self.periods = periods
        self._numbers = {
            (each.question, each.tag): max(number for _, number in each.view) for each in self.answers if each.view
        }

    def fault(self) -> str | None:
        """The first thing that must not be; ``None`` if all is well."""
        checks: list[Callable[[], Iterator[str]]] = [
            self._odd, self._mixed, self._unequal, self._old, self._unborn, self._backwards, self._not_held,
        ]  # fmt: skip
        return next((told for check in checks for told in check()), None)

    def number(self, answer: Answer) -> int | None:
        """The state that an answer is about: by its body, or by the body that had its ETag, if that was seen."""
        return self._numbers.get((answer.question, answer.tag))

    def _relevant(self, question: str) -> list[Write]:
        return [each for each in self.writes if each.period in self.periods[question]]

    def _odd(self) -> Iterator[str]:
        for each in self.answers:
            if each.status not in (200, 304, 503):
                yield f"status {each.status}: {each}"
            if each.status != 503 and not each.tag:
                yield f"no ETag: {each}"

    def _mixed(self) -> Iterator[str]:
        """A body shows of each period what the last write to it left there, up to one and the same write."""
        for each in self.answers:
            if each.view is None:
                continue
            number = max((number for _, number in each.view), default=0)
            left = {write.period: write.number for write in self._relevant(each.question) if write.number <= number}
            if not each.view or each.view != frozenset(left.items()):
                yield f"not the state after {number}, {left}: {each}"

    def _unequal(self) -> Iterator[str]:
        """A state has one ETag and one body on every process, and one serial; an ETag has one body."""
        seen: dict[tuple[object, ...], tuple[object, Answer]] = {}
        for each in self.answers:
            number = self.number(each)
            if number is None or each.status == 503:
                continue
            about = each.question
            facts: list[tuple[tuple[object, ...], object]] = [
                (("tag of a state", about, number), each.tag),
                (("serial of a state", about, number), each.serial),
                (("state of a serial", about, each.serial), number),
            ]
            if each.view is not None:
                facts.append((("body of a tag", about, each.tag), each.body))
            for key, value in facts:
                first, other = seen.setdefault(key, (value, each))
                if first != value:
                    yield f"another {key[0]}: {each} and {other}"

    def _old(self) -> Iterator[str]:
        """Whoever has a key finds what was acknowledged before, anybody else what was a second before."""
        for each in self.answers:
            number = self.number(each)
            if number is None or each.status == 503:
                continue
            bound = 0.0 if each.keyed else BOUND
            for write in self._relevant(each.question):
                if write.number > number and write.acknowledged + bound < each.began:
                    late = each.began - write.acknowledged
                    yield f"{late:.3f} s after {write} still the state after {number}: {each}"

    def _unborn(self) -> Iterator[str]:
        """No answer shows what had not been sent yet."""
        began = {each.number: each.began for each in self.writes}
        for each in self.answers:
            number = self.number(each)
            if number is not None and began[number] > each.ended:
                yield f"before it was sent: {each}"

    def _backwards(self) -> Iterator[str]:
        """No process answers a question with a smaller serial than it has answered it with."""
        told = defaultdict[tuple[int, str], list[Answer]](list)
        for each in self.answers:
            if each.status != 503:
                told[each.process, each.question].append(each)
        for own in told.values():
            moments = sorted([(each.ended, 1, each) for each in own] + [(each.began, 0, each) for each in own], key=_at)
            highest, before = -1, {}
            for _, ended, each in moments:
                if not ended:
                    before[id(each)] = highest
                elif each.serial < before[id(each)]:
                    yield f"went back from the serial {before[id(each)]}: {each}"
                else:
                    highest = max(highest, each.serial)

    def _not_held(self) -> Iterator[str]:
        """304 says that what the client has is still so, and only to one that has something."""
        for each in self.answers:
            if each.status == 304 and each.tag != each.held:
                yield f"304 for another than {each.held}: {each}"


def _at(moment: tuple[float, int, Answer]) -> tuple[float, int]:
    return moment[:2]
