"""Open dossiers by how they stand: which are late, and which will be within some working days."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.counting.engine import DuckDBEngine
from app.counting.listing import open_dossiers
from app.counting.question import Question
from app.domain.agencies import is_within
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.outlook import Outlook, Standing, look_ahead
from app.domain.dossiers.reasons import sentences
from app.domain.errors import Refusal
from app.domain.time import day_of
from app.domain.working_days import YearUnknown


class Due(NamedTuple):
    """An open dossier that is late, or will be after ``last_day``; ``None``: late whatever the day. ``sentence``: why,
    in Vietnamese."""

    dossier: str
    agency: str
    procedure: str
    standing: Standing
    last_day: date | None
    sentence: str


@dataclass(slots=True)
class Outlooks:
    """``until``: the last of the working days that were asked about. ``by_agency``: how many stand how."""

    until: date
    by_agency: dict[str, Counter[Standing]] = field(default_factory=dict)
    due: list[Due] = field(default_factory=list)


def find_due(work: Path, files: Sequence[Path], question: Question, days: int, root: str | None = None) -> Outlooks:
    """How all open dossiers stand at the question's end, by the agency that handles them.

    ``days``: working days from the day after. ``due`` has those that are late or soon late, in the order in which they
    must be handled. Refuses ``calendar_year_unknown`` where the calendar does not reach as far.
    """
    try:
        until = question.calendar.add_working_days(day_of(question.end), days)
    except YearUnknown as unknown:
        raise Refusal("calendar_year_unknown", year=unknown.year) from None
    found = Outlooks(until)
    with DuckDBEngine(work) as engine:
        for each in open_dossiers(engine, files, question):
            if is_within(each.agency, root):
                outlook = look_ahead(each, question.registers, question.calendar, question.end, until)
                found.by_agency.setdefault(each.agency, Counter())[outlook.standing] += 1
                if outlook.standing in (Standing.LATE, Standing.SOON):
                    found.due.append(_due(each, outlook))
    found.due.sort(key=lambda each: (each.last_day or date.min, each.agency, each.dossier))
    return found


def _due(dossier: Dossier, outlook: Outlook) -> Due:
    named = (dossier.dossier, dossier.agency, dossier.procedure)
    return Due(*named, outlook.standing, outlook.last_day, sentences(outlook.reasons).vi)
