"""The portal's lists of one group with the counts of each indicator, from our figures as they stand now."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from app.domain.published_numbers import FULL_RATE
from app.domain.scorecard.scorecard import Fraction, Indicator
from app.domain.scorecard.scoring import Rule
from app.services.evaluation.evaluate import Evaluator
from app.services.portal import facade_answers as answers
from app.services.portal import facade_words as words
from app.services.portal.facade import ListPage
from app.services.portal.facade_numbers import of_maximum, published_rate, rate
from app.services.portal.facade_units import Found, Scope, Unit, find

SOURCE = "tthc766"
_FLAGGED = "DOSSIER_SYNC"
_NOT_BY_PROCEDURE = "CITIZEN_DATA_CONNECTED_FORMALITY"

DigitizedUnits: TypeAlias = answers.MeasuredUnits[answers.DigitizedUnit, answers.DigitizedUnit]
SatisfiedUnits: TypeAlias = answers.MeasuredUnits[answers.SatisfiedUnit, answers.SatisfiedUnit]
_Fields: TypeAlias = dict[str, Any]


def transparency(evaluator: Evaluator, scope: Scope, page: ListPage) -> answers.TransparencyUnits:
    found = find(evaluator, scope, "CKMB")
    fractions = words.metrics_of(found.scorecard, found.by)

    def listed(unit: Unit, position: int) -> answers.MeasuredUnit:
        return answers.MeasuredUnit(**_measured(unit, position, found.by, fractions))

    # The average of what is not known: in the one captured answer it is not that of the units listed.
    overview = None
    if found.parent:
        measured = _measured(found.parent, 1, found.by, fractions)
        overview = answers.AveragedUnit(**measured, average_score=None)
    return answers.TransparencyUnits(overview=overview, monthly_chart=[], **_listed(found, page, listed))


def digitized(evaluator: Evaluator, scope: Scope, page: ListPage) -> DigitizedUnits:
    found = find(evaluator, scope, "MDSH")
    fractions = [
        each
        for each in words.metrics_of(found.scorecard, found.by)
        if not (scope.by_procedure and each.code == _NOT_BY_PROCEDURE)
    ]

    def listed(unit: Unit, position: int) -> answers.DigitizedUnit:
        measured = _measured(unit, position, found.by, fractions)
        return answers.DigitizedUnit(department_code=unit.agency.code, **measured)

    overview = listed(found.parent, 1) if found.parent else None
    return DigitizedUnits(overview=overview, **_listed(found, page, listed))


def satisfaction(evaluator: Evaluator, scope: Scope, page: ListPage) -> SatisfiedUnits:
    """Lists the fractions that are published and not scored, too: they are those of petitions."""
    found = find(evaluator, scope, "MDHL")
    fractions = words.metrics_of(found.scorecard, found.by)

    def listed(unit: Unit, position: int) -> answers.SatisfiedUnit:
        return answers.SatisfiedUnit(
            **_measured(unit, position, found.by, fractions),
            total_petitions=unit.count("petitions_to_process"),
            classified_petitions=unit.count("petitions"),
            total_dossiers=unit.count("dossiers_rated_base"),
            average_score=None,
        )

    overview = listed(found.parent, 1) if found.parent else None
    return SatisfiedUnits(overview=overview, **_listed(found, page, listed))


def _listed(found: Found, page: ListPage, made: Callable[[Unit, int], answers.MeasuredUnit]) -> _Fields:
    units = found.listed
    positions = enumerate(page.of(units), page.first + 1)
    return {
        "evaluation": [made(unit, position) for position, unit in positions],
        "pagination": page.described(len(units)),
        "source": SOURCE,
    }


def _measured(unit: Unit, position: int, group: str, fractions: Sequence[Fraction]) -> _Fields:
    figure, kind = unit.card.figures[group], words.kind_of(unit.agency)
    return {
        "stt": position,
        "department_id": unit.id,
        "department_name": unit.name,
        "department_type": kind.type,
        "department_level": kind.level,
        "agency_level": kind.agency_level,
        "total_score": figure.score,
        "total_max_score": figure.max,
        "ratio": of_maximum(figure),
        "score_delta": unit.change,
        "metrics": [_metric(unit, each) for each in fractions],
    }


def _ratio(unit: Unit, fraction: Fraction, numerator: int | None, denominator: int | None) -> Decimal | None:
    """As the portal has it: 100 where marks are granted, null where no cases give no score."""
    if not isinstance(fraction, Indicator):
        return rate(numerator, denominator, None)
    outcome = unit.card.outcomes[fraction.code]
    if outcome.rule is Rule.GRANTED:
        return FULL_RATE
    if outcome.rule is Rule.NO_CASES and outcome.score is None:
        return None
    return rate(numerator, denominator, published_rate(unit.card, fraction.code))


def _metric(unit: Unit, fraction: Fraction) -> answers.Metric:
    numerator, denominator = unit.sum(fraction.numerator), unit.sum(fraction.denominator)
    scored = isinstance(fraction, Indicator)
    figure = unit.card.figures[fraction.code] if scored else None
    metric = answers.Metric(
        code=fraction.code,
        name=words.metric_name(fraction),
        numerator=numerator,
        denominator=denominator,
        ratio=_ratio(unit, fraction, numerator, denominator),
        score=figure.score if figure else None,
        max_score=figure.max if figure else Decimal(),
    )
    if fraction.code == _FLAGGED and (flag := unit.quality(fraction.code)):
        metric.data_quality_status = flag.status
        if flag.message:
            metric.data_quality_message = flag.message
    return metric
