"""The figures of a submission that were found good, kept outside of memory until they are stored."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import orjson

from app.domain.errors import Refusal
from app.domain.periods import Period
from app.storage.new_figures import NewCount, NewResult
from app.storage.scratch import Scratch

New = TypeVar("New", NewCount, NewResult)
Packed = list[int | str | None]
_BITS, _MASK = 24, (1 << 24) - 1


class Checked(Generic[New]):
    """Figures in the order of their periods, agencies and codes, each kind in the order in which it first came.

    ``pack``: what there is to a figure beside its period, agency and code; ``unpack`` makes it again. Refuses
    ``too_many_figures``.
    """

    def __init__(
        self, pack: Callable[[New], Packed], unpack: Callable[[Period, str, str, Packed], New], limit: int
    ) -> None:
        self._pack: Callable[[New], Packed] = pack
        self._unpack: Callable[[Period, str, str, Packed], New] = unpack
        self._limit = limit
        self._scratch = Scratch()
        self._periods = _Numbers[Period]()
        self._agencies = _Numbers[str]()
        self._codes = _Numbers[str]()

    def __len__(self) -> int:
        return len(self._scratch)

    @property
    def periods(self) -> list[Period]:
        return list(self._periods.values)

    def enter(self, number: int, period: Period, agency: str, code: str, new: New) -> int | None:
        """Keep a figure of a row; if it was given before, the number of the row that gave it first."""
        key = self._periods.of(period) << 2 * _BITS | self._agencies.of(agency) << _BITS | self._codes.of(code)
        first = self._scratch.add(key, number, orjson.dumps(self._pack(new)))
        if len(self._scratch) > self._limit:
            raise Refusal("too_many_figures", limit=self._limit)
        return first

    def rows(self) -> Iterator[tuple[int, New]]:
        """Each figure with the number of its row."""
        for key, number, content in self._scratch:
            period = self._periods.values[key >> 2 * _BITS]
            agency = self._agencies.values[key >> _BITS & _MASK]
            yield number, self._unpack(period, agency, self._codes.values[key & _MASK], orjson.loads(content))

    def __iter__(self) -> Iterator[New]:
        return (new for _, new in self.rows())

    def close(self) -> None:
        self._scratch.close()


Value = TypeVar("Value", Period, str)


class _Numbers(Generic[Value]):
    """Numbers values as they come."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._numbers: dict[Value, int] = {}

    def of(self, value: Value) -> int:
        number = self._numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number
