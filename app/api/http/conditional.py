"""Conditional requests (RFC 9110, section 13): what a client need not be sent again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request, Response

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
# Two changes within a second have one date, and another process may have seen the first of them only.
SETTLED = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a client may ask with whether its copy is still good. ``modified`` is whole seconds or ``None``."""

    etag: str
    modified: datetime | None = None

    @classmethod
    def of(cls, etag: str, changed_at: datetime) -> "Validators":
        """``changed_at``: some time ago, so that no other change can still get the same date (``SETTLED``)."""
        return cls(etag, changed_at.replace(microsecond=0))

    @property
    def headers(self) -> dict[str, str]:
        date = {"Last-Modified": format_datetime(self.modified.astimezone(UTC), usegmt=True)} if self.modified else {}
        return {"ETag": self.etag, **date}

    def match(self, if_none_match: str | None, if_modified_since: str | None, *, exists: bool = True) -> bool:
        """Whether a client that sends these holds what bears the validators; weak tags are compared as strong ones.

        ``exists``: ``*`` asks whether there is anything, which is not known before an answer was made.
        """
        if if_none_match is not None:
            return (exists and if_none_match.strip() == "*") or self.etag in _TAG.findall(if_none_match)
        return self.modified is not None and if_modified_since is not None and self._is_since(if_modified_since)

    def _is_since(self, text: str) -> bool:
        try:
            return self.modified is not None and parsedate_to_datetime(text).astimezone(UTC) >= self.modified
        except (ValueError, OverflowError):  # no date: as if it had not been sent
            return False


def asked(request: Request, validators: Validators, *, exists: bool = True) -> bool:
    """Whether a request asks for nothing but what its client holds already."""
    lines = request.headers.getlist("if-none-match")
    return validators.match(",".join(lines) if lines else None, request.headers.get("if-modified-since"), exists=exists)


def unless_known(request: Request, etag: str, headers: Mapping[str, str]) -> Response | None:
    """The answer 304 if the client holds what bears this tag. ``headers``: those of the full answer that a cache goes
    by."""
    if asked(request, Validators(etag)):
        return Response(status_code=304, headers={"ETag": etag, **headers})
    return None
