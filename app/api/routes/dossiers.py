"""Sending dossiers to be counted. They are never kept; what counts them is imported when the first ones come."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.api.http.deps import LocaleQuery, ServiceDep, parsed_by, text_schema, writer
from app.api.http.idempotency import OnceDep
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.api.http.request_body import media_type_of
from app.api.http.upload_receiver import StreamedBody, receive_streamed
from app.api.schemas.dossiers import DossiersOut
from app.api.views.dossiers import dossiers_view
from app.api.views.verdict_list import counted_at, with_verdicts
from app.domain.agencies import parse_code
from app.domain.dossiers.options import choose, parse_dossier_measure, parse_option
from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.keys import Author

if TYPE_CHECKING:
    from app.services.dossiers.post import Answer

router = APIRouter(tags=["submissions"])
_FORMATS = (Format.JSON, Format.NDJSON, Format.CSV)
_PARQUET = ("application/vnd.apache.parquet", "application/x-parquet", "application/parquet")
_EXAMPLE = (
    '{"data":[{"MaHoSo":"H31.17-261001-0001","MaTTHC":"1.000001","NgayTiepNhan":"20261001080000","TrangThaiHoSo":"2"}]}'
)
_LIST = {Format.CSV: {"schema": {"type": "string"}}}
_author = writer(Scope.STATISTICS_WRITE)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            Format.JSON: {"schema": {"type": ["object", "array"]}},
            Format.NDJSON: {"schema": {"type": "string"}, "example": _EXAMPLE},
            Format.CSV: {"schema": {"type": "string"}},
        },
    }
}


def _chosen(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    try:
        return list(choose(pairs).items())
    except Refusal as refusal:
        raise PydanticCustomError(refusal.code, refusal.code, refusal.params) from None


class _DossierQuery(LocaleQuery):
    period: Annotated[Period, parsed_by(Period.parse), text_schema("Month, quarter or year.", examples=["2026-10"])]
    complete: bool = Field(False, description="These are all dossiers of the period; only then their counts are kept.")
    dry_run: bool = Field(False, description="Check only; nothing is stored.")
    agency: Annotated[
        str | None,
        parsed_by(parse_code),
        text_schema("Who handles dossiers whose number does not begin with an agency's code."),
    ] = None
    option: Annotated[
        list[Annotated[tuple[str, str], parsed_by(parse_option), text_schema("NAME=VALUE")]],
        AfterValidator(_chosen),
        Field(
            description="Another choice where the sources leave it open how dossiers count; may be repeated. The "
            "submission names all choices.",
            examples=[["precision=minute"]],
        ),
    ] = Field([])
    processing_time: bool = Field(False, description="Also tell how long the finished dossiers of each agency took.")
    verdicts: Annotated[
        list[Annotated[str, parsed_by(parse_dossier_measure)]],
        WithJsonSchema(
            {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
                "description": "Also tell why dossiers do not count for this measure; may be repeated.",
                "examples": ["dossiers_on_time"],
            }
        ),
    ] = Field([])
    verdicts_of: Annotated[
        str | None,
        parsed_by(parse_code),
        text_schema("Only of dossiers that count for this agency: its own and those of agencies below it."),
    ] = None


_QueryDep = Annotated[_DossierQuery, Query()]
_AuthorDep = Annotated[Author, Depends(_author)]


def _format_of(request: Request) -> Format:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given in _PARQUET:
        raise Refusal("dossier_parquet_over_http", allowed=", ".join(_FORMATS))
    return media_type_of(request, _FORMATS)


async def _work() -> AsyncIterator[Path]:
    """A folder that is there until the answer has been sent: verdicts are made of what lies in it."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


async def _posted(
    request: Request,
    service: ServiceDep,
    author: _AuthorDep,
    query: _QueryDep,
    format_: Annotated[Format, Depends(_format_of)],
    work: Annotated[Path, Depends(_work)],
) -> AsyncIterator[tuple[_DossierQuery, Any]]:
    """What is asked, and the dossiers of a body, prepared while it comes: of its bytes none is kept, in no file."""
    from app.readers.dossiers.sender import Sender  # noqa: PLC0415  # see above
    from app.services.dossiers.post import read_posted  # noqa: PLC0415

    now = service.now()
    sender = Sender(source=author.root or "dossiers", as_of=now, now=now, agency=query.agency, root=author.root)
    packed = "gzip" in request.headers.get("content-encoding", "").lower()

    def take(body: StreamedBody) -> Any:
        return read_posted(body, format_, sender, service, work, packed=packed)

    async with receive_streamed(request, service.settings, take) as posted:
        request.state.digest = posted.sent.digest
        yield query, posted


@router.post(
    "/v1/dossiers",
    status_code=201,
    response_model=DossiersOut,
    responses={
        200: {"description": "Dry run, or not declared complete", "model": DossiersOut, "content": _LIST},
        201: {"description": "Stored", "content": _LIST},
        **documented(401, 403, 404, 408, 409, 413, 415, 422, 429, 503),
    },
    openapi_extra=_BODY,
    summary="Send dossiers to be counted",
)
def post_dossiers(
    request: Request,
    author: _AuthorDep,
    received: Annotated[tuple[_DossierQuery, Any], Depends(_posted, scope="function")],
    service: ServiceDep,
    once: OnceDep,
) -> Response:
    """Dossiers as systems push them to the national portal, or in plain columns, are counted by the rules and
    forgotten; what is about people is dropped while it is read. The counts are stored as statistics, whole or not at
    all, and only if the dossiers are declared `complete`: a count of some would pass for that of all.

    `verdicts` asks why dossiers do not count for a measure: the first 20,000 stand in the answer; with
    `Accept: text/csv` the list is the answer, as spreadsheets open it, whatever its length."""
    from app.services.dossiers.post import DossierRequest, find_verdicts, question_at, take_in  # noqa: PLC0415  # see above

    query, posted = received
    asked = DossierRequest(
        period=query.period,
        complete=query.complete,
        dry_run=query.dry_run,
        options=dict(query.option),
        verdicts=query.verdicts,
        verdicts_of=query.verdicts_of,
        processing_time=query.processing_time,
    )
    done: list[Answer] = []  # none where the answer was kept

    def take() -> Response:
        done.append(take_in(service, posted, author, asked, service.now()))
        return _answer(service, done[-1], complete=query.complete)

    answer = once(take)
    if not asked.verdicts or answer.status_code >= 400:
        return answer
    # Held against the registers that the counts come from, whatever was registered since.
    question = done[-1].counted.question if done else question_at(service, author, asked, counted_at(answer))
    found = find_verdicts(posted, question, author, asked)
    return with_verdicts(request, answer, found, query.locale)


def _answer(service: ServiceDep, done: "Answer", *, complete: bool) -> Response:
    view = dossiers_view(done, complete=complete)
    if not done.submission.id:
        return json_response(view)
    return json_response(view, 201, {"Location": service.address(f"/v1/submissions/{done.submission.id}")})
