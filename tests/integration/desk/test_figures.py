"""Sending figures at the desk: seen first, confirmed once, and nothing of a faulty file is kept."""

import re
import sqlite3
from datetime import timedelta
from html import unescape
from io import BytesIO
from threading import Thread
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook
from sqlalchemy import make_url

from app.domain.enums import Scope
from app.main import create_app
from app.services import keys
from app.services.desk import waiting as service
from app.services.load import load
from app.services.refusals.retention import delete_expired
from app.settings import Settings
from tests.conftest import NOW, SECRET, UNLIMITED, Client, Databases
from tests.integration.desk.conftest import DESK, Office, form_of
from tests.integration.submissions.test_templates import place, row_of

PAGE = f"{DESK}/so-lieu?kind=statistics&period=2026-Q3"
GOOD = b"agency,dossiers_received,dossiers_on_time,dossiers_paid_online\nH44.07,2000,1990,7\nH44.08,847,603,\n"
FAULTY = b"agency,dossiers_received,dossiers_on_time\nH44.07,1.234,SECRET-IN-A-CELL\n"


def upload(office: Office, content: bytes, name: str = "sheet.csv", page: str = PAGE) -> httpx2.Response:
    form = form_of(office.get(page).text, "/so-lieu")
    return office.post(form["action"], data=form["fields"], files={"file": (name, content)})


def waiting(office: Office) -> int:
    with office.service.database.reading() as connection:
        count: int = connection.exec_driver_sql("SELECT count(*) FROM pending_upload").scalar_one()
    return count


def submissions(office: Office) -> list[dict[str, Any]]:
    key = office.client.key()
    found: list[dict[str, Any]] = office.client.get("/v1/submissions", headers=key).json()["items"]
    return [each for each in found if each["submitted_by"]["key"]]


@pytest.fixture
def clerk(office: Office) -> Office:
    return office.sign_in("H44", Scope.STATISTICS_WRITE)


def test_a_file_is_seen_then_confirmed_once(clerk: Office) -> None:
    answer = upload(clerk, GOOD)
    assert (answer.status_code, submissions(clerk), waiting(clerk)) == (303, [], 1)
    page = answer.headers["location"]
    shown = unescape(clerk.get(page).text)
    for label, value in (("Số dòng", 2), ("Số cơ quan", 2), ("thay đổi", 3), ("giữ nguyên", 2), ("Số liệu mới", 0)):
        assert f"{label}</dt><dd>{value}</dd>" in shown, label
    assert '<td class="figure">1.271</td><td class="figure">2.000</td>' in shown
    form = form_of(shown, "/cho")
    answers = [clerk.post_form(form, do="confirm") for _ in range(2)]  # a double click
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    (stored,) = submissions(clerk)
    assert (stored["status"], stored["figures"], stored["submitted_by"]["agency"]) == ("accepted", 5, "H44")
    assert waiting(clerk) == 0
    assert f"Đã nhận: lần gửi số {stored['id']}" in clerk.get(answers[0].headers["location"]).text
    count = clerk.client.get("/v1/scores/2026-Q3/H44.07?trace=true").text
    assert "2000" in count


def test_two_who_confirm_at_once_store_it_once(clerk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is through before the first, which has read the waiting file already, begins to write."""
    form = form_of(clerk.get(upload(clerk, GOOD).headers["location"]).text, "/cho")
    answers: list[httpx2.Response] = []

    def late(*arguments: Any) -> Any:
        monkeypatch.setattr(service, "load", load)
        other = Thread(target=lambda: answers.append(clerk.post_form(form, do="confirm")))
        other.start()
        other.join()
        return load(*arguments)

    monkeypatch.setattr(service, "load", late)
    answers.append(clerk.post_form(form, do="confirm"))
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(submissions(clerk)) == 1


def test_a_faulty_file_is_shown_with_its_places_and_not_kept(clerk: Office) -> None:
    answer = upload(clerk, FAULTY)
    shown = unescape(answer.text)
    assert answer.status_code == 422
    assert "Tệp sheet.csv chưa được nhận" in shown
    assert "Dòng 2, cột dossiers_received: 1.234 có thể hiểu hai cách" in shown
    assert (waiting(clerk), submissions(clerk)) == (0, [])
    clerk.service.database.empty_log()
    file = make_url(clerk.service.settings.database_url).database or ""
    with sqlite3.connect(file) as connection:
        assert "SECRET-IN-A-CELL" not in "\n".join(connection.iterdump())


def test_a_template_is_sent_back_and_faults_are_told_by_cell(clerk: Office) -> None:
    found = re.search(r'href="(/v1/templates/[^"]+)"', clerk.get(f"{DESK}/so-lieu?period=2026-10").text)
    assert found
    answer = clerk.client.get(unescape(found[1]))
    book = load_workbook(BytesIO(answer.content))
    sheet = book["TDGQ"]
    row, column = row_of(sheet, "H44.07"), place(sheet, "dossiers_received")
    for value, status in (("1.2.3", 422), (12, 303)):
        sheet.cell(row, column).value = value
        file = BytesIO()
        book.save(file)
        sent = upload(clerk, file.getvalue(), "mau.xlsx", f"{DESK}/so-lieu?period=2026-10")
        assert sent.status_code == status, sent.text
        if status == 422:
            assert f"Ô {sheet.cell(row, column).coordinate} của trang tính" in unescape(sent.text)


def test_rows_of_others_are_refused(clerk: Office) -> None:
    answer = upload(clerk, b"agency,dossiers_received\nH31,500\n")
    assert (answer.status_code, "Khóa này chỉ được ghi cho H44" in answer.text) == (403, True)
    assert waiting(clerk) == 0


def test_a_cancelled_file_is_gone(clerk: Office) -> None:
    form = form_of(clerk.get(upload(clerk, GOOD).headers["location"]).text, "/cho")
    assert clerk.post_form(form, do="cancel").status_code == 303
    assert (waiting(clerk), submissions(clerk)) == (0, [])
    answer = clerk.post_form(form, do="confirm")
    assert (answer.status_code, "không còn chờ xác nhận" in answer.text) == (409, True)


def test_what_is_no_longer_good_when_it_is_confirmed_waits_no_more(clerk: Office) -> None:
    form = form_of(
        clerk.get(upload(clerk, b"agency,dossiers_paid_online\nH44.07,7\n").headers["location"]).text, "/cho"
    )
    less = {
        "period": "2026-Q3",
        "statistics": [{"agency": "H44.07", "measures": {"dossiers_with_fees": 5, "dossiers_paid_online": 5}}],
    }
    assert clerk.client.post("/v1/statistics", json=less, headers=clerk.client.key("H44")).status_code == 201
    answer = clerk.post_form(form, do="confirm")
    assert (answer.status_code, waiting(clerk)) == (422, 0)
    assert [each["status"] for each in submissions(clerk)] == ["rejected", "accepted"]


def test_a_file_waits_for_an_hour(sqlite_databases: Databases) -> None:
    clock = [NOW]
    settings = Settings(database_url=sqlite_databases.demo(), key_secret=SECRET, **UNLIMITED)
    office = Office(Client(create_app(settings, lambda: clock[0]))).sign_in("H44")
    form = form_of(office.get(upload(office, GOOD).headers["location"]).text, "/cho")
    clock[0] = NOW + timedelta(minutes=30)
    assert "Chờ xác nhận" in office.get(PAGE).text
    delete_expired(office.service)
    assert waiting(office) == 1
    clock[0] = NOW + timedelta(minutes=61)
    assert "Chờ xác nhận" not in office.get(PAGE).text
    assert office.post_form(form, do="confirm").status_code == 409
    delete_expired(office.service)
    assert (waiting(office), submissions(office)) == (0, [])
    office.service.database.engine.dispose()


def test_few_files_wait_at_once(clerk: Office) -> None:
    files = [GOOD.replace(b",7\n", b",%d\n" % number) for number in range(6)]
    assert [upload(clerk, each).status_code for each in files] == [303] * 5 + [409]
    assert upload(clerk, files[0]).status_code == 303, "one that waits already"
    assert waiting(clerk) == 5


def test_nobody_else_confirms_or_sees_it(clerk: Office) -> None:
    page = upload(clerk, GOOD).headers["location"]
    other = Office(clerk.client).sign_in("H44", Scope.STATISTICS_WRITE)
    assert other.get(page).status_code == 409
    assert "Chờ xác nhận" not in other.get(PAGE).text
    form = form_of(other.get(PAGE).text, "/ra")
    answer = other.post(page, data={"token": form["fields"]["token"], "do": "confirm"})
    assert (answer.status_code, waiting(clerk), submissions(clerk)) == (409, 1, [])


def test_with_the_last_key_of_a_line_its_files_are_deleted(clerk: Office) -> None:
    upload(clerk, GOOD)
    keys.revoke(clerk.service.database, keys.list_keys(clerk.service.database)[-1].id, NOW)
    assert waiting(clerk) == 0


def test_published_results_are_sent_so_too(office: Office) -> None:
    office.sign_in("H44", Scope.OFFICIAL_WRITE)
    assert "Số liệu thống kê" not in office.get(f"{DESK}/so-lieu").text
    assert office.get(PAGE).status_code == 403
    page = f"{DESK}/so-lieu?kind=official-results&period=2026-Q3"
    answer = upload(office, b"agency,code,score\nH44.07,TDGQ,15.5\n", page=page)
    shown = unescape(office.get(answer.headers["location"]).text)
    assert "thay đổi</dt><dd>1</dd>" in shown
    assert office.post_form(form_of(shown, "/cho"), do="confirm").status_code == 303
    assert submissions(office)[0]["kind"] == "official-results"


def test_who_has_not_sent_is_said(clerk: Office) -> None:
    shown = clerk.get(f"{PAGE}&cohort=H44.departments").text
    assert "12/12 đơn vị đã có số liệu" in shown
    later = clerk.get(f"{DESK}/so-lieu?period=2026-09&cohort=H44.departments").text
    assert "0/12 đơn vị đã có số liệu, 12 chưa có" in later
    assert "An Giang" not in later


def test_the_province_itself_is_no_department(clerk: Office) -> None:
    page = f"{DESK}/so-lieu?period=2026-09&cohort=H44.departments"
    assert 'Số liệu riêng của Phú Thọ</dt><dd><span class="lacks">' in clerk.get(page).text
    upload(clerk, b"agency,dossiers_received\nH44,5\n", page=page)
    waits = clerk.get(page).text
    form = form_of(clerk.get(unescape(re.findall(r'href="([^"]*/so-lieu/cho[^"]*)"', waits)[0])).text, "/cho")
    clerk.post_form(form, do="confirm")
    shown = clerk.get(page).text
    assert 'Số liệu riêng của Phú Thọ</dt><dd><span class="here">' in shown
    assert "0/12 đơn vị đã có số liệu" in shown


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"file": ("x.doc", GOOD)}, 415),
        ({"file": ("x.csv", b"")}, 422),
        ({}, 400),
        ({"file": ("x.csv", GOOD), "other": ("y.csv", GOOD)}, 400),
    ],
)
def test_what_is_no_file_is_refused(clerk: Office, files: dict[str, Any], status: int) -> None:
    form = form_of(clerk.get(PAGE).text, "/so-lieu")
    answer = clerk.post(form["action"], data=form["fields"], files=files)
    assert (answer.status_code, waiting(clerk)) == (status, 0)


def test_a_file_is_within_the_limits_of_uploads(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.demo(), max_body_bytes=2048)
    office = Office(client).sign_in("H44")
    assert upload(office, b" " * 4096).status_code == 413
    client.service.database.engine.dispose()


@pytest.mark.parametrize("token", ["", "foreign"])
def test_a_file_in_a_foreign_form_is_not_looked_at(clerk: Office, token: str) -> None:
    form = form_of(clerk.get(PAGE).text, "/so-lieu")
    answer = clerk.post(form["action"], data={"token": token}, files={"file": ("x.csv", GOOD)})
    assert (answer.status_code, waiting(clerk)) == (403, 0)
    assert Office(clerk.client).post(form["action"], files={"file": ("x.csv", GOOD)}).status_code == 303
    page = upload(clerk, GOOD).headers["location"]
    assert clerk.post(page, data={"token": token, "do": "confirm"}).status_code == 403
    assert submissions(clerk) == []


@pytest.mark.parametrize("page", ["/so-lieu?kind=procedures", "/so-lieu/cho?kind=services&digest=x"])
def test_what_is_not_sent_at_the_desk_is_refused(clerk: Office, page: str) -> None:
    assert clerk.get(f"{DESK}{page}").status_code == 422
