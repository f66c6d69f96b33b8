"""The registers that dossiers are held against: procedures and online services."""

import re
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from app.api.http.deps import KnownAtQuery, ServiceDep, UploadQuery, next_page, parsed_by, text_schema, writer
from app.api.http.fault_workbooks import with_marks
from app.api.http.idempotency import OnceDep
from app.api.http.if_match import tagged
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.api.http.request_body import BodyDep, FormatDep, delivery_of
from app.api.openapi.examples import SENT
from app.api.openapi.uploads import or_marked, request_body
from app.api.routes.submissions import take_in
from app.api.schemas.dossier_registers import (
    ProcedureOut,
    ProcedurePage,
    ProceduresIn,
    ServiceOut,
    ServicePage,
    ServicesIn,
)
from app.api.schemas.submissions import SubmissionOut
from app.domain.agencies import is_code, parse_code
from app.domain.dossiers.registers import Procedure, Service
from app.domain.enums import Kind, Scope
from app.domain.errors import Refusal
from app.domain.text import parse_word
from app.domain.time import day_of, parse_day
from app.services.context import AppContext
from app.services.dossiers.register_rows import LONGEST_CODE
from app.services.dossiers.registers import (
    PROCEDURES,
    SERVICES,
    Entry,
    Register,
    list_entries,
    roots_above,
)
from app.services.keys import Author
from app.services.submissions.parse_upload import Upload
from app.storage.dossier_registers import ALWAYS, EntryFilter, EntryPlace, Root

router = APIRouter(tags=["registers"])
_ALL = "all"
_PLACE = re.compile(r"(?P<code>.+)~(?P<root>[^~]*)~(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})")
_POSTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Dry run", "model": SubmissionOut},
    **or_marked(documented(401, 403, 408, 409, 413, 415, 422, 429, 503)),
}
_AuthorDep = Annotated[Author, Depends(writer(Scope.STATISTICS_WRITE))]


def _parse_day_or_all(text: str) -> date | Literal["all"]:
    return "all" if text == _ALL else parse_day(text)


def _parse_place(text: str) -> EntryPlace:
    """Where the next page begins; refuses ``unknown_value`` for what no page has told, and as ``parse_word``."""
    place = _PLACE.fullmatch(text)
    try:
        first_day = date.fromisoformat(place["day"]) if place else None
    except ValueError:
        first_day = None
    if place is None or first_day is None or (place["root"] and not is_code(place["root"])):
        raise Refusal("unknown_value", value=text, allowed="next")
    return EntryPlace(parse_word(place["code"], "after", LONGEST_CODE), place["root"] or None, first_day)


def _place(root: Root, entry: Procedure | Service) -> str:
    return f"{entry.code}~{root or ''}~{entry.first_day or ALWAYS}"  # needs no escape in an address


class _EntryQuery(KnownAtQuery):
    day: Annotated[
        date | Literal["all"] | None,
        parsed_by(_parse_day_or_all),
        text_schema("Entries that hold on this day, today if left out; `all`: of every day.", examples=["2026-10-01"]),
    ] = None
    root: Annotated[
        str | None,
        parsed_by(parse_code),
        text_schema("Only what counts for this agency: its own entries, those of agencies above it, the country's."),
    ] = None
    after: Annotated[EntryPlace | None, parsed_by(_parse_place), text_schema("Only entries behind this place.")] = None
    limit: int = Field(1000, ge=1, le=5000, description="At most so many items.")

    def filter_of(self, service: AppContext) -> EntryFilter:
        known_at = self.past(service)
        day = None if isinstance(self.day, str) else self.day or day_of(known_at or service.now())
        roots = None if self.root is None else roots_above(self.root)
        return EntryFilter(day, roots, self.after, known_at)


_EntryQueryDep = Annotated[_EntryQuery, Query()]


def _delivery(
    body: BodyDep, media_type: FormatDep, query: Annotated[UploadQuery, Query()], service: ServiceDep
) -> Upload:
    return delivery_of(body, media_type, query, service)


_DeliveryDep = Annotated[Upload, Depends(_delivery)]


@router.get(
    "/v1/procedures",
    response_model=ProcedurePage,
    responses={**tagged(200), **documented(422, 503)},
    summary="Registered procedures",
)
def get_procedures(query: _EntryQueryDep, service: ServiceDep, request: Request) -> Response:
    """By code, the whole country's entry before those of single agencies, which go before it where their own dossiers
    are counted."""
    return _listed(PROCEDURES, ProcedureOut, ProcedurePage, query, service, request)


@router.post(
    "/v1/procedures",
    status_code=201,
    response_model=SubmissionOut,
    responses=_POSTED,
    openapi_extra=request_body(ProceduresIn, SENT["procedures"]),
    summary="Register procedures",
)
def post_procedures(
    author: _AuthorDep, delivery: _DeliveryDep, service: ServiceDep, once: OnceDep, request: Request
) -> Response:
    """Procedures as they are from a day on, all or none: what counting dossiers needs to know of them.

    They hold for the key's agency and all below it. An entry replaces what was registered of its `code` from the same
    `first_day` on; what is left out is not said.
    """
    return with_marks(request, delivery, lambda: once(lambda: take_in(service, Kind.PROCEDURES, delivery, author)))


@router.get(
    "/v1/services",
    response_model=ServicePage,
    responses={**tagged(200), **documented(422, 503)},
    summary="Registered online services",
)
def get_services(query: _EntryQueryDep, service: ServiceDep, request: Request) -> Response:
    """By code, the whole country's entry before those of single agencies."""
    return _listed(SERVICES, ServiceOut, ServicePage, query, service, request)


@router.post(
    "/v1/services",
    status_code=201,
    response_model=SubmissionOut,
    responses=_POSTED,
    openapi_extra=request_body(ServicesIn, SENT["services"]),
    summary="Register online services",
)
def post_services(
    author: _AuthorDep, delivery: _DeliveryDep, service: ServiceDep, once: OnceDep, request: Request
) -> Response:
    """Online services as they are from a day on, all or none, for the key's agency and all below it; see
    `POST /v1/procedures`."""
    return with_marks(request, delivery, lambda: once(lambda: take_in(service, Kind.SERVICES, delivery, author)))


def _listed(
    register: Register[Entry],
    item: type[BaseModel],
    page: type[BaseModel],
    query: _EntryQuery,
    service: AppContext,
    request: Request,
) -> Response:
    found, tag = list_entries(service.database, register, query.filter_of(service), query.limit)
    following = next_page(request, after=_place(*found[-1])) if len(found) == query.limit else None
    items = [item(**_shown(root, entry)) for root, entry in found]
    return json_response(page(items=items, next=following), headers={"ETag": tag})


def _shown(root: Root, entry: Any) -> dict[str, Any]:
    return {**asdict(entry), "root": root, "agencies": sorted(entry.agencies)}
