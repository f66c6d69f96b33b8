"""Levers for results whose scorecard has none: an edition freezes results, and nothing frozen rests on levers."""

from dataclasses import replace

from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import Scorecards


def with_levers(evaluation: Evaluation, scorecards: Scorecards) -> Evaluation:
    """An evaluation with the levers of the scorecard in force in its period, of those indicators that it has; with none
    where no scorecard is."""
    known = evaluation.scorecard.indicators
    try:
        in_force = scorecards.in_force(evaluation.period).levers
    except Refusal:
        in_force = {}
    levers = {code: lever for code, lever in in_force.items() if code in known}
    return replace(evaluation, scorecard=replace(evaluation.scorecard, levers=levers))
