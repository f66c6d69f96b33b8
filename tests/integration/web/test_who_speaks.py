"""Every page says who publishes it; every table and chart says where its figures come from; one page says how the index
is computed, by what the scorecard says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.readers.files.scorecards import BUNDLED
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.web.conftest import site_on
from tests.integration.web.reading import Page, read

NAME, MAIL = "Văn phòng Ủy ban nhân dân tỉnh <X>", "tthc@tinh.example.vn"
SCORECARD = yaml.safe_load((BUNDLED / "qd766" / "2022-06-23.yaml").read_text())
METHOD = "/method/qd766-2022-06-23"
PAGES = [
    "/rankings/2026",
    "/rankings/2025-02",
    "/agencies/H44?period=2026-Q3",
    "/agencies/H31?period=2025-02",
    "/agencies/H44/why/DOSSIER_ON_TIME?period=2026-Q3",
    "/agencies/H44/why/total?period=2026",
    METHOD,
    "/editions",
    "/editions/1",
    "/agencies/ZZZ",
]


@pytest.fixture(scope="module")
def named(sqlite_databases: Databases) -> Iterator[TestClient]:
    """A service that says who publishes, with an edition."""
    made = Client.on(sqlite_databases.demo(), publisher=NAME, publisher_contact=MAIL)
    publish(made.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    yield site_on(made)
    made.service.database.engine.dispose()


def footer(text: str) -> Page:
    return Page(text.partition("<footer")[2])


@pytest.mark.parametrize("address", PAGES)
def test_every_page_names_its_publisher_and_leads_to_the_method(named: TestClient, address: str) -> None:
    found = footer(named.get(address).text)
    assert f"Cơ quan công bố: {NAME}" in found.words
    assert f"Liên hệ: {MAIL}" in found.words
    assert {f"mailto:{MAIL}", "/method"} <= set(found.links)


def test_a_service_without_a_name_says_that_it_has_none(site: TestClient) -> None:
    assert "Trang này chưa ghi tên cơ quan công bố." in footer(site.get("/rankings/2026").text).words
    english = footer(site.get("/rankings/2026?lang=en").text)
    assert "does not name its publisher" in english.words
    assert "Contact" not in english.words


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("https://tinh.example.vn/lien-he", "https://tinh.example.vn/lien-he"),
        ("Bộ phận Một cửa, điện thoại 1022", None),
        ("javascript:alert(1)", None),
        ("a@b.vn?cc=c@d.vn", None),
    ],
)
def test_only_addresses_become_links(sqlite_databases: Databases, contact: str, link: str | None) -> None:
    client = Client.on(sqlite_databases.migrated(), publisher_contact=contact)
    found = footer(site_on(client).get("/editions").text)
    assert contact in found.words
    assert [each for each in found.links if not each.startswith("/")] == ([link] if link else [])


def test_another_publisher_makes_another_page(sqlite_databases: Databases) -> None:
    url, tags = sqlite_databases.migrated(), []
    for name in ("Văn phòng A", "Văn phòng A", "Văn phòng B"):
        client = Client.on(url, publisher=name)
        tags.append(site_on(client).get("/editions").headers["etag"])
        client.service.database.engine.dispose()
    assert tags[0] == tags[1] != tags[2]


@pytest.mark.parametrize("address", [each for each in PAGES if "ZZZ" not in each])
@pytest.mark.parametrize("prefix", ["", "/embed"])
def test_every_table_and_chart_says_where_its_figures_come_from(named: TestClient, address: str, prefix: str) -> None:
    text = named.get(f"{prefix}{address}").text
    parts = re.split(r'<p class="source">', text)
    assert "<table" not in parts[-1]
    assert "<svg" not in parts[-1]
    for part in parts[:-1]:
        assert part.count("<table") == 1  # and the chart beside it
    for part in parts[1:]:
        line = Page(part.partition("</p>")[0]).words
        assert line.startswith("Nguồn: Quyết định 766/QĐ-TTg" if address == METHOD else f"Nguồn: {NAME}; ")
        assert re.search(r"\d\d/\d\d/20\d\d", line)


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (
            "/rankings/2026",
            "số liệu do các cơ quan báo cáo (điểm do hệ thống tính) và điểm công bố. Số liệu đến 00:00 10/10/2026. "
            "Đã công bố ngày 01/11/2026 (bản số 1).",
        ),
        ("/rankings/2025-02", "điểm công bố do các cơ quan gửi. Số liệu đến 23:59 28/02/2025. Chưa công bố."),
        ("/agencies/H44/why/TDGQ?period=2026-Q3", "số liệu do các cơ quan báo cáo, điểm do hệ thống tính. Số liệu đến"),
        (  # counts that give no score stand beside the published one
            "/agencies/H44/why/PAYMENT_PROCEDURE_OFFERED?period=2026",
            "số liệu do các cơ quan báo cáo. Số liệu đến",
        ),
        ("/editions/1", "Nguồn: Văn phòng Ủy ban nhân dân tỉnh <X>; bản công bố số 1. Số liệu đến 00:00 10/10/2026."),
    ],
)
def test_a_source_says_what_the_figures_are(named: TestClient, address: str, line: str) -> None:
    assert line in read(named, address).words


def test_the_method_is_what_the_scorecard_says(site: TestClient) -> None:
    page = read(site, METHOD)
    rows = page.tables["maxima"]
    assert sum(1 for row in rows if row[2:] == [""]) == len(SCORECARD["groups"]) + 1
    assert rows[-1] == ["Tổng điểm", str(SCORECARD["max"]), ""]
    for group in SCORECARD["groups"]:
        assert [group["title"]["vi"], str(group["max"]), ""] in rows
        for each in group["indicators"]:
            full = f"{round(100 * each.get('full_at', 1))}%"
            assert [each["title"]["vi"], str(each["max"]), full] in rows
            assert each["law"] in page.words
    for text in (
        "Văn bản",
        SCORECARD["law"],
        "100 điểm, 6 nhóm, 21 chỉ số",
        "từ 23/06/2022",
        "điểm = tỷ lệ × 6 : 50%, tối đa 6 (tỷ lệ từ 50% được điểm tối đa)",
        "không có điểm, tính là 0 trong điểm nhóm",
        "được đủ 2 điểm cho đến khi có số liệu báo cáo",
        "Điểm được tính từ tỷ lệ phần trăm làm tròn đến 2 chữ số thập phân.",
        "Khi chưa đến 50% số đơn vị có điểm thì không nêu thứ hạng",
        "Thiếu số liệu không phải là 0",
        "Cổng Dịch vụ công quốc gia cho điểm khi chưa đo lường",
        "Tỷ lệ PAKN về quy định thủ tục hành chính",
    ):
        assert text in page.words, text


def test_the_method_in_english_has_the_notes_too(site: TestClient) -> None:
    page = read(site, f"{METHOD}?lang=en")
    assert "One paragraph of the sheet counts procedures in the denominator" in page.words
    assert "score = ratio × 6 / 50%, at most 6 (a ratio of 50% earns full marks)" in page.words
    assert "One paragraph" not in read(site, METHOD).words


def test_the_method_of_a_period_is_that_of_the_scorecard_in_force(sqlite_databases: Databases, tmp_path: Path) -> None:
    text = (BUNDLED / "qd766" / "2022-06-23.yaml").read_text()
    (tmp_path / "old.yaml").write_text(
        text.replace("first_day: 2022-06-23", "first_day: 2022-06-23\nlast_day: 2025-12-31", 1)
    )
    later = text.replace("first_day: 2022-06-23", "first_day: 2026-01-01", 1).replace("full_at: 0.50", "full_at: 0.40")
    (tmp_path / "new.yaml").write_text(later)
    site = site_on(Client.on(sqlite_databases.migrated(), scorecards=tmp_path))
    addresses = [
        site.get(f"/method{each}", follow_redirects=False).headers["location"] for each in ("", "?period=2025")
    ]
    assert addresses == ["/method/qd766-2026-01-01", METHOD]
    new, old = read(site, addresses[0]), read(site, addresses[1])
    assert "(tỷ lệ từ 40% được điểm tối đa)" in new.words
    assert "(tỷ lệ từ 50% được điểm tối đa)" in old.words
    assert "từ 23/06/2022 đến 31/12/2025" in old.words
    assert METHOD in new.links


def test_a_reason_leads_to_the_formula(site: TestClient) -> None:
    reason = read(site, "/agencies/H44/why/DOSSIER_ON_TIME?period=2026-Q3")
    assert f"{METHOD}#DOSSIER_ON_TIME" in reason.links
    assert 'id="DOSSIER_ON_TIME"' in site.get(METHOD).text
    assert METHOD in read(site, "/agencies/H44/why/total?period=2026").links


def test_what_there_is_no_method_of(site: TestClient) -> None:
    assert "/method" in read(site, "/method/qd999-2022-06-23", 404).links
    read(site, "/method?period=2020", 422)
    read(site, "/method?period=never", 422)


def test_the_method_is_not_sent_twice(site: TestClient) -> None:
    tag = site.get(METHOD).headers["etag"]
    assert site.get(METHOD, headers={"If-None-Match": tag}).status_code == 304
