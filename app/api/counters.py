"""The counters of the rate limits: in the memory of the process, and only so many of them."""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import floor
from typing import NamedTuple

from limits.storage.base import SlidingWindowCounterSupport, Storage, TimestampedSlidingWindow

MOST = 100_000


class _Count(NamedTuple):
    until: float
    value: int


class BoundedMemory(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """Counters of the library ``limits`` for one thread: the event loop's.

    The library's own storage in memory goes through all its counters in a thread of its own after every change and
    grows with the number of addresses. This one drops what was not touched for longest, first of all what has run
    out, and never holds more than ``most`` counters. ``clock``: seconds that never go back.
    """

    STORAGE_SCHEME = None  # it is made here, not found by an address

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most, self._clock = most, clock
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def base_exceptions(self) -> type[Exception]:
        return KeyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a counter that runs out ``expiry`` seconds after its first use; returns its value."""
        kept = self._kept(key)
        made = _Count(kept.until if kept else self._clock() + expiry, (kept.value if kept else 0) + amount)
        self._counts[key] = made
        self._counts.move_to_end(key)
        self._drop()
        return made.value

    def get(self, key: str) -> int:
        kept = self._kept(key)
        return kept.value if kept else 0

    def get_expiry(self, key: str) -> float:
        """When a counter runs out, by the clock of this storage."""
        kept = self._kept(key)
        return kept.until if kept else self._clock()

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        """Forget everything; returns how many counters there were."""
        held = len(self._counts)
        self._counts.clear()
        return held

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Take ``amount`` out of the window if there is so much left in it."""
        before, left, now, _ = self.get_sliding_window(key, expiry)
        if floor(before * left / expiry + now) + amount > limit:
            return False
        self.incr(self._keys(key, expiry)[1], 2 * expiry, amount)
        return True

    def give_back(self, key: str, expiry: int, amount: int) -> None:
        """Put back what turned out not to be needed, if the window is still the one that it was taken from."""
        current = self._keys(key, expiry)[1]
        if self.get(current) >= amount:
            self.incr(current, 2 * expiry, -amount)

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """The counts of the window before and of this one, each with the seconds for which it still weighs."""
        before, current = self._keys(key, expiry)
        left = expiry - self._clock() % expiry
        return self.get(before), left, self.get(current), left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        for each in self._keys(key, expiry):
            self.clear(each)

    def _keys(self, key: str, expiry: int) -> tuple[str, str]:
        # A window later, for the library rounds towards zero and the clock may have begun a moment ago.
        return self.sliding_window_keys(key, expiry, self._clock() + expiry)

    def _kept(self, key: str) -> _Count | None:
        kept = self._counts.get(key)
        return kept if kept and kept.until > self._clock() else None

    def _drop(self) -> None:
        now = self._clock()
        while self._counts:
            first = next(iter(self._counts))
            if len(self._counts) <= self._most and self._counts[first].until > now:
                return
            del self._counts[first]
