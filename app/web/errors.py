"""A refusal as a page, where a page was asked for."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.api.http.root_path import route_path
from app.domain.errors import Refusal
from app.web import responses
from app.web.addresses import is_page


def error_page(request: Request, refusal: Refusal, headers: Mapping[str, str]) -> Response | None:
    """The refusal as a page, if it is one that was asked for; the addresses of programs answer in their own shape."""
    if not is_page(route_path(request.scope)):
        return None

    return responses.error(request, refusal, headers)
