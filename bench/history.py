"""The history of a province over two years, against one evaluation of its cohort: what does the way there cost?

Cold: each by a service that has evaluated nothing yet; its connections and statements are made before the clock starts.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import structlog

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from bench.generate import END, Size, generate, opened
from bench.rounds import Better, Ratio, Result, Target, by_turns

PART = "history"
PROVINCE, PROVINCES = "H44", Cohort.parse("provinces")
WARMED = Cohort.parse("H38.communes")
MONTH = Period.parse("2024-01")
_SIZE = Size(months=24, agencies=500)
_HELD = 100_000  # more agencies than there are
_THEN = END - timedelta(days=365)
_Ask = Callable[[AppContext], object]


def run(rounds: int, size: Size = _SIZE) -> Iterator[Result]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'years.db')}"
        generate(url, size)
        name = f"history of a province over {size.months} months"
        ours, theirs = by_turns(rounds, lambda: _cold(url, _history), lambda: _cold(url, _one))
        target = Target(Better.LOW, 30)
        yield Ratio(PART, f"{name}, cold", "ms", ours, "one evaluation of the provinces, cold", theirs, target)
        ours, theirs = by_turns(rounds, lambda: _again(url), lambda: _cold(url, _history))
        yield Ratio(PART, f"{name}, known_at a microsecond later", "ms", ours, "the first such question", theirs)


def _cold(url: str, ask: _Ask) -> float:
    with opened(url, evaluation_cache_agencies=_HELD) as service:
        Evaluator.asked(service, Basis.BEST).cohort(MONTH, WARMED)
        return _milliseconds(service, ask)


def _again(url: str) -> float:
    with opened(url, evaluation_cache_agencies=_HELD) as service:
        _history(service)
        return _milliseconds(service, lambda known: _history(known, 1))


def _milliseconds(service: AppContext, ask: _Ask) -> float:
    begun = perf_counter()
    ask(service)
    return (perf_counter() - begun) * 1000


def _one(service: AppContext) -> object:
    return Evaluator.asked(service, Basis.BEST).cohort(MONTH, PROVINCES).columns[TOTAL]


def _history(service: AppContext, microseconds: int = 0) -> object:
    known_at = _THEN + timedelta(microseconds=microseconds)
    _, evaluations = Evaluator.asked(service, Basis.BEST, known_at=known_at).history(PROVINCE, TOTAL, None)
    assert len(evaluations) == _SIZE.months
    return [each.columns[TOTAL] for each in evaluations]
