"""The portal's trees, an agency and those below it in one group, from our figures as they stand now."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from app.readers.portal import vocabulary
from app.services.evaluation.evaluate import Evaluator
from app.services.portal import facade_answers as answers
from app.services.portal import facade_months
from app.services.portal import facade_words as words
from app.services.portal.facade_numbers import ON_TIME, of_maximum, published_rate, rate
from app.services.portal.facade_units import Scope, Unit, find

ProgressTree: TypeAlias = answers.ChartedTree[answers.ProgressParent, answers.ProgressUnit, answers.MonthDossiers]
OnlineTree: TypeAlias = answers.ChartedTree[answers.OnlineParent, answers.OnlineUnit, answers.MonthOnline]
PaymentTree: TypeAlias = answers.Tree[answers.PaymentParent, answers.PaymentUnit]
_Fields: TypeAlias = dict[str, Any]


def progress(evaluator: Evaluator, scope: Scope) -> ProgressTree:
    with evaluator.database.reading():  # so that the chart is of the same moment as the rest
        found = find(evaluator, scope, "TDGQ")
        months = [] if scope.by_procedure else facade_months.months(evaluator, found)
    return ProgressTree(
        parent=_progress_parent(found.parent) if found.parent else None,
        children=[_progress_child(unit) for unit in found.listed],
        monthly_chart=facade_months.known_dossiers(months),
    )


def online(evaluator: Evaluator, scope: Scope) -> OnlineTree:
    """Counts stand with the parent only, as on the portal. What its chart shows is not known: it has no months here."""
    found = find(evaluator, scope, "CLGQ")
    return OnlineTree(
        parent=_online_parent(found.parent) if found.parent else None,
        children=[answers.OnlineUnit(**_child(unit), **_scores(unit, "CLGQ")) for unit in found.listed],
        monthly_chart=[],
    )


def payment(evaluator: Evaluator, scope: Scope) -> PaymentTree:
    found = find(evaluator, scope, "TTTT")
    return PaymentTree(
        parent=answers.PaymentParent(**_names(found.parent), **_payment(found.parent)) if found.parent else None,
        children=[answers.PaymentUnit(**_child(unit), **_payment(unit)) for unit in found.listed],
    )


def _progress_parent(unit: Unit) -> answers.ProgressParent:
    figure = unit.card.figures["TDGQ"]
    return answers.ProgressParent(
        **_names(unit),
        **_handled(unit),
        total_completed=None,
        total_score=figure.score,
        total_max_score=figure.max,
    )


def _progress_child(unit: Unit) -> answers.ProgressUnit:
    figure, counts = unit.card.figures["TDGQ"], _handled(unit)
    scores: _Fields = {"score": figure.score, "max_score": figure.max}
    overdue = _overdue(counts["total_received"], counts["total_on_time"])
    return answers.ProgressUnit(**_child(unit), **counts, total_overdue=overdue, **scores)


def _handled(unit: Unit) -> _Fields:
    received, on_time = unit.count("dossiers_received"), unit.count("dossiers_on_time")
    return {
        "total_received": received,
        "total_on_time": on_time,
        "avg_processing_days": None,
        "ratio": rate(on_time, received, published_rate(unit.card, ON_TIME, "TDGQ")),
    }


def _overdue(received: int | None, on_time: int | None) -> int | None:
    """Who is not on time is overdue: so it is in every captured answer."""
    return None if received is None or on_time is None else received - on_time


def _online_parent(unit: Unit) -> answers.OnlineParent:
    return answers.OnlineParent(
        **_names(unit),
        **_scores(unit, "CLGQ"),
        **_counts(unit, vocabulary.ONLINE),
        online_on_time_sum=None,
        online_overdue_sum=None,
    )


def _payment(unit: Unit) -> _Fields:
    counts = _counts(unit, vocabulary.PAYMENT)
    # Its meaning is not known; in every captured answer the two are the same.
    distinct = counts["total_fee_formality"]
    return {**counts, "total_fee_dossier_formality_distinct": distinct, **_scores(unit, "TTTT")}


def _names(unit: Unit) -> _Fields:
    return {"department_id": unit.id, "department_name": unit.name, "department_code": unit.agency.code}


def _child(unit: Unit) -> _Fields:
    return {**_names(unit), "level": words.kind_of(unit.agency).level, "score_delta": unit.change}


def _counts(unit: Unit, fields: Mapping[str, str]) -> _Fields:
    return {name: unit.count(measure) for name, measure in fields.items()}


def _scores(unit: Unit, group: str) -> _Fields:
    figure = unit.card.figures[group]
    return {"total_score": figure.score, "total_max_score": figure.max, "ratio": of_maximum(figure)}
