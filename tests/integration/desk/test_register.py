"""Registering agencies at the desk: the template, what a list would change, its faults in cells, and confirming it."""

import re
from collections.abc import Sequence
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.domain.enums import Scope
from tests.integration.desk.conftest import DESK, Office, form_of
from tests.integration.desk.test_figures import upload, waiting
from tests.integration.submissions.natural_sheets import workbook

PAGE = f"{DESK}/so-lieu?kind=agencies"
HEADING = ["STT", "Mã định danh", "Tên cơ quan, đơn vị", "Cấp", "Đến ngày", "Nhập vào"]
ADDED = [1, "H44.77", "Sở Thử nghiệm", "Sở, ban, ngành"]
RENAMED = [2, "H44.07", "Sở Tên mới", "Sở, ban, ngành"]
ENDED = [3, "H44.08", None, None, "2026-12-31", "H44.07"]


def listed(*lines: Sequence[object]) -> bytes:
    return workbook({"Danh mục": [["DANH MỤC CƠ QUAN, ĐƠN VỊ"], [], HEADING, *lines]})


def names(office: Office) -> dict[str, str]:
    items = office.client.get("/v1/agencies?level=department&limit=200").json()["items"]
    return {each["code"]: each["name"] for each in items}


@pytest.fixture
def clerk(office: Office) -> Office:
    return office.sign_in("H44", Scope.STATISTICS_WRITE)


def test_what_a_list_changes_is_seen_then_registered_once(clerk: Office) -> None:
    before = names(clerk)
    answer = upload(clerk, listed(ADDED, RENAMED, ENDED), "danh-muc.xlsx", PAGE)
    assert (answer.status_code, names(clerk), waiting(clerk)) == (303, before, 1)
    shown = unescape(clerk.get(answer.headers["location"]).text)
    for label, value in (("thêm mới", 1), ("Đổi tên", 1), ("Đổi ngày kết thúc", 1), ("Giữ nguyên", 0)):
        assert f"{label}</dt><dd>{value}</dd>" in shown, label
    cells = re.findall(r"<td>([^<]*)</td>", shown)
    assert cells[:3] == ["thêm mới", "–", "Sở, ban, ngành"]
    assert cells[3:6] == ["tên", before["H44.07"], "Sở Tên mới, từ 01/11/2026"]
    assert cells[6:9] == ["ngày kết thúc", "–", "31/12/2026"]
    assert cells[9:] == ["nhập vào", "–", "H44.07"]
    form = form_of(shown, "/cho")
    answers = [clerk.post_form(form, do="confirm") for _ in range(2)]  # a double click
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert (names(clerk)["H44.77"], names(clerk)["H44.07"]) == ("Sở Thử nghiệm", "Sở Tên mới")
    page = clerk.get(answers[0].headers["location"]).text
    assert "Đã nhận: lần gửi số" in page
    assert "Sở Thử nghiệm <small>H44.77</small>" in page
    assert waiting(clerk) == 0


def test_the_template_is_offered_and_sent_back_changes_nothing(clerk: Office) -> None:
    found = re.search(r'href="(/v1/templates/agencies[^"]+)"', clerk.get(PAGE).text)
    assert found
    content = clerk.client.get(unescape(found[1])).content
    answer = upload(clerk, content, "mau.xlsx", PAGE)
    shown = clerk.get(answer.headers["location"]).text
    count = len([code for code in names(clerk) if code.startswith("H44.")])
    assert f"Giữ nguyên</dt><dd>{count}</dd>" in shown
    assert "Những gì thay đổi" not in shown
    assert "Hướng dẫn" in load_workbook(BytesIO(content)).sheetnames


def test_faults_are_told_by_cell_and_nothing_waits(clerk: Office) -> None:
    answer = upload(clerk, listed([1, "H44.77", None, "Phòng"]), "x.xlsx", PAGE)
    shown = unescape(answer.text)
    assert answer.status_code == 422
    assert "Ô C4 của trang tính “Danh mục”: Còn thiếu tên." in shown
    assert "Ô D4 của trang tính “Danh mục”: Không có cấp “Phòng” cho mã H44.77. Ghi một trong các cấp: Sở" in shown
    assert waiting(clerk) == 0


def test_agencies_of_others_are_refused(clerk: Office) -> None:
    answer = upload(clerk, listed([1, "H31.77", "Sở Khác", "Sở, ban, ngành"]), "x.xlsx", PAGE)
    assert (answer.status_code, "Khóa này chỉ được ghi cho H44" in answer.text) == (403, True)
    assert (waiting(clerk), "H31.77" in names(clerk)) == (0, False)


def test_a_key_without_the_scope_is_refused_plainly(office: Office) -> None:
    office.sign_in("H44", Scope.OFFICIAL_WRITE)
    assert "Danh mục cơ quan" not in office.get(f"{DESK}/so-lieu").text
    token = form_of(office.get(f"{DESK}/so-lieu").text)["fields"]["token"]
    waits = f"{DESK}/so-lieu/cho?kind=agencies&digest=x"
    for answer in (
        office.get(PAGE),
        office.post(PAGE, data={"token": token}, files={"file": ("x.xlsx", listed(ADDED))}),
        office.get(waits),
        office.post(waits, data={"token": token, "do": "confirm"}),
    ):
        assert answer.status_code == 403
        assert "statistics:write" in answer.text
    assert (waiting(office), "H44.77" in names(office)) == (0, False)


def test_what_waits_as_one_kind_is_not_confirmed_as_another(clerk: Office) -> None:
    page = upload(clerk, listed(ADDED), "x.xlsx", PAGE).headers["location"]
    form = form_of(clerk.get(page).text, "/cho")
    other = {**form, "action": form["action"].replace("agencies", "statistics")}
    assert clerk.post_form(other, do="confirm").status_code == 409
    assert clerk.post_form(form, do="cancel").status_code == 303
    assert (waiting(clerk), "H44.77" in names(clerk)) == (0, False)


def test_of_the_whole_country_one_chooses_whose_agencies(office: Office) -> None:
    office.sign_in(None)
    assert "agency=H44" in office.get(f"{PAGE}&of=H44").text
    assert "H44.07</small>" in office.get(f"{PAGE}&of=H44").text
    assert "H44.07</small>" not in office.get(f"{PAGE}&of=H31").text
    assert office.get(f"{PAGE}&of=%22%3E").status_code == 200


def test_without_departments_the_page_leads_to_the_list(office: Office) -> None:
    office.sign_in("H31", Scope.STATISTICS_WRITE)
    shown = unescape(office.get(f"{DESK}/so-lieu").text)
    assert f'<a href="{DESK}/so-lieu?kind=agencies">Chưa đăng ký cơ quan nào' in shown
