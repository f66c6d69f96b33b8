"""What routes ask for: the service, the writer's key, the parameters."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from app.api.http.negotiation import header_of, prefers_csv
from app.domain.agencies import Cohort, Level
from app.domain.enums import Provenance, Scope
from app.domain.errors import Location, Refusal
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import in_past, parse_as_of
from app.services import keys
from app.services.context import AppContext
from app.services.keys import Author


async def service_of(request: Request) -> AppContext:
    service: AppContext = request.app.state.service
    return service


ServiceDep = Annotated[AppContext, Depends(service_of)]

_bearer = HTTPBearer(auto_error=False, description="A key made with `tthc766 keys create`.")


def author_of(
    request: Request,
    service: ServiceDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Author:
    """Who writes, by the key in ``Authorization: Bearer``."""
    if credentials is None:
        raise Refusal("key_missing")
    author = keys.authenticate(service.database, service.key_secret, credentials.credentials, service.now())
    request.state.author = author
    return author


AuthorDep = Annotated[Author, Depends(author_of)]
KEY_OPTIONAL: dict[str, Any] = {"security": [{}]}  # in the description, beside the key
PRIVATE = {"Cache-Control": "no-store", "Vary": "Authorization"}


def reader_of(
    request: Request,
    service: ServiceDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Author | None:
    """Who reads: the public, or the holder of a key, which must be good."""
    return None if credentials is None else author_of(request, service, credentials)


ReaderDep = Annotated[Author | None, Depends(reader_of)]
"""For what a key shows more of. Such an answer has the headers ``PRIVATE`` and its route ``KEY_OPTIONAL``."""


def writer(*any_of: Scope) -> Callable[[Author], Author]:
    """A dependency: the author, who must hold one of these scopes (or ``admin``)."""

    def check(author: AuthorDep) -> Author:
        author.require(*any_of)
        return author

    return check


def parsed_by(parse: Callable[[str], Any], *, nullable: bool = False) -> PlainValidator:
    """A validator from one of the domain's parsers; its refusal keeps its code and data.

    ``nullable``: a body may say ``null``.
    """

    def validate(value: Any) -> Any:
        if value is None and nullable:
            return None
        if not isinstance(value, str):
            raise PydanticKnownError("string_type")
        try:
            return parse(value)
        except Refusal as refusal:
            raise PydanticCustomError(refusal.code, refusal.code, refusal.params) from None

    return PlainValidator(validate)


def text_schema(description: str, **schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description, **schema})


def with_plus(text: str) -> str:
    """A time from a query string, in which an unescaped ``+`` arrives as a blank."""
    return text.replace(" ", "+")


def read_as_of(text: str) -> datetime:
    return parse_as_of(with_plus(text))


AsOfQuery = Annotated[
    datetime | None,
    parsed_by(read_as_of, nullable=True),
    text_schema(
        "From figures dated up to this time (ISO 8601 with offset) or up to the end of this day in Vietnam.",
        examples=["2026-10-10"],
    ),
]


KnownAt = Annotated[
    datetime | None,
    parsed_by(read_as_of, nullable=True),
    text_schema(
        "As it was known at this time (ISO 8601 with offset) or at the end of this day in Vietnam: only from what had "
        "been received by then. A time that has not come is now.",
        examples=["2026-10-10"],
    ),
]


class Strict(BaseModel):
    """Query parameters; one that does not exist is refused."""

    model_config = ConfigDict(extra="forbid")


MAX_ID = 2**31 - 1
EditionId = Annotated[int, Field(ge=1, le=MAX_ID)]
EditionPath = Annotated[int, Path(ge=1, le=MAX_ID, description="Id of the edition.")]


class KnownAtQuery(Strict):
    known_at: KnownAt = None

    def past(self, service: AppContext) -> datetime | None:
        """The moment of the past that is asked about; ``None`` for the present."""
        return in_past(self.known_at, service.now())


class BasisQuery(KnownAtQuery):
    basis: Basis = Field(
        Basis.BEST,
        description="`computed` from counts, reported or derived; `official` as published; or `best`: group by group "
        "computed where all counts were reported, else official, else computed with derived counts.",
    )
    as_of: AsOfQuery = None


class CohortQuery(BasisQuery):
    cohort: Annotated[
        Cohort,
        parsed_by(Cohort.parse),
        text_schema(
            "provinces, ministries, or of one province or ministry H31.departments, H31.communes, H31.districts.",
            default="provinces",
        ),
    ] = Field(default_factory=lambda: Cohort(Level.PROVINCE))


class LocaleQuery(Strict):
    locale: Literal["en", "vi"] = Field("en", description="For CSV: `vi` has semicolons and decimal commas.")


class TableQuery(LocaleQuery):
    format: Literal["json", "csv"] | None = Field(None, description="Goes before the Accept header.")


class CubeQuery(LocaleQuery):
    format: Literal["json", "csv", "json-stat"] | None = Field(
        None, description="Goes before the Accept header. `json-stat`: JSON-stat 2.0."
    )


class EditionQuery(Strict):
    edition: EditionId | None = Field(
        None,
        description="Answer from this edition, which fixes cohort, basis, as_of and known_at; without it from all that "
        "is known.",
    )


class RankingQuery(CohortQuery, CubeQuery, EditionQuery):
    by: str = Field(TOTAL, description="total, or the code of a group or an indicator.")
    limit: int = Field(1000, ge=1, le=1000, description="At most so many items.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Items to pass over.")

    def refuse_paging(self) -> None:
        """A cube is whole: refuses ``not_with_format`` for a part of one."""
        for name in sorted({"limit", "offset"} & self.model_fields_set):
            raise Refusal("not_with_format", value=name, format=self.format).at(Location(parameter=name))


class AveragesQuery(CohortQuery, TableQuery, EditionQuery):
    pass


class CardQuery(BasisQuery, EditionQuery):
    trace: bool = Field(False, description="Add to each indicator how its score came about.")


class HistoryQuery(BasisQuery, CubeQuery):
    by: str = Field(TOTAL, description="total, or the code of a group or an indicator.")
    kind: PeriodKind | None = Field(None, description="Only months, quarters or years.")


class NewestFirst(KnownAtQuery):
    """Of a list by falling ids."""

    before: int | None = Field(None, ge=1, le=MAX_ID, description="Only items with smaller ids.")
    limit: int = Field(100, ge=1, le=1000, description="At most so many items.")

    def following(self, request: Request, ids: Sequence[int]) -> str | None:
        """The address of the next page after one with these ids."""
        return next_page(request, before=ids[-1]) if len(ids) == self.limit else None


class UploadQuery(Strict):
    dry_run: bool = Field(False, description="Check only; nothing is stored.")


class SubmissionQuery(UploadQuery):
    period: str | None = Field(None, description="Period of rows that name none.", examples=["2026-Q3"])
    as_of: Annotated[str | None, Field(description="Date of the figures, ISO 8601 with offset; now if left out.")] = (
        None
    )
    source: str | None = Field(None, description="Where the figures come from.")


class StatisticsQuery(SubmissionQuery):
    provenance: Annotated[
        Provenance | None,
        Field(description="`dossiers`: counted from dossiers by the rules; `portal`: what the national portal says."),
    ] = None


async def period_path(
    period: Annotated[str, Path(description="Month 2025-02, quarter 2025-Q1 or year 2025.", examples=["2026"])],
) -> Period:
    try:
        return Period.parse(period)
    except Refusal as refusal:
        raise refusal.at(Location(parameter="period")) from None


PeriodDep = Annotated[Period, Depends(period_path)]
AgencyPath = Annotated[str, Path(description="Agency code.", examples=["H44"])]


def wants_csv(request: Request, query: TableQuery | CubeQuery) -> bool:
    """``?format=`` decides; without it, whether the Accept header wants CSV more than JSON."""
    if query.format is not None:
        return query.format == "csv"
    return prefers_csv(header_of(request, "accept"))


def public_url(request: Request, service: AppContext) -> str:
    """The address of this service as the world knows it, without a slash at its end: the setting, or as asked."""
    return service.settings.public_url or str(request.base_url).rstrip("/")


def next_page(request: Request, **moved: str | int | None) -> str:
    """The address of this request with some parameters moved on, relative to the host."""
    url = request.url.include_query_params(**moved)
    return f"{url.path}?{url.query}"
