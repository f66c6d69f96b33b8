"""The fields of the desk's forms."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from app.api.http.deps import ServiceDep
from app.api.http.upload_receiver import receive_question
from app.domain.errors import Refusal

TOKEN = "token"  # noqa: S105  # the name of the field
_MOST_FIELDS = 20

Fields = Mapping[str, str]


async def fields_of(request: Request, service: ServiceDep) -> Fields:
    """The fields of a form without files; refuses ``body_too_large``, ``upload_too_slow``, ``bad_request``."""
    body = await receive_question(request, service.settings)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Refusal("bad_request") from None


FieldsDep = Annotated[Fields, Depends(fields_of)]
