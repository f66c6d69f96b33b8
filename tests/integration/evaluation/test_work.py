"""The work of a request: what was evaluated for it is counted, and it stops when nobody waits for it."""

from collections.abc import Iterator

import pytest

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.evaluation import work
from app.services.evaluation.evaluate import Evaluator
from tests.conftest import NOW, Client

PROVINCES = Cohort.parse("provinces")


@pytest.fixture
def mine() -> Iterator[work.Work]:
    token = work.CURRENT.set(made := work.Work())
    yield made
    work.CURRENT.reset(token)


def evaluate(reader: Client, period: str) -> int:
    service = reader.service
    evaluator = Evaluator(service.database, service.registers.scorecards, Basis.BEST, NOW.date())
    return len(evaluator.cohort(Period.parse(period), PROVINCES).cards)


def test_evaluations_are_counted_by_agencies_and_periods(reader: Client, mine: work.Work) -> None:
    assert evaluate(reader, "2026-Q3") == mine.evaluated == 34
    evaluate(reader, "2026")
    assert mine.evaluated == 68


def test_what_nobody_counts_is_evaluated_too(reader: Client) -> None:
    assert evaluate(reader, "2026") == 34


def test_cancelled_work_stops_before_the_next_evaluation(reader: Client, mine: work.Work) -> None:
    mine.cancelled.set()
    with pytest.raises(work.WorkCancelled):
        evaluate(reader, "2026")
    assert mine.evaluated == 0
