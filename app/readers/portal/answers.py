"""What is read of the portal's answers, as far as a figure is made of it.

A field without a default must be there and be of its type, or its unit is not read. What stands in ``Lenient`` is
taken if it is there and as known, and passed over if not. Everything else that an answer has is in nobody's way:
``also_known`` names what was seen of it, so that what is new can be told. The whole shapes are held by the tests'
contract (``tests/integration/portal/contract``).
"""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel

Value = TypeVar("Value")
_DIGITS = 30  # before and after the decimal point; an exponent can make a short number fill the memory


def _decimal(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def _of_some_size(value: Decimal) -> Decimal:
    if value and abs(value.adjusted()) > _DIGITS:
        raise ValueError("out of all proportion")
    return value


def _if_as_known(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError:
        return None


LENIENT = WrapValidator(_if_as_known)
Lenient: TypeAlias = Annotated[Value | None, LENIENT]
Number: TypeAlias = Annotated[Decimal, BeforeValidator(_decimal), AfterValidator(_of_some_size)]
Count: TypeAlias = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
Id: TypeAlias = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$")]
Line: TypeAlias = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,2000}$")]


class ReadAnswer(BaseModel):
    """Names are the portal's, in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, strict=True, extra="allow", defer_build=True)
    also_known: ClassVar[frozenset[str]] = frozenset()


class ReadPagination(ReadAnswer):
    also_known = frozenset({"currentPage", "pageSize"})

    total: Count
    total_pages: Count


# The outer shapes: what is in a list is read item by item.


class ReadServiceResults(ReadAnswer):
    also_known = frozenset({"growthPercent", "donuts", "monthlyChart", "dossierChart"})

    overview: Any = None
    radar: Any = None
    evaluation: list[Any]


class ReadMeasuredUnits(ReadAnswer):
    also_known = frozenset({"monthlyChart", "source"})

    overview: Any = None
    evaluation: list[Any]
    pagination: Lenient[ReadPagination] = None


class ReadTree(ReadAnswer):
    also_known = frozenset({"monthlyChart"})

    parent: Any = None
    children: list[Any]


class ReadFormalities(ReadAnswer):
    items: list[Any]
    pagination: Lenient[ReadPagination] = None


# Units and what stands in them


class ReadCountry(ReadAnswer):
    also_known = frozenset({"departmentName", "totalMaxScore", "ratio"})

    department_code: Lenient[str] = None
    total_score: Number | None


class ReadRadarPoint(ReadAnswer):
    also_known = frozenset({"name", "maxScore", "ratio"})

    code: str
    score: Number | None


class ReadUnit(ReadAnswer):
    """Named by its id or its code: one of the two must be there."""

    department_id: Id | None = None
    department_code: str | None = None
    department_name: Lenient[Line] = None


class ReadCard(ReadUnit):
    """Says which id is which code: half of the lists know their units by the id alone."""

    also_known = frozenset({"ratio", "scoreDelta"})

    department_id: Id
    total_score: Number | None
    child_group: Lenient[str] = None


class GroupScores(ReadAnswer):
    ckmb: Number | None = Field(alias="CKMB")
    tdgq: Number | None = Field(alias="TDGQ")
    clgq: Number | None = Field(alias="CLGQ")
    tttt: Number | None = Field(alias="TTTT")
    mdsh: Number | None = Field(alias="MDSH")
    mdhl: Number | None = Field(alias="MDHL")


class ProvinceCard(ReadCard):
    group_scores: GroupScores


class CountedMetric(ReadAnswer):
    """A metric that is published and not scored."""

    also_known = frozenset({"name", "ratio", "score", "maxScore"})

    code: str
    numerator: Count | None
    denominator: Count | None


class ReadMetric(CountedMetric):
    """``ratio`` is in per cent. The two flags come with DOSSIER_SYNC only."""

    ratio: Lenient[Number] = None
    score: Number | None
    max_score: Lenient[Number] = None
    data_quality_status: str | None = None
    data_quality_message: Lenient[str] = None


class ReadMeasuredUnit(ReadUnit):
    also_known = frozenset(
        {"stt", "departmentLevel", "agencyLevel", "ratio", "scoreDelta", "averageScore"}
        | {"totalPetitions", "classifiedPetitions", "totalDossiers"}
    )

    department_type: Lenient[str] = None
    total_score: Number | None
    total_max_score: Lenient[Number] = None
    metrics: list[Any]


class ProgressListed(ReadUnit):
    """A parent has ``totalScore`` and ``totalMaxScore``; in a list it is ``score`` and ``maxScore``.

    ``totalOverdue`` of a province stands in the country's list alone: its own answer would never renew it.
    """

    also_known = frozenset({"level", "totalOverdue", "totalCompleted", "avgProcessingDays", "scoreDelta"})

    total_received: Count | None
    total_on_time: Count | None
    ratio: Lenient[Number] = None
    score: Number | None = None
    max_score: Lenient[Number] = None
    total_score: Number | None = None
    total_max_score: Lenient[Number] = None


class ReadProgressUnit(ProgressListed):
    total_overdue: Count | None = None


class ReadOnlineUnit(ReadUnit):
    also_known = frozenset({"level", "ratio", "scoreDelta"})

    total_score: Number | None
    total_max_score: Lenient[Number] = None


class ReadOnlineParent(ReadOnlineUnit):
    also_known = frozenset({"ratio", "onlineOnTimeSum", "onlineOverdueSum"})

    authority_count: Count | None
    partial_count: Count | None
    full_count: Count | None
    online_dossier_count: Count | None
    online_service_total: Count | None
    channel_online_sum: Count | None
    channel_direct_sum: Count | None
    channel_postal_sum: Count | None
    channel_total_sum: Count | None


class PaymentListed(ReadUnit):
    """As the country's list has it: without the procedures with synced fees."""

    also_known = frozenset({"level", "ratio", "scoreDelta", "totalFeeDossierFormalityDistinct"})

    total_dossier_online_payment_success: Count | None
    total_dossier_financial_obligation: Count | None
    total_dossier_online_formality_payment_success: Count | None
    total_fee_dossier_formality: Count | None = None
    total_fee_formality: Count | None
    total_score: Number | None
    total_max_score: Lenient[Number] = None


class ReadPaymentUnit(PaymentListed):
    total_fee_dossier_formality: Count | None


class ReadFormality(ReadAnswer):
    """An administrative procedure of the national register."""

    also_known = frozenset({"publishingDepartmentIds"})

    id: Id
    code: Annotated[Line, Field(max_length=64)]
    name: Line
    state: Lenient[Line] = None
    department_id: Lenient[Id] = None
    applied_department_ids: Lenient[list[Id]] = None
