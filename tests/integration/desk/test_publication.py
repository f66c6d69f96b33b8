"""Publishing at the desk: what was seen, once; corrected, withdrawn; and the letters of it."""

from html import unescape

import pytest

from app.domain.agencies import Cohort
from app.domain.enums import Scope
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.integration.desk.conftest import DESK, Office, form_of

PERIOD, COHORT = "2026-Q3", "H44.departments"
PAGE = f"{DESK}/cong-bo?period={PERIOD}&cohort={COHORT}"


@pytest.fixture
def publisher(office: Office) -> Office:
    return office.sign_in("H44", Scope.PUBLISH_WRITE)


def editions(office: Office) -> list[int]:
    return [each["id"] for each in office.client.get("/v1/editions").json()["items"]]


def test_what_is_seen_is_published_once(publisher: Office) -> None:
    page = publisher.get(PAGE).text
    assert "12/12 đơn vị" in page
    assert "222 khớp" in page, "the reconciliation"
    assert "Sở Xây dựng" in page
    form = form_of(page, "/cong-bo")
    answers = [publisher.post_form(form) for _ in range(2)]  # a double click
    assert [each.status_code for each in answers] == [303, 303]
    assert editions(publisher) == [1]
    shown = publisher.get(answers[0].headers["location"]).text
    assert "Đã công bố." in shown
    for link in ('href="/editions/1"', f'href="{DESK}/cong-van?edition=1"', 'href="/feeds/editions.atom"'):
        assert link in shown
    by = publisher.client.get("/v1/editions/1").json()["published_by"]
    assert by["agency"] == "H44"
    assert publisher.client.get("/v1/submissions").status_code == 200


def test_what_changed_since_is_shown_first(publisher: Office) -> None:
    form = form_of(publisher.get(PAGE).text, "/cong-bo")
    counts = {"period": PERIOD, "statistics": [{"agency": "H44.07", "measures": {"petitions_satisfied": 0}}]}
    sent = publisher.client.post("/v1/statistics", json=counts, headers=publisher.client.key("H44"))
    assert sent.status_code == 201
    answer = publisher.post_form(form)
    assert (answer.status_code, "đã thay đổi sau khi xem trước" in answer.text) == (409, True)
    assert publisher.post_form(form_of(answer.text, "/cong-bo")).status_code == 303


def test_a_form_without_a_fingerprint_publishes_nothing(publisher: Office) -> None:
    form = form_of(publisher.get(PAGE).text, "/cong-bo")
    del form["fields"]["seen"]
    assert publisher.post_form(form).status_code == 409
    assert editions(publisher) == []


def correct(office: Office) -> None:
    counts = {"period": PERIOD, "statistics": [{"agency": "H44.07", "measures": {"dossiers_on_time": 1}}]}
    assert office.client.post("/v1/statistics", json=counts, headers=office.client.key("H44")).status_code == 201


def test_a_correction_says_what_changes_and_why(publisher: Office) -> None:
    publisher.fill_in(PAGE, "/cong-bo")
    assert "Không có gì khác bản đang có hiệu lực" in publisher.get(PAGE).text
    correct(publisher)
    page = publisher.get(PAGE).text
    assert "Thay đổi so với bản gần nhất" in page
    assert "Sở Công Thương" in page
    form = form_of(page, "/cong-bo")
    answer = publisher.post_form(form, reason=" ")
    assert (answer.status_code, "phải nêu lý do" in answer.text) == (422, True)
    answers = [publisher.post_form(form, reason="Sở gửi lại <số liệu>") for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert editions(publisher) == [2, 1]
    found = publisher.client.get("/v1/editions/2").json()
    assert (found["replaces"], found["reason"]) == (1, "Sở gửi lại <số liệu>")
    assert "Sở gửi lại &lt;số liệu&gt;" in publisher.get(PAGE).text


def test_somebody_else_s_edition_is_not_taken_for_one_s_own(publisher: Office) -> None:
    form = form_of(publisher.get(PAGE).text, "/cong-bo")
    publish(publisher.service, Order(Period.parse(PERIOD), Cohort.parse(COHORT)), ADMINISTRATOR)
    answer = publisher.post_form(form)
    assert (answer.status_code, "đã có bản công bố số 1" in answer.text) == (409, True)


def test_an_edition_is_withdrawn_with_a_reason_once(publisher: Office) -> None:
    publisher.fill_in(PAGE, "/cong-bo")
    page = f"{DESK}/cong-bo/rut?edition=1"
    answer = publisher.fill_in(page, "/rut", reason="")
    assert (answer.status_code, "phải nêu lý do" in answer.text) == (422, True)
    form = form_of(publisher.get(page).text, "/rut")
    answers = [publisher.post_form(form, reason="Nhầm kỳ") for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    shown = publisher.get(answers[0].headers["location"]).text
    assert "Bản công bố số 1 đã bị rút" in shown
    assert "Nhầm kỳ" in shown
    assert publisher.client.get("/v1/editions/1").json()["withdrawal"]["reason"] == "Nhầm kỳ"
    answer = publisher.post_form(form_of(shown, "/cong-bo"), reason="Đã sửa kỳ")
    assert (answer.status_code, editions(publisher)) == (303, [2, 1])


def test_an_edition_that_ranks_nobody_needs_a_tick(office: Office) -> None:
    results = {"period": "2026-Q2", "results": [{"agency": "H44.07", "code": "TDGQ", "score": 10}]}
    sent = office.client.post("/v1/official-results", json=results, headers=office.client.key("H44"))
    assert sent.status_code == 201
    office.sign_in("H44")
    page = f"{DESK}/cong-bo?period=2026-Q2&cohort={COHORT}"
    shown = office.get(page).text
    assert 'name="unranked"' in shown
    answer = office.fill_in(page, "/cong-bo")
    assert (answer.status_code, editions(office)) == (422, [])
    assert office.fill_in(page, "/cong-bo", unranked="yes").status_code == 303
    assert editions(office) == [1]


def test_where_there_is_nothing_it_says_so(publisher: Office) -> None:
    page = publisher.get(f"{DESK}/cong-bo?period=2020-01&cohort={COHORT}")
    assert page.status_code in (200, 422)
    page = publisher.get(f"{DESK}/cong-bo?period=2026-01&cohort={COHORT}")
    assert (page.status_code, "chưa có điểm nào để công bố" in page.text) == (200, True)
    assert 'name="seen"' not in page.text


@pytest.mark.parametrize("cohort", ["provinces", "H31.departments"])
def test_a_key_publishes_only_its_own(publisher: Office, cohort: str) -> None:
    page = f"{DESK}/cong-bo?period={PERIOD}&cohort={cohort}"
    assert publisher.get(page).status_code == 403
    form = form_of(publisher.get(PAGE).text, "/cong-bo")
    form["action"] = page
    assert publisher.post_form(form).status_code == 403
    publish(publisher.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    assert publisher.get(f"{DESK}/cong-bo/rut?edition=1").status_code == 403
    form["action"] = f"{DESK}/cong-bo/rut?edition=1"
    assert publisher.post_form(form, reason="x").status_code == 403
    assert publisher.client.get("/v1/editions/1").json()["withdrawal"] is None


def test_a_key_without_the_scope_does_not_get_there(office: Office) -> None:
    office.sign_in("H44", Scope.STATISTICS_WRITE)
    assert "/cong-bo" not in office.get(f"{DESK}/cong-van").text
    assert office.get(PAGE).status_code == 403
    publish(office.service, Order(Period.parse(PERIOD), Cohort.parse(COHORT)), ADMINISTRATOR)
    token = form_of(office.get(f"{DESK}/cong-van").text, "/ra")["fields"]["token"]
    for page in (PAGE, f"{DESK}/cong-bo/rut?edition=1"):
        assert office.post(page, data={"token": token, "reason": "x"}).status_code == 403


def test_a_department_s_key_is_told_that_it_publishes_nothing(office: Office) -> None:
    office.sign_in("H44.07")
    assert "không công bố được" in office.get(f"{DESK}/cong-bo").text


def test_the_letters_of_an_edition(publisher: Office) -> None:
    assert "Chưa có bản công bố nào" in publisher.get(f"{DESK}/cong-van").text
    publisher.fill_in(PAGE, "/cong-bo")
    page = publisher.get(f"{DESK}/cong-van?edition=1").text
    assert page.count("agency=H44.") == 12
    form = publisher.get(f"{DESK}/cong-van?edition=1&agency=H44.07").text
    assert f'action="{DESK}/cong-van/1/H44.07"' in form
    letter = publisher.get(f"{DESK}/cong-van/1/H44.07?number=12&date=2026-11-02&format=html")
    assert (letter.status_code, letter.headers["cache-control"]) == (200, "no-store")
    assert "ngày 02 tháng 11 năm 2026" in unescape(letter.text)
    assert "DỰ THẢO" not in letter.text, "it is asked for with a key of the province"
    packed = publisher.get(f"{DESK}/cong-van/1/H44/goi?number=12&date=2026-11-02")
    assert (packed.status_code, packed.content[:2], packed.headers["cache-control"]) == (200, b"PK", "no-store")
    assert f'action="{DESK}/cong-van/1/H44/goi"' in page
    docx = publisher.get(f"{DESK}/cong-van/1/H44.07?number=&date=&format=docx")
    assert (docx.status_code, docx.content[:2]) == (200, b"PK")


def test_of_an_edition_a_key_finds_its_own_agencies(office: Office) -> None:
    publish(office.service, Order(Period.parse(PERIOD), Cohort.parse(COHORT)), ADMINISTRATOR)
    publish(office.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    office.sign_in("H44.07", Scope.STATISTICS_WRITE)
    page = office.get(f"{DESK}/cong-van?edition=1").text
    assert f'action="{DESK}/cong-van/1/H44.07"' in page
    assert "H44.08" not in page
    assert "/goi" not in page
    assert office.get(f"{DESK}/cong-van?edition=1&agency=H44.08").status_code == 404
