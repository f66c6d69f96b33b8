"""Sending dossiers to be counted. They are never kept; what counts them is imported when the first ones come."""

from collections.abc import AsyncIterator, Mapping
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
from app.api.routes.submissions import submission_view
from app.api.schemas.dossiers import (
    DataQuality,
    DossierCounts,
    DossierRulesOut,
    DossiersOut,
    MeanTimeOut,
    MissingCount,
    ProcessingTimeOut,
)
from app.api.views.verdict_list import counted_at, with_verdicts
from app.domain.agencies import parse_code
from app.domain.dossiers.mean_time import MeanTimes
from app.domain.dossiers.measures import REPORTED_ELSEWHERE
from app.domain.dossiers.options import choose, parse_dossier_measure, parse_option
from app.domain.dossiers.register_counts import REGISTER_MEASURES, SHORT
from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.keys import Author

if TYPE_CHECKING:
    from app.counting.question import DossierCount
    from app.services.dossiers.counting import Counted
    from app.services.dossiers.post import Answer, DossierRequest

router = APIRouter(tags=["submissions"])
_FORMATS = (Format.JSON, Format.NDJSON, Format.CSV)
_PARQUET = ("application/vnd.apache.parquet", "application/x-parquet", "application/parquet")
_EXAMPLES = 10
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
    found = media_type_of(request)
    if found not in _FORMATS:
        raise Refusal("media_type_unsupported", value=found, allowed=", ".join(_FORMATS))
    return found


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
    from app.services.dossiers.post import DossierRequest, find_verdicts  # noqa: PLC0415  # see above

    query, posted = received
    asked = DossierRequest(
        period=query.period,
        options=dict(query.option),
        verdicts=query.verdicts,
        verdicts_of=query.verdicts_of,
        processing_time=query.processing_time,
    )
    answer = once(lambda: _take_in(service, posted, author, query, asked))
    if not asked.verdicts or answer.status_code >= 400:
        return answer
    found = find_verdicts(service, posted, author, asked, counted_at(answer))
    return with_verdicts(request, answer, found, query.locale)


def _take_in(
    service: ServiceDep, posted: Any, author: Author, query: _DossierQuery, asked: "DossierRequest"
) -> Response:
    from app.services.dossiers.post import take_in  # noqa: PLC0415  # see above

    dry_run = query.dry_run or not query.complete
    done = take_in(service, posted, author, asked, service.now(), dry_run=dry_run)
    view = _view(done, complete=query.complete)
    if not done.submission.id:
        return json_response(view)
    return json_response(view, 201, {"Location": service.address(f"/v1/submissions/{done.submission.id}")})


def _view(done: "Answer", *, complete: bool) -> DossiersOut:
    counted = done.counted
    rules = counted.question.rules
    return DossiersOut(
        period=str(counted.question.period),
        complete=complete,
        dry_run=not done.submission.id,
        dossiers=counted.gathered.dossiers,
        rules=DossierRulesOut(id=rules.id, digest=rules.digest, options=rules.options),
        counts=_counts(counted, done.times),
        quality=_quality(counted),
        verdicts=None,  # added where they were asked for: they are not kept with the answer
        verdicts_total=None,
        verdicts_limit=None,
        submission=submission_view(done.submission),
    )


def _counts(counted: "Counted", times: Mapping[str, MeanTimes] | None) -> list[DossierCounts]:
    return [
        DossierCounts(
            agency=code,
            registered=code not in counted.unregistered,
            counts={measure: each.number for measure, each in found.items() if each.number is not None},
            missing=_missing(found),
            processing_time=None if times is None else _processing_time(times[code]),
        )
        for code, found in counted.counts.items()
    ]


def _processing_time(times: MeanTimes) -> ProcessingTimeOut:
    means = [
        MeanTimeOut(
            unit=unit, mean=each.rounded, total=each.total, dossiers=each.dossiers, unit_unknown=each.unit_unknown
        )
        for unit, each in sorted(times.by_unit.items())
    ]
    return ProcessingTimeOut(means=means, unknown={str(why): number for why, number in times.unknown.items()})


def _missing(found: "Mapping[str, DossierCount]") -> list[MissingCount]:
    missing = [
        _missing_count(measure, reason, number)
        for measure, each in found.items()
        for reason, number in each.unknown.items()
    ]
    received = found["dossiers_received"].number or 0
    return missing + [_missing_count(measure, "reported_elsewhere", received) for measure in REPORTED_ELSEWHERE]


def _missing_count(measure: str, reason: str, number: int) -> MissingCount:
    of_entries = measure in REGISTER_MEASURES or reason == SHORT
    return MissingCount(
        measure=measure, reason=reason, dossiers=0 if of_entries else number, entries=number if of_entries else 0
    )


def _quality(counted: "Counted") -> list[DataQuality]:
    return [
        DataQuality(
            code=each.oddity,
            dossiers=each.number,
            label=each.oddity.label.en,
            label_vi=each.oddity.label.vi,
            effect=each.oddity.effect.en,
            effect_vi=each.oddity.effect.vi,
            examples=[list(one.numbers) for one in each.examples[:_EXAMPLES]],
        )
        for each in counted.oddities
    ]
