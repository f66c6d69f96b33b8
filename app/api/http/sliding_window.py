"""The counters of the rate limits: in the memory of the process, and only so many of them."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST = 100_000


@dataclass(slots=True)
class Window:
    """What somebody has used: in the window with this ``number``, and in the one before."""

    number: int
    before: int = 0
    now: int = 0


class SlidingWindows:
    """Sliding windows of so many ``seconds``, for one thread: the event loop's.

    What was used in the window before weighs as much as of it still lies within the last ``seconds``. Who was not heard
    of for longest is dropped first, so that there are never more than ``most``. ``clock``: seconds that never go back.
    """

    def __init__(self, seconds: int, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self._most, self._clock = seconds, most, clock
        self._kept: OrderedDict[str, Window] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, who: str) -> tuple[Window, int, float]:
        """Somebody's window, what was used within the last ``seconds``, and for how many the window is still the
        present one."""
        number, passed = divmod(self._clock(), self.seconds)
        window = self._kept.get(who)
        if window is None:
            window = self._kept[who] = Window(int(number))
            self._drop(int(number))
        else:
            self._kept.move_to_end(who)
            if window.number != number:
                window.before = window.now if window.number == number - 1 else 0
                window.number, window.now = int(number), 0
        left = self.seconds - passed
        return window, window.now + int(window.before * left / self.seconds), left

    def _drop(self, number: int) -> None:
        while self._kept:
            who, first = next(iter(self._kept.items()))
            if len(self._kept) <= self._most and first.number >= number - 1:
                return
            del self._kept[who]
