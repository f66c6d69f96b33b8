"""The published results of a submission that were found good, kept outside of memory until they are stored."""

from collections.abc import Hashable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import orjson

from app.domain.errors import Refusal
from app.domain.evaluation.scores import Official
from app.domain.periods import Period
from app.domain.quality import Quality
from app.storage.figures.results import RESULT_FIELDS
from app.storage.figures.write import NewResult
from app.storage.staging import Scratch

_BITS, _MASK = 24, (1 << 24) - 1
_KINDS: dict[str, type[int]] = {"rank": int, "ranked": int}

Value = TypeVar("Value", bound=Hashable)


class Numbers(Generic[Value]):
    """Numbers values as they come."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._numbers: dict[Value, int] = {}

    def __contains__(self, value: Value) -> bool:
        return value in self._numbers

    def of(self, value: Value) -> int:
        number = self._numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class CheckedResults:
    """Results in the order of their periods, agencies and codes, each kind in the order in which it first came.

    Refuses ``too_many_figures``.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._scratch = Scratch()
        self._periods, self._agencies, self._codes = Numbers[Period](), Numbers[str](), Numbers[str]()

    def __len__(self) -> int:
        return len(self._scratch)

    @property
    def periods(self) -> list[Period]:
        return list(self._periods.values)

    def enter(self, number: int, new: NewResult) -> int | None:
        """Keep a result of a row; if it was given before, the number of the row that gave it first."""
        agency, code = self._agencies.of(new.agency), self._codes.of(new.code)
        key = self._periods.of(new.period) << 2 * _BITS | agency << _BITS | code
        first = self._scratch.add(key, number, _packed(new.official))
        if len(self._scratch) > self._limit:
            raise Refusal("too_many_figures", limit=self._limit)
        return first

    def __iter__(self) -> Iterator[NewResult]:
        for key, _, content in self._scratch:
            period = self._periods.values[key >> 2 * _BITS]
            agency = self._agencies.values[key >> _BITS & _MASK]
            yield NewResult(period, agency, self._codes.values[key & _MASK], _unpacked(content))

    def close(self) -> None:
        self._scratch.close()


def _packed(official: Official) -> bytes:
    flag = official.quality
    numbers = (getattr(official, name) for name in RESULT_FIELDS)
    shown = [None if number is None else str(number) for number in numbers]
    return orjson.dumps([official.as_of.isoformat(), *shown, *((flag.status, flag.message) if flag else ())])


def _unpacked(content: bytes) -> Official:
    as_of, *packed = orjson.loads(content)
    given, flag = zip(RESULT_FIELDS, packed, strict=False), packed[len(RESULT_FIELDS) :]
    numbers: dict[str, Any] = {name: _KINDS.get(name, Decimal)(text) for name, text in given if text is not None}
    return Official(0, datetime.fromisoformat(as_of), **numbers, quality=Quality(*flag) if flag else None)
