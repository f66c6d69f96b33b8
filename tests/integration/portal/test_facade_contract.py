"""Every answer of ours has the shape of the portal's; where it differs, it is one of the choices that the docs list."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services.portal.facade_ids import stable_alias
from app.storage.portal import procedures
from app.storage.portal.procedures import Procedure
from tests.conftest import Client, Databases
from tests.integration.portal.contract import CHOICES, SHAPES, Choice, choices, differences, our_differences, shape_of
from tests.integration.portal.facade_client import (
    ALL,
    GROUPS,
    LEARNED,
    ONE,
    PHU_THO,
    envelope,
    publish,
    register,
    report,
    send,
)

DOCUMENT = Path(__file__).parents[3] / "docs" / "look-up" / "portal.md"
ROOTS = ("H44", "H31", "H44.23", "H44.100", "H31.17", "H31.90", "G22", "G22.1")
TIMES: list[dict[str, Any]] = [
    {"timeType": "year", "year": 2026},
    {"timeType": "quarter", "year": 2026, "quarter": 3},
    {"timeType": "month", "year": 2026, "month": 9},
    {"timeType": "month", "year": 2025, "month": 2},
    {"timeType": "month", "year": 2024, "month": 5},
]
Answers = list[tuple[str, Any]]


def fill(client: Client) -> None:
    """What reports leave out: here a count, there all but a score; and agencies that the portal has no words for."""
    register(client, H44_100="commune", H31_17="department", H31_90="district", G22="ministry", G22_1="department")
    for code in ("H31.17", "H31.90", "G22.1"):
        publish(client, "2025-02", code, total=50, CKMB=9, TDGQ=10, CLGQ=6, TTTT=5, MDSH=10, MDHL=10)
    publish(client, "2026-09", "H20", total=60)
    report(client, "2026-09", "H31", dossiers_received=10, dossiers_on_time=7)
    report(client, "2026-Q3", "H44.100", dossiers_received=9)
    synced = {"agency": "H44", "code": "DOSSIER_SYNC", "score": 6, "quality_status": "OF_OUR_OWN"}
    send(client, "/v1/official-results", {"period": "2025-02", "results": [synced]})
    for code in ("H44.23", "H44.41"):
        publish(client, "2025-02", code, CKMB=9)
    synced |= {"agency": "H44.23", "quality_message": "Tạm tính"}
    send(client, "/v1/official-results", {"period": "2025-02", "results": [synced]})
    with client.service.database.writing() as connection:
        procedures.save(connection, [Procedure(LEARNED, "1.004203", "Đăng ký đất đai", "ACTIVE", PHU_THO, (PHU_THO,))])
        procedures.save(connection, [Procedure("b", "1.000100", "Đăng ký kết hôn", None, None, ())])


def answers_of(client: Client, roots: tuple[str, ...]) -> Answers:
    """Every question about the country and some agencies in every kind of time, with and without a procedure."""
    scopes = [ALL, *({"rootDepartmentId": stable_alias(code)} for code in roots)]
    found = []
    for endpoint in ("service-results", *GROUPS):
        procedure = {"formalityID" if endpoint == "dossier-digitized" else "formalityId": LEARNED}
        for scope in scopes:
            for time in TIMES:
                for more in ({}, procedure) if endpoint in GROUPS else ({},):
                    if not is_refused(client, endpoint, scope | time):
                        found.append((shape_of(endpoint, scope), envelope(client, endpoint, **scope, **time, **more)))
    found.append(("formalities", envelope(client, "formalities")))
    return found


def is_refused(client: Client, endpoint: str, question: dict[str, Any]) -> bool:
    """Whether the agency was not there then: districts have ended."""
    ended = question.get("rootDepartmentId") == stable_alias("H31.90") and question["year"] == 2026
    if ended:
        answer = client.post(f"/api/v1/reporting/evaluation/{endpoint}", json=question)
        assert (answer.status_code, answer.json()["code"]) == (404, "AGENCY_NOT_IN_PERIOD")
    return ended


@pytest.fixture(scope="module")
def answered(sqlite_databases: Databases) -> Iterator[Answers]:
    client = Client.on(sqlite_databases.demo())
    fill(client)
    yield answers_of(client, ROOTS)
    client.service.database.engine.dispose()


def test_every_answer_has_a_shape_of_the_portal(answered: Answers) -> None:
    """Each was held to its shape when it was asked for."""
    assert {shape for shape, _ in answered} == SHAPES.keys() | CHOICES["like"].keys()
    assert len(answered) > 400


@pytest.mark.parametrize(
    ("endpoint", "question"),
    [
        ("service-results", TIMES[0] | ALL),
        ("service-results", TIMES[1] | ONE),
        ("dossier-digitized", TIMES[1] | ONE),
        ("handling-satisfaction", TIMES[1] | ONE),
        ("formality-online-payment-tree", TIMES[1] | ONE),
    ],
)
def test_where_all_is_known_there_is_no_choice(reader: Client, endpoint: str, question: dict[str, Any]) -> None:
    assert differences(shape_of(endpoint, question), envelope(reader, endpoint, **question)) == []


def test_a_service_that_knows_nothing_has_them_too(client: Client) -> None:
    for shape, document in answers_of(client, ("H44", "H31")):
        data = document["data"]
        listed = data.get("evaluation", data.get("children", data.get("items")))
        assert listed == [], shape


@pytest.mark.parametrize("choice", list(choices()), ids=" ".join)
def test_every_choice_is_needed(answered: Answers, choice: Choice) -> None:
    name, place, _ = choice
    shown = "$.data." + place.rstrip("?")
    assert any(
        difference.startswith(f"{shown}: ")
        for shape, document in answered
        if shape == name
        for difference in our_differences(name, document, but=choice)
    )


def test_the_document_lists_the_choices() -> None:
    rows = [
        f"| {', '.join(each['answers'])} | {', '.join(f'`{place}`' for place in each['places'])} | {each['type']} | "
        f"{each['why']} |"
        for each in CHOICES["choices"]
    ]
    table = DOCUMENT.read_text("utf-8").partition("### What is ours")[2].partition("\n#")[0]
    assert [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| answers ")] == rows
