"""What the service answers in the portal's language: the shapes of the portal's own answers, and nulls that are ours.

``tests/integration/portal/contract`` holds them to the shapes of captured answers; docs/look-up/portal.md says which
nulls no capture shows.
"""

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

Data = TypeVar("Data")
Overview = TypeVar("Overview")
Parent = TypeVar("Parent")
Child = TypeVar("Child")
Month = TypeVar("Month")

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
Id = Annotated[str, Field(description="UUID.")]


class Answer(BaseModel):
    """Only fields that were set are written: the portal has some fields in some of its answers only."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True, strict=True,
        extra="forbid", defer_build=True,
    )  # fmt: skip


class Envelope(Answer, Generic[Data]):
    code: str = Field(examples=["OK"])
    data: Data
    message: str = Field(examples=["OK"])


class Failure(Answer):
    """How the portal says no."""

    code: str = Field(description="Stable code of the error, in capitals.", examples=["UNKNOWN_DEPARTMENT"])
    message: str | None = Field(None, description="What is wrong and what to do, in Vietnamese.")


class Country(Answer):
    """Also an agency, where those below it were asked for."""

    department_name: str = Field(examples=["Cả nước"])
    department_code: str | None
    total_score: Number | None
    total_max_score: Number
    ratio: Number | None = Field(description="Per cent of the maximum.")


class RadarPoint(Answer):
    code: str
    name: str
    score: Number
    max_score: Number
    ratio: Number


class DonutPart(Answer):
    code: str = Field(examples=["ONLINE"])
    name: str
    value: int
    percent: Number


class Donuts(Answer):
    online_dossier: list[DonutPart]
    online_provision: list[DonutPart]


class _TotalledUnit(Answer):
    """An agency with its total."""

    department_id: Id
    department_name: str
    department_code: str
    total_score: Number
    ratio: Number
    score_delta: Number | None


class ScoredUnit(_TotalledUnit):
    """A province of the country."""

    group_scores: dict[str, Number | None]


class ChildUnit(_TotalledUnit):
    """An agency below the one that was asked about."""

    child_group: str | None = Field(examples=["COMMUNE"])


class MonthScore(Answer):
    month: str = Field(examples=["01"])
    average_score: Number | None


class MonthDossiers(Answer):
    """Of the dossiers received in a month."""

    month: str = Field(examples=["01"])
    on_time_pct: Number | None
    overdue_pct: Number | None


class MonthOnline(Answer):
    label: str = Field(examples=["01"])
    online_dossier_pct: Number


class ServiceResults(Answer, Generic[Child]):
    overview: Country
    growth_percent: Number | None
    radar: list[RadarPoint]
    donuts: Donuts
    evaluation: list[Child]
    monthly_chart: list[MonthScore]
    dossier_chart: list[MonthDossiers]


class Metric(Answer):
    """``ratio`` is in per cent. The two flags come with DOSSIER_SYNC only, if its publisher gave them."""

    code: str
    name: str
    numerator: int | None
    denominator: int | None
    ratio: Number | None
    score: Number | None
    max_score: Number
    data_quality_status: str = ""
    data_quality_message: str = ""


class MeasuredUnit(Answer):
    stt: int = Field(description="Position in the list, from 1.")
    department_id: Id
    department_name: str
    department_type: str | None = Field(examples=["PROVINCIAL_DEPARTMENT"])
    department_level: str | None
    agency_level: str | None
    total_score: Number | None
    total_max_score: Number
    ratio: Number | None
    score_delta: Number | None
    metrics: list[Metric]


class AveragedUnit(MeasuredUnit):
    """The agency that was asked about, in transparency."""

    average_score: Number | None


class DigitizedUnit(MeasuredUnit):
    department_code: str


class SatisfiedUnit(MeasuredUnit):
    total_petitions: int | None
    classified_petitions: int | None
    total_dossiers: int | None
    average_score: Number | None


class Pagination(Answer):
    """Which part of a list this is."""

    total: int = Field(description="How many there are on all pages.")
    current_page: int = Field(description="Counts from 1.")
    page_size: int = Field(description="How many a page has at most; less than was asked for if that is too many.")
    total_pages: int


class MeasuredUnits(Answer, Generic[Overview, Child]):
    """``overview``: the agency that was asked about; null for the country."""

    overview: Overview | None
    evaluation: list[Child]
    pagination: Pagination
    source: str


class TransparencyUnits(MeasuredUnits[AveragedUnit, MeasuredUnit]):
    monthly_chart: list[MonthScore]


class TreeUnit(Answer):
    department_id: Id
    department_name: str
    department_code: str


class TreeChild(TreeUnit):
    level: str | None = Field(examples=["COMMUNE"])
    score_delta: Number | None


class ProgressParent(TreeUnit):
    total_received: int | None
    total_on_time: int | None
    total_completed: int | None
    avg_processing_days: Number | None
    ratio: Number | None
    total_score: Number | None
    total_max_score: Number


class ProgressUnit(TreeChild):
    total_received: int | None
    total_on_time: int | None
    total_overdue: int | None
    avg_processing_days: Number | None
    ratio: Number | None
    score: Number
    max_score: Number


class OnlineParent(TreeUnit):
    total_score: Number | None
    total_max_score: Number
    ratio: Number | None
    authority_count: int | None
    partial_count: int | None
    full_count: int | None
    online_dossier_count: int | None
    online_service_total: int | None
    channel_online_sum: int | None
    channel_direct_sum: int | None
    channel_postal_sum: int | None
    channel_total_sum: int | None
    online_on_time_sum: int | None
    online_overdue_sum: int | None


class OnlineUnit(TreeChild):
    total_score: Number
    total_max_score: Number
    ratio: Number


class PaymentCounts(Answer):
    total_dossier_online_payment_success: int | None
    total_dossier_financial_obligation: int | None
    total_dossier_online_formality_payment_success: int | None
    total_fee_dossier_formality_distinct: int | None
    total_fee_dossier_formality: int | None
    total_fee_formality: int | None


class PaymentParent(TreeUnit, PaymentCounts):
    total_max_score: Number
    total_score: Number | None
    ratio: Number | None


class PaymentUnit(TreeChild, PaymentCounts):
    total_max_score: Number
    total_score: Number
    ratio: Number


class Tree(Answer, Generic[Parent, Child]):
    """``parent``: the agency that was asked about; null for the country."""

    parent: Parent | None
    children: list[Child]


class ChartedTree(Tree[Parent, Child], Generic[Parent, Child, Month]):
    monthly_chart: list[Month]


class Formality(Answer):
    """An administrative procedure of the national register."""

    id: Id
    code: str
    name: str
    state: str | None = Field(examples=["ACTIVE"])
    department_id: Id | None
    publishing_department_ids: list[Id]
    applied_department_ids: list[Id]


class Formalities(Answer):
    """A page of procedures."""

    items: list[Formality]
    pagination: Pagination
