"""What if counts were others: nothing of it is stored."""

from collections.abc import Sequence

from app.domain.agencies import Agency, Cohort, is_code, not_in_period
from app.domain.errors import Faults, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period
from app.domain.what_if.changes import Change, check_changes
from app.domain.what_if.scenarios import Scenario, scenario
from app.services.evaluation import work
from app.services.evaluation.evaluate import Evaluator
from app.storage import agencies
from app.storage.database import Connection


def scenario_of(
    evaluator: Evaluator, period: Period, cohort: Cohort, changes: Sequence[Change], faults: Faults
) -> Scenario:
    """A cohort with changed counts beside what it is; ``faults``: what was found wrong with the changes already.

    Refuses ``scenario_invalid`` with all that is wrong, and as ``Evaluator.cohort``.
    """
    with evaluator.database.reading() as connection:
        evaluation = evaluator.evaluated(connection, period, cohort)
        absent = _absent(connection, evaluator, evaluation, {each.agency for each in changes})
    new = check_changes(evaluation, changes, absent, faults)
    faults.refuse("scenario_invalid")
    work.stop_if_cancelled()
    found = scenario(evaluation, new)
    work.count(len(evaluation.cards))
    return found


def _absent(
    connection: Connection, evaluator: Evaluator, evaluation: Evaluation, codes: set[str]
) -> dict[str, Refusal]:
    """Why agencies that are asked about are not in the cohort."""
    others = {code for code in codes if code not in evaluation.cards}
    day = evaluation.period.last_day
    known = agencies.find(connection, filter(is_code, others), day, evaluator.known_at)
    return {code: _refusal(evaluation, code, known.get(code)) for code in others}


def _refusal(evaluation: Evaluation, code: str, agency: Agency | None) -> Refusal:
    if agency is None:
        return Refusal("unknown_agency", value=code)
    if not agency.valid_on(evaluation.period.last_day):
        return not_in_period(agency, evaluation.period)
    return Refusal("outside_cohort", value=code, cohort=evaluation.cohort, own=Cohort.of(agency))
