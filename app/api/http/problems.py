"""Every error of the service as RFC 9457 ``application/problem+json``, in one shape.

Below the portal's addresses the portal's shape takes its place, and on the page a page.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
import structlog
from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.api.http.rendering import json_response
from app.api.http.root_path import route_path
from app.api.http.security_headers import protect
from app.domain.errors import MAX_FAULTS_LISTED, Fault, Location, Refusal
from app.domain.messages import CATALOG, as_record, describe, shorten
from app.domain.text_damage import damage_of
from app.readers.portal.questions import ROOT as PORTAL
from app.readers.temporary_storage import is_full
from app.readers.uploads.rows import escape
from app.services.portal.facade_answers import Failure
from app.storage.errors import DBAPIError, NoConnectionError, outage_of, said_by

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

LOOKED_UP = ("unknown_period", "no_scorecard", "agency_not_in_period", "agency_not_in_edition")
"""Of these a page tells what there is instead, from the database."""

_TITLES = {
    400: ("Bad request", "Yêu cầu không đọc được"),
    401: ("No valid key", "Không có khóa hợp lệ"),
    403: ("Not allowed", "Không có quyền"),
    404: ("Not found", "Không tìm thấy"),
    405: ("Method not allowed", "Phương thức không được phép"),
    408: ("Too slow", "Quá chậm"),
    409: ("Not possible now", "Chưa thể thực hiện"),
    412: ("No longer as expected", "Không còn đúng như dự kiến"),
    413: ("Too large", "Quá lớn"),
    415: ("Unsupported media type", "Kiểu dữ liệu không được nhận"),
    422: ("Invalid input", "Dữ liệu không hợp lệ"),
    429: ("Too many requests", "Quá nhiều yêu cầu"),
    500: ("Internal error", "Lỗi của dịch vụ"),
    503: ("Unavailable", "Tạm thời không phục vụ được"),
}
_log = structlog.get_logger()

ErrorPage = Callable[[Request, Refusal, Mapping[str, str]], Response | None]
"""Makes the page for a refusal and some headers; ``None`` where no page was asked for."""


class FaultOut(BaseModel):
    """One thing that is wrong, and where: the line and column of a table, a cell, a JSON pointer, a query parameter."""

    code: str = Field(examples=["number_ambiguous"])
    line: int | None = Field(description="Line of a table or of NDJSON, from 1.", examples=[5])
    pointer: str | None = Field(description="RFC 6901 pointer into the JSON.", examples=[None])
    column: str | None = Field(description="Column of a table or member of an object.", examples=["dossiers_received"])
    parameter: str | None = Field(description="Query or path parameter.", examples=[None])
    sheet: str | None = Field(None, description="Title of the worksheet in a workbook.", examples=["T10"])
    cell: str | None = Field(None, description="Cell of that worksheet.", examples=["C5"])
    detail: str = Field(description="What is wrong and what to do, in English.")
    detail_vi: str = Field(description="The same in Vietnamese.")


class Problem(BaseModel):
    """RFC 9457 problem details. ``errors`` lists at most 1,000 faults, ``errors_total`` counts them all."""

    type: str = Field(examples=["urn:tthc766:problem:submission_invalid"])
    title: str = Field(examples=["Invalid input"])
    title_vi: str = Field(examples=["Dữ liệu không hợp lệ"])
    status: int = Field(examples=[422])
    detail: str
    detail_vi: str
    code: str = Field(description="Stable code of the problem.", examples=["submission_invalid"])
    errors: list[FaultOut]
    errors_total: int


def damage_in(text: str | None, member: str) -> list[FaultOut]:
    """The warning of a text of a body that looks damaged."""
    damage = damage_of(text) if text else None
    where = Location(pointer=f"/{member}", column=member)
    return [FaultOut.model_validate(as_record(damage.warning(text, member, where)))] if damage and text else []


def status_of(code: str) -> int:
    """The HTTP status of an answer with this code."""
    return CATALOG[code].status


def title_of(status: int) -> tuple[str, str]:
    """What a status means, in English and Vietnamese."""
    return _TITLES[status]


def problem_response(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    status = status_of(refusal.code)
    title, title_vi = title_of(status)
    message = describe(refusal.code, refusal.params)
    faults, total = refusal.faults, refusal.total
    if not faults and refusal.location != Location():
        faults, total = (refusal.fault,), 1
    body = {
        "type": f"urn:tthc766:problem:{refusal.code}",
        "title": title,
        "title_vi": title_vi,
        "status": status,
        "detail": message.en,
        "detail_vi": message.vi,
        "code": refusal.code,
        "errors": [as_record(fault) for fault in faults],
        "errors_total": total,
    }
    later = {"Retry-After": str(refusal.params["seconds"])} if "seconds" in refusal.params else {}
    return Response(orjson.dumps(body), status, {**headers_of(status), **later, **(headers or {})}, MEDIA_TYPE)


def failure_response(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal in the portal's shape: the code of the first fault in capitals, the sentences of all."""
    faults = refusal.faults or (refusal.fault,)
    told = " ".join(_told(fault) for fault in faults)
    status = status_of(refusal.code)
    failure = Failure(code=faults[0].code.upper(), message=told)
    return json_response(failure, status, {**headers_of(status), **(headers or {})})


def _told(fault: Fault) -> str:
    """The Vietnamese sentence of a fault; it names the field."""
    sentence, field = describe(fault.code, fault.params).vi, fault.location.parameter
    return sentence if field is None or field in sentence else f"{field}: {sentence}"


def respond(request: Request, refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal in the shape of the address that was asked."""
    error_page: ErrorPage = request.app.state.error_page
    if (page := error_page(request, refusal, headers or {})) is not None:
        return page
    in_portal = f"{route_path(request.scope)}/".startswith(f"{PORTAL}/")
    return failure_response(refusal, headers) if in_portal else problem_response(refusal, headers)


def headers_of(status: int) -> dict[str, str]:
    """The headers that belong to a status."""
    if status == 401:
        return {"WWW-Authenticate": "Bearer"}
    if status == 408:
        return {"Connection": "close"}  # the rest of the body may still come, if anything
    return {"Retry-After": str(RETRY_AFTER_SECONDS)} if status in (429, 503) else {}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer, for its OpenAPI description."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {status: {"description": _TITLES[status][0], "content": {MEDIA_TYPE: schema}} for status in statuses}


def documented_failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same for a route of the portal's interface."""
    schema = {"schema": {"$ref": "#/components/schemas/Failure"}}
    return {status: {"description": _TITLES[status][0], "content": {"application/json": schema}} for status in statuses}


def install(app: FastAPI, error_page: ErrorPage) -> None:
    """Make every error of the application, the framework and the database a problem, or a page where one was asked."""
    app.state.error_page = error_page

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> Response:
        # Whatever else is refused needs no thread, of which a busy service has none left.
        return await run_in_threadpool(respond, request, error) if error.code in LOOKED_UP else respond(request, error)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [_query_fault(each) for each in error.errors()]
        return respond(request, Refusal("query_invalid", faults=faults[:MAX_FAULTS_LISTED], total=len(faults)))

    @app.exception_handler(ClientDisconnect)
    async def gone(request: Request, _error: ClientDisconnect) -> Response:
        return respond(request, Refusal("bad_request"))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        headers = error.headers or {}
        if error.status_code == 404:
            return respond(request, Refusal("not_found"))
        if error.status_code == 405:
            allowed = _methods(app, route_path(request.scope)) or headers.get("Allow", "")
            return respond(request, Refusal("method_not_allowed", allowed=allowed), {"Allow": allowed})
        return respond(request, Refusal("bad_request"))

    @app.exception_handler(DBAPIError)
    @app.exception_handler(NoConnectionError)
    def database(request: Request, error: Exception) -> Response:
        outage = outage_of(error)
        if outage is None:
            return unexpected(request, error)
        _log.warning(outage, error=said_by(error))
        return respond(request, Refusal(outage, seconds=RETRY_AFTER_SECONDS))

    @app.exception_handler(OSError)
    @app.exception_handler(sqlite3.Error)
    def system(request: Request, error: Exception) -> Response:
        if not is_full(error):
            return unexpected(request, error)
        _log.warning("temporary_storage_full", error=str(error))
        return respond(request, Refusal("temporary_storage_full"))

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        _log.error("internal_error", error=said_by(error), exc_info=error)
        # This handler stands outside the middleware that would add the headers.
        answer = respond(request, Refusal("internal_error"), {"X-Request-ID": correlation_id.get() or ""})
        protect(request.scope, answer.status_code, answer.headers)
        return answer


def _methods(app: FastAPI, path: str) -> str:
    """The methods that an address takes; the router names only those of the first route that it finds."""
    for template, operations in app.openapi()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
            return ", ".join(method.upper() for method in operations).replace("GET", "GET, HEAD")
    return ""


def body_refusal(errors: Sequence[Mapping[str, Any]], code: str = "submission_invalid") -> Refusal:
    """The refusal of a body for what pydantic says of it, each fault at its place in the body."""
    faults = body_faults(errors)
    return Refusal(code, faults=faults[:MAX_FAULTS_LISTED], total=len(faults), count=len(faults))


def body_faults(errors: Sequence[Mapping[str, Any]], within: str = "") -> list[Fault]:
    """The faults of a body, or of what stands in it at the pointer ``within``."""
    return [_in_body(error, within) for error in errors]


def _in_body(error: Mapping[str, Any], within: str) -> Fault:
    fault = _query_fault(error)
    name = fault.location.parameter
    if name is None:
        return Fault(fault.code, Location(pointer=within or None), fault.params)
    code = "unknown_member" if fault.code == "unknown_parameter" else fault.code
    return Fault(code, Location(pointer=f"{within}/{escape(name)}", column=name), fault.params)


def _query_fault(error: Mapping[str, Any]) -> Fault:
    """A fault of a parameter, or of a field of a body, from what pydantic says of it; our own parsers pass their
    codes through it."""
    params = error.get("ctx", {})
    if not error["loc"]:
        return _body_fault(error["type"], params)
    # Of a parameter that can be given several times the place tells which one; its name comes before that.
    name = shorten(next(part for part in reversed(error["loc"]) if isinstance(part, str)))
    where = Location(parameter=name)
    match error["type"]:
        case "extra_forbidden":
            return Fault("unknown_parameter", where, {"value": name})
        case "missing":
            return Fault("field_missing", where, {"field": name})
        case "literal_error" | "enum":
            return Fault("unknown_value", where, {"value": error["input"], "allowed": params["expected"]})
        case code if code in CATALOG:
            return Fault(code, where, params)
        case code:
            return Fault("unknown_value", where, {"value": error["input"], "allowed": _allowed(code, params)})


def _body_fault(code: str, params: Mapping[str, Any]) -> Fault:
    """A fault of a body as a whole: it is not JSON, or no object."""
    if code != "json_invalid":
        return Fault("json_shape", params={"expected": "{…}"})
    return Fault(code, params={"position": params["error"].rpartition(" ")[2]})


def _allowed(code: str, params: Mapping[str, Any]) -> str:
    """What pydantic wants, in no language."""
    if code.startswith("bool"):
        return "true, false"
    if code.startswith("string"):
        return f'"…" ≤ {params["max_length"]}' if "max_length" in params else '"…"'
    return f"≥ {params['ge']}" if "ge" in params else f"≤ {params['le']}" if "le" in params else "0, 1, 2, …"
