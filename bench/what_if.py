"""What a score would take, over the evaluated provinces of the bundled figures: each question against its limit.

Of the processor's time: nothing waits for anything.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.what_if.opportunities import opportunities
from app.domain.what_if.pace import PaceQuestion, pace
from app.services import registers
from app.services.demo import load_demo
from app.services.evaluation.evaluate import Evaluator
from bench.country import NOW, service_on
from bench.rounds import Better, Ratio, Result, Target

_PART = "what_if"
_PERIOD, _AGENCY = Period.parse("2026"), "H31"
_TIMES = 20  # one takes so short a while that the clock of a busy machine says little
_Ask = Callable[[Evaluation], object]
# What is asked, and the milliseconds that it may take.
QUESTIONS: dict[str, tuple[_Ask, float]] = {
    "next steps and room": (lambda found: opportunities(found, _AGENCY, ended=False), 20),
    "pace of all that only new cases move": (lambda found: pace(found, _AGENCY, PaceQuestion(), NOW.date()), 20),
}


def run(rounds: int) -> Iterator[Result]:
    with TemporaryDirectory() as folder:
        evaluation = _evaluated(Path(folder) / "bundled.db")
        for name, (ask, limit) in QUESTIONS.items():
            ask(evaluation)
            ours = [_milliseconds(ask, evaluation) for _ in range(rounds)]
            yield Ratio(_PART, name, "ms", ours, "the limit", [limit] * rounds, Target(Better.LOW, 1))


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
