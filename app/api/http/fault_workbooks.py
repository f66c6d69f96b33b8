"""Refusals of workbooks as workbooks, for clients that would rather have these."""

from collections.abc import Callable

import orjson
from fastapi import Request, Response

from app.api.http.negotiation import best_type, header_of
from app.api.http.problems import problem_response
from app.domain.errors import Refusal
from app.readers.uploads.formats import Format
from app.services.submissions.marked_workbook import mark_faults
from app.services.submissions.parse_upload import Upload

_REFUSED = "submission_invalid"


def with_marks(request: Request, delivery: Upload, work: Callable[[], Response]) -> Response:
    """What ``work`` answers. A workbook that it refuses comes back with its faults marked, if Accept prefers XLSX to
    JSON; where that cannot be made, the problem is the answer as ever."""
    wanted = best_type(header_of(request, "accept"), (Format.JSON, Format.XLSX))
    if not delivery.format == wanted == Format.XLSX:
        return work()
    try:
        answer = work()
    except Refusal as refusal:
        if refusal.code != _REFUSED:
            raise
        answer = problem_response(refusal)
    if answer.status_code != 422:
        return answer
    problem = orjson.loads(answer.body)
    content = mark_faults(delivery.body, problem["errors"]) if problem["code"] == _REFUSED else None
    if content is None:
        return answer
    kept = {name: value for name, value in answer.headers.items() if name.startswith("idempotency")}
    headers = {**kept, "Content-Disposition": 'attachment; filename="tthc766-errors.xlsx"'}
    return Response(content, answer.status_code, headers, Format.XLSX)
