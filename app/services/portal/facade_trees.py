"""The portal's trees, an agency and those below it in one group, from our figures as they stand now."""

from collections.abc import Mapping
from typing import Any

from app.domain.periods import Period
from app.readers.portal import shapes, vocabulary
from app.services.evaluation.evaluate import Evaluator
from app.services.portal.facade import of_maximum, rate
from app.services.portal.facade_units import Unit, family


def progress(evaluator: Evaluator, period: Period, root: str) -> shapes.Tree[shapes.ProgressUnit, shapes.ProgressUnit]:
    found = family(evaluator, period, root, "TDGQ")
    return shapes.Tree(
        parent=_progress(found.parent, total_completed=None),
        children=[_progress(unit, total_overdue=unit.count("dossiers_overdue")) for unit in found.children],
        monthly_chart=[],
    )


def online(evaluator: Evaluator, period: Period, root: str) -> shapes.Tree[shapes.OnlineParent, shapes.OnlineUnit]:
    """Counts stand with the parent only, as on the portal."""
    found = family(evaluator, period, root, "CLGQ")
    parent = shapes.OnlineParent(
        **_online(found.parent),
        **_counts(found.parent, vocabulary.ONLINE),
        online_on_time_sum=None,
        online_overdue_sum=None,
    )
    children = [shapes.OnlineUnit(**_online(unit)) for unit in found.children]
    return shapes.Tree(parent=parent, children=children, monthly_chart=[])


def payment(evaluator: Evaluator, period: Period, root: str) -> shapes.Tree[shapes.PaymentUnit, shapes.PaymentUnit]:
    found = family(evaluator, period, root, "TTTT")
    return shapes.Tree(parent=_payment(found.parent), children=[_payment(unit) for unit in found.children])


def _progress(unit: Unit, **more: Any) -> shapes.ProgressUnit:
    figure = unit.card.figures["TDGQ"]
    counts = {name: count for name, count in _counts(unit, vocabulary.PROGRESS).items() if name != "total_overdue"}
    return shapes.ProgressUnit(
        **_names(unit),
        **counts,
        avg_processing_days=None,
        ratio=rate(counts["total_on_time"], counts["total_received"], figure.official),
        score=figure.score,
        total_score=figure.score,
        max_score=figure.max,
        **more,
    )


def _online(unit: Unit) -> dict[str, Any]:
    return {**_names(unit), "department_code": unit.agency.code, **_scores(unit, "CLGQ")}


def _payment(unit: Unit) -> shapes.PaymentUnit:
    return shapes.PaymentUnit(
        **_names(unit),
        **_counts(unit, vocabulary.PAYMENT),
        **_scores(unit, "TTTT"),
        total_fee_dossier_formality_distinct=None,
    )


def _names(unit: Unit) -> dict[str, Any]:
    return {"department_id": unit.id, "department_name": unit.agency.name}


def _counts(unit: Unit, fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: unit.count(measure) for name, measure in fields.items()}


def _scores(unit: Unit, group: str) -> dict[str, Any]:
    figure = unit.card.figures[group]
    return {"total_score": figure.score, "total_max_score": figure.max, "ratio": of_maximum(figure)}
