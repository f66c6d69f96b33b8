"""What is asked in the portal's language. Fields that are not described are passed over."""

from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from app.domain.errors import Location, Refusal
from app.domain.periods import Period, PeriodKind
from app.domain.time import parse_day
from app.services.portal.facade import ListPage
from app.services.portal.facade_units import Scope

Value = TypeVar("Value")

_ALL = "ADMINISTRATIVE_UNIT"
_LARGEST_PAGE = 1000
# Without control characters: PostgreSQL takes none.
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


def _one_procedure(value: Any) -> Any:
    if value and not isinstance(value, str):
        raise PydanticCustomError("formality_filter_refused", "formality_filter_refused")
    return value


Filter = Annotated[
    Any,
    AfterValidator(_one_procedure),
    Field(description="Id of a procedure. No figures are kept by procedure: nothing is known then."),
]
Root = Annotated[
    Text | None, Field(description="UUID of an agency, as an answer gives it in `departmentId`: it and those below it.")
]


class _Question(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, strict=True)


class _Paged(_Question):
    current_page: int = Field(1, ge=1, le=1_000_000, description="Counts from 1.")
    page_size: int = Field(200, ge=1, description=f"At most so many units, and at most {_LARGEST_PAGE}.")

    @property
    def page(self) -> ListPage:
        return ListPage(self.current_page, min(self.page_size, _LARGEST_PAGE))


class _Timed(_Question):
    time_type: PeriodKind = Field(description="Which kind of period.")
    year: int = Field(ge=2000, le=2199, examples=[2026])
    month: int | None = Field(None, ge=1, le=12, description="With `timeType` month.")
    quarter: int | None = Field(None, ge=1, le=4, description="With `timeType` quarter.")

    @property
    def period(self) -> Period:
        """Refuses ``field_missing`` where the month or quarter is not given."""
        return _period(self.time_type, self.year, self.month, self.quarter)


class _Scoped(_Question):
    """`rootDepartmentId`, or `departmentType` for the country; with both the agency is answered."""

    department_type: Text | None = Field(None, description=f"`{_ALL}`: the country and its provinces.", examples=[_ALL])
    root_department_id: Root = None

    def scope_in(self, period: Period, procedure: Any = None) -> Scope:
        """Who and what is asked about; refuses ``one_of_fields`` and ``unknown_value``."""
        if not self.root_department_id and not self.department_type:
            raise Refusal("one_of_fields", fields="departmentType, rootDepartmentId")
        if not self.root_department_id and self.department_type != _ALL:
            raise Refusal("unknown_value", value=self.department_type, allowed=_ALL).at(
                Location(parameter="departmentType")
            )
        return Scope(period, self.root_department_id or None, bool(procedure))


class ServiceResultsQuestion(_Scoped, _Timed):
    """The score cards of the country or of an agency."""

    @property
    def scope(self) -> Scope:
        return self.scope_in(self.period)


class TreeQuestion(_Scoped, _Timed):
    """`currentPage` and `pageSize` are passed over: a tree is answered whole."""

    formality_id: Filter = None

    @property
    def scope(self) -> Scope:
        return self.scope_in(self.period, self.formality_id)


class TransparencyQuestion(TreeQuestion, _Paged):
    """One page of a list."""


class DigitizedQuestion(_Scoped, _Timed, _Paged):
    """The filter's name ends in two capitals, as on the portal."""

    formality_id: Filter = Field(None, alias="formalityID")

    @property
    def scope(self) -> Scope:
        return self.scope_in(self.period, self.formality_id)


class SatisfactionQuestion(_Scoped, _Paged):
    """`fromDate` and `toDate`, the first and the last day of a month, quarter or year; or `timeType` as elsewhere."""

    from_date: Text | None = Field(None, examples=["2026-07-01"])
    to_date: Text | None = Field(None, examples=["2026-09-30"])
    time_type: PeriodKind | None = Field(None, description="Without days: which kind of period.")
    year: int | None = Field(None, ge=2000, le=2199)
    month: int | None = Field(None, ge=1, le=12)
    quarter: int | None = Field(None, ge=1, le=4)
    formality_id: Filter = None

    @property
    def period(self) -> Period:
        """Refuses ``field_missing``, ``day_invalid`` and ``days_not_a_period``."""
        if self.time_type and not (self.from_date or self.to_date):
            return _period(self.time_type, _given("year", self.year), self.month, self.quarter)
        first, last = _given("fromDate", self.from_date), _given("toDate", self.to_date)
        return Period.between(_day("fromDate", first), _day("toDate", last))

    @property
    def scope(self) -> Scope:
        return self.scope_in(self.period, self.formality_id)


class FormalitiesQuestion(_Paged):
    q: Text | None = Field(None, description="Part of a code or a name, in any case; empty for all.")


QUESTIONS = (
    ServiceResultsQuestion,
    TransparencyQuestion,
    DigitizedQuestion,
    SatisfactionQuestion,
    TreeQuestion,
    FormalitiesQuestion,
)


def _period(kind: PeriodKind, year: int, month: int | None, quarter: int | None) -> Period:
    numbers = {PeriodKind.MONTH: month, PeriodKind.QUARTER: quarter, PeriodKind.YEAR: 1}
    return Period(kind, year, _given(kind.value, numbers[kind]))


def _given(name: str, value: Value | None) -> Value:
    if value is None or value == "":
        raise Refusal("field_missing", field=name).at(Location(parameter=name))
    return value


def _day(name: str, text: str) -> date:
    try:
        return parse_day(text)
    except Refusal as refusal:
        raise refusal.at(Location(parameter=name)) from None
