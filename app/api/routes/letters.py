"""The letter's answers: as JSON, as a page, as a DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import (
    KEY_OPTIONAL,
    PRIVATE,
    AgencyPath,
    EditionPath,
    ReaderDep,
    ServiceDep,
    Strict,
    parsed_by,
    public_url,
    text_schema,
)
from app.api.http.negotiation import best_type, header_of
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.api.schemas.letter import LetterOut
from app.api.views.edition_letters import Asked, edition_letter
from app.api.views.letters import letter_view
from app.api.views.packages import package_of, zip_of
from app.domain.time import parse_day
from app.services.context import AppContext
from app.services.letters.compose import Letter
from app.services.letters.left_out import LeftOut
from app.services.letters.text import words

router = APIRouter(tags=["editions"])


class LetterFormat(StrEnum):
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


MEDIA_TYPES = {
    LetterFormat.JSON: "application/json",
    LetterFormat.HTML: "text/html",
    LetterFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_MOST_LISTED = 60  # proxies refuse long headers
# The page is one file: whatever a text might smuggle in can neither run nor load anything.
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


LetterDay = Annotated[
    date | None,
    parsed_by(parse_day),
    text_schema("The letter's date; left out, it is to be written in by hand.", examples=["2025-03-05"]),
]


LetterNumber = Annotated[
    str | None,
    Field(max_length=20, pattern=r"^[\w ./&-]*$", description="The letter's number, in place of the office's."),
]


class LetterQuery(Strict):
    format: LetterFormat | None = Field(None, description="Goes before the Accept header.")
    number: LetterNumber = None
    date: LetterDay = None


def wanted(request: Request, query: LetterQuery) -> LetterFormat:
    """``?format=`` decides; without it the Accept header; JSON if that wants none of the letter's types."""
    if query.format is not None:
        return query.format
    formats = {type_: format_ for format_, type_ in MEDIA_TYPES.items()}
    return formats[best_type(header_of(request, "accept"), tuple(formats))]


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """How the letter is asked for, and in which format."""

    asked: Asked
    format: LetterFormat


def letter_order(
    query: Annotated[LetterQuery, Query()], reader: ReaderDep, service: ServiceDep, request: Request
) -> LetterOrder:
    """What was asked, by whom."""
    return LetterOrder(Asked(query.number, query.date, reader, public_url(request, service)), wanted(request, query))


@router.get(
    "/v1/editions/{id}/letter/{agency}",
    response_model=LetterOut,
    responses={
        200: {
            "content": {
                MEDIA_TYPES[LetterFormat.HTML]: {"schema": {"type": "string"}},
                MEDIA_TYPES[LetterFormat.DOCX]: {"schema": {"type": "string", "format": "binary"}},
            }
        },
        **documented(401, 404, 422, 503),
    },
    openapi_extra=KEY_OPTIONAL,
    summary="The letter on an agency",
)
async def get_letter(
    id: EditionPath,
    agency: AgencyPath,
    order: Annotated[LetterOrder, Depends(letter_order)],
    service: ServiceDep,
    cold: ColdDep,
) -> Response:
    """What an office announces to those below it: total, rank, groups beside the averages, findings, requests.

    From the edition's figures and the office's own file, in the layout of Decree 30/2020/NĐ-CP. Without a key of the
    agency, of one above it or of the country it is marked as a draft. What is not known is left out; `left_out`, and
    the header `Left-Out` of a page or a DOCX, say what and why.
    """

    def make() -> Response:
        return letter_response(edition_letter(service, id, agency, order.asked), order.format)

    return await cold(make)


def letter_response(letter: Letter, format_: LetterFormat) -> Response:
    """The letter in one of its formats. Refuses ``letter_template_broken`` for a DOCX."""
    from app.api.views.letter_documents import to_docx, to_html  # noqa: PLC0415  # python-docx is large, letters are rare

    text = words(letter)
    headers = {**PRIVATE, "Vary": "Accept, Authorization", "Left-Out": left_out_header(text.left_out)}
    match format_:
        case LetterFormat.JSON:
            return json_response(letter_view(letter, text), headers=headers)
        case LetterFormat.HTML:
            return Response(
                to_html(text), headers={**headers, "Content-Security-Policy": _PAGE_POLICY}, media_type="text/html"
            )
        case LetterFormat.DOCX:
            name = f"letter-{letter.agency.code}-{letter.period}.docx"
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
            return Response(to_docx(text, letter.office.template), headers=headers, media_type=MEDIA_TYPES[format_])


def left_out_header(found: Sequence[LeftOut]) -> str:
    """What was left out, as a list for programs: ``rank;of=MDSH;reason=too_few``."""
    codes = [(each, ".".join(each.code.split())) for each in found]
    listed = [f"{each.part};{f'of={code};' if code else ''}reason={each.reason}" for each, code in codes[:_MOST_LISTED]]
    return ", ".join([*listed, *(["more"] if len(codes) > _MOST_LISTED else [])])


ZIP = "application/zip"


class PackageQuery(Strict):
    number: LetterNumber = None
    date: LetterDay = None


def package_asked(
    query: Annotated[PackageQuery, Query()], reader: ReaderDep, service: ServiceDep, request: Request
) -> Asked:
    """What was asked, by whom."""
    return Asked(query.number, query.date, reader, public_url(request, service))


@router.get(
    "/v1/editions/{id}/package/{agency}",
    response_class=Response,
    responses={
        200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}, "description": "The files"},
        **documented(401, 404, 422, 503),
    },
    openapi_extra=KEY_OPTIONAL,
    summary="A letter to all agencies with its annexes",
)
async def get_package(
    id: EditionPath,
    agency: AgencyPath,
    asked: Annotated[Asked, Depends(package_asked)],
    service: ServiceDep,
    cold: ColdDep,
) -> Response:
    """What the office of a ministry or a province sends to its agencies, as a ZIP: the letter, the annexes as DOCX and
    XLSX (departments and communes ranked, tasks), and a slip for each agency.

    The edition is one of the agency's own cohort or of agencies below it; the others are the current ones of its
    period. `khong-neu.txt` and the header `Left-Out` say what was left out, and why.
    """

    return await cold(lambda: package_response(service, id, agency, asked))


def package_response(service: AppContext, id_: int, agency: str, asked: Asked) -> Response:
    """The package as a ZIP; see ``package_of`` for the refusals."""
    package = package_of(service, id_, agency, asked)
    headers = {
        **PRIVATE,
        "Left-Out": left_out_header(package.left_out),
        "Content-Disposition": f'attachment; filename="package-{agency}-{package.letter.period}.zip"',
    }
    return Response(zip_of(package), headers=headers, media_type=ZIP)
