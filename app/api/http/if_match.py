"""The headers `ETag` and `If-Match`, after RFC 9110, sections 8.8.3 and 13.1.1."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from app.domain.errors import Location, Refusal
from app.services.if_match import Tags

NAME = "If-Match"
_TAG = r'(?:W/)?"[!#-~\x80-\xff]*"'
_ELEMENT = rf"[ \t]*+(?:{_TAG}[ \t]*+)?"
_LIST = re.compile(rf"{_ELEMENT}(?:,{_ELEMENT})*+")


def read_tags(lines: Sequence[str]) -> Tags | None:
    """The tags in the lines of the header of which one must match; ``None`` where any does: no header, or `*`.

    Weak tags never match, so they are left out. Refuses ``if_match_invalid``.
    """
    text = ",".join(lines).strip(" \t")
    if not lines or text == "*":
        return None
    tags = re.findall(_TAG, text) if _LIST.fullmatch(text) else []
    if not tags:
        raise Refusal("if_match_invalid").at(Location(parameter=NAME))
    return frozenset(tag for tag in tags if not tag.startswith("W/"))


def _tags_of(
    request: Request,
    _tags: Annotated[
        str | None,
        Header(
            alias=NAME,
            description="The `ETag` of what is to be changed, as it was read, or several of them, or `*`. If none is "
            "its tag any more, nothing is changed and the answer is 412.",
            examples=['"0.1.0-17"'],
        ),
    ] = None,
) -> Tags | None:
    return read_tags(request.headers.getlist(NAME))


IfMatchDep = Annotated[Tags | None, Depends(_tags_of)]


def tagged(status: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of an answer that bears a tag."""
    header = {"description": "Strong entity tag, for `If-Match`.", "schema": {"type": "string"}}
    return {status: {"headers": {"ETag": header}}}
