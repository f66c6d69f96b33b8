"""The letter's answers: as JSON, as a page, as a DOCX."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import AgencyPath, EditionPath, ServiceDep, Strict, parsed_by, text_schema
from app.api.http.negotiation import best_type, header_of
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.api.schemas.letter import LetterOut
from app.api.views.letters import letter_view
from app.domain.time import parse_day
from app.services.editions.editions import member_of, open_edition
from app.services.letters.compose import Letter, write
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
# The page is one file: whatever a text might smuggle in can neither run nor load anything.
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


LetterDay = Annotated[
    date | None,
    parsed_by(parse_day),
    text_schema("The letter's date; left out, it is to be written in by hand.", examples=["2025-03-05"]),
]


class LetterQuery(Strict):
    format: LetterFormat | None = Field(None, description="Goes before the Accept header.")
    number: str | None = Field(
        None,
        max_length=20,
        pattern=r"^[\w ./&-]*$",
        description="The letter's number, in place of the office's.",
    )
    date: LetterDay = None


def wanted(request: Request, query: LetterQuery) -> LetterFormat:
    """``?format=`` decides; without it the Accept header; JSON if that wants none of the letter's types."""
    if query.format is not None:
        return query.format
    formats = {type_: format_ for format_, type_ in MEDIA_TYPES.items()}
    return formats[best_type(header_of(request, "accept"), tuple(formats))]


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
        **documented(404, 422, 503),
    },
    summary="The letter on an agency",
)
async def get_letter(
    id: EditionPath,
    agency: AgencyPath,
    query: Annotated[LetterQuery, Query()],
    service: ServiceDep,
    request: Request,
    cold: ColdDep,
) -> Response:
    """What an office announces to those below it: total, rank, groups beside the averages, findings, requests.

    From the edition's figures and the office's own file, in the layout of Decree 30/2020/NĐ-CP.
    """

    def make() -> Response:
        _, edition = open_edition(service.database, id)
        code = member_of(edition, agency).code
        changes = edition.changes_of(code)
        letter = write(edition.evaluation, code, changes, service.registers.offices, query.number, query.date)
        return letter_response(letter, wanted(request, query))

    return await cold(make)


def letter_response(letter: Letter, format_: LetterFormat) -> Response:
    """The letter in one of its formats. Refuses ``letter_template_broken`` for a DOCX."""
    from app.api.views.letter_documents import to_docx, to_html  # noqa: PLC0415  # python-docx is large, letters are rare

    text = words(letter)
    headers = {"Vary": "Accept"}
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
