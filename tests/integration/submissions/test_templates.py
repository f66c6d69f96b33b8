"""Templates: what they hold, and that they can be sent back as they are, empty and filled in."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from app.cli.main import app
from app.domain.enums import Kind
from app.readers.uploads.formats import Format
from tests.conftest import Client, Databases
from tests.integration.submissions.natural_sheets import saved

PERIOD = "2026-Q4"  # after the bundled figures of H44 and its departments
FIRST = 6  # the first row of an agency


class Office(Client):
    """An office of the bundled province."""

    def prepare(self) -> None:
        self.own = self.key("H44")

    def template(self, kind: str, **query: str) -> Workbook:
        answer = self.get(f"/v1/templates/{kind}.xlsx", params={"agency": "H44", **query})
        assert (answer.status_code, answer.headers["content-type"]) == (200, Format.XLSX)
        return load_workbook(io.BytesIO(answer.content))

    def send_back(self, kind: str, book: Workbook) -> Any:
        return self.post(f"/v1/{kind}", content=saved(book), headers={**self.own, "Content-Type": Format.XLSX})


@pytest.fixture
def office(sqlite_databases: Databases) -> Iterator[Office]:
    made = Office.on(sqlite_databases.demo())
    made.prepare()
    yield made
    made.service.database.engine.dispose()


def place(sheet: Worksheet, code: str) -> int:
    """The column under this code."""
    found = next(cell for cell in sheet[FIRST - 1] if cell.value == code)
    return int(found.column)


def row_of(sheet: Worksheet, agency: str) -> int:
    return int(next(cell.row for cell in sheet["B"] if cell.value == agency))


def test_it_has_every_agency_every_measure_and_what_stood_before(office: Office) -> None:
    book = office.template("statistics", period=PERIOD)
    codes = [cell.value for sheet in book.worksheets[1:] for cell in sheet[FIRST - 1]]
    assert {code for code in codes if code} - {"agency", "agency_name", "period", "previous"} == set(
        office.service.registers.measures
    )
    agencies = [each["code"] for each in office.get("/v1/agencies?within=H44").json()["items"]]
    for sheet in book.worksheets[1:]:
        assert sorted(cell.value for cell in sheet["B"][FIRST - 1 :]) == agencies
    sheet = book["TDGQ"]
    received = place(sheet, "dossiers_received")
    row = row_of(sheet, "H44")
    assert (sheet.cell(row, received).value, sheet.cell(row, received + 1).value) == (None, 464494)
    assert sheet.cell(FIRST - 2, received).value == "Hồ sơ tiếp nhận và xử lý trong kỳ"
    assert sheet.cell(row, received + 1).font.color.rgb == "00808080"


@pytest.mark.parametrize("kind", ["statistics", "official-results"])
def test_it_is_laid_out_for_screen_and_paper(office: Office, kind: str) -> None:
    book = office.template(kind, period=PERIOD)
    assert book.worksheets[0].title == "Hướng dẫn"
    for sheet in book.worksheets[1:]:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", 1, 0)
        assert (sheet.print_title_rows, sheet.print_title_cols, sheet.freeze_panes) == ("$4:$5", "$A:$C", "E6")
        entries = sum(1 for cell in sheet[FIRST - 1] if cell.value == "previous")
        rules = sheet.data_validations.dataValidation
        assert len(rules) == entries
        assert {rule.type for rule in rules} <= {"whole", "decimal"}
        assert all(rule.formula1 == "0" and rule.showErrorMessage for rule in rules)
    if kind == "statistics":
        assert {rule.type for sheet in book.worksheets for rule in sheet.data_validations.dataValidation} == {"whole"}


@pytest.mark.parametrize("kind", ["statistics", "official-results"])
def test_sent_back_empty_it_changes_nothing_and_says_so(office: Office, kind: str) -> None:
    answer = office.send_back(kind, office.template(kind, period=PERIOD))
    assert (answer.status_code, answer.json()["code"]) == (422, "submission_empty")
    assert "không có gì thay đổi" in answer.json()["detail_vi"]


def test_counts_are_filled_in_and_sent_back(office: Office) -> None:
    book = office.template("statistics", period=PERIOD)
    for tab, code, count in (
        ("TDGQ", "dossiers_received", 50),
        ("TDGQ", "dossiers_on_time", 49),
        ("MDSH 2", "dossiers_share_base", 7),
    ):
        sheet = book[tab]
        sheet.cell(row_of(sheet, "H44.07"), place(sheet, code), count)
    answer = office.send_back("statistics", book).json()
    assert (answer["figures"], answer["periods"]) == (3, [PERIOD])
    assert [each["code"] for each in answer["warnings"]] == ["sheets_not_read"]
    assert "Hướng dẫn" in answer["warnings"][0]["detail_vi"]
    card = office.get(f"/v1/scores/{PERIOD}/H44.07?trace=true").text
    assert '"value":50,' in card


def test_published_results_are_filled_in_and_sent_back(office: Office) -> None:
    book = office.template("official-results", period=PERIOD)
    for tab, name, value in (
        ("total", "score", 66.5),
        ("total", "rank", 3),
        ("total", "ranked", 34),
        ("TDGQ", "score", 19.25),
        ("TDGQ", "rate", 98.5),
    ):
        sheet = book[tab]
        sheet.cell(row_of(sheet, "H44"), place(sheet, f"{tab}.{name}"), value)
    assert office.send_back("official-results", book).json()["figures"] == 2
    card = office.get(f"/v1/scores/{PERIOD}/H44?basis=official").json()
    assert (card["total"]["score"], card["groups"][1]["score"]) == (66.5, 19.25)


def test_a_list_of_agencies_is_sent_back_as_it_is_and_changed(office: Office) -> None:
    book = office.template("agencies")
    assert office.send_back("agencies", book).json()["changed"] == 0
    sheet = book["Danh mục"]
    last = max(cell.row for cell in sheet["B"] if cell.value)
    for column, value in ((2, "H44.901"), (3, "Xã Minh Hòa"), (4, "Xã, phường, đặc khu")):
        sheet.cell(last + 1, column, value)
    sheet.cell(row_of(sheet, "H44.07"), 3, "Sở Công Thương")
    assert office.send_back("agencies", book).json()["changed"] == 2
    assert office.get("/v1/agencies/H44.901").json()["level"] == "commune"


def test_a_name_that_begins_like_a_formula_is_a_text(office: Office) -> None:
    rows = [{"code": "H44.07", "name": "=1+1"}]
    assert office.post("/v1/agencies", json={"agencies": rows}, headers=office.own).status_code == 200
    sheet = office.template("statistics", period=PERIOD)["TDGQ"]
    assert sheet.cell(row_of(sheet, "H44.07"), 3).data_type == "s"


def test_a_downloaded_ranking_is_sent_back(office: Office) -> None:
    for language in ("vi", "en"):
        page = office.get(f"/rankings/2026-Q3?cohort=H44.departments&format=xlsx&lang={language}")
        book = load_workbook(io.BytesIO(page.content))
        answer = office.post(
            "/v1/official-results?period=2026-Q3&dry_run=true",
            content=saved(book),
            headers={**office.own, "Content-Type": Format.XLSX},
        ).json()
        assert answer.get("errors") == []
        assert answer["figures"] > 7
        assert [each["code"] for each in answer["warnings"]] == ["columns_not_read", "averages_not_read"]


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("statistics.xlsx?agency=H44", 422, "field_missing", "period"),
        ("statistics.xlsx?period=2026-10", 422, "field_missing", "agency"),
        ("statistics.xlsx?agency=H44&period=10/2026", 422, "unknown_period", "period"),
        ("statistics.xlsx?agency=x&period=2026-10", 422, "code_invalid", "agency"),
        ("statistics.xlsx?agency=H44&period=2019", 422, "no_scorecard", None),
        ("agencies.xlsx?agency=H99", 404, "unknown_agency", None),
        ("figures.xlsx?agency=H44", 422, "unknown_value", "kind"),
    ],
)
def test_refusals(reader: Client, path: str, status: int, code: str, parameter: str | None) -> None:
    answer = reader.get(f"/v1/templates/{path}")
    faults = answer.json()["errors"] or [answer.json()]
    assert (answer.status_code, faults[0]["code"], faults[0].get("parameter")) == (status, code, parameter)


def test_it_is_not_made_for_too_many(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.templates.template.MOST_AGENCIES", 3)
    answer = reader.get("/v1/templates/agencies.xlsx?agency=H44")
    assert (answer.status_code, answer.json()["code"]) == (422, "template_too_large")


def test_the_command_writes_it(sqlite_databases: Databases, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TTHC766_DATABASE_URL", sqlite_databases.demo())
    done = CliRunner().invoke(app, ["template", "statistics", "--agency", "H44", "--period", "2026-10"])
    assert (done.exit_code, done.output.strip()) == (0, "tthc766-statistics-H44-2026-10.xlsx")
    assert "TDGQ" in load_workbook(tmp_path / done.output.strip()).sheetnames
    done = CliRunner().invoke(app, ["template", Kind.AGENCIES, "--agency", "H99"])
    assert done.exit_code == 1
