"""What somebody wants to reach: a rank, a score, the average or a grade, and how many points it is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source
from app.domain.published_numbers import FULL_SCORE, parse_decimal
from app.domain.scorecard.scorecard import SCORE_DECIMALS, TOTAL
from app.domain.scorecard.scoring import as_points, as_score


class GoalKind(StrEnum):
    RANK = "rank"
    SCORE = "score"
    AVERAGE = "average"
    GRADE = "grade"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; exactly one of them."""

    rank: int | None = None
    score: Decimal | None = None
    average: bool = False
    grade: str | None = None

    def kind(self) -> GoalKind:
        """Refuses ``one_target`` where it is none or several."""
        asked = {
            GoalKind.RANK: self.rank is not None,
            GoalKind.SCORE: self.score is not None,
            GoalKind.AVERAGE: self.average,
            GoalKind.GRADE: self.grade is not None,
        }
        named = [kind for kind, there in asked.items() if there]
        if len(named) != 1:
            raise Refusal("one_target", value=", ".join(named) or None)
        return named[0]


@dataclass(frozen=True, slots=True)
class Goal:
    """The score to reach in a column, ``points``, and the one ``now``, in hundredths of a point.

    ``averaged``: of how many agencies the average is made, as it rises with one's own score; ``None`` where it does not
    or that is not known.
    """

    kind: GoalKind
    asked: int | Decimal | str | None
    now: int
    points: int
    averaged: int | None = None

    @property
    def gap(self) -> int:
        return self.points - self.now


def goal_of(evaluation: Evaluation, code: str, by: str, wish: Wish, grades: Mapping[str, Decimal]) -> Goal:
    """What it takes to get what is wished in the total or a group, while all others stand still.

    ``grades``: the limits that the agency's office has set, by name. Refuses what has no answer: ``unknown_column``,
    ``target_no_score``, ``target_above_max``, ``target_reached`` and what ``_points_of`` refuses.
    """
    kind, columns = wish.kind(), (TOTAL, *evaluation.scorecard.codes_by_group)
    if by not in columns:
        allowed = ", ".join(columns)
        raise Refusal("unknown_column", value=by, scorecard=evaluation.scorecard.id, allowed=allowed).at(
            Location(parameter="by")
        )
    now = evaluation.cards[code].points(by)
    if now is None:
        missing = ", ".join(evaluation.cards[code].figures[by].missing)
        raise Refusal("target_no_score", agency=code, by=by, missing=missing)
    try:
        points, asked, averaged = _points_of(evaluation, code, by, wish, kind, grades)
        if points > as_points(evaluation.scorecard.maxima[by]):
            raise Refusal("target_above_max", value=as_score(points), by=by, max=evaluation.scorecard.maxima[by])
        if points <= now:
            raise Refusal("target_reached", agency=code, by=by, score=as_score(now), goal=as_score(points))
    except Refusal as refusal:
        raise refusal.at(Location(parameter=kind)) from None
    return Goal(kind, asked, now, points, averaged)


def _points_of(
    evaluation: Evaluation, code: str, by: str, wish: Wish, kind: GoalKind, grades: Mapping[str, Decimal]
) -> tuple[int, int | Decimal | str | None, int | None]:
    """The score to reach, what was asked for, and among how many an average is made."""
    if wish.rank is not None:
        return _score_at(evaluation, code, by, wish.rank), wish.rank, None
    if wish.grade is not None:
        name, limit = _limit_of(code, by, wish.grade, grades)
        return _up(limit), name, None
    if wish.score is not None:
        return _up(wish.score), wish.score, None
    average = evaluation.columns[by].average
    if average.value is None:
        raise Refusal("target_no_average", by=by, cohort=evaluation.cohort)
    return _up(average.value), None, average.averaged


def _score_at(evaluation: Evaluation, code: str, by: str, rank: int) -> int:
    """The score that ranks an agency there: that of the one who is there, or of those who share a better rank."""
    column = evaluation.columns[by]
    own = column.ranks[code]
    if own.rank is None:
        raise Refusal("target_no_rank", agency=code, by=by, ranked=column.ranked, of=column.of)
    if own.source is Source.OFFICIAL:
        raise Refusal("target_rank_published", agency=code, by=by, rank=own.rank, ranked=column.ranked, of=column.of)
    if rank > column.ranked:
        raise Refusal("target_rank_beyond", value=rank, by=by, ranked=column.ranked, of=column.of)
    if rank >= own.rank:
        raise Refusal("target_rank_held", agency=code, value=rank, by=by, rank=own.rank)
    return sorted(others_of(evaluation, code, by).values(), reverse=True)[rank - 1]


def others_of(evaluation: Evaluation, code: str, by: str) -> dict[str, int]:
    """The scores of all others, in hundredths of a point, by agency."""
    points = {each: card.points(by) for each, card in evaluation.cards.items() if each != code}
    return {each: score for each, score in points.items() if score is not None}


def _limit_of(code: str, by: str, name: str, grades: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    if by != TOTAL:
        raise Refusal("grades_of_total", by=by)
    if not grades:
        raise Refusal("no_grades", agency=code)
    for grade, limit in grades.items():
        if grade.casefold() == name.strip().casefold():
            return grade, limit
    raise Refusal("unknown_grade", value=name, allowed=", ".join(grades))


def _up(score: Decimal) -> int:
    """In hundredths of a point; a finer limit is reached by the next one."""
    return as_points(score.quantize(Decimal(1).scaleb(-SCORE_DECIMALS), ROUND_CEILING))


def parse_score(text: str) -> Decimal:
    """Read a score as somebody asks for it; refuses what ``parse_decimal`` refuses."""
    return parse_decimal(text, SCORE_DECIMALS, FULL_SCORE)
