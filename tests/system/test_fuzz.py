"""Schemathesis against the running service: no 5xx, no undocumented status, no answer outside its schema.

``make fuzz`` sends every operation 1,000 cases on each database; ``make test`` a few, on SQLite.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import Databases, service_on
from tests.support.processes import ROOT, Server, serving
from tests.system.support.fuzzing import Dressed, dressed, furnish

OPERATIONS = [
    f"{method.upper()} {path}"
    for path, item in json.loads((ROOT / "openapi/openapi.json").read_text("utf-8"))["paths"].items()
    for method in item
]
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LONG, SHORT = 1_000, 4


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    kinds = ["sqlite", "postgresql"] if metafunc.config.getoption("--long") else ["sqlite"]
    metafunc.parametrize(
        "target", [pytest.param(kind, marks=pytest.mark.xdist_group(kind)) for kind in kinds], indirect=True
    )
    if "label" in metafunc.fixturenames:
        metafunc.parametrize("label", OPERATIONS)


@dataclass(frozen=True)
class Target:
    """A server with figures, editions and webhooks, its description, and a key that may write everything."""

    kind: str
    server: Server
    schema: Any
    token: str


@pytest.fixture(scope="module")
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    url = databases.demo()
    service = service_on(url)
    token = furnish(service)
    service.database.engine.dispose()
    with serving(url, tmp_path_factory.mktemp("fuzz") / "log") as server:
        schema = schemathesis.openapi.from_url(f"{server.base}/openapi.json")
        yield Target(request.param, server, schema, token)


def test_every_operation_is_among_them(target: Target) -> None:
    assert {each.ok().label for each in target.schema.get_all_operations()} == set(OPERATIONS)


def test_no_case_is_answered_otherwise_than_described(
    target: Target, label: str, long: bool, record_property: Callable[[str, object], None]
) -> None:
    wanted = LONG if long else SHORT
    operation = target.schema.find_operation_by_label(label)
    closed = {} not in operation.definition.raw.get("security", [{}])  # {}: a key may be sent, and need not
    answers: Counter[int] = Counter()
    with ExitStack() as stack, requests.Session() as session:
        stack.callback(_record, record_property, target, label, answers)

        def check(made: Dressed) -> None:
            answer = made.case.call(session=session, headers=dict(made.headers), timeout=60)
            answers[answer.status_code] += 1
            # 412 rejects too, which the check does not know.
            open_to_it = made.may_write or not closed
            rejects = [negative_data_rejection] if made.untouched and open_to_it and answer.status_code != 412 else []
            made.case.validate_response(answer, checks=CHECKS + rejects, headers=dict(made.headers))
            assert not closed or made.may_write or answer.status_code == 401

        # What does not fit the description first; of an operation that takes nothing there is no such case.
        with suppress(Unsatisfiable):
            _send(
                check, dressed(operation.as_strategy(schemathesis.GenerationMode.NEGATIVE), target.token), wanted // 2
            )
        _send(check, dressed(operation.as_strategy(), target.token), wanted - answers.total())
    assert answers.total() >= wanted


def _send(check: Callable[[Dressed], None], cases: Any, number: int) -> None:
    chosen = settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=number < LONG // 2,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    over_cases: Any = given(cases)
    chosen(over_cases(check))()


def _record(record_property: Callable[[str, object], None], target: Target, label: str, answers: Counter[int]) -> None:
    record_property("on", target.kind)
    record_property("operation", label)
    record_property("cases", answers.total())
    record_property("answers", ", ".join(f"{status}: {number}" for status, number in sorted(answers.items())))
