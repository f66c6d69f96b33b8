"""There and back: pulled from our own answers in the portal's language, everything is as it was."""

import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.domain.periods import Period
from app.services.portal.pull import pull
from app.services.portal.pull_report import ProgressListener, PullReport
from tests.conftest import Client, Databases, service_on
from tests.integration.cli.test_commands import COMMAND, environment

GROUPS = ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
QUESTIONS = [
    "/v1/rankings/2026",
    *(f"/v1/rankings/2026?by={group}" for group in GROUPS),
    "/v1/averages/2026",
    "/v1/rankings/2026-Q3?cohort=H44.departments",
    "/v1/averages/2026-Q3?cohort=H44.departments",
    "/v1/scores/2026-Q3/H44",
    "/v1/scores/2026-Q3/H44.23",
    "/v1/scores/2026/H20",
]
# What the way back cannot carry: when and by whom a figure was given, what the portal does not publish of it.
LEFT = {
    "as_of", "official", "rate", "basis", "total_basis", "rank_basis", "submission", "average_method", "method",
    "quality", "missing", "numerator", "denominator", "ratio", "rule", "next",
}  # fmt: skip


@pytest.fixture(scope="module")
def facade(sqlite_databases: Databases) -> Iterator[str]:
    """The address of a real server on the bundled figures."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = environment(sqlite_databases.demo()) | {"TTHC766_LOG_LEVEL": "warning"}
    with subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=settings) as process:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            client.get(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
        process.kill()


def pulled(facade: str, url: str) -> tuple[Client, list[PullReport]]:
    service = service_on(url, portal_url=facade, portal_pause=0)
    asked: dict[str, list[str]] = {"2026": [], "2026-Q3": ["H44"]}
    reports = [
        pull(service, [Period.parse(period)], provinces, ProgressListener())[0] for period, provinces in asked.items()
    ]
    service.database.engine.dispose()
    return Client.on(url), reports


def bare(answer: Any) -> Any:
    """Names, scores, ranks and averages alone."""
    if isinstance(answer, dict):
        return {name: bare(value) for name, value in answer.items() if name not in LEFT}
    return [bare(each) for each in answer] if isinstance(answer, list) else answer


def test_there_and_back(facade: str, reader: Client, sqlite_databases: Databases) -> None:
    copy, reports = pulled(facade, sqlite_databases.migrated())
    assert [(unit.faults, unit.odd) for report in reports for unit in report.units] == [([], set())] * 3
    for question in QUESTIONS:
        ours, theirs = reader.get(question).json(), copy.get(question).json()
        assert bare(theirs) == bare(ours), question
    numbers = ("numerator", "denominator", "ratio", "rule", "missing")
    for agency in ("H44", "H44.13"):
        ours, theirs = (each.get(f"/v1/scores/2026-Q3/{agency}").json() for each in (reader, copy))
        for mine, other in zip(ours["groups"], theirs["groups"], strict=True):
            if mine["code"] != "CLGQ" or agency == "H44":  # the portal gives no counts of it below the province
                assert [[each[name] for name in numbers] for each in mine["indicators"]] == [
                    [each[name] for name in numbers] for each in other["indicators"]
                ]
    copy.service.database.engine.dispose()
