"""What all answers about what a score would take begin with."""

from datetime import datetime
from typing import Any

from app.api.schemas.common import AgencyRef
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation


def evaluation_head(evaluation: Evaluation, known_at: datetime | None) -> dict[str, Any]:
    """What an answer says of the cohort that it rests on. ``known_at``: the moment of the past that was asked about."""
    return {
        "period": str(evaluation.period),
        "cohort": str(evaluation.cohort),
        "basis": evaluation.basis,
        "scorecard": evaluation.scorecard.id,
        "verified": evaluation.verified,
        "known_at": known_at,
    }


def what_if_head(agency: Agency, evaluation: Evaluation, known_at: datetime | None) -> dict[str, Any]:
    """The fields of ``WhatIfHead``. ``known_at``: the moment of the past that was asked about."""
    return {
        **evaluation_head(evaluation, known_at),
        "agency": AgencyRef.of(agency),
        "as_of": evaluation.cards[agency.code].as_of,
    }
