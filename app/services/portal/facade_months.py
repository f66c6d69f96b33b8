"""The portal's charts: how the months of a year stand for an agency or for all provinces, and what is done online.

What is not known of a month is null or left out, never 0; a chart of parts is empty unless all of it is known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period, PeriodKind
from app.domain.published_numbers import FULL_RATE
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import percent
from app.services.evaluation.evaluate import Evaluator
from app.services.portal import facade_words as words
from app.services.portal.facade_answers import DonutPart, Donuts, MonthDossiers, MonthScore
from app.services.portal.facade_numbers import ON_TIME, average, published_rate
from app.services.portal.facade_units import Found, Unit, evaluated, evaluated_alone
from app.storage.database import Connection
from app.storage.figures import read as figures_read

_Sums: TypeAlias = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year: the score, and the per cent of dossiers that were on time."""

    number: str
    score: Decimal | None = None
    on_time: Decimal | None = None


def months(evaluator: Evaluator, found: Found) -> list[Month]:
    """The twelve months of the year that was asked about: of the agency asked about, or the averages of the country."""
    root = found.parent.agency if found.parent else None
    year = Period(PeriodKind.YEAR, found.evaluation.period.year, 1)
    with evaluator.database.reading() as connection:
        return [_month(evaluator, connection, each, root) for each in year.months]


def scores(of: Iterable[Month]) -> list[MonthScore]:
    return [MonthScore(month=each.number, average_score=each.score) for each in of]


def dossiers(of: Iterable[Month]) -> list[MonthDossiers]:
    return [
        MonthDossiers(
            month=each.number,
            on_time_pct=each.on_time,
            overdue_pct=None if each.on_time is None else FULL_RATE - each.on_time,
        )
        for each in of
    ]


def known_dossiers(of: Iterable[Month]) -> list[MonthDossiers]:
    """Only the months of which something is known."""
    return dossiers(each for each in of if each.on_time is not None)


def donuts(found: Found) -> Donuts:
    """How dossiers were filed and procedures are offered, of all that were asked about together."""
    return Donuts(
        online_dossier=_parts(words.DOSSIER_PARTS, _sums(found.subjects, _channels)),
        online_provision=_parts(words.PROVISION_PARTS, _sums(found.subjects, _provision)),
    )


def _month(evaluator: Evaluator, connection: Connection, month: Period, root: Agency | None) -> Month:
    number = f"{month.number:02}"
    if not figures_read.is_known(connection, [month]):
        return Month(number)
    evaluation = (
        evaluated_alone(evaluator, connection, month, root) if root else evaluated(evaluator, connection, month, None)
    )
    score = evaluation.cards[root.code].score(TOTAL) if root else average(evaluation.columns[TOTAL])
    return Month(number, score, _on_time(evaluation, root))


def _on_time(evaluation: Evaluation, root: Agency | None) -> Decimal | None:
    """Of all dossiers of the agencies together, if all are known; of one agency else what was published."""
    if ON_TIME not in evaluation.scorecard.indicators:
        return None
    outcomes = [card.outcomes[ON_TIME] for card in evaluation.cards.values()]
    handled = [each.numerator for each in outcomes if each.numerator is not None]
    received = sum(each.denominator for each in outcomes if each.denominator is not None)
    if len(handled) == len(outcomes):
        return percent(sum(handled), received) if received else None
    return published_rate(evaluation.cards[root.code], ON_TIME, "TDGQ") if root else None


def _sums(units: Sequence[Unit], parts: Callable[[Unit], _Sums | None]) -> _Sums | None:
    """The parts of all units together; ``None`` where one of them does not know its own."""
    found = [each for each in map(parts, units) if each is not None]
    if len(found) < len(units) or not found:
        return None
    return {code: sum(each[code] for each in found) for code in found[0]}


def _channels(unit: Unit) -> _Sums | None:
    online, every = unit.count("dossiers_online"), unit.count("dossiers_all_channels")
    return None if online is None or every is None else {"ONLINE": online, "OTHER": every - online}


def _provision(unit: Unit) -> _Sums | None:
    full, partly = unit.count("procedures_fully_online"), unit.count("procedures_partly_online")
    every = unit.count("procedures_in_authority")
    if full is None or partly is None or every is None:
        return None
    return {"FULL": full, "PARTIAL": partly, "NONE": every - partly - full}


def _parts(names: Mapping[str, str], values: _Sums | None) -> list[DonutPart]:
    whole = sum(values.values()) if values else 0
    if values is None or whole == 0:
        return []
    return [
        DonutPart(code=code, name=name, value=values[code], percent=percent(values[code], whole))
        for code, name in names.items()
    ]
