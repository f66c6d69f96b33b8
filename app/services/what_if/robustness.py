"""How firm ranks are: of the cohort as it stands, and of the days before, each evaluated for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from app.domain.agencies import Cohort
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.periods import Period
from app.domain.time import day_of
from app.domain.what_if.robustness import RankHistory, Robustness, counted_ranks, rank_history, robustness
from app.domain.what_if.weights import Drawing
from app.services.evaluation import work
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation_cache import Question, VersionedCache
from app.services.versions import group_of
from app.storage.database import Connection
from app.storage.figures import read as figures_read

HISTORY_DAYS = 30  # the newest, at most
_HISTORY_AGENCIES = 15_000  # evaluated for a history at most: of larger cohorts fewer days
_DRAWS_AS_EVALUATION = 500  # so many draws take about as long as an evaluation


def get_robustness(
    evaluator: Evaluator,
    limits: FindingLimits,
    period: Period,
    cohort: Cohort,
    drawing: Drawing,
    cache: VersionedCache[Robustness] | None,
) -> Robustness:
    """How firm the ranks of a cohort are, made once for each state of what it rests on.

    Refuses as ``Evaluator.cohort``, and ``ranks_published`` and ``too_few_ranked``.
    """
    ended = evaluator.today > period.last_day
    with evaluator.database.reading() as connection:

        def make(_: Question) -> Robustness:
            evaluation = evaluator.evaluated(connection, period, cohort)
            ranks = counted_ranks(evaluation, limits)
            history = _history(connection, evaluator, evaluation, ranks)
            work.count(len(ranks) * drawing.draws // _DRAWS_AS_EVALUATION)
            return robustness(evaluation, ranks, history, drawing, work.stop_if_cancelled, ended=ended)

        day = day_of(evaluator.as_of) if evaluator.as_of else evaluator.today
        question = Question(
            period, str(cohort), group_of(cohort), evaluator.basis, evaluator.bounds, day, (drawing, ended)
        )
        if cache is None or not evaluator.database.is_view(connection):
            return make(question)
        return cache.get(connection, question, make)


def _history(
    connection: Connection, evaluator: Evaluator, evaluation: Evaluation, ranks: dict[str, int]
) -> RankHistory:
    days = _days(connection, evaluator, evaluation)
    most = max(1, min(HISTORY_DAYS, _HISTORY_AGENCIES // len(evaluation.cards)))

    def stood() -> Iterator[tuple[date, Evaluation]]:
        for number, moment in enumerate(days[:most]):
            # Not kept: nobody else will ask for them, and they would drive out what others do ask for.
            then = replace(evaluator, as_of=moment, cache=None)
            period, cohort = evaluation.period, evaluation.cohort
            yield day_of(moment), then.evaluated(connection, period, cohort) if number else evaluation

    return rank_history(ranks, len(days), stood())


def _days(connection: Connection, evaluator: Evaluator, evaluation: Evaluation) -> list[datetime]:
    """The last moment of each day in Vietnam on which figures are dated that the evaluation rests on, newest first."""
    known = evaluation.known
    codes = {*known.counts, *known.officials, *(code for month in known.parts.months.values() for code in month)}
    periods = [evaluation.period, *evaluation.period.months]
    moments = sorted(figures_read.dates_of(connection, periods, codes, evaluator.bounds))
    return sorted({day_of(moment): moment for moment in moments}.values(), reverse=True)
