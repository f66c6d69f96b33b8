"""Answers that a client need not be sent again."""

import re
from collections.abc import Mapping

from fastapi import Request, Response

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def unless_known(request: Request, etag: str, headers: Mapping[str, str]) -> Response | None:
    """The answer 304 if the client holds what bears this tag (RFC 9110, 13.1.2: W/ is passed over).

    ``headers``: those of the full answer that a cache goes by.
    """
    asked = ",".join(request.headers.getlist("if-none-match"))
    if asked.strip() == "*" or etag in _TAG.findall(asked):
        return Response(status_code=304, headers={"ETag": etag, **headers})
    return None
