"""The shapes of the portal's reporting interface, as observed in September and October 2026.

One description for both directions: the reader checks the portal's answers against it, and the service's own
answers in the portal's language are made of it. Names, spelling and nulls are the portal's. Fields that are
not described are kept (``extra``), so that a reader can report them. What stands in ``Any`` is passed over: its
inside is not known.
"""

from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

Unit = TypeVar("Unit")
Parent = TypeVar("Parent")
Child = TypeVar("Child")
Radar = TypeVar("Radar")
Data = TypeVar("Data")


_DIGITS = 30  # before and after the decimal point; an exponent can make a short number fill the memory


def _decimal(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def _of_some_size(value: Decimal) -> Decimal:
    if value and abs(value.adjusted()) > _DIGITS:
        raise ValueError("out of all proportion")
    return value


Number = Annotated[
    Decimal, BeforeValidator(_decimal), AfterValidator(_of_some_size), WithJsonSchema({"type": "number"})
]
Count = Annotated[int, Field(ge=-(2**63), le=2**63 - 1), WithJsonSchema({"type": "integer"})]


Id = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$", description="UUID.")]
Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,2000}$")]


class Shape(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True,
        strict=True, extra="allow", defer_build=True,
    )  # fmt: skip


class Envelope(Shape, Generic[Data]):
    code: str = Field(examples=["OK"])
    data: Data
    message: str | None = None


class Failure(Shape):
    """How the portal says no."""

    code: str = Field(description="Stable code of the error, in capitals.", examples=["UNKNOWN_DEPARTMENT"])
    message: str | None = Field(None, description="What is wrong and what to do, in Vietnamese.")


class Country(Shape):
    """Also a province, where its agencies were asked for."""

    department_name: str = Field(examples=["Cả nước"])
    department_code: str | None
    total_score: Number | None
    total_max_score: Number | None
    ratio: Number | None = Field(description="Per cent of the maximum.")


class RadarPoint(Shape):
    code: str
    name: str
    score: Number | None
    max_score: Number | None
    ratio: Number | None


class Donuts(Shape):
    online_dossier: list[Any]
    online_provision: list[Any]


class ScoredUnit(Shape):
    department_id: Id
    department_name: str
    department_code: str | None
    total_score: Number | None
    ratio: Number | None
    score_delta: Number | None
    group_scores: dict[str, Number | None]


class ServiceResults(Shape, Generic[Parent, Radar, Child]):
    overview: Parent
    growth_percent: Any = None
    radar: Radar
    donuts: Any = None
    evaluation: list[Child]


class Metric(Shape):
    """``ratio`` is in per cent. The two flags come with DOSSIER_SYNC only."""

    code: str
    name: str
    numerator: Count | None
    denominator: Count | None
    ratio: Number | None
    score: Number | None
    max_score: Number | None
    data_quality_status: str | None = None
    data_quality_message: str | None = None


class MeasuredUnit(Shape):
    stt: Count | None = Field(description="Position in the list.")
    department_id: Id
    department_name: str
    department_type: str | None = Field(examples=["PROVINCIAL_DEPARTMENT"])
    department_level: str | None
    agency_level: Any = None
    total_score: Number | None
    total_max_score: Number | None
    ratio: Number | None
    score_delta: Number | None
    metrics: list[Metric]


class MeasuredUnits(Shape, Generic[Unit]):
    overview: Unit
    monthly_chart: Any = None
    evaluation: list[Unit]
    pagination: Any = None
    source: Any = None


class TreeUnit(Shape):
    """Which of the names of a unit a tree gives is not known for every tree: any one of id and code will do."""

    department_id: Id | None = None
    department_name: str | None = None
    department_code: str | None = None


class ProgressUnit(TreeUnit):
    """A parent has ``total_completed``, a child ``total_overdue``; the score is ``score`` or ``total_score``."""

    total_received: Count | None
    total_on_time: Count | None
    total_overdue: Count | None = None
    total_completed: Count | None = None
    avg_processing_days: Number | None = None
    ratio: Number | None
    score: Number | None = None
    total_score: Number | None = None
    max_score: Number | None


class OnlineUnit(TreeUnit):
    total_score: Number | None
    total_max_score: Number | None
    ratio: Number | None


class OnlineParent(OnlineUnit):
    authority_count: Count | None
    partial_count: Count | None
    full_count: Count | None
    online_dossier_count: Count | None
    online_service_total: Count | None
    channel_online_sum: Count | None
    channel_direct_sum: Count | None
    channel_postal_sum: Count | None
    channel_total_sum: Count | None
    online_on_time_sum: Count | None = None
    online_overdue_sum: Count | None = None


class PaymentUnit(TreeUnit):
    total_dossier_online_payment_success: Count | None
    total_dossier_financial_obligation: Count | None
    total_dossier_online_formality_payment_success: Count | None
    total_fee_dossier_formality: Count | None
    total_fee_dossier_formality_distinct: Count | None = None
    total_fee_formality: Count | None
    ratio: Number | None
    total_score: Number | None
    total_max_score: Number | None


class Tree(Shape, Generic[Parent, Child]):
    parent: Parent
    children: list[Child]
    monthly_chart: Any = None


class Pagination(Shape):
    """Which part of a list this is. Its inside is not known from observation: these names are ours."""

    current_page: int = Field(description="Counts from 1.")
    page_size: int
    total: int = Field(description="How many units there are on all pages.")


class Formality(Shape):
    """An administrative procedure of the national register."""

    id: Id
    code: Annotated[Line, Field(max_length=64)]
    name: Line
    state: Line | None
    department_id: Id | None
    applied_department_ids: list[Id]


class Formalities(Shape):
    """A page of procedures. What surrounds the list is not known from observation: these names are ours."""

    formalities: list[Formality]
    pagination: Any = None
