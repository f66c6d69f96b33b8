"""What readers of pages are told when something is wrong: plain words, and where to go on."""

import re
from string import Formatter
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.http.problems import status_of
from app.domain.errors import Refusal
from app.domain.messages import CATALOG
from app.web.i18n.error_texts import PAGE_MESSAGES
from tests.conftest import UNLIMITED, Client, Databases
from tests.integration.web.conftest import site_on
from tests.integration.web.reading import Page, read

# Words of programs, which no citizen asked for.
FOREIGN = re.compile(
    r"\b(API|JSON|XLSX|CSV|Excel|HTTP|URL|GET|POST|header|query|parameters?|tham số|pointer|offset|múi giờ|byte|"
    r"Content-Type|TTHC766\w*|tthc766)\b|/docs|/v1",
    re.IGNORECASE,
)
REFUSALS = [
    ("/agencies/ZZZ", 404, "Không có cơ quan, đơn vị nào mang mã ZZZ.", "No agency has the code ZZZ."),
    ("/agencies/%00%27%3B--", 404, "Không có cơ quan, đơn vị nào mang mã", "No agency has the code"),
    ("/agencies/" + "H" * 5000, 404, "mang mã HHH", "the code HHH"),
    ("/agencies/H02?period=2026", 404, "Vào ngày cuối năm 2026 không có Bắc Giang. Chỉ có đến ngày 30/06/2025. "
     "Sau đó sáp nhập vào Bắc Ninh.", "Bắc Giang did not exist on the last day of 2026. It existed until 30/06/2025. "
     "It was then merged into Bắc Ninh."),
    ("/agencies/H44?period=2026-13", 422, "2026-13 không phải là một kỳ.", "2026-13 is not a period."),
    ("/agencies/H44?as_of=soon", 422, "soon không phải là một ngày.", "soon is not a day."),
    ("/agencies/H44/why/NOTHING", 422, "NOTHING không phải là tổng điểm", "NOTHING is not the total"),
    ("/agencies/H44/what", 404, "Không có trang nào ở địa chỉ này.", "There is no page at this address."),
    ("/rankings/last", 422, "last không phải là một kỳ.", "last is not a period."),
    ("/rankings/2021", 422, "Chưa có bộ chỉ số cho năm 2021.", "There is no scorecard for 2021."),
    ("/rankings/2026?cohort=cats", 422, "cats không phải là một nhóm so sánh.", "cats is not a cohort."),
    ("/rankings/2026?cohort=H99.communes", 422, "Không có cơ quan nào mang mã H99", "No agency has the code H99"),
    ("/rankings?cohort=H99.communes", 422, "Không có cơ quan nào mang mã H99", "No agency has the code H99"),
    ("/rankings/2026?by=%3Cb%3E", 422, "<b> không phải là tổng điểm", "<b> is not the total"),
    ("/rankings/2026?basis=guess&format=pdf", 422, "Phần guess của địa chỉ không đúng.", "The part guess of the"),
    ("/rankings/2026?known_at=2026-99-01", 422, "2026-99-01 không phải là một ngày.", "2026-99-01 is not a day."),
    ("/rankings/2026?edition=99", 404, "Không có bản công bố số 99.", "There is no edition 99."),
    ("/editions/first", 404, "Không có bản công bố số first.", "There is no edition first."),
    ("/editions?before=x", 422, "Phần x của địa chỉ không đúng.", "The part x of the address is not right."),
    ("/method/1999", 404, "Không có bộ chỉ số 1999.", "There is no scorecard 1999."),
]  # fmt: skip


def body_of(text: str) -> Page:
    """What stands between the head and the foot that every page has."""
    return Page(text.partition("<main")[2].partition("</main>")[0].partition(">")[2])


def in_english(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang=en"


@pytest.mark.parametrize(("address", "status", "vietnamese", "english"), REFUSALS)
def test_what_is_wrong_is_told_in_plain_words(
    site: TestClient, address: str, status: int, vietnamese: str, english: str
) -> None:
    for asked, text in ((address, vietnamese), (in_english(address), english), (f"/embed{address}", vietnamese)):
        answer = site.get(asked)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        page = body_of(answer.text)
        assert text in page.words
        assert not FOREIGN.search(page.words)
        frame = "/embed" if asked.startswith("/embed") else ""
        language = "?lang=en" if "lang=en" in asked else ""
        assert {f"{frame}/agencies{language}", f"{frame}/rankings{language}"} <= set(page.links)
        assert re.search(f"<code>{status} [a-z_]+</code>", answer.text)


@pytest.mark.parametrize("code", CATALOG)
def test_no_refusal_whatever_talks_of_programs(site: TestClient, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Whichever of all there are reaches a page."""
    if CATALOG[code].status == 200:
        pytest.skip("it refuses nothing")
    params: dict[str, Any] = {name: 7 for _, name, _, _ in Formatter().parse(CATALOG[code].vi) if name}

    def refuse(*_: object) -> None:
        raise Refusal(code, **params)

    monkeypatch.setattr("app.web.router.edition_around", refuse)
    for address in ("/editions/1", "/editions/1?lang=en"):
        answer = site.get(address)
        assert answer.status_code == status_of(code)
        assert not FOREIGN.search(body_of(answer.text).words.replace(f" {code}", ""))


def test_pages_say_nothing_that_the_refusals_do_not_know() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for code, text in PAGE_MESSAGES.items():
        assert names(text.vi) == names(text.en) <= names(CATALOG[code].vi), code


def test_a_wrong_period_leads_to_those_that_there_are(site: TestClient) -> None:
    links = read(site, "/rankings/2026-14", 422).links
    assert {"/rankings/2026", "/rankings/2026-Q3", "/rankings/2025-02"} <= set(links)
    departments = read(site, "/rankings/last?cohort=H44.departments&lang=en", 422)
    assert "/rankings/2026-Q3?cohort=H44.departments&lang=en" in departments.links
    assert "Periods with figures" in departments.words
    assert "/rankings/2025-02?cohort=H44.departments&lang=en" not in departments.links
    assert "/embed/rankings/2026" in read(site, "/embed/rankings/last", 422).links
    assert "/agencies/H44" in read(site, "/agencies/H44?period=last", 422).links
    assert "Các kỳ đã có số liệu" not in read(site, "/agencies/H44/what", 404).words


def test_what_is_no_more_leads_to_its_card_and_to_what_it_is_part_of(site: TestClient) -> None:
    page = read(site, "/agencies/H02?period=2026", 404)
    assert {"/agencies/H02", "/agencies/H05"} <= set(page.links)
    assert "Bảng điểm của Bắc Ninh" in page.words
    assert not re.search(r"\bH\d\d\b", page.words)


def test_what_leads_on_fits_what_is_wrong(site: TestClient) -> None:
    for address, lead in (
        ("/editions/99", "/editions"),
        ("/rankings/2026?by=NOTHING", "/method"),
        ("/method/1999", "/method"),
        ("/rankings/2026?cohort=cats", "/rankings?cohort=ministries"),
    ):
        assert lead in body_of(site.get(address).text).links, address


def test_too_many_visits(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.migrated(), **{**UNLIMITED, "rate_limit_reads": "1/hour"})
    site = site_on(client)
    site.get("/editions")
    answer = site.get("/editions?lang=en")
    assert answer.status_code == 429
    page = body_of(answer.text)
    assert re.search(r"Please try again in [\d,]+ seconds", page.words)
    assert "/editions?lang=en" in page.links
    assert not FOREIGN.search(page.words)
    client.service.database.engine.dispose()


def test_a_page_is_only_looked_at(site: TestClient) -> None:
    answer = site.post("/rankings/2026?lang=en")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    page = body_of(answer.text)
    assert "nothing can be sent to it" in page.words
    assert not FOREIGN.search(page.words)


def test_an_accident_names_the_request_and_whom_to_tell(
    sqlite_databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client.on(sqlite_databases.migrated(), publisher_contact="ioc@example.vn")
    site = site_on(client)

    def break_down(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("app.web.router.list_editions", break_down)
    answer = site.get("/editions")
    page = body_of(answer.text)
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in page.words
    assert {"mailto:ioc@example.vn", "/editions"} <= set(page.links)
    assert "secret" not in page.words
    client.service.database.engine.dispose()


def test_periods_that_cannot_be_looked_up_are_left_out(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("app.web.errors.known_periods", break_down)
    assert "/rankings" in read(site, "/rankings/last", 422).links
