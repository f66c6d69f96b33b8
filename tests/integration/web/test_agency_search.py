"""The search for agencies by name, as its reader sees it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.agency_search import AgencyIndex
from tests.conftest import Client, Databases
from tests.integration.web.conftest import SCRIPT, fill, post, site_on
from tests.integration.web.reading import read

COMMUNE = {"code": "H44.201", "name": "UBND xã Tam Nông", "level": "commune"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The bundled figures in both databases."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    made = Client.on(databases.demo())
    yield site_on(made)
    made.service.database.engine.dispose()


@pytest.fixture
def busy_client(databases: Databases) -> Iterator[Client]:
    """One to write to, in both databases."""
    made = Client.on(databases.migrated())
    fill(made)
    yield made
    made.service.database.engine.dispose()


def test_a_province_is_found_without_accents(site: TestClient) -> None:
    answer = site.get("/agencies?q=hung+yen", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/agencies/H31")
    answer = site.get("/agencies?q=H31&lang=en", follow_redirects=False)
    assert answer.headers["location"] == "/agencies/H31?lang=en"


def test_a_former_province_leads_to_what_it_is_part_of(site: TestClient) -> None:
    page = read(site, "/agencies?q=thai+binh")
    assert page.tables["found"][1] == [
        "Hưng Yên Thái Bình: đến 30/06/2025, sau đó sáp nhập vào đơn vị này", "Tỉnh, thành phố",
    ]  # fmt: skip
    assert {"/agencies/H31", "/agencies/H54"} <= set(page.links)
    assert "Tháng 02/2025" in read(site, "/agencies/H54").words
    assert "Hưng Yên Thái Bình: until 30/06/2025, then" in read(site, "/agencies?q=Th%C3%A1i+B%C3%ACnh&lang=en").words


def test_those_that_exist_stand_before_those_that_are_no_more(site: TestClient) -> None:
    found = [row[0] for row in read(site, "/agencies?q=thai").tables["found"][1:]]
    assert found[:2] == ["Thái Nguyên", "Hưng Yên Thái Bình: đến 30/06/2025, sau đó sáp nhập vào đơn vị này"]


def test_a_former_name(site: TestClient) -> None:
    assert read(site, "/agencies?q=thua+thien").tables["found"][1] == [
        "Huế Tên trước đây: Thừa Thiên Huế", "Tỉnh, thành phố",
    ]  # fmt: skip


def test_departments_and_communes(busy_client: Client, site: TestClient) -> None:
    page = read(site, "/agencies?q=phu+tho&lang=en")
    assert [row[0] for row in page.tables["found"][1:3]] == [
        "Phú Thọ",
        "Ban quản lý các khu công nghiệp - Tỉnh Phú Thọ",
    ]
    assert len(page.tables["found"]) == 1 + 1 + 12
    assert page.tables["found"][2][1] == "Departments of Phú Thọ"
    writable = site_on(busy_client)
    assert "Không tìm thấy “tam nong”" in read(writable, "/agencies?q=tam+nong").words
    post(busy_client, "/v1/agencies", {"agencies": [COMMUNE]})
    assert read(writable, "/agencies?q=tam+n").tables["found"][1] == [
        "UBND xã Tam Nông",
        "Xã, phường, đặc khu của Phú Thọ",
    ]
    post(busy_client, "/v1/agencies", {"agencies": [{**COMMUNE, "name": "UBND xã Hưng Hóa"}]})
    assert "Tên trước đây: UBND xã Tam Nông" in read(writable, "/agencies?q=tam+n").words
    assert SCRIPT in read(writable, "/agencies?q=script+a").words


def test_one_that_is_no_more_is_said_to_be(busy_client: Client) -> None:
    district = {"code": "H44.D1", "name": "Huyện Tam Nông", "level": "district"}
    post(busy_client, "/v1/agencies", {"agencies": [district]})
    site = site_on(busy_client)
    assert read(site, "/agencies?q=tam").tables["found"][1][0] == "Huyện Tam Nông đến 30/06/2025"
    assert "Quý II/2025" in read(site, "/agencies/H44.D1").words


def test_many_are_cut_and_it_is_said(busy_client: Client) -> None:
    many = [{"code": f"H44.{n}", "name": f"Xã Khu {n}", "level": "commune"} for n in range(100, 160)]
    post(busy_client, "/v1/agencies", {"agencies": many})
    page = read(site_on(busy_client), "/agencies?q=khu+1")
    assert len(page.tables["found"]) == 1 + 50
    assert "Chỉ hiển thị 50 trong 60 kết quả" in page.words


@pytest.mark.parametrize(
    "sought", ["xyz", "%25", "_", "%00", "a%00b", "%ff%fe", "%27%20OR%201=1--", "x" * 10_000, "đ" * 900]
)
def test_rubbish_is_answered_with_hints(site: TestClient, sought: str) -> None:
    page = read(site, f"/agencies?q={sought}")
    assert "Tên cũ cũng tìm được" in page.words
    assert "/" in page.links
    assert len(page.words) < 3_000


def test_without_a_name_the_page_asks_for_one(site: TestClient) -> None:
    for address in ("/agencies", "/agencies?q=", "/agencies?q=+++"):
        assert "Không tìm thấy" not in read(site, address).words
    assert "Find an agency" in read(site, "/agencies?lang=en").words


def test_what_was_sought_is_text_and_stays_in_the_form(site: TestClient) -> None:
    text = site.get("/agencies", params={"q": f'{SCRIPT}" autofocus="'}).text
    assert "<script" not in text
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;&#34; autofocus=&#34;"' in text


def test_every_page_has_the_form_and_a_frame_searches_in_itself(site: TestClient) -> None:
    for address in ("/rankings/2026", "/agencies/H44", "/agencies/ZZZ", "/agencies", "/embed/agencies"):
        text = site.get(f"{address}?lang=en").text
        assert text.count('role="search"') == text.count('<label for="q"') == 1
    assert "/embed/agencies/H31" in read(site, "/embed/agencies?q=thai+binh").links
    assert 'role="search"' not in site.get("/embed/rankings/2026").text


def test_it_is_answered_again_only_if_a_name_has_changed(busy_client: Client) -> None:
    site = site_on(busy_client)
    first = site.get("/agencies?q=nong")
    assert site.get("/agencies?q=nong", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    post(busy_client, "/v1/agencies", {"agencies": [COMMUNE]})
    assert site.get("/agencies?q=nong", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_the_index_is_made_once_for_many_searches(busy_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def make(*given: Any) -> AgencyIndex:
        made.append(given)
        return AgencyIndex(*given)

    monkeypatch.setattr("app.services.agency_search.AgencyIndex", make)
    site = site_on(busy_client)
    for sought in ("noi", "y te", "tai chinh"):
        assert read(site, f"/agencies?q={sought}").words
    assert len(made) == 1
