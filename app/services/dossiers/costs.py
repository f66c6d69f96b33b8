"""What hurts: how many points of an agency each kind of lateness of each procedure costs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.counting.engine import DuckDBEngine
from app.counting.listing import dossiers_in_base
from app.counting.question import Question
from app.domain.agencies import is_within
from app.domain.dossiers.judge import Outcome, judge
from app.domain.dossiers.lateness import CASES, GOOD, Lateness
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import worth


@dataclass(frozen=True, slots=True)
class Costs:
    """``cases``: the dossiers of the agency and of all below it; ``parts``: those that cost most first."""

    indicator: Indicator
    cases: int
    parts: Sequence[Lateness]


def find_costs(work: Path, files: Sequence[Path], question: Question, root: str, indicator: Indicator) -> Costs:
    """What late dossiers of ``root`` and of all below it cost ``root``, by agency, procedure and kind of lateness."""
    cases, late = 0, Counter[tuple[str, str, str]]()
    with DuckDBEngine(work) as engine:
        for dossier in dossiers_in_base(engine, files, question):
            if not is_within(dossier.agency, root):
                continue
            judged = judge(
                dossier, question.period, question.rules, question.registers, question.calendar, question.end
            )
            cases += judged[CASES].outcome.counts
            if judged[GOOD].outcome is Outcome.NO:
                late[dossier.agency, dossier.procedure, judged[GOOD].reason.code] += 1
    parts = [Lateness(*group, number, worth(indicator, number, cases)) for group, number in late.items()]
    return Costs(
        indicator, cases, sorted(parts, key=lambda each: (-each.exact, each.agency, each.procedure, each.kind))
    )
