"""What all answers about what a score would take say of themselves."""

from pydantic import BaseModel, Field

from app.api.schemas.common import AgencyRef, KnownThen, Moment
from app.domain.evaluation.scores import Basis


class WhatIfHead(BaseModel):
    period: str = Field(examples=["2026"])
    agency: AgencyRef
    cohort: str = Field(description="The agencies that it is ranked with.", examples=["provinces"])
    basis: Basis = Field(description="What was asked for; each figure names its own basis.")
    scorecard: str = Field(description="Id of the scorecard in force.", examples=["qd766-2022-06-23"])
    verified: bool = Field(
        description="Whether published figures bear the scorecard out for this period and kind of agency."
    )
    as_of: Moment | None = Field(description="Date of the newest figure of the agency.")
    known_at: KnownThen
