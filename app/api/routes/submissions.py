"""Sending figures, and reading what was sent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from app.api.http.deps import (
    KEY_OPTIONAL,
    MAX_ID,
    PRIVATE,
    NewestFirst,
    ReaderDep,
    ServiceDep,
    StatisticsQuery,
    SubmissionQuery,
    writer,
)
from app.api.http.fault_workbooks import with_marks
from app.api.http.idempotency import OnceDep
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.api.http.request_body import BodyDep, FormatDep, delivery_of
from app.api.openapi.examples import SENT, example
from app.api.openapi.uploads import or_marked, request_body
from app.api.schemas.submissions import (
    OfficialResultsIn,
    StatisticsIn,
    SubmissionOut,
    SubmissionPage,
)
from app.api.views.submissions import reference_view, submission_view
from app.domain.enums import Kind, Scope
from app.services.context import AppContext
from app.services.keys import Author
from app.services.load import load
from app.services.refusals.shown import get_submission, list_submissions
from app.services.submissions.parse_upload import Upload

router = APIRouter(tags=["submissions"])
_WRITE_PROBLEMS = or_marked(documented(401, 403, 408, 409, 413, 415, 422, 429, 503))


def _counts_delivery(
    body: BodyDep, media_type: FormatDep, query: Annotated[StatisticsQuery, Query()], service: ServiceDep
) -> Upload:
    return delivery_of(body, media_type, query, service)


def _delivery(
    body: BodyDep, media_type: FormatDep, query: Annotated[SubmissionQuery, Query()], service: ServiceDep
) -> Upload:
    return delivery_of(body, media_type, query, service)


@router.post(
    "/v1/statistics",
    status_code=201,
    response_model=SubmissionOut,
    responses={
        **example("submission", 201),
        200: {"description": "Dry run", "model": SubmissionOut},
        **_WRITE_PROBLEMS,
    },
    openapi_extra=request_body(StatisticsIn, SENT["statistics"]),
    summary="Send counts",
)
def post_statistics(
    author: Annotated[Author, Depends(writer(Scope.STATISTICS_WRITE))],
    delivery: Annotated[Upload, Depends(_counts_delivery)],
    service: ServiceDep,
    once: OnceDep,
    request: Request,
) -> Response:
    """Counts of one or more agencies, taken in whole or not at all.

    A table has the columns `agency`, optionally `period`, and one column per measure; NDJSON has one row object
    a line. An empty cell is not reported, which is not 0. Digits only: `1.234` is refused as ambiguous. Later
    figures (by `as_of`, then by arrival) supersede earlier ones count by count.

    In a workbook columns may be headed by their labels and agencies be named; with `Accept:` XLSX a refused one comes
    back with its faults marked.
    """
    return with_marks(request, delivery, lambda: once(lambda: take_in(service, Kind.STATISTICS, delivery, author)))


@router.post(
    "/v1/official-results",
    status_code=201,
    response_model=SubmissionOut,
    responses={
        **example("submission", 201),
        200: {"description": "Dry run", "model": SubmissionOut},
        **_WRITE_PROBLEMS,
    },
    openapi_extra=request_body(OfficialResultsIn, SENT["official-results"]),
    summary="Send published results",
)
def post_official_results(
    author: Annotated[Author, Depends(writer(Scope.OFFICIAL_WRITE))],
    delivery: Annotated[Upload, Depends(_delivery)],
    service: ServiceDep,
    once: OnceDep,
    request: Request,
) -> Response:
    """Scores, rates, ranks and averages that the portal or a letter has published, whole or not at all.

    A table has the columns `agency`, `code`, `score` and, where published, `period`, `max`, `rate`, `rank`,
    `ranked`, `average`. In a CSV with semicolons or tabs a decimal comma is read.
    """
    return with_marks(
        request, delivery, lambda: once(lambda: take_in(service, Kind.OFFICIAL_RESULTS, delivery, author))
    )


class _SubmissionListQuery(NewestFirst):
    kind: Kind | None = Field(None, description="Only submissions of this kind.")


@router.get(
    "/v1/submissions",
    response_model=SubmissionPage,
    responses=documented(401, 422, 503),
    openapi_extra=KEY_OPTIONAL,
    summary="What was sent",
)
def get_submissions(
    query: Annotated[_SubmissionListQuery, Query()], service: ServiceDep, reader: ReaderDep, request: Request
) -> Response:
    """The newest first, accepted and rejected. Of a rejected one only keys of its sender's subtree see the source."""
    past = query.past(service)
    found = list_submissions(service, reader, query.kind, query.before, query.limit, past)
    following = query.following(request, [each.id for each in found])
    page = SubmissionPage(items=[reference_view(each) for each in found], next=following)
    return json_response(page, headers=PRIVATE)


@router.get(
    "/v1/submissions/{id}",
    response_model=SubmissionOut,
    responses=documented(401, 404, 422, 503),
    openapi_extra=KEY_OPTIONAL,
    summary="One submission",
)
def get_one_submission(
    id: Annotated[int, Path(ge=1, le=MAX_ID, description="Id of the submission.")],
    service: ServiceDep,
    reader: ReaderDep,
) -> Response:
    """One submission, with its faults if it was rejected: everybody sees their codes and places, keys of its sender's
    subtree also what stood there. After some time nobody does (`values_withheld`)."""
    return json_response(submission_view(get_submission(service, reader, id)), headers=PRIVATE)


def take_in(service: AppContext, kind: Kind, delivery: Upload, author: Author) -> Response:
    """Take in a submission of any kind, and answer with its record."""
    stored = load(service.database, service.registers, kind, delivery, author, service.now())
    if not stored.id:
        return json_response(submission_view(stored))
    return json_response(submission_view(stored), 201, {"Location": service.address(f"/v1/submissions/{stored.id}")})
