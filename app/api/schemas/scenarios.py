"""Shapes of scenarios: what is asked, and what would become of the cohort."""

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from app.api.schemas.common import AgencyRef, KnownThen, Moment, Score, ScoreChange
from app.domain.evaluation.columns import Method
from app.domain.evaluation.scores import Basis, Source
from app.domain.measures import MAX_COUNT
from app.domain.what_if.changes import MAX_CHANGES


class ChangeIn(BaseModel):
    """A count that is another one: give `by` or `to`."""

    model_config = ConfigDict(extra="forbid")

    agency: str = Field(description="Code of an agency of the cohort.", examples=["H31"])
    measure: str = Field(description="Code of a count, see GET /v1/measures.", examples=["dossiers_on_time"])
    by: StrictInt | None = Field(
        None, ge=-MAX_COUNT, le=MAX_COUNT, description="So many more, or fewer.", examples=[5000]
    )
    to: StrictInt | None = Field(None, ge=0, le=MAX_COUNT, description="The new number.", examples=[425877])


class ScenarioIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    changes: list[ChangeIn] = Field(
        min_length=1, max_length=MAX_CHANGES, description="Each count once. All other counts stay as they are."
    )


class CountChangeOut(BaseModel):
    measure: str
    before: int | None = Field(description="null where it was not known.")
    after: int
    derived: bool = Field(description="Whether nobody reported the count as it was: derived from months or children.")


class FigureChangeOut(BaseModel):
    code: str = Field(description="total, a group or an indicator.")
    title: str
    title_en: str
    max: Score
    before: Score | None
    after: Score | None
    change: ScoreChange | None = Field(description="Points won (+) or lost (-), exact to two decimals.")
    basis: Source | None = Field(description="What the new score rests on.")
    derived: bool = Field(description="Whether counts under the new score are derived.")
    increments: bool = Field(
        description="Whether the new score is a published one, or has one in it, to which the points were added that "
        "indicators with known counts win or lose."
    )
    left_out: list[str] = Field(
        description="Under a published score: indicators whose counts are not known, and which stayed out of this."
    )
    rank_before: int | None
    rank_before_basis: Source | None = Field(description="Counted here, or published.")
    rank_after: int | None = Field(description="null also where only a published rank is known: it does not move.")


class AgencyChangeOut(BaseModel):
    """An agency whose counts change: its card before and after."""

    agency: AgencyRef
    counts: list[CountChangeOut]
    total: FigureChangeOut
    groups: list[FigureChangeOut]
    indicators: list[FigureChangeOut] = Field(description="Those whose score changes.")
    passed: list[AgencyRef] = Field(description="Were before it or level by their totals, and are behind it.")
    level: list[AgencyRef] = Field(description="Were before or behind it, and are level.")
    passed_by: list[AgencyRef] = Field(description="Were behind it or level, and are before it.")


class AverageChangeOut(BaseModel):
    code: str = Field(description="total or a group.")
    before: Score | None
    after: Score | None = Field(description="null also where only a published average is known: it does not move.")
    change: ScoreChange | None
    method: Method | None
    averaged: int | None = Field(description="Over how many agencies, after.")


class PlaceOut(BaseModel):
    """Where an agency of the cohort stands by its total, before and after."""

    agency: AgencyRef
    before: Score | None
    after: Score | None
    rank_before: int | None
    rank_after: int | None


class ScenarioOut(BaseModel):
    """A cohort with changed counts beside what it is. All others stand still; nothing is stored."""

    period: str = Field(examples=["2026"])
    cohort: str = Field(examples=["provinces"])
    basis: Basis
    scorecard: str
    verified: bool = Field(
        description="Whether published figures bear the scorecard out for this period and kind of agency."
    )
    as_of: Moment | None = Field(description="Date of the newest figure that was not changed.")
    known_at: KnownThen
    ranked: int = Field(description="How many of the cohort have a total, after.")
    of: int = Field(description="How many agencies the cohort has.")
    agencies: list[AgencyChangeOut]
    averages: list[AverageChangeOut]
    ranking: list[PlaceOut] = Field(description="The whole cohort in its new order; the unranked last.")
