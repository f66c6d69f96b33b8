"""Targets as answers: JSON and a table."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fastapi import Response

from app.api.http.rendering import Locale, csv_response
from app.api.schemas.common import AgencyRef
from app.api.schemas.targets import (
    AssumptionOut,
    IndicatorGainOut,
    LeftOutOut,
    PathOut,
    PathStepOut,
    ReachOut,
    TargetsOut,
)
from app.api.views.what_if import what_if_head
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import Scorecard
from app.domain.scorecard.scoring import as_score
from app.domain.what_if.assumptions import assumptions
from app.domain.what_if.paths import Aim, Path, PathStep
from app.domain.what_if.targets import Reach, Targets

_COLUMNS = (
    "levers", "possible", "aim", "reached", "reach", "score", "gain", "effort", "rank", "level_with", "passed",
    "code", "title", "kind", "cases", "effort_per_case", "step_gain", "moves", "derived",
)  # fmt: skip


def targets_view(
    agency: Agency, evaluation: Evaluation, found: Targets, known_at: datetime | None = None
) -> TargetsOut:
    """``known_at``: the moment of the past that was asked about."""
    scorecard, goal = evaluation.scorecard, found.goal
    column = evaluation.columns[found.by]
    rank, past = column.ranks[agency.code], found.would_have_taken
    return TargetsOut(
        **what_if_head(agency, evaluation, known_at),
        ended=found.ended,
        by=found.by,
        target=goal.kind,
        asked=None if goal.asked is None else str(goal.asked),
        score=as_score(goal.now),
        max=scorecard.maxima[found.by],
        rank=rank.rank,
        ranked=rank.ranked,
        of=column.of,
        goal=as_score(goal.points),
        gap=as_score(goal.gap),
        assumptions=[
            AssumptionOut(code=code, detail=text.en, detail_vi=text.vi)
            for code, text in assumptions(evaluation, found).items()
        ],
        increments=list(found.increments),
        left_out=[LeftOutOut(code=code, reason=reason) for code, reason in found.left_out.items()],
        paths=[_reach(scorecard, goal.now, each) for each in found.reaches],
        would_have_taken=past and _reach(scorecard, goal.now, past),
    )


def targets_table(view: TargetsOut, locale: Locale) -> Response:
    """A row for each step of each path, and one for levers that do not lead there."""
    reaches = [(each, True) for each in view.paths]
    if view.would_have_taken:
        reaches.append((view.would_have_taken, False))
    rows = (row for reach, possible in reaches for row in _rows(reach, locale, possible=possible))
    return csv_response(_COLUMNS, rows, locale)


def _reach(scorecard: Scorecard, now: int, reach: Reach) -> ReachOut:
    paths = {path.aim: _path(scorecard, now, path) for path in reach.paths}
    return ReachOut(
        levers=reach.levers,
        reached=Aim.REACH in paths,
        reach=as_score(reach.points),
        path=paths.get(Aim.REACH),
        to_pass=paths.get(Aim.PASS),
    )


def _path(scorecard: Scorecard, now: int, path: Path) -> PathOut:
    return PathOut(
        score=as_score(path.points),
        gain=as_score(path.points - now),
        effort=path.effort,
        rank=path.rank,
        level_with=list(map(AgencyRef.of, path.level_with)),
        passed=list(map(AgencyRef.of, path.passed)),
        steps=[_step(scorecard, each) for each in path.steps],
    )


def _step(scorecard: Scorecard, step: PathStep) -> PathStepOut:
    title = scorecard.titles[step.code]
    return PathStepOut(
        code=step.code,
        title=title.vi,
        title_en=title.en,
        kind=step.kind,
        cases=step.cases,
        effort=step.effort,
        gain=as_score(step.gain),
        moves=[IndicatorGainOut(code=code, gain=as_score(gain)) for code, gain in step.gains],
        derived=step.derived,
    )


def _rows(reach: ReachOut, locale: Locale, *, possible: bool) -> Iterator[dict[str, Any]]:
    head = dict.fromkeys(_COLUMNS) | {
        "levers": reach.levers,
        "possible": possible,
        "reached": reach.reached,
        "reach": reach.reach,
    }
    if not reach.path:
        yield head
    for aim, path in ((Aim.REACH, reach.path), (Aim.PASS, reach.to_pass)):
        if path:
            yield from (head | _cells(aim, path, step, locale) for step in path.steps)


def _cells(aim: Aim, path: PathOut, step: PathStepOut, locale: Locale) -> dict[str, Any]:
    return {
        "aim": aim,
        "score": path.score,
        "gain": path.gain,
        "effort": path.effort,
        "rank": path.rank,
        "level_with": [each.code for each in path.level_with],
        "passed": [each.code for each in path.passed],
        "code": step.code,
        "title": step.title if locale == "vi" else step.title_en,
        "kind": step.kind,
        "cases": step.cases,
        "effort_per_case": step.effort,
        "step_gain": step.gain,
        "moves": [each.code for each in step.moves if each.code != step.code],
        "derived": step.derived,
    }
