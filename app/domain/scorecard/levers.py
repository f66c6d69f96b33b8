"""What can still move an indicator once cases are there: dated data of the scorecard, with its reasons."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.messages.message import Text


class Change(StrEnum):
    """Which cases can add to a numerator: mended ones, only cases still to come, or none any more."""

    RECOVERABLE = "recoverable"
    NEW_CASES = "new_cases"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class CasesText:
    """So many cases of a lever as people say them; ``{cases}`` stands for the number, ``en_one`` for a single one."""

    vi: str
    en: str
    en_one: str

    def text(self, cases: int) -> Text:
        """The sentence in both languages, with the place of the number left open."""
        return Text(self.vi, self.en_one if cases == 1 else self.en)


@dataclass(frozen=True, slots=True)
class Lever:
    """How the numerator of an indicator can be moved.

    ``after_period``: recoverable cases can be mended after the period has ended, too. ``papers``: that takes work on
    papers only. ``moves``: the numerators of other indicators that the same case moves as well; ``may_move``: those
    that it may, depending on the case. ``done``: so many cases in words.
    """

    change: Change
    done: CasesText
    after_period: bool
    papers: bool
    moves: tuple[str, ...]
    may_move: tuple[str, ...]
    reason_vi: str
    reason_en: str

    def mends(self, *, ended: bool) -> bool:
        """Whether existing cases can be made good today; ``ended``: whether the period has."""
        return self.change is Change.RECOVERABLE and (self.after_period or not ended)

    def takes_new_cases(self, *, ended: bool) -> bool:
        """Whether only cases that are still to come can help, and some are."""
        return self.change is Change.NEW_CASES and not ended
