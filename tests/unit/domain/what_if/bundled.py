"""The provinces on the bundled figures of 10 October 2026."""

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.evaluation.evaluate import Evaluator
from tests.conftest import NOW, Client

HUNG_YEN = "H31"


def evaluation_of(reader: Client, code: str = HUNG_YEN, period: str = "2026", basis: Basis = Basis.BEST) -> Evaluation:
    """An agency's cohort in a period, as the bundled figures have it."""
    evaluator = Evaluator(reader.service.database, reader.service.registers.scorecards, basis, NOW.date())
    return evaluator.agency(Period.parse(period), code)[1]
