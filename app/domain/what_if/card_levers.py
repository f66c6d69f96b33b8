"""The levers of one card: what so many cases of one kind add to a column, by the one arithmetic of the index."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Card, Source
from app.domain.measures import MAX_COUNT
from app.domain.scorecard.levers import Lever
from app.domain.scorecard.scorecard import Scorecard
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


def card_levers(
    evaluation: Evaluation, code: str, column: str, kind_of: KindOf, only: Collection[str], efforts: Mapping[str, int]
) -> tuple[CardLever, ...]:
    """The levers of an agency that move a column, in the scorecard's order.

    ``kind_of``: which cases a lever takes, if any; ``only``: the indicators whose levers are wanted. Levers that move
    the same numerators are the same cases (a dossier done on time is also a satisfied one), so they are one, with the
    least of their efforts. Others share no indicator: the scorecard's reader sees to it. So the gains of several levers
    add up exactly. New cases are taken to be as good as the others in all that they are not named for.
    """
    card, scorecard = evaluation.cards[code], evaluation.scorecard
    out, known = left_out(card, scorecard, column), positions(card)
    within = {each.code for each in scorecard.indicators_of[column]}
    alike: dict[tuple[Cases, frozenset[str]], list[str]] = {}
    for each, lever in scorecard.levers.items():
        kind = kind_of(lever)
        if kind and each in only and each in known and known[each].own:
            alike.setdefault((kind, _moved_by(scorecard, each)), []).append(each)
    found = []
    for (kind, moved), codes in alike.items():
        shown = [position for name, position in known.items() if name in moved & within and name not in out]
        if shown:
            most = _most(kind, [known[each] for each in codes], [known[each] for each in moved if each in known])
            codes.sort(key=lambda each: each not in within)
            effort = min(efforts.get(each, 1) for each in codes)
            found.append(CardLever.of(tuple(codes), kind, tuple(shown), most, effort))
    return tuple(found)


def left_out(card: Card, scorecard: Scorecard, column: str) -> dict[str, WhyLeftOut]:
    """The indicators of a column that are no levers of the agency, with the reason."""
    known, found = positions(card), {}
    contradicted = {group for group in scorecard.codes_by_group if _is_contradicted(card, scorecard, group, known)}
    of_contradicted = {each for group in contradicted for each in scorecard.codes_by_group[group]}
    for indicator in scorecard.indicators_of[column]:
        code = indicator.code
        if code not in known:
            if card.outcomes[code].rule is not Rule.GRANTED:
                found[code] = WhyLeftOut.COUNTS_UNKNOWN
        elif not known[code].own:
            found[code] = WhyLeftOut.INHERITED
        elif code in of_contradicted:
            found[code] = WhyLeftOut.CONTRADICTED
    return found


def increments(card: Card, scorecard: Scorecard, column: str) -> tuple[str, ...]:
    """Which of a column and its groups are published scores, to which gains are added: right, as groups are sums of
    rounded parts."""
    groups = [code for code in scorecard.codes_by_group if column not in scorecard.codes_by_group or code == column]
    return tuple(each for each in dict.fromkeys((column, *groups)) if card.source(each) is Source.OFFICIAL)


def _is_contradicted(card: Card, scorecard: Scorecard, group: str, known: Mapping[str, Position]) -> bool:
    points = card.points(group)
    if points is None or card.source(group) is not Source.OFFICIAL:
        return False
    most = sum(
        known[each.code].points if each.code in known else as_points(each.max)
        for each in scorecard.groups_by_code[group].indicators
    )
    return points > most


def _moved_by(scorecard: Scorecard, code: str) -> frozenset[str]:
    """The indicators in whose numerators a good case of this indicator counts."""
    measures = {*scorecard.indicators[code].numerator, *scorecard.levers[code].moves}
    return frozenset(each for each, other in scorecard.indicators.items() if not measures.isdisjoint(other.numerator))


def _most(kind: Cases, own: list[Position], moved: list[Position]) -> int:
    if kind is Cases.CONVERTED:
        return max(each.bad for each in own)
    return MAX_COUNT - max(each.denominator for each in moved)
