"""What all shapes share: exact numbers, times in Vietnam, paging."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from app.domain.agencies import Agency
from app.domain.time import VIETNAM


def _number(description: str, example: float) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "number", "description": description, "examples": [example]}
    return WithJsonSchema(schema, mode="serialization")


Score = Annotated[Decimal, _number("Points, exact to two decimals.", 17.35)]
ScoreChange = Annotated[Decimal, _number("Points won (+) or lost (-), exact to two decimals.", -0.42)]
Ratio = Annotated[
    Decimal,
    _number("Numerator / denominator, rounded as the scorecard says: half up to 16 decimals.", 0.8676452290040605),
]
Rate = Annotated[Decimal, _number("Per cent, as published.", 98.5)]
Exact = Annotated[Decimal, _number("An exact decimal number.", 0.8)]
Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(VIETNAM))]


class AgencyRef(BaseModel):
    code: str = Field(examples=["H44"])
    name: str = Field(description="The name on the period's last day.", examples=["Phú Thọ"])

    @classmethod
    def of(cls, agency: Agency) -> "AgencyRef":
        return cls(code=agency.code, name=agency.name)


KnownThen = Annotated[
    Moment | None,
    Field(description="Made only from what had been received by this time; null for all that is known now."),
]
NextPage = Annotated[
    str | None, Field(description="Address of the next page, relative to this host; null on the last one.")
]
