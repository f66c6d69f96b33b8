"""Which levers a question allows, and how much effort a case of each takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Location, Refusal
from app.domain.scorecard.levers import Lever
from app.domain.scorecard.scorecard import Scorecard
from app.domain.what_if.card_levers import Cases, KindOf

MAX_EFFORT = 1_000_000


class LeverSet(StrEnum):
    """Levers that go together: all that can still move, only existing cases that can be mended, of these only work on
    papers, or those that were named."""

    ALL = "all"
    RECOVERABLE = "recoverable"
    PAPERS = "papers"
    CHOSEN = "chosen"

    def kind_of(self, *, ended: bool) -> KindOf:
        """Which cases a lever of this set takes today; ``ended``: whether the period has."""

        def mended(lever: Lever) -> Cases | None:
            wanted = lever.papers or self is not LeverSet.PAPERS
            return Cases.CONVERTED if wanted and lever.mends(ended=ended) else None

        def moving(lever: Lever) -> Cases | None:
            return mended(lever) or (Cases.NEW if lever.takes_new_cases(ended=ended) else None)

        return mended if self in (LeverSet.RECOVERABLE, LeverSet.PAPERS) else moving


@dataclass(frozen=True, slots=True)
class LeverChoice:
    """The sets that are asked for, of the levers ``only``; ``efforts``: of one case by lever, 1 where none is named."""

    sets: tuple[LeverSet, ...]
    only: tuple[str, ...]
    efforts: Mapping[str, int]

    @classmethod
    def parse(cls, levers: str | None, effort: str | None, scorecard: Scorecard) -> "LeverChoice":
        """``levers``: ``all``, ``recoverable``, ``papers`` or codes between commas; the three sets where none are
        named. ``effort``: ``CODE:5,CODE:2``. Refuses ``unknown_lever`` and ``effort_invalid``."""
        every, efforts = tuple(scorecard.levers), _efforts(effort, scorecard)
        if levers is None:
            return cls((LeverSet.ALL, LeverSet.RECOVERABLE, LeverSet.PAPERS), every, efforts)
        if levers in (LeverSet.ALL, LeverSet.RECOVERABLE, LeverSet.PAPERS):
            return cls((LeverSet(levers),), every, efforts)
        asked = {_lever(each.strip(), scorecard, "levers") for each in levers.split(",")}
        return cls((LeverSet.CHOSEN,), tuple(each for each in every if each in asked), efforts)


def _efforts(text: str | None, scorecard: Scorecard) -> dict[str, int]:
    found = {}
    for entry in text.split(",") if text is not None else ():
        code, _, number = entry.partition(":")
        code, number = _lever(code.strip(), scorecard, "effort"), number.strip()
        is_whole = number.isascii() and number.isdecimal() and len(number) <= len(str(MAX_EFFORT))
        if not is_whole or not 1 <= int(number) <= MAX_EFFORT:
            raise Refusal("effort_invalid", value=entry, limit=MAX_EFFORT).at(Location(parameter="effort"))
        found[code] = int(number)
    return found


def _lever(code: str, scorecard: Scorecard, parameter: str) -> str:
    if code not in scorecard.levers:
        allowed = ", ".join(scorecard.levers) or None
        raise Refusal("unknown_lever", value=code, scorecard=scorecard.id, allowed=allowed).at(
            Location(parameter=parameter)
        )
    return code
