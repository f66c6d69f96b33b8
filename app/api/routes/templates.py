"""Workbooks to fill in and send back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import ServiceDep, Strict, parsed_by, text_schema
from app.api.http.problems import documented
from app.domain.agencies import parse_code
from app.domain.enums import Kind
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.templates.template import Template, template_of

router = APIRouter(tags=["submissions"])


class _TemplateQuery(Strict):
    agency: Annotated[str, parsed_by(parse_code), text_schema("This agency and all below it.", examples=["H31"])]
    period: Annotated[
        Period | None,
        parsed_by(Period.parse),
        text_schema("The period to report; needed for all but agencies.", examples=["2026-10"]),
    ] = None


@router.get(
    "/v1/templates/{kind}.xlsx",
    response_class=Response,
    responses={
        200: {"content": {str(Format.XLSX): {"schema": {"type": "string", "format": "binary"}}}},
        **documented(404, 422, 503),
    },
    summary="A workbook to fill in",
)
async def get_template(
    kind: Annotated[Kind, Path(description="What is to be sent: statistics, official-results or agencies.")],
    query: Annotated[_TemplateQuery, Query()],
    service: ServiceDep,
    cold: ColdDep,
) -> Response:
    """Every agency of the subtree, what can be reported with its code, and in grey what was reported a period before.

    It can be sent back as it is: grey columns are not read, and without a figure nothing changes.
    """
    return await cold(lambda: template_response(template_of(service, kind, query.agency, query.period)))


def template_response(template: Template) -> Response:
    from app.services.templates.workbook import to_xlsx  # noqa: PLC0415  # openpyxl is large, templates are rare

    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{template.file_name}"'}
    return Response(to_xlsx(template), headers=headers, media_type=Format.XLSX)
