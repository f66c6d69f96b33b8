"""Whole numbers that look random and are the same on every machine and in every version of Python.

SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), as in Java's
``SplittableRandom``. Not for secrets.
"""

_MASK = 2**64 - 1


class SplitMix64:
    """A sequence of 64-bit numbers; the same seed gives the same sequence."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def next(self) -> int:
        """The next number, from 0 to 2^64 - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def between(self, least: int, greatest: int) -> int:
        """A whole number from ``least`` to ``greatest``, each as likely as the others but for 1 in 2^50: the next
        number scaled to their count and rounded down."""
        return least + (self.next() * (greatest - least + 1) >> 64)
