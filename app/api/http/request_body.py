"""The bodies of requests, as routes ask for them: uploads in a file, small ones of JSON as models."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from app.api.http.deps import AuthorDep, ServiceDep, UploadQuery, with_plus
from app.api.http.problems import body_refusal
from app.api.http.upload_receiver import ENCODINGS, receive_question, receive_upload
from app.domain.errors import Fault, Location, Refusal
from app.readers.uploads.body import Body as UploadedBody
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.submissions.parse_upload import Upload


def media_type_of(request: Request, formats: Sequence[Format]) -> Format:
    """Which of the formats an upload has by its Content-Type; refuses ``media_type_unsupported``."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    found = next((each for each in formats if each == given), None)
    if found is None or encoding not in ENCODINGS:
        shown = given if encoding in ENCODINGS else f"{given} {encoding}"
        raise Refusal("media_type_unsupported", value=shown.strip() or None, allowed=", ".join(formats))
    return found


def _format_of(request: Request) -> Format:
    return media_type_of(request, list(Format))


FormatDep = Annotated[Format, Depends(_format_of)]


async def body_of(
    request: Request, service: ServiceDep, _: AuthorDep, _format: FormatDep
) -> AsyncIterator[UploadedBody]:
    """The body, in a file that is gone when it has been dealt with, and a place among those that are being checked.

    The key is checked first: nobody else's bytes are kept.
    """
    async with receive_upload(request, service.settings) as body:
        request.state.digest = body.digest
        yield body


async def read_body(request: Request, service: ServiceDep) -> bytes:
    """A small body, up to the limit; refuses ``body_too_large``, ``upload_too_slow``."""
    body = await receive_question(request, service.settings)
    request.state.digest = UploadedBody.of(body).digest
    return body


def body_digest(request: Request) -> str:
    """The digest of the body that was read of this request; nothing for one that takes none."""
    digest: str = getattr(request.state, "digest", "")
    return digest


BodyDep = Annotated[UploadedBody, Depends(body_of, scope="function")]


def described_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """The description of such a body; the OpenAPI document's schemas must name the model."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}}


async def _own_body(request: Request, service: ServiceDep, _: AuthorDep) -> bytes:
    """The same whatever type the request names."""
    return await read_body(request, service)


Body = TypeVar("Body", bound=BaseModel)


def sent(model: type[Body]) -> Callable[[bytes], Body]:
    """A dependency: a small body of JSON; refuses ``submission_invalid`` with every fault."""

    def read(body: Annotated[bytes, Depends(_own_body)]) -> Body:
        try:
            found = model.model_validate_json(body)
        except ValidationError as error:
            raise body_refusal(error.errors()) from None
        refuse_repeated_members(body)
        return found

    return read


def refuse_repeated_members(body: bytes) -> None:
    """Refuse a body of JSON in which an object has a member twice with ``submission_invalid``."""
    json.loads(body, object_pairs_hook=_each_once, parse_int=str)


def _each_once(members: list[tuple[str, Any]]) -> None:
    """Refuses an object that has a member twice: readers of JSON take the one or the other."""
    repeated = sorted(name for name, count in Counter(name for name, _ in members).items() if count > 1)
    faults = [Fault("key_repeated", Location(pointer=f"/{name}", column=name), {"value": name}) for name in repeated]
    if faults:
        raise Refusal("submission_invalid", faults=faults, count=len(faults))


def delivery_of(body: UploadedBody, format_: Format, query: UploadQuery, service: AppContext) -> Upload:
    """What came, with what the query says of it."""
    said = query.model_dump(include={"period", "as_of", "source", "provenance", "dry_run"})
    if said.get("as_of"):
        said["as_of"] = with_plus(said["as_of"])
    return Upload(body, format_, limits=service.limits, **said)
