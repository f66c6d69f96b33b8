"""The letter over an edition."""

import io
from collections.abc import Iterator

import pytest
from docx import Document

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases


@pytest.fixture
def announced(databases: Databases) -> Iterator[Client]:
    """A client of a service in which February 2025 and the year 2026 were published, on both databases."""
    made = Client.on(databases.demo())
    for period, basis in (("2025-02", Basis.OFFICIAL), ("2026", Basis.BEST)):
        publish(made.service, Order(Period.parse(period), Cohort.parse("provinces"), basis), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


def test_the_letter_of_february_2025(announced: Client) -> None:
    address = "/v1/editions/1/letter/H31?number=12&date=2025-03-05"
    letter = announced.get(address).json()
    found = {each["rule"]: [item["code"] for item in each["items"]] for each in letter["findings"]}
    assert (found["below_average"], found["low"]) == (["TTTT"], ["MDSH"])
    page = announced.get(address, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    document = Document(io.BytesIO(announced.get(f"{address}&format=docx").content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(each.text for each in document.paragraphs), *cells])
    for figure in ("76,72", "20/63", "19,5/20", "10,8/18", "98,5%", "57,71%", "82,24%", "83,81%", "0,49%", "208"):
        assert figure in page.text, figure
        assert figure in text, figure
    assert "ngày 05 tháng 3 năm 2025" in text


def test_a_letter_stays_what_it_was(announced: Client) -> None:
    before = announced.get("/v1/editions/2/letter/H44").json()
    sent = {
        "period": "2026",
        "as_of": "2026-11-01T00:00:00Z",
        "statistics": [{"agency": "H44", "measures": {"dossiers_received": 9_000_000}}],
    }
    assert announced.post("/v1/statistics", json=sent, headers=announced.key()).status_code == 201
    assert announced.get("/v1/editions/2/letter/H44").json() == before


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("9/letter/H31", 404, "unknown_edition"),
        ("1/letter/H99", 404, "agency_not_in_edition"),
        ("1/letter/'--", 404, "agency_not_in_edition"),
        ("1/letter/H31?format=pdf", 422, "query_invalid"),
        ("1/letter/H31?number=<b>", 422, "query_invalid"),
        ("1/letter/H31?date=5.3.2025", 422, "query_invalid"),
        ("x/letter/H31", 422, "query_invalid"),
    ],
)
def test_a_letter_that_cannot_be_had(reader: Client, address: str, status: int, code: str) -> None:
    answer = reader.get(f"/v1/editions/{address}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
