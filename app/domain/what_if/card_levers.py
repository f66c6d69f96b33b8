"""The levers of one card: what so many cases of one kind add to a column, by the one arithmetic of the index."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Card, Source
from app.domain.measures import MAX_COUNT
from app.domain.scorecard.levers import Lever
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import Rule, as_points
from app.domain.what_if.cases import Position, positions


class Cases(StrEnum):
    """Existing cases that become good, or new cases that are good."""

    CONVERTED = "converted"
    NEW = "new"


class WhyLeftOut(StrEnum):
    """Why an indicator is no lever of an agency: its counts are not known, they are the province's or ministry's, or
    the published score of its group is more than they allow, so that gains could lead beyond the group's maximum."""

    COUNTS_UNKNOWN = "counts_unknown"
    INHERITED = "inherited"
    CONTRADICTED = "contradicted"


KindOf = Callable[[Lever], Cases | None]


@dataclass(frozen=True, slots=True)
class CardLever:
    """Cases of one kind, what they move, and the most there can be of them.

    ``codes``: the indicators whose levers these cases are; the first names it. ``moved``: where the agency stands in
    each indicator of the column that such a case moves; ``now``: their points. ``effort``: of one case.
    """

    codes: tuple[str, ...]
    kind: Cases
    moved: tuple[Position, ...]
    most: int
    effort: int
    now: int

    @classmethod
    def of(
        cls, codes: tuple[str, ...], kind: Cases, moved: tuple[Position, ...], most: int, effort: int
    ) -> "CardLever":
        return cls(codes, kind, moved, most, effort, sum(each.points for each in moved))

    def points_of(self, position: Position, cases: int) -> int:
        """The score of one of the indicators after so many cases, in hundredths of a point."""
        more = cases if self.kind is Cases.NEW else 0
        numerator, denominator = position.numerator + cases, position.denominator + more
        return position.with_counts(min(numerator, max(denominator, position.numerator)), denominator) or 0

    def gain(self, cases: int) -> int:
        """What so many cases add to the column, in hundredths of a point; never less than fewer cases do."""
        return sum([self.points_of(position, cases) for position in self.moved]) - self.now

    def least(self, gain: int) -> int:
        """The fewest cases that add at least ``gain``, or as much as can be had."""
        return bisect_left(range(self.most), gain, key=self.gain)

    def steps(self, limit: int, most: int) -> list[tuple[int, int]]:
        """Every gain that can be had with at most so many cases, and the fewest for it: rising, up to the first gain of
        at least ``limit``."""
        found: list[tuple[int, int]] = []
        cases, gain, stride, top = 0, 0, 1, min(limit, self.gain(min(self.most, most)))
        while gain < top:
            before = cases
            cases, gain = self._next(cases, gain, stride)
            stride = cases - before
            found.append((gain, cases))
        return found

    def _next(self, cases: int, gain: int, stride: int) -> tuple[int, int]:
        """The fewest cases that add more than ``gain``, which ``cases`` do not and the most do; and what they add.

        A step is about as long as the one before it: they are sought around there, then by halves.
        """
        low, high, width = cases, min(cases + stride, self.most), 1
        while (reached := self.gain(high)) <= gain:
            low, high, width = high, min(high + width, self.most), width * 2
        width = 1
        while high - low > 1:
            middle = max(high - width, (low + high) // 2)
            there = self.gain(middle)
            if there > gain:
                high, reached, width = middle, there, width * 2
            else:
                low = middle
        return high, reached


@dataclass(frozen=True, slots=True)
class CardLevers:
    """What an agency could move in a column. ``known``: where it stands, where its counts are known; ``left_out``: the
    indicators that are no levers of it, with the reason."""

    scorecard: Scorecard
    column: str
    known: Mapping[str, Position]
    left_out: Mapping[str, WhyLeftOut]

    @classmethod
    def of(cls, evaluation: Evaluation, code: str, column: str) -> "CardLevers":
        card, scorecard = evaluation.cards[code], evaluation.scorecard
        known = positions(card)
        return cls(scorecard, column, known, _left_out(card, scorecard, column, known))

    def taking(self, kind_of: KindOf, only: Collection[str], efforts: Mapping[str, int]) -> tuple[CardLever, ...]:
        """The levers that move the column, in the scorecard's order.

        ``kind_of``: which cases a lever takes, if any; ``only``: the indicators whose levers are wanted. Levers that
        move the same numerators are the same cases (a dossier done on time is also a satisfied one), so they are one,
        with the least of their efforts. Others share no indicator: the scorecard's reader sees to it. So the gains of
        several levers add up exactly. New cases are taken to be as good as the others in all that they do not move.
        """
        alike: dict[tuple[Cases, frozenset[str]], list[str]] = {}
        for code, lever in self.scorecard.levers.items():
            kind = kind_of(lever)
            if kind and code in only and code in self.known and self.known[code].own:
                alike.setdefault((kind, self._moved_by(code)), []).append(code)
        found = (self._lever(kind, moved, codes, efforts) for (kind, moved), codes in alike.items())
        return tuple(lever for lever in found if lever.moved)

    def _moved_by(self, code: str) -> frozenset[str]:
        """The indicators with known counts in whose numerators a good case of this indicator counts."""
        measures = {*self.scorecard.indicators[code].numerator, *self.scorecard.levers[code].moves}
        return frozenset(
            each for each, other in self.known.items() if not measures.isdisjoint(other.indicator.numerator)
        )

    def _lever(self, kind: Cases, moved: frozenset[str], codes: list[str], efforts: Mapping[str, int]) -> CardLever:
        within = {each.code for each in self.scorecard.indicators_of[self.column]} - self.left_out.keys()
        if kind is Cases.CONVERTED:
            most = max(self.known[each].bad for each in codes)
        else:
            most = MAX_COUNT - max(self.known[each].denominator for each in moved)
        shown = tuple(position for code, position in self.known.items() if code in moved & within)
        named = tuple(sorted(codes, key=lambda each: each not in within))
        return CardLever.of(named, kind, shown, most, min(efforts.get(each, 1) for each in codes))


def _left_out(card: Card, scorecard: Scorecard, column: str, known: Mapping[str, Position]) -> dict[str, WhyLeftOut]:
    found = {}
    for group, codes in scorecard.codes_by_group.items():
        is_contradicted = _is_contradicted(card, scorecard, group, known)
        for code in codes if column in (TOTAL, group) else ():
            if code not in known:
                if card.outcomes[code].rule is not Rule.GRANTED:
                    found[code] = WhyLeftOut.COUNTS_UNKNOWN
            elif not known[code].own:
                found[code] = WhyLeftOut.INHERITED
            elif is_contradicted:
                found[code] = WhyLeftOut.CONTRADICTED
    return found


def increments(card: Card, scorecard: Scorecard, column: str) -> tuple[str, ...]:
    """Which of a column and its groups are published scores, to which gains are added: right, as groups are sums of
    rounded parts."""
    groups = scorecard.codes_by_group if column == TOTAL else ()
    return tuple(each for each in (column, *groups) if card.source(each) is Source.OFFICIAL)


def _is_contradicted(card: Card, scorecard: Scorecard, group: str, known: Mapping[str, Position]) -> bool:
    points = card.points(group)
    if points is None or card.source(group) is not Source.OFFICIAL:
        return False
    most = sum(
        known[each.code].points if each.code in known else as_points(each.max)
        for each in scorecard.groups_by_code[group].indicators
    )
    return points > most
