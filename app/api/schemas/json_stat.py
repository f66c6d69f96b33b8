"""The shape of a JSON-stat 2.0 data set (https://json-stat.org/full/), as far as ours use it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas.common import Exact, Moment, Score
from app.domain.evaluation.columns import Method
from app.domain.evaluation.scores import Basis, Source


class UnitOut(BaseModel):
    label: str
    decimals: int = Field(description="With so many decimals figures are to be shown.")


class CategoryOut(BaseModel):
    """The categories of a dimension: `index` gives their order, `label` what they are called in Vietnamese."""

    index: list[str]
    label: dict[str, str]
    unit: dict[str, UnitOut] = Field(default_factory=dict, description="Of columns only.")


class DimensionOut(BaseModel):
    label: str
    category: CategoryOut


class RoleOut(BaseModel):
    time: list[str]
    metric: list[str]
    geo: list[str] = Field(default_factory=list, description="`agency`, where the agencies are places.")


class StatusLabelsOut(BaseModel):
    label: dict[str, str] = Field(description="What each value of `status` means, in Vietnamese.")


class CubeAverageOut(BaseModel):
    value: Score | None
    method: Method | None
    basis: Source | None
    averaged: int | None


class ExtensionOut(BaseModel):
    """What JSON-stat has no word for."""

    by: str = Field(description="The column that was ranked by.")
    basis: Basis
    scorecards: dict[str, str] = Field(description="The scorecard in force, by period.")
    verified: dict[str, bool] = Field(description="Whether published figures bear the scorecard out, by period.")
    status: StatusLabelsOut
    max: dict[str, Score] = Field(description="The maximum of each scored column, in the latest period.")
    cohort: str = Field("", description="Of a ranking only.")
    of: int = Field(0, description="Of a ranking only: how many agencies the cohort has.")
    averages: dict[str, CubeAverageOut] = Field(default_factory=dict, description="Of a ranking only: by column.")


class JsonStatOut(BaseModel):
    """A cube: `value` has one cell for each period, agency and column, the last dimension moving fastest."""

    model_config = ConfigDict(serialize_by_alias=True)

    version: Literal["2.0"]
    class_: Literal["dataset"] = Field(serialization_alias="class")
    label: str
    source: str
    updated: Moment | None = Field(None, description="Date of the newest figure; left out where there is none.")
    note: list[str]
    id: list[str] = Field(examples=[["period", "agency", "column"]])
    size: list[int] = Field(examples=[[1, 34, 9]])
    role: RoleOut
    dimension: dict[str, DimensionOut]
    value: list[Exact | int | None] = Field(description="null: there is none; `status` says why.")
    status: list[str] = Field(
        description="Of each cell what it rests on, or why it is empty.", examples=[["computed", "official", "missing"]]
    )
    extension: ExtensionOut
