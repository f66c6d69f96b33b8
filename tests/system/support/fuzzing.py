"""What Schemathesis makes of the OpenAPI document, with things in it that exist, and keys that hold and do not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import schemathesis
from hypothesis import strategies as st

from app.api.openapi.examples import SENT
from app.api.openapi.portal_examples import ASKED
from app.domain.agencies import Cohort
from app.domain.enums import Scope
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR, authenticate, create
from app.services.webhooks import registration
from tests.conftest import NOW
from tests.integration.submissions.uploads import xlsx_bytes

_PERIODS = ["2026", "2026-Q3", "2026-Q1", "2026-09", "2025", "2025-02"]
_AGENCIES = ["H44", "H31", "H57", "H26", "G22", "H44.100", "H02"]
_IDS = list(range(1, 41))
_EDITIONS = [1, 2]
EXISTING: dict[str, list[Any]] = {
    "period": _PERIODS,
    "agency": _AGENCIES,
    "code": _AGENCIES,
    "within": _AGENCIES,
    "after": _AGENCIES,
    "cohort": ["provinces", "ministries", "H44.communes", "H31.departments"],
    "by": ["total", "TDGQ", "CKMB", "TDGQ.1"],
    "as_of": ["2026-10-10", "2026-10-10T07:00:40Z", "2026-10-10T14:00:40 07:00"],
    "valid_on": ["2025-06-30", "2025-07-01"],
    "date": ["2026-10-05"],
    "basis": ["best", "computed", "official"],
    "format": ["json", "csv", "json-stat", "html", "docx", "turtle", "json-ld"],
    "locale": ["en", "vi"],
    "id": _EDITIONS * 10 + _IDS,
    "delivery": _IDS,
    "edition": _EDITIONS,
    "from": _EDITIONS,
    "before": _IDS,
}
_ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_ODD_JSON = _ODD | st.lists(_ODD, max_size=3) | st.dictionaries(st.text(max_size=9), _ODD, max_size=3)
_PRINTABLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30)
_SLOTS = ("valid", "valid", "valid", "valid", "none", "wrong", "odd")


@schemathesis.serializer(str(Format.NDJSON), str(Format.CSV), str(Format.XLSX))
def plain(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    """Formats of uploads that Schemathesis does not know: text and bytes go as they are, other things as JSON."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.serializer(str(Format.JSON))
def json_with_all_its_lapses(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    """JSON in which ``NaN`` and ``Infinity`` can stand."""
    return json.dumps(value, default=str).encode()


@dataclass(frozen=True)
class Dressed:
    """A case, the headers to send it with, whether its key holds, and whether it is as Schemathesis made it."""

    case: schemathesis.Case[Any]
    headers: Mapping[str, str]
    may_write: bool
    untouched: bool


def furnish(service: AppContext) -> str:
    """Editions, webhooks and deliveries, so that there are some; returns a key that may write everything."""
    token, _ = create(service.database, service.key_secret, None, [Scope.ADMIN], "fuzzing", NOW - timedelta(days=1))
    author = authenticate(service.database, service.key_secret, token, NOW)
    for number in _IDS:
        registration.register(service, author, f"https://example.vn/{number}", "")
    for period in ("2026", "2026-Q3"):
        publish(service, Order(Period.parse(period), Cohort.parse("provinces")), ADMINISTRATOR)
    return token


@st.composite
def dressed(draw: st.DrawFn, cases: st.SearchStrategy[schemathesis.Case[Any]], token: str) -> Dressed:
    """A case of Schemathesis as it is, or with values that exist in the place of some of its own."""
    case = draw(cases)
    untouched = draw(st.booleans())
    if not untouched:
        _put_in(draw, case.path_parameters, case.operation.path)
        for name in [*case.query] if case.query else ():
            if draw(st.booleans()):
                del case.query[name]
        _put_in(draw, case.query, case.operation.path)
        if case.method == "POST" and draw(st.integers(0, 3)):
            _write_body(draw, case)
    slot = draw(st.sampled_from(_SLOTS))
    headers = {"X-Request-ID": draw(_PRINTABLE), "If-None-Match": f'"{draw(_PRINTABLE)}"'}
    if draw(st.booleans()):
        headers["Accept"] = draw(st.sampled_from(["text/csv", "text/html", "text/turtle", "*/*"]) | _PRINTABLE)
    if slot != "none":
        offered = {"valid": token, "wrong": f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"}
        headers["Authorization"] = f"Bearer {offered[slot]}" if slot in offered else f"Bearer {draw(_PRINTABLE)}"
    # An empty list or object in the query is not sent: nothing of it is left to be refused.
    sent_whole = all(value not in ([], {}) for value in (case.query or {}).values())
    return Dressed(case, headers, slot == "valid", untouched and sent_whole)


def _put_in(draw: st.DrawFn, parameters: dict[str, Any] | None, path: str) -> None:
    existing = EXISTING | ({"id": ["qd766-2022-06-23"]} if "scorecards" in path else {})
    for name in parameters or ():
        if parameters and name in existing and draw(st.integers(0, 4)):
            parameters[name] = draw(st.sampled_from(existing[name]))


def _write_body(draw: st.DrawFn, case: schemathesis.Case[Any]) -> None:
    """An example of the documentation, whole, or with something odd in it."""
    path = case.operation.path
    sent: Any = ASKED.get(path) or SENT.get(path.rpartition("/")[2]) or {}
    if Format.JSON in sent:
        case.media_type = str(draw(st.sampled_from([Format.JSON, *Format])))
        sent = _workbook(sent[Format.CSV]) if case.media_type == Format.XLSX else sent[case.media_type]
    if isinstance(sent, str | bytes):
        at, gap = draw(st.integers(0, len(sent))), draw(st.integers(0, 5))
        more: Any = draw(st.text(max_size=5) if isinstance(sent, str) else st.binary(max_size=5))
        case.body = sent[:at] + more + sent[at + gap :]
    elif sent:
        case.body = json.loads(json.dumps(sent))
        if draw(st.booleans()):
            _spoil(draw, case.body)


def _workbook(table: str) -> bytes:
    return xlsx_bytes([line.split(",") for line in table.splitlines()])


def _spoil(draw: st.DrawFn, part: Any) -> None:
    """Put something odd in one place of a document, at any depth."""
    places = list(part) if isinstance(part, dict) else list(range(len(part)))
    at = draw(st.sampled_from(places))
    if isinstance(part[at], dict | list) and part[at] and draw(st.booleans()):
        _spoil(draw, part[at])
    elif isinstance(part, dict) and draw(st.booleans()):
        part[draw(st.text(max_size=10))] = draw(_ODD_JSON)
    else:
        part[at] = draw(_ODD_JSON)
