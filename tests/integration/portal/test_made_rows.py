"""Rows of our own readers and the same rows as an upload of JSON come through one door: nothing tells them apart."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.enums import Kind
from app.domain.errors import Refusal
from app.readers import exact_json
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Incoming, RowUpload, Upload
from app.storage import submissions
from app.storage.submissions import Submission
from tests.conftest import NOW, Databases, service_on
from tests.integration.portal.pulling import FIGURES, rows

KEYS = {
    Kind.AGENCIES: "agencies",
    Kind.STATISTICS: "statistics",
    Kind.OFFICIAL_RESULTS: "results",
}
FLAG = {"quality_status": "WARNING", "quality_message": "Số liệu lệch"}
GOOD: list[tuple[Kind, list[dict[str, Any]]]] = [
    (Kind.AGENCIES, [{"code": "H31.77", "name": "Sở Y tế", "level": "department", "valid_to": None}]),
    (Kind.STATISTICS, [{"agency": "H31", "measures": {"dossiers_received": 12, "dossiers_on_time": 0}}]),
    (
        Kind.STATISTICS,
        [{"agency": "H31", "measures": {"petitions": None, "dossiers_received": 10**12}, **FLAG}],
    ),
    (
        Kind.OFFICIAL_RESULTS,
        [{"agency": "H31", "code": "TDGQ", "score": Decimal("19.50"), "average": Decimal("1E+1")}],
    ),
    (
        Kind.OFFICIAL_RESULTS,
        [{"agency": "H31", "code": "TDGQ", "score": Decimal(0), "rate": Decimal(100), **FLAG}],
    ),
]
BAD: list[tuple[Kind, list[dict[str, Any]]]] = [
    (Kind.AGENCIES, [{"code": "H31.77", "name": None, "level": "village"}]),
    (Kind.AGENCIES, [{"code": "H31.77", "title": "Sở Y tế"}]),
    (Kind.STATISTICS, []),
    (
        Kind.STATISTICS,
        [{"agency": "H31", "measures": {}}, {"agency": "H99", "measures": {"dossiers_received": 1}}],
    ),
    (
        Kind.STATISTICS,
        [{"agency": "H31", "measures": {"dossiers_received": -1, "dossiers_on_time": 10**12 + 1}}],
    ),
    (Kind.STATISTICS, [{"agency": "H31", "measures": {"nonsense": 1}}]),
    (Kind.STATISTICS, [{"agency": "H31", "measures": {"dossiers_received": 1, "dossiers_on_time": 2}}] * 2),
    (Kind.STATISTICS, [{"agency": "x" * 10_001, "measures": {"dossiers_received": 1}}]),
    (
        Kind.OFFICIAL_RESULTS,
        [{"agency": "H31", "code": "TDGQ", "score": Decimal("19.505"), "rate": Decimal(101)}],
    ),
    (
        Kind.OFFICIAL_RESULTS,
        [{"agency": "H31", "code": "TDGQ", "score": "19"}, {"agency": "H31", "code": "NONE"}],
    ),
]


@pytest.fixture
def pair(databases: Databases) -> Iterator[tuple[AppContext, AppContext]]:
    made = service_on(databases.migrated()), service_on(databases.migrated())
    yield made
    for each in made:
        each.database.engine.dispose()


def both(kind: Kind, made: list[dict[str, Any]]) -> tuple[Incoming, Incoming]:
    envelope = {} if kind is Kind.AGENCIES else {"period": "2026-Q3"}
    body = Body.of(exact_json.dumps({**envelope, KEYS[kind]: made}))
    return Upload(body, Format.JSON, source="Cổng"), RowUpload(KEYS[kind], made, envelope, source="Cổng")


def send(service: AppContext, kind: Kind, incoming: Incoming) -> Submission | Refusal:
    try:
        return load(service.database, service.registers, kind, incoming, ADMINISTRATOR, NOW)
    except Refusal as refusal:
        return refusal


@pytest.mark.parametrize(("kind", "made"), GOOD)
def test_the_same_is_stored(pair: tuple[AppContext, AppContext], kind: Kind, made: list[dict[str, Any]]) -> None:
    uploads = both(kind, made)
    first, second = (send(service, kind, each) for service, each in zip(pair, uploads, strict=True))
    assert isinstance(first, Submission)
    assert first == second
    assert first.figures
    assert rows(pair[0], *FIGURES) == rows(pair[1], *FIGURES)


@pytest.mark.parametrize(("kind", "made"), BAD)
def test_the_same_is_refused(pair: tuple[AppContext, AppContext], kind: Kind, made: list[dict[str, Any]]) -> None:
    uploads = both(kind, made)
    first, second = (send(service, kind, each) for service, each in zip(pair, uploads, strict=True))
    assert isinstance(first, Refusal)
    assert isinstance(second, Refusal)
    assert (first.code, first.faults) == (second.code, second.faults)
    assert rows(pair[0], *FIGURES) == rows(pair[1], *FIGURES)
    with pair[1].database.reading() as connection:
        (record,) = submissions.page(connection, kind=kind, before=None, limit=9)
    assert record.faults == len(second.faults)


def test_a_dry_run_leaves_nothing(pair: tuple[AppContext, AppContext]) -> None:
    kind, made = GOOD[1]
    before = rows(pair[1], *FIGURES)
    found = send(pair[1], kind, replace(both(kind, made)[1], dry_run=True))
    assert isinstance(found, Submission)
    assert (found.id, found.figures) == (0, 2)
    assert rows(pair[1], *FIGURES) == before
