"""What all answers about what a score would take begin with."""

from datetime import datetime
from typing import Any

from app.api.schemas.common import AgencyRef
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation


def what_if_head(agency: Agency, evaluation: Evaluation, known_at: datetime | None) -> dict[str, Any]:
    """The fields of ``WhatIfHead``. ``known_at``: the moment of the past that was asked about."""
    return {
        "period": str(evaluation.period),
        "agency": AgencyRef.of(agency),
        "cohort": str(evaluation.cohort),
        "basis": evaluation.basis,
        "scorecard": evaluation.scorecard.id,
        "verified": evaluation.verified,
        "as_of": evaluation.cards[agency.code].as_of,
        "known_at": known_at,
    }
