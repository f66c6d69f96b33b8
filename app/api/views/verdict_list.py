"""The answer to dossiers with the list that was asked for: those that do not count, and why."""

import json
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

import orjson
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.api.http.negotiation import header_of, prefers_csv
from app.api.http.rendering import Locale, json_response
from app.api.http.streamed_answer import made_in_turns
from app.api.schemas.dossiers import MOST_VERDICTS
from app.readers.uploads.formats import Format

if TYPE_CHECKING:
    from app.services.dossiers.verdicts import NotCounted

_OF_THE_BODY = ("content-length", "content-type")


def counted_at(answer: Response) -> datetime:
    """As of when dossiers were counted, if need be for an answer that was kept since."""
    return datetime.fromisoformat(orjson.loads(answer.body)["submission"]["as_of"])


def with_verdicts(request: Request, answer: Response, found: "NotCounted", locale: Locale) -> Response:
    """``answer`` with the first verdicts; or, where CSV is preferred, all of them in its place, made while they are
    sent. What is kept for an ``Idempotency-Key`` has none: they are judged anew, of the dossiers that came again."""
    from app.services.dossiers.verdicts import csv_pieces  # noqa: PLC0415  # it imports what counts

    headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_BODY} | {"Vary": "Accept"}
    if prefers_csv(header_of(request, "accept")):
        pieces = csv_pieces(found.verdicts(), ";" if locale == "vi" else ",")
        return StreamingResponse(made_in_turns(pieces), answer.status_code, headers, f"{Format.CSV}; charset=utf-8")
    told = json.loads(bytes(answer.body), parse_float=Decimal)
    listed = [row._asdict() for row in islice(found.verdicts(), MOST_VERDICTS)]
    told |= {"verdicts": listed, "verdicts_total": found.total, "verdicts_limit": MOST_VERDICTS}
    return json_response(told, answer.status_code, headers)
