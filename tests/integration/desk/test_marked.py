"""A faulty workbook comes back with its faults marked, as a link within the page: it is kept nowhere."""

import re
from base64 import b64decode
from html import unescape
from io import BytesIO

import httpx2
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.enums import Scope
from app.readers.uploads.formats import Format
from app.web.desk import figures
from tests.integration.desk.conftest import DESK, Office
from tests.integration.desk.test_figures import FAULTY, upload, waiting
from tests.integration.submissions.natural_sheets import workbook

PAGE = f"{DESK}/so-lieu?kind=statistics&period=2026-Q3"
SHEET = workbook({"T9": [["agency", "dossiers_received"], ["H44.07", 2000], ["H44.08", "1.234"], ["H44.99", 5]]})


@pytest.fixture
def clerk(office: Office) -> Office:
    return office.sign_in("H44", Scope.STATISTICS_WRITE)


def marked(answer: httpx2.Response) -> tuple[str, bytes] | None:
    """The name and the content of the file that a page offers."""
    found = re.search(rf'href="data:{re.escape(Format.XLSX)};base64,([^"]+)" download="([^"]+)"', answer.text)
    return (unescape(found[2]), b64decode(found[1], validate=True)) if found else None


def test_the_faults_are_marked_in_the_workbook_that_was_sent(clerk: Office) -> None:
    answer = upload(clerk, SHEET, "bảng <9>.xlsx")
    found = marked(answer)
    assert (answer.status_code, waiting(clerk)) == (422, 0)
    assert found
    assert found[0] == "loi-bảng <9>.xlsx"
    book = load_workbook(BytesIO(found[1]))
    sheet = book["T9"]
    assert isinstance(sheet, Worksheet)
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"B3", "A4"}
    assert book["Lỗi"]["C3"].value.startswith("Chưa có cơ quan nào mang mã H44.99"), "in the words of the desk"


@pytest.mark.parametrize(("content", "name"), [(FAULTY, "x.csv"), (b"no workbook", "x.xlsx"), (b"x", "x.doc")])
def test_what_is_no_workbook_is_not_offered(clerk: Office, content: bytes, name: str) -> None:
    answer = upload(clerk, content, name)
    assert (answer.status_code in (415, 422), marked(answer)) == (True, None)


def test_a_large_workbook_is_no_part_of_a_page(clerk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_LARGEST_MARKED", len(SHEET) - 1)
    assert marked(upload(clerk, SHEET, "x.xlsx")) is None


def test_a_workbook_of_others_agencies_is_marked_too(clerk: Office) -> None:
    answer = upload(clerk, workbook({"T9": [["agency", "dossiers_received"], ["H31", 7]]}), "x.xlsx")
    found = marked(answer)
    assert answer.status_code == 403
    assert found
    assert load_workbook(BytesIO(found[1]))["T9"]["A2"].comment is not None
