"""Shapes of pace."""

from datetime import date

from pydantic import BaseModel, Field

from app.api.schemas.common import Exact, Moment, Score
from app.api.schemas.what_if import WhatIfHead
from app.domain.evaluation.scores import Source
from app.domain.what_if.pace import PaceAim, PaceReach


class PaceTargetOut(BaseModel):
    """What a score asks of the rest of the period."""

    aim: PaceAim = Field(description="The score that was asked for; else the cohort's average, and full marks.")
    score: Score
    reach: PaceReach = Field(
        description="`open`: the rest decides. `safe`: it holds if none of the rest is good. `out_of_reach`: it is not "
        "reached if all of it is."
    )
    good: int = Field(
        description="The fewest further cases that must be good, by the index's own rounding; where the score is out "
        "of reach more than there will be."
    )
    share: Exact | None = Field(
        description="The same in per cent of the further cases, rounded up to two decimals so that it suffices; above "
        "100 where the score is out of reach. null where no further cases are expected.",
        examples=[89.86],
    )


class PaceItemOut(BaseModel):
    """One indicator that only new cases move."""

    code: str
    title: str
    title_en: str
    numerator: int | None
    denominator: int | None
    derived: bool = Field(description="Whether the counts were not reported, but derived from months or children.")
    missing: list[str] = Field(description="Measures without a count: nothing can be paced without them.")
    as_of: Moment | None = Field(description="Date of the newest count.")
    score: Score | None
    basis: Source | None = Field(description="What `score` rests on; the pace rests on the counts.")
    max: Score
    average: Score | None = Field(description="The average of the cohort.")
    averaged: int | None = Field(description="Over how many agencies.")
    of: int
    until: date | None = Field(description="The last day that the counts tell of.")
    elapsed_days: int | None = Field(description="Days of the period up to then.")
    remaining_days: int | None = Field(description="Days of the period after that.")
    expected: int | None = Field(description="Further cases up to the end of the period.")
    expected_given: bool = Field(
        description="Whether the request said how many. Else they come in as fast as so far: denominator / elapsed "
        "days x remaining days, rounded half up."
    )
    best: Score | None = Field(description="The score at the end if all further cases are good: how far it reaches.")
    least: Score | None = Field(description="The score at the end if none is.")
    targets: list[PaceTargetOut]


class PaceOut(WhatIfHead):
    first_day: date
    last_day: date
    items: list[PaceItemOut]
