"""Shapes of contributions: the points lost in an indicator, divided among the agencies below."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from app.api.schemas.common import AgencyRef, KnownThen, Moment, Score
from app.domain.agencies import Level
from app.domain.evaluation.scores import Basis
from app.domain.what_if.contributions import NotDivided

Lost = Annotated[
    Decimal,
    WithJsonSchema(
        {"type": "number", "description": "Points lost, rounded half up to three decimals.", "examples": [0.961]},
        mode="serialization",
    ),
]


class ChildPartOut(BaseModel):
    agency: AgencyRef
    level: Level
    cases: int = Field(description="Its denominator.")
    bad: int = Field(description="Its cases that are not good.")
    points: Lost


class SubtotalOut(BaseModel):
    level: Level
    agencies: int = Field(description="How many agencies of this level have counts.")
    bad: int
    points: Lost


class UnlistedOut(BaseModel):
    bad: int = Field(description="Below 0 where the agencies below counted more bad cases than the agency itself.")
    points: Lost


class ContributionOut(BaseModel):
    """One indicator. `parts` + `unlisted` + `forgiven` + `rounding` = `lost`, to the last digit."""

    code: str = Field(examples=["DOSSIER_ON_TIME"])
    title: str
    title_en: str
    max: Score
    score: Score | None = Field(description="What the counts give.")
    numerator: int | None
    denominator: int | None
    bad: int | None = Field(description="Denominator less numerator.")
    derived: bool = Field(description="Whether the agency's counts were not reported, but derived.")
    lost: Score | None = Field(description="Maximum less score.")
    exact: Lost | None = Field(description="The same before the score was rounded: what the parts sum to exactly.")
    parts: list[ChildPartOut] = Field(description="Of the agencies directly below, the most bad cases first.")
    subtotals: list[SubtotalOut] = Field(description="The same by level; not to be added to the parts.")
    unlisted: UnlistedOut | None = Field(description="What no agency in `parts` accounts for.")
    forgiven: Lost | None = Field(
        description="0 or less: what is not lost because full marks are given from a ratio below 1 on."
    )
    rounding: Lost | None = Field(description="What rounding leaves between `lost` and the lines as they are shown.")
    unknown: list[AgencyRef] = Field(description="Agencies directly below whose counts are not known.")
    reason: NotDivided | None = Field(description="Why the loss is not divided.")
    detail: str | None
    detail_vi: str | None


class ContributionsOut(BaseModel):
    """Who costs what. From counts, whichever score is published; points of parts have three decimals."""

    period: str = Field(examples=["2026-Q3"])
    cohort: str = Field(examples=["provinces"])
    basis: Basis
    scorecard: str
    verified: bool = Field(
        description="Whether published figures bear the scorecard out for this period and kind of agency."
    )
    as_of: Moment | None = Field(description="Date of the newest figure of the agency.")
    known_at: KnownThen
    agency: AgencyRef
    by: str | None = Field(description="What was asked for; null for all indicators whose counts add up.")
    items: list[ContributionOut]
