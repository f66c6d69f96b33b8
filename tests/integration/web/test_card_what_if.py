"""The card says what a better rank would take, what the next points cost, and how firm the rank is."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.web.conftest import site_on
from tests.integration.web.reading import Page, read

CARD = "/agencies/H31?period=2026"
LEVEL = "Thêm 15 thủ tục có thanh toán trực tuyến lần đầu: đồng hạng Sơn La; 17: vượt Sơn La."


def part(page: Page, end: str = "Qua các kỳ") -> str:
    return page.words.partition("Muốn lên hạng cần gì?")[2].partition(end)[0]


def test_the_next_rank_up(site: TestClient) -> None:
    found = part(read(site, f"{CARD}&target=27"))
    for sentence in (
        "Sơn La đang ở hạng 27 với 59,74 điểm; Hưng Yên có 59,63 điểm, còn thiếu 0,11 điểm.",
        LEVEL,
        "Thêm 8.805 hồ sơ có kết quả điện tử: đồng hạng Sơn La; 9.610: vượt Sơn La.",
        "Thêm 10 phản ánh, kiến nghị được xử lý đúng hạn (phát sinh mới): vượt Sơn La.",
        "Giả định điểm của các cơ quan khác giữ nguyên.",
        "Điểm Dịch vụ công trực tuyến, Thanh toán trực tuyến là điểm công bố",
        "Không tính, vì chưa có số liệu: Tỷ lệ hồ sơ nộp trực tuyến, ",
    ):
        assert sentence in found, sentence
    assert "Lẽ ra cần" not in found  # while the period runs, the past is no answer
    assert part(read(site, CARD)) == found  # nobody has to ask for it


def test_a_farther_rank(site: TestClient) -> None:
    english = read(site, f"{CARD}&target=20&lang=en").words
    for sentence in (
        "Vĩnh Long: rank 20 with 62.03 points. Hưng Yên has 59.63, so 2.40 points are missing.",
        "136 more fee procedures with a first online payment (+1.00), 883 more procedures with a first dossier that "
        "uses population data (+1.40): level with Vĩnh Long",
        "148,016 more dossiers with an electronic result (+1.84), 67,274 more dossiers whose papers are "
        "digitised (+0.56)",
    ):
        assert sentence in english, sentence


def test_the_form_keeps_what_the_page_shows(site: TestClient) -> None:
    text = site.get(f"{CARD}&target=20&lang=en&edition=none").text
    form = text.partition('action="/agencies/H31#what-if"')[2].partition("</form>")[0]
    for name, value in {"period": "2026", "edition": "none", "lang": "en"}.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    chosen = site.get(f"{CARD}&target=20").text
    assert '<option value="20" selected>Hạng 20: Vĩnh Long (62,03)</option>' in chosen


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("H31?period=2026&target=28", "Hưng Yên đang ở hạng 28: chọn một hạng từ 1 đến 27, không phải 28."),
        ("H31?period=2026&target=99", "chọn một hạng từ 1 đến 27, không phải 99."),
        ("H20?period=2026", "Đang đứng đầu: không có hạng nào cao hơn."),
        ("H44?period=2026-Q3", "Chưa có thứ hạng do hệ thống tính từ điểm"),
    ],
)
def test_what_cannot_be_answered_is_said(site: TestClient, query: str, sentence: str) -> None:
    page = read(site, f"/agencies/{query}")
    assert sentence in part(page)
    assert len(page.tables["steps"]) == 1 + 5  # the next steps do not depend on a rank


@pytest.mark.parametrize("target", ["0", "-1", "x", "27.5", "99999999999999999999"])
def test_what_is_no_rank_is_refused(site: TestClient, target: str) -> None:
    words = read(site, f"{CARD}&target={target}", status=422).words
    assert f"Phần {target} của địa chỉ không đúng." in words


def test_a_rank_out_of_reach(site: TestClient) -> None:
    """Of a department of which only few counts are known."""
    found = part(read(site, "/agencies/H44.45?period=2026-Q3&target=1"))
    assert "hạng 1" in found
    assert "Không đủ: làm hết cũng chỉ đến" in found


def test_the_next_steps(site: TestClient) -> None:
    rows = read(site, CARD).tables["steps"]
    assert rows[1] == ["Thêm 1 phản ánh, kiến nghị mà người gửi hài lòng (phát sinh mới)", "+0,01"]
    assert rows[2] == ["Thêm 2 thủ tục có thanh toán trực tuyến lần đầu", "+0,01"]
    assert len(rows) == 1 + 5


def test_after_the_period_only_what_can_be_mended_is_proposed(site: TestClient) -> None:
    page = read(site, "/agencies/H44.45?period=2026-Q3")
    found = part(page)
    assert "Kỳ đã kết thúc: chỉ còn sửa, bổ sung được hồ sơ, thủ tục đã có." in found
    assert "phát sinh mới" not in found
    assert "Lẽ ra cần (nay không còn làm được) Thêm 1 phản ánh, kiến nghị được xử lý đúng hạn: vượt" in found
    assert "Mọi việc còn làm được Cũng như trên." in found


def test_where_only_results_were_published_nothing_is_proposed(site: TestClient) -> None:
    assert "Muốn lên hạng cần gì?" not in read(site, "/agencies/H31?period=2025-02").words


def test_what_late_dossiers_cost(site: TestClient) -> None:
    page = read(site, "/agencies/H44?period=2026-Q3")
    rows = page.tables["late"]
    assert [(row[0][:12], row[-1]) for row in rows[1:3]] == [("Sở Nông Nghi", "0,961"), ("Sở Nội vụ - ", "0,205")]
    assert rows[-2] == ["Cộng 12 sở, ban, ngành", "28.102", "45,71%", "1,210"]
    assert rows[-1] == ["Đơn vị khác, chưa có số liệu riêng", "33.376", "54,29%", "1,437"]
    assert "Hồ sơ không đúng hạn làm mất 2,647 trong 20 điểm" in page.words


def test_how_firm_the_rank_is(site: TestClient) -> None:
    words = read(site, CARD).words
    assert "27–30 nếu trọng số khác đi" in words
    assert "90% số lần hạng là 27–30. Đây không phải khoảng tin cậy: trọng số do Quyết định 766 quy định." in words
    assert "hạng là 1. Đây không phải" in read(site, "/agencies/H20?period=2026").words
    assert "trọng số khác đi" not in read(site, "/agencies/H31?period=2025-02").words  # a published rank


@pytest.fixture(scope="module")
def announced(sqlite_databases: Databases) -> Iterator[Client]:
    """The bundled figures with the provinces of 2026 announced."""
    made = Client.on(sqlite_databases.demo())
    publish(made.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


def test_what_was_announced_is_answered_with_the_levers_in_force(announced: Client) -> None:
    page = read(site_on(announced), f"{CARD}&target=27")
    assert LEVEL in part(page)
    assert "27–30 nếu trọng số khác đi" in page.words
    assert "Mới công bố" not in page.words


def test_the_pages_stay_small(site: TestClient) -> None:
    assert len(site.get(CARD).content) < 60_000
