"""What somebody registered, in the files that others open in a spreadsheet: text is never a formula."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.api.http.rendering import csv_response
from app.domain.text import harmless
from tests.conftest import Client, Databases
from tests.integration.web.conftest import site_on

NAMES = {
    "H31.1": "=HYPERLINK(\"https://example.vn\";\"Sở\")", "H31.2": "+84 221 Sở", "H31.3": "-1+1 Sở", "H31.4": "@SUM(1)",
    "H31.5": "=cmd|' /C calc'!A0", "H31.6": "Sở = Y tế", "H31.7": "'=1+1",
}  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
COHORT = "cohort=H31.departments"


@pytest.fixture(scope="module")
def site(sqlite_databases: Databases) -> Iterator[TestClient]:
    """Departments with such names; each has a score less than in the quarter before."""
    made = Client.on(sqlite_databases.migrated())
    agencies = [{"code": code, "name": name, "level": "department"} for code, name in NAMES.items()]
    key = made.key("H31")
    assert made.post("/v1/agencies", json={"agencies": agencies}, headers=key).status_code == 200
    for period, score in (("2026-Q2", 19), ("2026-Q3", 18)):
        results = [{"agency": code, "code": "TDGQ", "score": score, "max": 20} for code in NAMES]
        body = {"period": period, "results": results, "as_of": "2026-10-10T07:00:00+07:00"}
        assert made.post("/v1/official-results", json=body, headers=key).status_code == 201
    yield site_on(made)
    made.service.database.engine.dispose()


def rows_of(text: str, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


@pytest.mark.parametrize(
    ("address", "delimiter", "name", "number"),
    [
        (f"/v1/rankings/2026-Q3?{COHORT}&by=TDGQ&format=csv", ",", "name", "score_change"),
        (f"/v1/rankings/2026-Q3?{COHORT}&by=TDGQ&format=csv&locale=vi", ";", "name", "score_change"),
        (f"/rankings/2026-Q3?{COHORT}&by=TDGQ&format=csv", ";", "Cơ quan, đơn vị", "Thay đổi điểm"),
        (f"/v1/reconciliation/2026-Q3?{COHORT}&format=csv", ",", "name", "official"),
    ],
)
def test_csv(site: TestClient, address: str, delimiter: str, name: str, number: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    rows = rows_of(answer.text, delimiter)
    rows = [row for row in rows if row[name] != "Trung bình"]
    assert {row[name] for row in rows} == {harmless(each) for each in NAMES.values()}
    numbers = {row[number].replace(",", ".") for row in rows}
    assert {float(each) for each in numbers} == ({18.0} if number == "official" else {-1.0})
    text = [value for row in rows for key, value in row.items() if key != number]
    assert not [each for each in text if each.startswith(DANGEROUS)]


def test_xlsx(site: TestClient) -> None:
    answer = site.get(f"/rankings/2026-Q3?{COHORT}&by=TDGQ&format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content))["2026-Q3"]
    cells = [cell for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    strings = {str(cell.value) for cell in cells if cell.data_type == "s"}
    assert {harmless(each) for each in NAMES.values()} <= strings
    assert not [each for each in strings if each.startswith(DANGEROUS)]
    assert -1 in {cell.value for cell in cells}, "a number that is less than nothing stays one"


@pytest.mark.parametrize(("value", "cell"), [("\tx", "'\tx"), ("\rx", "'\rx"), (["-x", "y"], "'-x y"), (-1, "-1")])
def test_cells(value: Any, cell: str) -> None:
    answer = csv_response(["a"], [{"a": value}], "en")
    assert list(csv.reader(io.StringIO(bytes(answer.body).decode(), newline="")))[1] == [cell]
