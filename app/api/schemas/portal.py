"""What is asked in the portal's language. Fields that are not described are passed over."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from app.domain.errors import Location, Refusal
from app.domain.periods import Period, PeriodKind
from app.domain.time import parse_day
from app.services.portal.facade import ListPage

# Without control characters: PostgreSQL takes none.
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


def _no_filter(value: Any) -> Any:
    if value:
        raise PydanticCustomError("formality_filter_refused", "formality_filter_refused")
    return value


Unfiltered = Annotated[
    Any, AfterValidator(_no_filter), Field(description="Only null or empty: the figures are not kept by procedure.")
]
Root = Annotated[Text, Field(description="UUID of an agency, as an answer gives it in `departmentId`.")]


class _Question(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, strict=True)


class _Timed(_Question):
    time_type: PeriodKind = Field(description="Which kind of period.")
    year: int = Field(ge=2000, le=2199, examples=[2026])
    month: int | None = Field(None, ge=1, le=12, description="With `timeType` month.")
    quarter: int | None = Field(None, ge=1, le=4, description="With `timeType` quarter.")

    @property
    def period(self) -> Period:
        """Refuses ``field_missing`` where the month or quarter is not given."""
        name = self.time_type.value
        number = {PeriodKind.MONTH: self.month, PeriodKind.QUARTER: self.quarter, PeriodKind.YEAR: 1}[self.time_type]
        if number is None:
            raise Refusal("field_missing", field=name).at(Location(parameter=name))
        return Period(self.time_type, self.year, number)


class _Paged(_Question):
    current_page: int = Field(1, ge=1, le=1_000_000, description="Counts from 1.")
    page_size: int = Field(200, ge=1, le=1000, description="At most so many units.")

    @property
    def page(self) -> ListPage:
        return ListPage(self.current_page, self.page_size)


class ServiceResultsQuestion(_Timed):
    """Exactly one of `departmentType` and `rootDepartmentId`."""

    department_type: Literal["ADMINISTRATIVE_UNIT"] | None = Field(None, description="The country and its provinces.")
    root_department_id: Root | None = Field(None, description="An agency and those below it.")

    @property
    def root(self) -> str | None:
        """The agency that is asked about, ``None`` for the country; refuses ``one_of_fields``."""
        if bool(self.department_type) == bool(self.root_department_id):
            raise Refusal("one_of_fields", fields="departmentType, rootDepartmentId")
        return self.root_department_id or None


class TreeQuestion(_Timed):
    """`pageSize` is passed over: a tree is answered whole."""

    root_department_id: Root
    formality_id: Unfiltered = None


class TransparencyQuestion(TreeQuestion, _Paged):
    """One page of the agencies below another."""


class DigitizedQuestion(_Timed, _Paged):
    """The filter's name ends in two capitals, as on the portal."""

    root_department_id: Root
    formality_id: Unfiltered = Field(None, alias="formalityID")


class SatisfactionQuestion(_Paged):
    """The first and the last day of a month, quarter or year."""

    from_date: Text = Field(examples=["2026-07-01"])
    to_date: Text = Field(examples=["2026-09-30"])
    root_department_id: Root
    formality_id: Unfiltered = None

    @property
    def period(self) -> Period:
        """Refuses ``day_invalid`` and ``days_not_a_period``."""
        return Period.between(_day("fromDate", self.from_date), _day("toDate", self.to_date))


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


def _day(name: str, text: str) -> date:
    try:
        return parse_day(text)
    except Refusal as refusal:
        raise refusal.at(Location(parameter=name)) from None
