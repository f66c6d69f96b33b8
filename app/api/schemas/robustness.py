"""Shape of how firm ranks are."""

from datetime import date

from pydantic import BaseModel, Field

from app.api.schemas.common import AgencyRef, Exact, KnownThen, Moment, NextPage, Score
from app.domain.evaluation.scores import Basis


class DrawsOut(BaseModel):
    """How weights were drawn: each group's maximum times a factor of its own, then brought back to the same sum. The
    same seed gives the same ranks."""

    draws: int = Field(examples=[1000])
    seed: int = Field(examples=[766])
    least_factor: Exact
    greatest_factor: Exact
    lacking_groups: list[str] = Field(
        description="Agencies that have a total but not all groups: while there are any, nothing is said of weights."
    )


class HistoryDaysOut(BaseModel):
    """On which days ranks were compared: each with the figures dated up to its end."""

    found: int = Field(description="On so many days figures of the cohort are dated.")
    read: int = Field(description="Of so many, the newest, ranks were made: at most 30, fewer of a large cohort.")
    compared: int = Field(description="On so many of these the same agencies had a rank as now.")
    first_day: date | None = Field(description="The first day compared.")
    last_day: date | None = Field(description="The last day compared.")


class LeverOut(BaseModel):
    agency: AgencyRef
    code: str = Field(description="Indicator.", examples=["PAYMENT_PROCEDURE_USED"])
    title: str
    title_en: str
    cases: int = Field(description="The fewest existing cases to be made good.", examples=[15])


class MarginOut(BaseModel):
    """What lies between two places."""

    agencies: list[AgencyRef] = Field(description="Who has that place; several where they are level.")
    rank: int = Field(examples=[27])
    gap: Score = Field(description="Points between the two totals.")
    cheapest: LeverOut | None = Field(
        description="By which single indicator the lower of the two draws level with the fewest existing cases that "
        "can still be made good, while all others stand still; null where none does."
    )


class SpreadOut(BaseModel):
    best: int
    worst: int


class WeightSensitivityOut(BaseModel):
    """Ranks under drawn weights. No confidence interval: the weights are law."""

    p5: int = Field(description="In 5 per cent of the draws the rank is this or better.")
    median: int
    p95: int = Field(description="In 95 per cent of the draws the rank is this or better.")


class SmallDenominatorOut(BaseModel):
    """An indicator with so few cases that one moves the score by at least 0.01 points."""

    code: str = Field(examples=["PETITION_PROCESSING_ON_TIME"])
    title: str
    title_en: str
    cases: int = Field(description="The denominator.", examples=[568])
    case_points: Score = Field(description="What one case is worth, rounded half up.")


class RobustnessItem(BaseModel):
    agency: AgencyRef
    rank: int = Field(examples=[28])
    score: Score
    tied: list[AgencyRef] = Field(description="Others of the same rank.")
    above: MarginOut | None = Field(description="To the next place up; null for the first.")
    below: MarginOut | None = Field(description="To the next place down; null for the last.")
    history: SpreadOut = Field(description="The best and the worst rank over the days compared.")
    sensitivity_to_weights: WeightSensitivityOut | None
    without_group: dict[str, int] = Field(description="The rank without each group; empty where weights say nothing.")
    small_denominators: list[SmallDenominatorOut]


class RobustnessOut(BaseModel):
    """Three separate answers: margins, history, and sensitivity to weights. None of them is a confidence."""

    period: str = Field(examples=["2026"])
    cohort: str = Field(description="The agencies compared.", examples=["provinces"])
    basis: Basis = Field(description="What was asked for.")
    scorecard: str = Field(description="Id of the scorecard in force.", examples=["qd766-2022-06-23"])
    verified: bool = Field(
        description="Whether published figures bear the scorecard out for this period and kind of agency."
    )
    as_of: Moment | None = Field(description="Date of the newest figure in the answer.")
    known_at: KnownThen
    ended: bool = Field(description="Whether the period has ended: then fewer cases can be made good.")
    ranked: int = Field(description="How many of the cohort have a total; only these have an item.")
    of: int = Field(description="How many agencies the cohort has.")
    weights: DrawsOut
    days: HistoryDaysOut
    items: list[RobustnessItem] = Field(description="By rank.")
    next: NextPage
