"""The portal's trees, an agency and those below it in one group, from our figures as they stand now."""

from typing import Any

from app.domain.periods import Period
from app.services.evaluate import Evaluator
from app.services.portal_answers import of_maximum, rate
from app.services.portal_units import Unit, family
from app.sources.portal import shapes


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
    count = found.parent.count
    parent = shapes.OnlineParent(
        **_online(found.parent),
        authority_count=count("procedures_in_authority"),
        partial_count=count("procedures_partly_online"),
        full_count=count("procedures_fully_online"),
        online_dossier_count=count("online_services_with_dossiers"),
        online_service_total=count("online_services"),
        channel_online_sum=count("dossiers_online"),
        channel_direct_sum=count("dossiers_direct"),
        channel_postal_sum=count("dossiers_postal"),
        channel_total_sum=count("dossiers_all_channels"),
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
    on_time, received = unit.count("dossiers_on_time"), unit.count("dossiers_received")
    return shapes.ProgressUnit(
        department_id=unit.id,
        department_name=unit.agency.name,
        total_received=received,
        total_on_time=on_time,
        avg_processing_days=None,
        ratio=rate(on_time, received, figure.official),
        score=figure.score,
        total_score=figure.score,
        max_score=figure.max,
        **more,
    )


def _online(unit: Unit) -> dict[str, Any]:
    figure = unit.card.figures["CLGQ"]
    return {
        "department_id": unit.id,
        "department_name": unit.agency.name,
        "department_code": unit.agency.code,
        "total_score": figure.score,
        "total_max_score": figure.max,
        "ratio": of_maximum(figure),
    }


def _payment(unit: Unit) -> shapes.PaymentUnit:
    figure = unit.card.figures["TTTT"]
    return shapes.PaymentUnit(
        department_id=unit.id,
        department_name=unit.agency.name,
        total_dossier_online_payment_success=unit.count("dossiers_paid_online"),
        total_dossier_financial_obligation=unit.count("dossiers_with_fees"),
        total_dossier_online_formality_payment_success=unit.count("fee_procedures_paid_online"),
        total_fee_dossier_formality=unit.count("fee_procedures_with_synced_fees"),
        total_fee_dossier_formality_distinct=None,
        total_fee_formality=unit.count("fee_procedures"),
        ratio=of_maximum(figure),
        total_score=figure.score,
        total_max_score=figure.max,
    )
