"""What a score would take, over the evaluated provinces of the bundled figures: each question against its limit.

Of the processor's time: nothing waits for anything.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from app.domain.agencies import Cohort
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.contributions import contributions
from app.domain.what_if.goals import Wish
from app.domain.what_if.opportunities import opportunities
from app.domain.what_if.pace import PaceQuestion, pace
from app.domain.what_if.targets import Question
from app.domain.what_if.weights import Drawing
from app.services import registers
from app.services.context import AppContext
from app.services.demo import load_demo
from app.services.evaluation.evaluate import Evaluator
from app.services.what_if.robustness import get_robustness
from bench.country import NOW, PERIOD, WHOLE, Shape, build, service_on
from bench.rounds import Better, Ratio, Result, Target

_PART = "what_if"
_PERIOD, _AGENCY = Period.parse("2026"), "H31"
_TIMES = 20  # one takes so short a while that the clock of a busy machine says little
_Ask = Callable[[Evaluation], object]
# What is asked, and the milliseconds that it may take.
QUESTIONS: dict[str, tuple[_Ask, float]] = {
    "next steps and room": (lambda found: opportunities(found, _AGENCY, ended=False), 20),
    "pace of all that only new cases move": (lambda found: pace(found, _AGENCY, PaceQuestion(), NOW.date()), 20),
    "the cheapest paths to a target 4.46 points away, by each set of levers": (
        lambda found: Question(TOTAL, Wish(rank=10)).answer(found, _AGENCY, {}, ended=False),
        150,
    ),
}


def run(rounds: int) -> Iterator[Result]:
    with TemporaryDirectory() as folder:
        evaluation = _evaluated(Path(folder) / "bundled.db")
        for name, (ask, limit) in QUESTIONS.items():
            ask(evaluation)
            ours = [_milliseconds(ask, evaluation) for _ in range(rounds)]
            yield Ratio(_PART, name, "ms", ours, "the limit", [limit] * rounds, Target(Better.LOW, 1))
        yield _contributions(Path(folder), rounds)
        yield from _robustness(Path(folder), rounds)


def _evaluated(path: Path) -> Evaluation:
    service = service_on(path)
    registers.migrate(service.database, service.registers, NOW)
    load_demo(service.database, service.registers, NOW, lambda _line: None)
    _, found = Evaluator.asked(service, Basis.BEST).agency(_PERIOD, _AGENCY)
    service.database.engine.dispose()
    return found


def _milliseconds(ask: _Ask, evaluation: Evaluation) -> float:
    start = process_time()
    for _ in range(_TIMES):
        ask(evaluation)
    return (process_time() - start) * 1000 / _TIMES


def _contributions(folder: Path, rounds: int) -> Result:
    """Of the bundled province whose departments' counts are known."""
    service = service_on(folder / "bundled.db")
    evaluator, quarter = Evaluator.asked(service, Basis.BEST), Period.parse("2026-Q3")
    _, province = evaluator.agency(quarter, "H44")
    below = [evaluator.cohort(quarter, Cohort.parse(f"H44.{each}")) for each in ("departments", "communes")]
    service.database.engine.dispose()
    ours = [_milliseconds(lambda found: contributions(found, "H44", below), province) for _ in range(rounds)]
    name = "contributions: all indicators that add up"
    return Ratio(_PART, name, "ms", ours, "the limit", [20] * rounds, Target(Better.LOW, 1))


def _robustness(folder: Path, rounds: int) -> Iterator[Result]:
    """Of the bundled provinces, and of a province with as many communes as the whole country; nothing is kept."""
    bundled = service_on(folder / "bundled.db")
    large = build(folder / "large.db", Shape(1, 0, WHOLE.communes))
    for service, period, cohort, agencies, limit in (
        (bundled, _PERIOD, "provinces", 34, 250.0),
        (large, PERIOD, "H01.communes", WHOLE.communes, 15_000.0),
    ):
        asked = period, Cohort.parse(cohort), Drawing()
        _milliseconds_of_robustness(service, *asked)
        ours = [_milliseconds_of_robustness(service, *asked) for _ in range(rounds)]
        name = f"how firm the ranks of {agencies} agencies are, with evaluation and 1,000 draws"
        yield Ratio(_PART, name, "ms", ours, "the limit", [limit] * rounds, Target(Better.LOW, 1))
        service.database.engine.dispose()


def _milliseconds_of_robustness(service: AppContext, period: Period, cohort: Cohort, drawing: Drawing) -> float:
    evaluator, limits = Evaluator.asked(service, Basis.BEST), service.registers.offices.default.limits
    start = process_time()
    get_robustness(evaluator, limits, period, cohort, drawing, None)
    return (process_time() - start) * 1000
