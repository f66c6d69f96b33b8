"""The portal's language: what is refused, and how."""

import json
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import text

from app.api.openapi.portal_examples import ASKED
from app.main import create_app
from app.settings import Settings
from tests.conftest import NOW, SECRET, Client, Databases
from tests.integration.portal.facade_client import ALL, DAYS, LEARNED, ONE, QUARTER, ROOT, YEAR, ask, path_of
from tests.integration.portal.test_facade import filled

__all__ = ["filled"]


@pytest.mark.parametrize(
    ("endpoint", "body", "status", "code", "named"),
    [
        ("service-results", YEAR, 422, "ONE_OF_FIELDS", "rootDepartmentId"),
        ("service-results", YEAR | {"rootDepartmentId": ""}, 422, "ONE_OF_FIELDS", "rootDepartmentId"),
        ("service-results", YEAR | {"departmentType": "MINISTRY"}, 422, "UNKNOWN_VALUE", "departmentType"),
        ("service-results", ALL, 422, "FIELD_MISSING", "timeType"),
        ("service-results", ALL | {"timeType": "week", "year": 2026}, 422, "UNKNOWN_VALUE", "timeType"),
        ("service-results", ALL | {"timeType": "month", "year": 2026}, 422, "FIELD_MISSING", "month"),
        ("service-results", ALL | {"timeType": "quarter", "year": 2026}, 422, "FIELD_MISSING", "quarter"),
        ("service-results", ALL | {"timeType": "month", "year": 2026, "month": 13}, 422, "UNKNOWN_VALUE", "month"),
        ("service-results", ALL | {"timeType": "year", "year": "2026"}, 422, "UNKNOWN_VALUE", "year"),
        ("service-results", ALL | {"timeType": "year", "year": 9**99}, 422, "UNKNOWN_VALUE", "year"),
        ("service-results", ALL | {"timeType": "year", "year": 2021}, 422, "NO_SCORECARD", "2021"),
        ("service-results", YEAR | {"rootDepartmentId": LEARNED}, 404, "UNKNOWN_DEPARTMENT", LEARNED),
        ("service-results", YEAR | {"rootDepartmentId": "\0"}, 422, "UNKNOWN_VALUE", "rootDepartmentId"),
        ("service-results", YEAR | {"rootDepartmentId": "x" * 201}, 422, "UNKNOWN_VALUE", "rootDepartmentId"),
        ("transparency", YEAR, 422, "ONE_OF_FIELDS", "rootDepartmentId"),
        ("dvc-progress-tree", YEAR | {"departmentType": "MINISTRY"}, 422, "UNKNOWN_VALUE", "departmentType"),
        ("transparency", YEAR | {"rootDepartmentId": 7}, 422, "UNKNOWN_VALUE", "rootDepartmentId"),
        ("transparency", YEAR | ONE | {"currentPage": 0}, 422, "UNKNOWN_VALUE", "currentPage"),
        ("transparency", YEAR | ONE | {"pageSize": 0}, 422, "UNKNOWN_VALUE", "pageSize"),
        ("transparency", YEAR | ONE | {"pageSize": 1.5}, 422, "UNKNOWN_VALUE", "pageSize"),
        ("transparency", YEAR | ONE | {"formalityId": ["a"]}, 422, "FORMALITY_FILTER_REFUSED", "formalityId"),
        ("dossier-digitized", YEAR | ALL | {"formalityID": 7}, 422, "FORMALITY_FILTER_REFUSED", "formalityID"),
        ("handling-satisfaction", ONE, 422, "FIELD_MISSING", "fromDate"),
        ("handling-satisfaction", ONE | {"timeType": "year"}, 422, "FIELD_MISSING", "year"),
        ("handling-satisfaction", ONE | {"timeType": "month", "year": 2026}, 422, "FIELD_MISSING", "month"),
        ("handling-satisfaction", ONE | YEAR | {"toDate": "2026-09-30"}, 422, "FIELD_MISSING", "fromDate"),
        ("handling-satisfaction", ONE | DAYS | {"fromDate": "1/7/2026"}, 422, "DAY_INVALID", "fromDate"),
        ("handling-satisfaction", ONE | DAYS | {"toDate": "2026-09-29"}, 422, "DAYS_NOT_A_PERIOD", "29/09/2026"),
        ("handling-satisfaction", ONE | DAYS | {"toDate": 20260930}, 422, "UNKNOWN_VALUE", "toDate"),
        ("formalities", {"q": ["a"]}, 422, "UNKNOWN_VALUE", "q"),
        ("formalities", {"q": "a\0"}, 422, "UNKNOWN_VALUE", "q"),
    ],
)
def test_questions_that_cannot_be_answered(
    reader: Client, endpoint: str, body: Any, status: int, code: str, named: str
) -> None:
    answer = reader.post(path_of(endpoint), json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert named in answer.json()["message"]


def test_fields_that_are_not_known_and_empty_filters_are_passed_over(reader: Client) -> None:
    plain = ask(reader, "dossier-digitized", **QUARTER, **ONE)
    for more in ({"formalityId": "a"}, {"formalityID": None}, {"formalityID": ""}, {"sort": "x"}):
        assert ask(reader, "dossier-digitized", **QUARTER, **ONE, **more) == plain
    nothing: list[Any] = [None, "", []]
    for empty in nothing:
        ask(reader, "transparency", **QUARTER, **ONE, formalityId=empty)


def test_every_fault_is_named(reader: Client) -> None:
    message = reader.post(f"{ROOT}/evaluation/transparency", json={"year": True, "currentPage": 0}).json()["message"]
    assert all(name in message for name in ("year", "currentPage"))


BODIES = [
    b"", b"{", b"[]", b"null", b"7", b'"x"', b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b"\x1f\x8b\x08\x00",
    b"timeType=year&year=2026", b'{"timeType": "year", "year": NaN}', b'{"year": Infinity, "q": NaN, "pageSize": NaN}',
    b'{"timeType": "year", "year": ' + b"9" * 10_000 + b"}", b'{"currentPage": 1e400}', b'{"pageSize": -1}',
    rb'{"timeType": "year", "year": 2026, "rootDepartmentId": "\ud800", "q": "\ud800"}',
    rb'{"timeType": "year", "year": 2026, "rootDepartmentId": "\u0000", "q": "\u0000"}',
    b'{"timeType": {}, "year": [], "month": {}, "rootDepartmentId": {"a": 1}, "q": {}, "fromDate": [], "toDate": null}',
]  # fmt: skip


@pytest.mark.parametrize("path", ASKED)
def test_no_body_breaks_it(client: Client, path: str) -> None:
    for body, media_type in zip(BODIES, cycle(["application/json", "text/csv; charset=x", "multipart/form-data", ""])):
        answer = client.post(path, content=body, headers={"Content-Type": media_type})
        large = len(body) > client.service.settings.max_question_bytes
        expected = {413} if large else {422, 201} if path == f"{ROOT}/formalities" else {422}
        assert answer.status_code in expected, body


@pytest.mark.parametrize(
    ("body", "code"), [(b"{", "JSON_INVALID"), (b"[" * 9999, "JSON_INVALID"), (b"[]", "JSON_SHAPE")]
)
def test_what_is_no_question(reader: Client, body: bytes, code: str) -> None:
    assert reader.post(f"{ROOT}/evaluation/transparency", content=body).json()["code"] == code


def test_json_is_read_whatever_it_is_called(reader: Client) -> None:
    body = json.dumps(ASKED[f"{ROOT}/evaluation/transparency"])
    assert reader.post(f"{ROOT}/evaluation/transparency", content=body, headers={"Content-Type": "x"}).is_success


def test_large_bodies_are_refused(sqlite_databases: Databases) -> None:
    settings = Settings(database_url=sqlite_databases.migrated(), key_secret=SECRET, max_question_bytes=1024)
    client = Client(create_app(settings, lambda: NOW))
    answer = client.post(f"{ROOT}/evaluation/transparency", content=b" " * 1025)
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    client.service.database.engine.dispose()


@pytest.mark.parametrize("path", [ROOT, f"{ROOT}/", f"{ROOT}/evaluation", f"{ROOT}/evaluation/x", f"{ROOT}/x/y"])
def test_addresses_that_do_not_exist(reader: Client, path: str) -> None:
    answer = reader.post(path, json={})
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_the_portals_shape_ends_where_its_addresses_end(reader: Client) -> None:
    assert reader.post("/api/v1/reportings").json()["code"] == "not_found"


def test_only_post(reader: Client) -> None:
    answer = reader.get(f"{ROOT}/formalities")
    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


def test_an_outage_and_an_accident(filled: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled.service.database.writing() as connection:
        connection.execute(text("DROP TABLE agency_alias"))
    answer = filled.post(f"{ROOT}/evaluation/transparency", json=YEAR | ONE)
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    assert answer.headers["retry-after"] == "5"

    def break_down(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("app.services.portal.facade.service_results", break_down)
    answer = filled.post(f"{ROOT}/evaluation/service-results", json=YEAR | ALL)
    assert (answer.status_code, answer.json()["code"], "secret" in answer.text) == (500, "INTERNAL_ERROR", False)
    assert len(answer.headers["x-request-id"]) == 32
