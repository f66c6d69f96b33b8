"""Agencies side by side: their figures, who leads, how others are added, and what cannot be compared."""

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.editions.test_editions import correct
from tests.integration.web.conftest import FORMULA, SCRIPT, site_on
from tests.integration.web.reading import Page, read

TWO = "/compare?agency=H31&agency=H44&period=2026"
LEADS = "(cao nhất trong các cơ quan đang so sánh)"


def rows(page: Page, table: str = "compare") -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in page.tables[table]}


def test_two_side_by_side(site: TestClient) -> None:
    page = read(site, TWO)
    assert page.tables["compare"][0] == ["Nhóm chỉ số", "Hưng Yên", "Phú Thọ", "Trung bình"]
    assert rows(page)["Tổng điểm / 100"] == [
        "59,63† (một phần công bố) hạng 28/34",
        f"★62,18† (một phần công bố) {LEADS} hạng 19/34",
        "62,59† (một phần công bố)",
    ]
    assert rows(page)["Công khai, minh bạch / 18"] == ["8,00 hạng 28/34", f"★8,07 {LEADS} hạng 26/34", "10,46"]
    assert len(page.tables["compare"]) == 1 + 1 + 6
    assert rows(page, "indicators")["Tỷ lệ hồ sơ đồng bộ lên Cổng DVCQG / 6"][:2] == ["6,00 hạng 1/34"] * 2
    assert rows(page, "indicators")["Tỷ lệ hồ sơ nộp trực tuyến / 6"] == ["–"] * 3
    assert len([row for row in page.tables["indicators"] if len(row) == 4]) == 1 + 21
    assert page.tags.count("svg") == 7
    for text in ("So sánh Hưng Yên và Phú Thọ", "Nguồn: số liệu do", "Số liệu đến 00:00 10/10/2026", "Chưa công bố"):
        assert text in page.words, text


def test_in_english(site: TestClient) -> None:
    page = read(site, f"{TWO}&lang=en")
    assert rows(page)["Total / 100"][0] == "59.63† (partly published) rank 28/34"
    assert "Compare Hưng Yên and Phú Thọ" in page.words
    inner = [link for link in page.links if link.startswith(("/rankings", "/agencies", "/compare"))]
    assert [link for link in inner if "lang=en" not in link] == ["/compare?agency=H31&agency=H44&period=2026"]


def test_who_has_most_is_marked_and_nobody_where_all_have_the_same(busy_site: TestClient) -> None:
    page = read(busy_site, "/compare?agency=H31.1&agency=H31.2&agency=H31.5&period=2026-Q3")
    assert page.tables["compare"][0][1:4] == [SCRIPT, FORMULA, "Sở Tài chính"]
    assert [cell.startswith("★") for cell in rows(page)["Tổng điểm / 100"]] == [True, False, False, False]
    assert rows(page)["Tổng điểm / 100"][2] == "–"
    same = read(busy_site, "/compare?agency=H31.4&agency=H31.3&period=2026-Q3&format=html")
    alike = read(busy_site, "/compare?agency=H31.4&agency=H31.1&period=2026-Q1")
    assert "★" in rows(same)["Tổng điểm / 100"][1]
    assert "★" in rows(alike)["Thanh toán trực tuyến / 10"][1]
    assert "<script" not in busy_site.get("/compare?agency=H31.1&agency=H31.2&period=2026-Q3").text


def test_too_few_in_a_cohort_have_no_ranks_and_no_average(site: TestClient) -> None:
    page = read(site, "/compare?agency=H31&agency=H44&period=2026-Q3")
    assert rows(page)["Tiến độ giải quyết / 20"] == ["–", "17,35", "– 1/34 đơn vị"]
    assert "Chỉ 1 trong 34 tỉnh, thành phố có điểm" in page.words
    assert 'class="average"' not in site.get("/compare?agency=H31&agency=H44&period=2026-Q3").text


def test_what_is_announced_is_compared(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.demo())
    publish(client.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    correct(client, dossiers_received=200_000, dossiers_on_time=1)
    site, address = site_on(client), "/compare?agency=H21&agency=H44&period=2026"
    announced, live = read(site, address), read(site, f"{address}&edition=none")
    assert "(bản số 1)" in announced.words
    assert rows(announced)["Tiến độ giải quyết / 20"][0].startswith("17,17")
    assert rows(live)["Tiến độ giải quyết / 20"][0].startswith("0,00")
    assert "/compare?agency=H21&agency=H44&period=2026&edition=none" in announced.links
    assert rows(read(site, f"{address}&edition=1")) == rows(announced)
    outside = read(site, "/compare?agency=H44.07&agency=H44&edition=1", 404)
    assert "Bản công bố này không có H44.07" in outside.words
    chosen = read(site, "/compare?edition=1")
    assert "So sánh tỉnh, thành phố" in chosen.words
    client.service.database.engine.dispose()


def test_a_page_is_known_by_its_validator(site: TestClient) -> None:
    for address in (TWO, "/compare", "/compare?cohort=provinces", f"{TWO}&format=csv", f"/embed{TWO}"):
        answer = site.get(address)
        assert answer.headers["cache-control"] == "public, max-age=60", address
        again = site.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304, address


def test_one_alone_leads_to_a_second(site: TestClient) -> None:
    page, text = read(site, "/compare?agency=H31"), site.get("/compare?agency=H31").text
    assert "So sánh Hưng Yên với cơ quan khác" in page.words
    assert not page.tables
    assert '<input type="hidden" name="agency" value="H31">' in text
    assert '<option value="H44">Phú Thọ</option>' in text
    assert '<option value="H31">' not in text
    assert text.index(">Đà Nẵng<") < text.index(">Đắk Lắk<") < text.index(">Gia Lai<")
    assert site.get("/compare?agency=h31&agency=&agency=H31&period=2026").text.count('name="agency"') == 2


def test_agencies_are_added_and_left_out(site: TestClient) -> None:
    page = read(site, TWO)
    assert "/compare?agency=H44&period=2026" in page.links
    five = site.get("/compare?agency=H31&agency=H44&agency=H20&agency=H26&agency=H29&period=2026")
    assert '<select id="agency-1"' in site.get(TWO).text
    assert '<select id="agency-1"' not in five.text
    assert len(Page(five.text).tables["compare"][0]) == 1 + 5 + 1
    none = site.get("/compare?cohort=provinces&period=2026").text
    assert none.count('<select id="agency-') == 2


@pytest.mark.parametrize("sought", ["hung yen", "HƯNG YÊN", "thái bình"])
def test_the_first_is_sought_by_name(site: TestClient, sought: str) -> None:
    answer = site.get(f"/compare?q={sought}", follow_redirects=False)
    address = answer.headers["location"] if answer.status_code == 303 else None
    found = [address] if address else [link for link in Page(answer.text).links if "agency=" in link]
    assert found[0] == "/compare?agency=H31"


def test_a_name_that_means_several_lists_them(site: TestClient) -> None:
    page = read(site, "/compare?q=hà")
    assert {"/compare?agency=H26", "/compare?agency=H27"} <= set(page.links)
    assert "Không tìm thấy “xyz”" in read(site, "/compare?q=xyz").words


@pytest.mark.parametrize(
    ("query", "status", "text", "ways"),
    [
        ("agency=H31&agency=ZZZ", 404, "ZZZ", [["H31"], ["ZZZ"], []]),
        ("agency=H31&agency=H44.07", 422, "thuộc những nhóm khác nhau: Hưng Yên, ", [["H44.07"], ["H31"], []]),
        (
            "agency=H31&agency=H44&agency=H20&agency=H26&agency=H29&agency=H01",
            422,
            "nhiều nhất 5 cơ quan cùng lúc; đã chọn 6",
            [],
        ),
        ("agency=" + "&agency=".join(f"H{number}" for number in range(10, 99)), 422, "đã chọn 89", []),
        ("agency=%00&agency=H31", 404, "Không có cơ quan, đơn vị nào mang mã", [["\x00"], ["H31"], []]),
        ("agency=" + "H" * 5000, 404, "Không có cơ quan, đơn vị nào mang mã", []),
        ("agency=H31&agency=H44&format=pdf", 422, "Phần pdf của địa chỉ không đúng", []),
        ("agency=H31&agency=H44&format=svg&chart=pie", 404, "Trang này không có biểu đồ pie", []),
        ("cohort=cats", 422, "cats không phải là một nhóm so sánh", []),
    ],
)
def test_what_cannot_be_compared_leads_on(
    site: TestClient, query: str, status: int, text: str, ways: list[list[str]]
) -> None:
    page = read(site, f"/compare?{query}", status)
    assert text in page.words
    found = [
        parse_qs(urlsplit(link).query) for link in page.links if link.startswith("/compare") and "lang" not in link
    ]
    if ways:
        assert sorted(each.get("agency", []) for each in found) == sorted(ways)
    for link in (link for link in page.links if link.startswith("/compare") and "lang=en" not in link):
        assert len(parse_qs(urlsplit(link).query).get("agency", [])) <= 5


def test_an_agency_that_ended_is_replaced_by_the_one_that_took_it_over(site: TestClient) -> None:
    page = read(site, "/compare?agency=H44&agency=H02&period=2026", 404)
    link = next(link for link in page.links if "compare" in link and "lang" not in link)
    assert "Thay Bắc Giang bằng Bắc Ninh" in page.words
    assert read(site, link).tables["compare"][0][1:3] == ["Phú Thọ", "Bắc Ninh"]


def test_pages_lead_to_the_comparison(site: TestClient) -> None:
    assert "/compare?agency=H44&period=2026" in read(site, "/agencies/H44?period=2026").links
    assert (
        "/compare?cohort=H44.departments&period=2026-Q3" in read(site, "/rankings/2026-Q3?cohort=H44.departments").links
    )
    assert "/embed/compare?agency=H44&period=2026" in read(site, "/embed/agencies/H44?period=2026").links
