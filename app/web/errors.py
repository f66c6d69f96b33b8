"""A refusal as a page: what is wrong and what to do, in the reader's language."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.api.problems import headers_of, status_of, title_of
from app.domain.errors import Refusal
from app.domain.messages import Message, describe
from app.web.addresses import EMBED, Addresses, is_embedded, language_of
from app.web.rendering import respond
from app.web.speech import Speech


def error_page(request: Request, refusal: Refusal, headers: Mapping[str, str]) -> Response:
    at = Addresses(language_of(request), prefix=EMBED if is_embedded(request) else "")
    say, status = Speech(at.language), status_of(refusal.code)
    faults = refusal.faults or (refusal.fault,)
    title, title_vi = title_of(status)
    view = {
        "title": say.of(Message(title_vi, title)),
        "status": status,
        "code": refusal.code,
        "messages": [say.of(describe(fault.code, fault.params)) for fault in faults],
    }
    response = respond(request, "error.html", at, view, status)
    response.headers.update({**headers_of(status), **headers})
    return response
