"""What a ranking says before its table, and which part of a long table it shows."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.web.conftest import GROUPS, post, site_on
from tests.integration.web.reading import read

LIMIT = 150 * 1024
MANY = 250
COHORT = "H31.communes"
LONG = f"/rankings/2026-Q3?cohort={COHORT}"


def gist(site: TestClient, address: str) -> str:
    """The sentences above everything else."""
    answer = site.get(address)
    assert answer.status_code == 200, address
    assert answer.text.index('class="gist"') < answer.text.index("<form method", answer.text.index("<main"))
    (found,) = re.findall(r'<p class="gist">(.*?)</p>', answer.text)
    return str(found)


def publish_scores(client: Client, period: str, scores: dict[str, int]) -> None:
    """Group scores that are so many points below their maximum, or half of it."""
    results: list[dict[str, Any]] = [
        {"agency": agency, "code": code, "score": max(most - below, most / 2), "max": most}
        for agency, below in scores.items()
        for code, most in GROUPS.items()
    ]
    post(client, "/v1/official-results", {"period": period, "as_of": "2026-10-01T00:00:00Z", "results": results})


@pytest.fixture(scope="module")
def long_site(sqlite_databases: Databases) -> Iterator[TestClient]:
    """A province with many communes; of those after the first ``MANY`` nothing is known."""
    client = Client.on(sqlite_databases.migrated())
    codes = [f"H31.{number}" for number in range(1, 2 * MANY + 1)]
    agencies = [{"code": code, "name": f"Xã {code}", "level": "commune"} for code in codes]
    post(client, "/v1/agencies", {"agencies": agencies})
    known = codes[:MANY]
    publish_scores(client, "2026-Q3", {code: place % 5 for place, code in enumerate(known)})
    yield site_on(client)
    client.service.database.engine.dispose()


def test_it_says_what_is_known_of_a_first_period(site: TestClient) -> None:
    assert gist(site, "/rankings/2026") == (
        "Đồng Tháp dẫn đầu với 68,80 trên 100 điểm. Trung bình cả nước là 62,59 điểm. Cả 34 đơn vị đều được xếp hạng. "
        "Chưa có số liệu của năm 2025 để so sánh."
    )
    assert gist(site, "/embed/rankings/2026?by=TDGQ&lang=en").startswith(
        "Ninh Bình leads in “Timeliness” with 19.17 of 20 points. The national average is 17.56 points."
    )


def test_it_says_who_rose_and_fell_most(busy_site: TestClient) -> None:
    assert gist(busy_site, "/rankings/2026-Q3?cohort=H31.departments") == (
        "Sở Nội vụ dẫn đầu với 100,00 trên 100 điểm. So với quý II/2026, tăng nhiều nhất là Sở Nội vụ (2 bậc), giảm "
        "nhiều nhất là =1+1 (2 bậc). Trung bình của 4 đơn vị là 91,00 điểm, bằng quý II/2026. "
        "4 trong 5 đơn vị được xếp hạng."
    )


def test_it_says_how_the_average_moved(client: Client) -> None:
    provinces = [each["agency"]["code"] for each in client.get("/v1/rankings/2026-Q2").json()["items"]]
    publish_scores(client, "2026-Q2", dict.fromkeys(provinces, 2))
    publish_scores(client, "2026-Q3", {**dict.fromkeys(provinces, 1), "H31": 3})
    said = gist(site_on(client), "/rankings/2026-Q3")
    assert said == (
        "33 đơn vị cùng dẫn đầu với 94,00 trên 100 điểm. So với quý II/2026, giảm nhiều nhất là Hưng Yên (33 bậc). "
        "Trung bình cả nước là 93,64 điểm, tăng 5,64 điểm so với quý II/2026. Cả 34 đơn vị đều được xếp hạng."
    )
    for period in ("2026-Q2", "2026-Q3"):
        assert "tăng 5,64" not in gist(site_on(client), "/rankings/2026-Q2")
        publish(client.service, Order(Period.parse(period), Cohort.parse("provinces")), ADMINISTRATOR)
    assert gist(site_on(client), "/rankings/2026-Q3") == said


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/rankings/2025-02", "Mới có điểm của 1 trong 63 đơn vị (Hưng Yên); thứ hạng là thứ hạng công bố."),
        (
            "/rankings/2025-02?by=MDSH",
            "Mới có điểm của 1 trong 63 đơn vị (Hưng Yên), chưa đủ để nói đơn vị nào dẫn đầu.",
        ),
    ],
)
def test_of_too_few_it_says_what_is_known_instead(site: TestClient, address: str, sentence: str) -> None:
    assert gist(site, address).startswith(sentence)
    assert "dẫn đầu với" not in gist(site, address)


def test_an_agency_is_marked_and_stays_so(site: TestClient) -> None:
    page = read(site, "/rankings/2026?agency=H44")
    assert "Phú Thọ đứng thứ 19 với 62,18 điểm." in page.words
    assert [row[1] for row in page.tables["ranking"] if "đơn vị đã chọn" in row[1]] == ["Phú Thọ (đơn vị đã chọn)"]
    text = site.get("/rankings/2026?agency=H44").text
    assert text.count('class="own" id="own"') == 1
    assert '<text x="' in text
    assert '<input type="hidden" name="agency" value="H44">' in text
    assert {"/rankings/2026?by=MDHL&agency=H44", "/rankings/2026"} <= set(page.links)
    assert "/rankings/2026?cohort=ministries" in page.links  # whoever is marked here is not there
    assert "/rankings/2026?agency=H44" in read(site, "/agencies/H44?period=2026").links
    chosen = site.get("/rankings?period=2026&agency=H44&by=MDHL", follow_redirects=False)
    assert chosen.headers["location"] == "/rankings/2026?by=MDHL&agency=H44"


@pytest.mark.parametrize("agency", ["H99", "", "H44.07", "%00"])
def test_an_agency_of_elsewhere_is_passed_over(site: TestClient, agency: str) -> None:
    page = read(site, f"/rankings/2026?agency={agency}")
    assert not [link for link in page.links if "agency=" in link and "lang=en" not in link]
    assert "đơn vị đã chọn" not in page.words


def test_the_picture_has_all_scores_and_leads_to_the_groups(site: TestClient) -> None:
    page = read(site, "/rankings/2026?by=MDHL")
    text = site.get("/rankings/2026?by=MDHL").text
    assert text.count("<circle") == 34
    assert "Mức độ hài lòng của tỉnh, thành phố, năm 2026" in page.words
    assert "Thấp nhất: Lai Châu 6,00. Cao nhất: Đồng Tháp 14,67." in page.words
    assert {"/rankings/2026", "/rankings/2026?by=CKMB"} <= set(page.links)


def test_bests_of_too_few_are_not_named_in_the_picture(busy_client: Client) -> None:
    publish_scores(busy_client, "2025-02", {"H31": 1, "H01": 2})
    page = read(site_on(busy_client), "/rankings/2025-02?by=TTTT")
    assert "Mỗi chấm là một đơn vị" in page.words
    assert "Cao nhất:" not in page.words
    assert "61 đơn vị chưa có điểm nên không có trong hình" in page.words


def test_a_long_table_comes_in_pages(long_site: TestClient) -> None:
    first, last = read(long_site, LONG), read(long_site, f"{LONG}&page=4")
    assert [len(page.tables["ranking"]) - 2 for page in (first, last)] == [80, MANY - 240]
    assert "Đơn vị thứ 1 đến 80 trong 250." in first.words
    names = {
        row[1] for number in (1, 2, 3, 4) for row in read(long_site, f"{LONG}&page={number}").tables["ranking"][1:-1]
    }
    assert len(names) == MANY
    assert f"{LONG}&page=2" in first.links
    assert read(long_site, f"{LONG}&page=99").tables == last.tables
    assert "page" not in "".join(link for link in first.links if "by=" in link)


def test_a_long_page_stays_small(long_site: TestClient) -> None:
    answer = long_site.get(LONG)
    assert len(answer.content) < LIMIT
    assert answer.text.count("<svg") == 1
    page = read(long_site, LONG)
    assert "Chưa có số liệu nào trong kỳ này (250)" in page.words
    assert "và 170 đơn vị khác; tệp CSV có đủ danh sách" in page.words


def test_the_own_row_is_on_every_page_of_a_long_table(long_site: TestClient) -> None:
    own = "Xã H31.3"
    at_home = read(long_site, f"{LONG}&agency=H31.3").tables["ranking"]
    assert [row[1] for row in at_home if "đơn vị đã chọn" in row[1]] == [f"{own} (đơn vị đã chọn)"]
    assert "Đơn vị thứ 81 đến 160" in read(long_site, f"{LONG}&agency=H31.3").words
    elsewhere = read(long_site, f"{LONG}&agency=H31.3&page=1").tables["ranking"]
    assert elsewhere[1][1] == f"{own} (đơn vị đã chọn)"
    assert len(elsewhere) == 1 + 1 + 80 + 1
    assert f"{LONG}&agency=H31.3&page=2" in read(long_site, f"{LONG}&agency=H31.3&page=1").links


@pytest.mark.parametrize("page", ["0", "-1", "x"])
def test_a_page_is_a_number(site: TestClient, page: str) -> None:
    assert site.get(f"/rankings/2026?page={page}").status_code == 422
