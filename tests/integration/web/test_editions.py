"""What was announced, on the pages: shown where it stands, marked, led from and to, and explained."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import NOW, Client, Databases
from tests.integration.editions.test_editions import correct, store
from tests.integration.web.conftest import post, site_on
from tests.integration.web.reading import Page, read

PROVINCES = Cohort.parse("provinces")
OLD = Path(__file__).parents[1] / "editions"


def announce(client: Client, period: str = "2026", cohort: str = "provinces", **order: object) -> int:
    ordered = Order(Period.parse(period), Cohort.parse(cohort), **order)  # type: ignore[arg-type]
    return publish(client.service, ordered, ADMINISTRATOR).id


@pytest.fixture(scope="module")
def client(sqlite_databases: Databases) -> Iterator[Client]:
    """An edition, figures that arrived after it, a correction, and more figures; departments are announced too."""
    made = Client.on(sqlite_databases.demo())
    announce(made)
    correct(made, dossiers_received=200_000, dossiers_on_time=1)
    announce(made, replaces=1, reason="Gia Lai gửi lại số liệu")
    announce(made, "2026-Q3", "H44.departments")
    correct(made, dossiers_received=200_000, dossiers_on_time=150_000)
    yield made
    made.service.database.engine.dispose()


@pytest.fixture(scope="module")
def pages(client: Client) -> TestClient:
    return site_on(client)


def score_of(page: Page, name: str) -> str:
    return next(row[2] for row in page.tables["ranking"] if row[1] == name)


def test_a_page_shows_what_was_announced_and_leads_to_what_is_newer(pages: TestClient) -> None:
    announced, live = read(pages, "/rankings/2026"), read(pages, "/rankings/2026?edition=none")
    assert "Đã công bố ngày 01/11/2026 (bản số 2)" in announced.words
    assert "Chưa công bố" not in announced.words.replace("Xem số liệu hiện nay, chưa công bố", "")
    assert "Sau khi công bố, hệ thống đã nhận thêm số liệu của kỳ này" in announced.words
    assert "/rankings/2026?edition=none" in announced.links
    assert "/editions/2" in announced.links
    assert "Chưa công bố · Số liệu đến" in live.words
    assert "Đây là số liệu hiện nay: 1 đơn vị có tổng điểm khác kết quả đã công bố." in live.words
    assert "/rankings/2026" in live.links
    assert score_of(announced, "Gia Lai") != score_of(live, "Gia Lai")
    assert score_of(announced, "Gia Lai") == score_of(read(pages, "/rankings/2026?edition=2"), "Gia Lai")


def test_nothing_leads_to_live_figures_where_there_are_none(writer: Client) -> None:
    announce(writer)
    pages = site_on(writer)
    page = read(pages, "/rankings/2026")
    assert "/rankings/2026?edition=none" not in page.links
    assert "tổng điểm không khác kết quả đã công bố" in read(pages, "/rankings/2026?edition=none").words
    post(
        writer, "/v1/statistics", {"period": "2026-Q3", "statistics": [{"agency": "H21", "measures": {"petitions": 1}}]}
    )
    assert "/rankings/2026?edition=none" not in read(pages, "/rankings/2026").links


def test_each_page_shows_the_edition_that_is_named(pages: TestClient) -> None:
    first, second = read(pages, "/rankings/2026?edition=1"), read(pages, "/rankings/2026")
    assert score_of(first, "Gia Lai") != score_of(second, "Gia Lai")
    assert "Bản công bố này đã được thay thế. Xem bản số 2" in first.words
    assert "/agencies/H21?period=2026&edition=1" in first.links
    card = read(pages, "/agencies/H21?period=2026&edition=1")
    assert f"Tổng điểm {score_of(first, 'Gia Lai')}" in card.words
    assert {"/v1/editions/1/letter/H21?format=html", "/v1/editions/1/letter/H21?format=docx"} <= set(card.links)
    assert "/agencies/H21/why/TDGQ?period=2026&edition=1" in card.links
    assert "/rankings/2026?edition=1&agency=H21" in card.links
    why = read(pages, "/agencies/H21/why/TDGQ?period=2026&edition=1")
    assert "Đã công bố ngày 01/11/2026 (bản số 1)" in why.words
    assert "/agencies/H21?period=2026&edition=1" in why.links
    other = pages.get("/rankings?edition=3", follow_redirects=False).headers["location"]
    assert other == "/rankings/2026-Q3?cohort=H44.departments&edition=3"


def test_letters_are_those_of_the_edition_shown_and_live_figures_have_none(pages: TestClient) -> None:
    assert "/v1/editions/2/letter/H21?format=html" in read(pages, "/agencies/H21?period=2026").links
    live = read(pages, "/agencies/H21?period=2026&edition=none").links
    assert not [link for link in live if "letter" in link]
    assert "/agencies/H21/why/TDGQ?period=2026&edition=none" in live


def test_files_have_the_figures_of_the_page(pages: TestClient) -> None:
    for query, score in (("", "2"), ("&edition=1", "1"), ("&edition=none", "none")):
        wanted = score_of(read(pages, f"/rankings/2026?edition={score}"), "Gia Lai").partition("†")[0]
        table = pages.get(f"/rankings/2026?format=csv{query}").text
        assert f"Gia Lai;{wanted};" in table, query


@pytest.mark.parametrize("query", ["as_of=2026-10-10", "basis=computed"])
def test_who_asks_for_other_figures_gets_live_ones(pages: TestClient, query: str) -> None:
    page = read(pages, f"/rankings/2026?{query}")
    assert "Chưa công bố · " in page.words
    assert "Đây không phải là kết quả đã công bố." in page.words


def test_an_edition_on_another_basis_is_shown_unasked(writer: Client) -> None:
    announce(writer, basis=Basis.OFFICIAL)
    page = read(site_on(writer), "/rankings/2026")
    assert "(bản số 1)" in page.words
    assert page.tables["ranking"][1][2].endswith("* (công bố)")


def test_history_of_an_edition_is_of_what_was_announced(busy_client: Client) -> None:
    pages = site_on(busy_client)
    announce(busy_client, "2026-Q1", "H31.departments")
    announce(busy_client, "2026-Q3", "H31.departments")
    page = read(pages, "/agencies/H31.3?period=2026-Q3")
    assert [row[0] for row in page.tables["history"][1:]] == ["Quý I/2026", "Quý III/2026"]
    assert "Chỉ gồm các kỳ đã công bố." in page.words
    assert [row[0] for row in read(pages, "/agencies/H31.3?period=2026-Q2").tables["history"][1:]] == [
        "Quý I/2026", "Quý II/2026",
    ]  # fmt: skip


def test_a_page_of_an_edition_evaluates_nothing(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("evaluated")

    monkeypatch.setattr("app.services.evaluation.evaluate.evaluate", refuse)
    monkeypatch.setattr("app.services.evaluation_cache.EvaluationCache.get", refuse)
    for address in (
        "/rankings/2026", "/rankings/2026?edition=1", "/agencies/H44?period=2026", "/agencies/H44/why/TDGQ?period=2026",
        "/editions", "/editions/1", "/editions/2", "/rankings/2026?format=xlsx",
    ):  # fmt: skip
        asked_anew = f"{address}{'&' if '?' in address else '?'}asked=anew"  # no test has asked for this address
        assert pages.get(asked_anew).status_code == 200, address
    assert pages.get("/rankings/2026?edition=none&asked=anew").status_code == 500


def test_the_list_of_editions(pages: TestClient) -> None:
    page = read(pages, "/editions")
    rows = page.tables["editions"]
    assert rows[1][0] == "Kết quả quý III/2026: sở, ban, ngành của Phú Thọ Bản số 3, ngày 01/11/2026"
    reason = "Lý do: Gia Lai gửi lại số liệu"
    assert rows[2] == [f"Kết quả năm 2026: tỉnh, thành phố Bản số 2, ngày 01/11/2026 {reason}", "Đang có hiệu lực"]
    assert rows[3][1] == "Đã được thay thế bằng bản số 2"
    assert "/editions/3" in page.links
    assert "Results of 2026: provinces" in read(pages, "/editions?lang=en").words
    assert "/editions/2?lang=en" in read(pages, "/editions?lang=en").links
    assert [row[0][-24:] for row in read(pages, "/editions?before=2").tables["editions"][1:]] == [
        "Bản số 1, ngày 01/11/2026"[-24:]
    ]
    assert "/editions" in read(pages, "/rankings/2026").links


def test_long_lists_go_on(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.router.EDITIONS_AT_ONCE", 2)
    monkeypatch.setattr("app.web.pages.editions.EDITIONS_AT_ONCE", 2)
    assert "/editions?before=2" in read(pages, "/editions?asked=now").links
    assert "Các bản cũ hơn" not in read(pages, "/editions?before=2").words


def test_before_anything_is_announced_the_list_leads_on(site: TestClient) -> None:
    page = read(site, "/editions")
    assert "Chưa có kết quả nào được công bố." in page.words
    assert "/" in page.links


def test_the_page_about_an_edition(client: Client, pages: TestClient) -> None:
    page = read(pages, "/editions/2")
    stored = client.get("/v1/editions/2").json()
    for text in (
        "Kết quả năm 2026: tỉnh, thành phố",
        "Bản công bố số 2 Đang có hiệu lực",
        "Dẫn đầu Đồng Tháp (68,80 điểm)",
        "Thay thế bản số 1, ngày 01/11/2026",
        "Lý do Gia Lai gửi lại số liệu",
        "1 đơn vị có tổng điểm khác",
        stored["digest"].removeprefix("sha256:"),
        "sha256sum edition-2.json",
    ):
        assert text in page.words, text
    assert page.tables["changes"][1][0] == "Gia Lai"
    changed = {each["agency"]["code"]: each for each in client.get("/v1/editions/2/changes").json()["items"]
               if each["code"] == "total"}["H21"]  # fmt: skip
    before, after = (f"{changed[each]:.2f}".replace(".", ",") for each in ("score_before", "score"))
    assert page.tables["changes"][1][1].endswith(f" {before} → {after}")
    assert page.tables["changes"][1][2] == f"{changed['rank_before']} → {changed['rank']}"
    for link in (
        "/rankings/2026?edition=2", "/rankings/2026?edition=2&format=xlsx", "/rankings/2026?edition=2&format=csv",
        "/v1/editions/2/letter/H21?format=docx", "/v1/editions/2/package/H21",
        "/agencies/H21?period=2026&edition=2", "/editions/1",
    ):  # fmt: skip
        assert link in page.links, link
    first = read(pages, "/editions/1")
    assert "Đã được thay thế bằng bản số 2, ngày 01/11/2026. Lý do: Gia Lai gửi lại số liệu" in first.words
    assert "changes" not in first.tables


def test_the_digest_that_is_shown_is_that_of_the_file_that_is_offered(pages: TestClient) -> None:
    text = pages.get("/editions/2").text
    offered = re.search(r'href="([^"]+)" download="edition-2.json"', text)
    assert offered is not None
    assert hashlib.sha256(pages.get(offered[1]).content).hexdigest() in Page(text).words


def test_no_link_for_people_ends_in_data(pages: TestClient) -> None:
    """But for the one file whose digest is checked, which is kept and not shown."""
    seen: set[str] = set()
    new = {"/rankings/2026", "/editions", "/editions/1", "/editions/2", "/agencies/H21?period=2026&edition=1"}
    for address in new:
        seen |= set(read(pages, address).links)
    inner = {link for link in seen if link.startswith("/v1/")}
    assert {link for link in inner if not re.search(r"/letter/[^/]+\?format=(html|docx)$|/package/[^/]+$", link)} == {
        "/v1/editions/1/document", "/v1/editions/2/document",
    }  # fmt: skip


def test_digests_stand_only_on_the_page_about_an_edition(client: Client, pages: TestClient) -> None:
    digest = client.get("/v1/editions/2").json()["digest"].removeprefix("sha256:")
    assert digest in pages.get("/editions/2").text
    for address in ("/rankings/2026", "/agencies/H21?period=2026", "/editions"):
        assert digest not in pages.get(address).text


@pytest.mark.parametrize(
    ("address", "status", "text"),
    [
        ("/editions/99", 404, "Không có bản công bố số 99."),
        ("/editions/99?lang=en", 404, "There is no edition 99."),
        ("/editions/abc", 404, "Không có bản công bố số abc."),
        ("/editions/0", 404, "Không có bản công bố số 0."),
        ("/editions/99999999999", 404, "Không có bản công bố số 99999999999."),
        ("/rankings/2026?edition=99", 404, "Không có bản công bố số 99."),
        ("/rankings/2026?edition=x", 422, "Không có bản công bố số x."),
        ("/rankings/2025-02?edition=1", 422, "Bản công bố số 1 không phải của kỳ"),
        ("/rankings/2026?edition=1&cohort=H44.departments", 422, "Bản công bố số 1 không phải của kỳ"),
        ("/agencies/H44.07?period=2026&edition=1", 404, "Bản công bố này không có Sở Công Thương - Tỉnh Phú Thọ"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_a_page(pages: TestClient, address: str, status: int, text: str) -> None:
    page = read(pages, address, status)
    assert text in page.words
    assert "GET /v1" not in page.words
    assert any(link.startswith("/editions") for link in page.links)


def test_who_holds_a_page_is_sent_it_once(client: Client) -> None:
    pages = site_on(client)
    for address in ("/rankings/2026?edition=1", "/agencies/H21?period=2026", "/editions", "/editions/1"):
        first = pages.get(address)
        tag = {"If-None-Match": first.headers["etag"]}
        assert pages.get(address, headers=tag).status_code == 304, address
        english = f"{address}{'&' if '?' in address else '?'}lang=en"
        assert pages.get(english, headers=tag).status_code == 200


def test_a_page_that_was_held_is_sent_anew_when_its_edition_is_replaced(writer: Client) -> None:
    pages = site_on(writer)
    announce(writer)
    addresses = ("/rankings/2026", "/rankings/2026?edition=1", "/agencies/H44?period=2026", "/editions", "/editions/1")
    held = {address: pages.get(address).headers["etag"] for address in addresses}
    announce(writer, replaces=1, reason="đính chính")
    for address, tag in held.items():
        assert pages.get(address, headers={"If-None-Match": tag}).status_code == 200, address
    assert "(bản số 2)" in read(pages, "/rankings/2026").words


@pytest.mark.parametrize("name", ["edition_before_rounding", "edition_under_one_rounding"])
def test_editions_of_older_formats_are_shown(sqlite_databases: Databases, name: str) -> None:
    client = Client.on(sqlite_databases.migrated())
    agency = {"code": "H44.07", "name": "Sở Công Thương", "level": "department"}
    post(client, "/v1/agencies", {"agencies": [agency]})
    store(client, (OLD / f"{name}.json").read_bytes())
    pages = site_on(client)
    period, cohort = (client.get("/v1/editions/1").json()[each] for each in ("period", "cohort"))
    assert "Bản công bố số 1" in read(pages, "/editions/1").words
    ranking = read(pages, f"/rankings/{period}?cohort={cohort}&by=TTTT")
    assert ranking.tables["ranking"][1][1].startswith("Sở Công Thương")
    assert "(bản số 1)" in ranking.words
    card = read(pages, f"/agencies/H44.07?period={period}&edition=1")
    assert "(bản số 1)" in card.words
    for column in ("total", "TTTT", "CITIZEN_DATA_CONNECTED_DOSSIER"):
        assert "bản số 1" in read(pages, f"/agencies/H44.07/why/{column}?period={period}&edition=1").words
    client.service.database.engine.dispose()


def test_frames_stay_frames(pages: TestClient) -> None:
    page = read(pages, "/embed/rankings/2026")
    assert "Đã công bố ngày 01/11/2026 (bản số 2)" in page.words
    assert {"/embed/editions/2", "/embed/rankings/2026?edition=none"} <= set(page.links)
    assert Page(pages.get("/embed/editions/2").text).tables == read(pages, "/editions/2").tables


def test_the_form_of_live_figures_stays_with_them(pages: TestClient) -> None:
    assert '<input type="hidden" name="edition" value="none">' in pages.get("/rankings/2026?edition=none").text
    answer = pages.get("/rankings?period=2026&edition=none", follow_redirects=False)
    assert answer.headers["location"] == "/rankings/2026?edition=none"
    assert 'name="edition"' not in pages.get("/rankings/2026?edition=1").text


def test_an_edition_of_older_figures_leads_to_those_of_now(writer: Client) -> None:
    announce(writer, as_of=NOW.replace(month=10, day=15))
    page = read(site_on(writer), "/rankings/2026")
    assert "Bản công bố này chỉ dùng số liệu đến" in page.words
    assert "/rankings/2026?edition=none" in page.links
