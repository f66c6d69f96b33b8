"""What a page says where there is nothing to show, and where it leads."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Client, Databases
from tests.integration.web.conftest import post, site_on
from tests.integration.web.reading import read
from tests.integration.web.test_errors import FOREIGN, body_of

CONTACT = "ioc@example.vn"


@pytest.fixture
def nothing(sqlite_databases: Databases) -> Iterator[Client]:
    """A service that has received nothing yet."""
    made = Client.on(sqlite_databases.migrated(), publisher="Sở Nội vụ", publisher_contact=CONTACT)
    yield made
    made.service.database.engine.dispose()


@pytest.mark.parametrize(
    ("address", "vietnamese", "english"),
    [
        ("/rankings?", "Chưa có số liệu nào của tỉnh, thành phố.", "There are no figures for provinces yet."),
        ("/rankings/2026?", "Chưa có số liệu của tỉnh, thành phố trong năm 2026.", "no figures for provinces in 2026"),
        ("/rankings?cohort=H44.communes&", "của xã, phường, đặc khu của Phú Thọ.", "for communes of Phú Thọ yet."),
        (
            "/rankings/2026?cohort=H44.communes&",
            "Trong năm 2026 không có cơ quan, đơn vị nào thuộc nhóm xã, phường, đặc khu của Phú Thọ.",
            "There are no communes of Phú Thọ in 2026.",
        ),
        (
            "/agencies/H44?",
            "Chưa có số liệu của Phú Thọ trong năm 2026.",
            "There are no figures for Phú Thọ in 2026 yet.",
        ),
        ("/editions?", "Chưa có kết quả nào được công bố.", "Nothing has been announced yet."),
        ("/agencies?q=xyz&", "Không tìm thấy “xyz”", "Nothing found for “xyz”"),
    ],
)
def test_a_service_without_figures_says_so_and_leads_on(
    nothing: Client, address: str, vietnamese: str, english: str
) -> None:
    site = site_on(nothing)
    for asked, text in ((address, vietnamese), (f"{address}lang=en", english), (f"/embed{address}", vietnamese)):
        answer = site.get(asked)
        page = body_of(answer.text)
        assert answer.status_code == 200
        assert text in page.words
        assert not FOREIGN.search(page.words)
        assert f"mailto:{CONTACT}" in page.links
        assert any(
            link.split("?")[0] in ("/", "/agencies", "/embed/agencies", "/embed/rankings") for link in page.links
        )


def test_the_first_page_of_a_service_without_figures(nothing: Client) -> None:
    page = read(site_on(nothing), "/")
    assert "Chưa có số liệu nào của tỉnh, thành phố. Khi có số liệu, kết quả hiển thị tại đây." in page.words
    assert "/agencies" in page.links


def test_where_there_are_figures_below_only_the_first_page_leads_there(nothing: Client) -> None:
    fill_departments(nothing)
    site = site_on(nothing)
    assert "/rankings?cohort=H31.departments" in read(site, "/rankings?cohort=H31.communes").links
    assert "/rankings?cohort=H31.departments" in read(site, "/rankings/2026-Q3?cohort=H31.communes").links
    assert "/rankings?cohort=H31.communes" not in read(site, "/rankings/2026?cohort=H31.departments").links


def test_a_period_without_figures_leads_to_those_with_some(site: TestClient) -> None:
    page = read(site, "/rankings/2026-Q2?lang=en")
    assert {"/rankings/2026?lang=en", "/rankings/2026-Q3?lang=en", "/rankings/2025-02?lang=en"} <= set(page.links)
    assert "/agencies/H44?period=2026-Q2&lang=en" in page.links
    assert "Agencies without figures (34)" in page.words


def test_a_cohort_leads_to_its_other_periods_and_to_its_province(site: TestClient) -> None:
    page = read(site, "/rankings/2026-Q2?cohort=H44.departments")
    assert "Chưa có số liệu của sở, ban, ngành của Phú Thọ trong quý II/2026." in page.words
    assert {"/rankings/2026-Q3?cohort=H44.departments", "/agencies/H44", "/rankings"} <= set(page.links)


def test_an_agency_leads_to_its_other_periods_and_to_who_has_figures(site: TestClient) -> None:
    page = read(site, "/agencies/H44?period=2026-Q2")
    assert {"/agencies/H44?period=2026", "/agencies/H44?period=2026-Q3", "/rankings/2026-Q2"} <= set(page.links)
    assert "Phú Thọ Quý II/2026 Chưa có số liệu" in page.words


def test_another_basis_may_have_figures(site: TestClient) -> None:
    page = read(site, "/rankings/2025-02?basis=computed")
    assert "/rankings/2025-02" in page.links
    assert "Xem cả điểm tính từ số liệu và điểm công bố" in page.words


def fill_departments(client: Client) -> None:
    agencies = [{"code": "H31.1", "name": "Sở Y tế", "level": "department"}]
    communes = [{"code": "H31.201", "name": "Xã Ân Thi", "level": "commune"}]
    post(client, "/v1/agencies", {"agencies": agencies + communes})
    result = {"agency": "H31.1", "code": "TDGQ", "score": 17, "max": 20}
    body = {"period": "2026-Q3", "as_of": "2026-10-01T00:00:00Z", "source": "test", "results": [result]}
    post(client, "/v1/official-results", body)
