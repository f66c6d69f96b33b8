"""Who costs what, of the agencies directly below one."""

from app.domain.agencies import Agency, Cohort, root_code
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period
from app.domain.what_if.contributions import Contributions, contributions
from app.services.evaluation.evaluate import Evaluator, check_column, get_member
from app.services.evaluation.ranking_context import cohorts_below


def contributions_of(
    evaluator: Evaluator, period: Period, code: str, by: str | None
) -> tuple[Agency, Evaluation, list[Contributions]]:
    """An agency with its cohort, and its losses divided in every indicator whose counts add up, or in those of the
    column ``by``. Refuses ``unknown_agency``, ``agency_not_in_period``, ``no_scorecard`` and ``unknown_column``."""
    with evaluator.database.reading() as connection:
        agency = get_member(connection, code, period, evaluator.known_at)
        if by:
            check_column(evaluator.scorecards.in_force(period), by)
        evaluation = evaluator.evaluated(connection, period, Cohort.of(agency))
        levels = [each.level for each in cohorts_below(connection, code, period, evaluator.known_at)]
        below = [evaluator.evaluated(connection, period, Cohort(level, root_code(code))) for level in levels]
    return agency, evaluation, contributions(evaluation, code, below, by)
