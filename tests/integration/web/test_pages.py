"""What the pages say, in both languages."""

import csv
import io

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from tests.conftest import Client
from tests.integration.evaluation.test_rollup import push, report
from tests.integration.web.conftest import FORMULA, SCRIPT, site_on
from tests.integration.web.reading import Page, read

LIMIT = 150 * 1024
PAGES = [
    "/rankings/2026",
    "/rankings/2026-Q3?cohort=H44.departments",
    "/rankings/2025-02",
    "/agencies/H44?period=2026-Q3",
    "/agencies/H31?period=2025-02",
    "/compare?agency=H31&agency=H44&period=2026",
    "/compare?agency=H31",
    "/compare",
    "/agencies/H44/why/TDGQ?period=2026-Q3",
    "/agencies/H44/why/DOSSIER_ON_TIME?period=2026-Q3",
    "/agencies/H44/why/total?period=2026",
    "/method",
]


def test_the_first_page_is_the_newest_ranking_of_the_provinces(site: TestClient) -> None:
    assert site.get("/", follow_redirects=False).headers["location"] == "/rankings/2026"
    assert site.get("/?lang=en", follow_redirects=False).headers["location"] == "/rankings/2026?lang=en"


def test_a_ranking(site: TestClient) -> None:
    page = read(site, "/rankings/2026")
    rows = page.tables["ranking"]
    assert len(rows) == 1 + 34 + 1
    assert rows[1] == [
        "1", "Đồng Tháp", "68,80† (một phần công bố)", "11,46", "17,69", "8,84* (công bố)", "6,42* (công bố)",
        "9,72", "14,67",
    ]  # fmt: skip
    assert rows[-1][1:4] == ["Trung bình", "62,59† (một phần công bố)", "10,46"]
    for text in (
        "Xếp hạng tỉnh, thành phố",
        "Năm 2026",
        "Số liệu đến 00:00 10/10/2026",
        "Xếp hạng 34/34 đơn vị",
        "tổng của sáu trung bình nhóm đã làm tròn, tính trên 34/34 đơn vị",
        "Chưa có số liệu của năm 2025 để so sánh.",
    ):
        assert text in page.words, text
    assert "/agencies/H20?period=2026" in page.links


def test_a_ranking_in_english_keeps_its_language(site: TestClient) -> None:
    page = read(site, "/rankings/2026?lang=en")
    assert page.tables["ranking"][1][2] == "68.80† (partly published)"
    assert "Ranking of provinces" in page.words
    inner = [link for link in page.links if link.startswith(("/rankings", "/agencies"))]
    assert [link for link in inner if "lang=en" not in link] == ["/rankings/2026"]  # the switch back


def test_a_ranking_by_an_indicator_shows_it(site: TestClient) -> None:
    rows = read(site, "/rankings/2026?by=DOSSIER_ON_TIME").tables["ranking"]
    assert rows[0][-1] == "Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn / 20"
    assert rows[1][1:3] == ["Ninh Bình", "63,93† (một phần công bố)"]
    assert (rows[1][0], rows[1][-1]) == ("1", "19,17")


def test_the_unranked_are_listed(site: TestClient) -> None:
    page = read(site, "/rankings/2025-02")
    assert page.tables["ranking"][1][:3] == ["19/63", "Hưng Yên", "76,72* (công bố)"]
    assert "Thứ hạng là thứ hạng công bố" in page.words
    assert "Chưa có số liệu nào trong kỳ này (62)" in page.words
    assert "/agencies/H44?period=2025-02" in page.links


def test_changes_and_what_an_agency_lacks(busy_site: TestClient) -> None:
    page = read(busy_site, "/rankings/2026-Q3?cohort=H31.departments")
    assert [(row[0], row[1], row[3]) for row in page.tables["ranking"][1:5]] == [
        ("1", "Sở Nội vụ", "+12,00 ▲ 2tăng 2 bậc"),
        ("2", SCRIPT, "0 giữ hạng"),
        ("3", FORMULA, "−12,00 ▼ 2giảm 2 bậc"),
        ("4", "Sở Y tế", "0 giữ hạng"),
    ]
    assert "Thay đổi là so với quý II/2026." in page.words
    assert "Sở Tài chính Còn thiếu: Thanh toán trực tuyến" in page.words


def test_names_are_text_and_never_code(busy_site: TestClient) -> None:
    for address in ("/rankings/2026-Q3?cohort=H31.departments", "/agencies/H31.1", "/agencies/H31.1/why/total"):
        answer = busy_site.get(address)
        assert SCRIPT in Page(answer.text).words
        assert "<script" not in answer.text
        assert "&lt;script&gt;" in answer.text


def test_a_card(site: TestClient) -> None:
    page = read(site, "/agencies/H44?period=2026")
    assert "Tổng điểm 62,18† (một phần công bố) trên 100 điểm" in page.words
    assert "Hạng 19/34 thứ hạng do hệ thống tính" in page.words
    assert page.tables["groups"][1][:6] == ["Công khai, minh bạch / 18", "8,07", "10,46", "−2,39", "14,00", "26/34"]
    assert page.tables["gains"][1] == ["Tỷ lệ TTHC cập nhật, công khai đúng hạn", "0,11", "3,52", "+3,41"]
    assert ["Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn", "89,05%", "17,81", "20"] in [
        row[:4] for row in page.tables["indicators"]
    ]
    assert "TTHC có hồ sơ đồng bộ nghĩa vụ tài chính" in page.words
    assert "/rankings/2026?cohort=H44.departments" in page.links
    assert page.tags.count("svg") == 1


def test_a_card_of_one_that_stands_alone_compares_nothing(site: TestClient) -> None:
    page = read(site, "/agencies/H44?period=2026-Q3")
    assert page.tables["groups"][2][:6] == [
        "Tiến độ giải quyết / 20", "17,35", "– 1/34 đơn vị", "–", "–", "–",
    ]  # fmt: skip
    assert "Chưa so sánh được: cần điểm của ít nhất 50% số đơn vị" in page.words


def test_ranks_over_time_are_drawn_and_tabled(busy_site: TestClient) -> None:
    page = read(busy_site, "/agencies/H31.3?period=2026-Q3")
    assert [row[:3] for row in page.tables["history"][1:]] == [
        ["Quý I/2026", "88,00* (công bố)", "3/4 4/5 đơn vị"],
        ["Quý II/2026", "88,00* (công bố)", "3/4 4/5 đơn vị"],
        ["Quý III/2026", "100,00* (công bố)", "1/4 4/5 đơn vị"],
    ]
    assert page.tags.count("svg") == 3  # groups, totals, ranks
    earlier = read(busy_site, "/agencies/H31.3?period=2026-Q2")
    assert [row[0] for row in earlier.tables["history"][1:]] == ["Quý I/2026", "Quý II/2026"]


def test_why_an_indicator(site: TestClient) -> None:
    page = read(site, "/agencies/H44/why/DOSSIER_ON_TIME?period=2026-Q3")
    assert page.tables["counts"][1] == [
        "Hồ sơ xử lý trước hạn, đúng hạn", "403.016", "14:00 10/10/2026", "báo cáo cho Phú Thọ, quý III/2026",
    ]  # fmt: skip
    for text in (
        "Vì sao đạt 17,35 điểm?",
        "Tỷ lệ: 403.016 : 464.494 = 86,76%.",
        "Ngưỡng: tỷ lệ từ 100% được điểm tối đa, 20 điểm.",
        "Điểm: 86,76% × 20 = 17,35",
        "Quyết định 766/QĐ-TTg; bảng công thức của Cổng DVCQG, mục 2.1",
        "qd766-2022-06-23",
    ):
        assert text in page.words, text


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/agencies/H44/why/TDGQ?period=2026-Q3", "Điểm nhóm là tổng điểm các chỉ số của nhóm: 17,35 trên tối đa 20"),
        ("/agencies/H44/why/total?period=2026-Q3", "Tổng điểm là tổng điểm các nhóm: 61,39 trên tối đa 100 điểm."),
        ("/agencies/H31/why/total?period=2025-02", "Đây là tổng điểm công bố (số liệu ngày 28/02/2025): 76,72"),
        ("/agencies/H31/why/TDGQ?period=2025-02", "Đây là điểm công bố (số liệu ngày 28/02/2025): 19,50"),
        ("/agencies/H31/why/DOSSIER_ON_TIME?period=2025-02", "Còn thiếu: Hồ sơ xử lý trước hạn, đúng hạn; Hồ sơ tiếp"),
        ("/agencies/H44/why/ELECTRONIC_CERTIFIED_COPY", "Chỉ số này chưa được đo"),
        ("/agencies/H44/why/ONLINE_DOSSIER_SHARE?period=2026-Q3", "Không quá 6 điểm, nên được 6,00."),
        ("/agencies/H44/why/total?period=2026-Q3&lang=en", "Why is the score 61.39?"),
    ],
)
def test_why_other_figures(site: TestClient, address: str, text: str) -> None:
    assert text in read(site, address).words


def test_why_of_derived_counts_and_of_no_cases(writer: Client) -> None:
    site = site_on(writer)
    for month in (7, 8, 9):
        push(writer, f"2026-{month:02}", H31=(month, 10))
    none = {"petitions_on_time": 0, "petitions_to_process": 0, "dossiers_digitised": 0, "dossiers_to_digitise": 0}
    report(writer, "2026-Q3", {"H31": none | {"dossiers_paid_online": 0, "dossiers_with_fees": 0}})
    report(writer, "2026-08", {"H20": {"petitions_on_time": 182, "petitions_to_process": 247}})
    for address in ("/agencies/H20/why/PETITION_PROCESSING_ON_TIME?period=2026-Q3", "/agencies/H20?period=2026-Q3"):
        assert "Có số liệu tháng, nhưng không cộng được: mỗi kỳ xét lại" in read(site, address).words
    derived = read(site, "/agencies/H31/why/DOSSIER_SYNC?period=2026-Q3")
    assert derived.tables["counts"][1][1] == "24"
    assert derived.tables["counts"][1][3] == "tổng các tháng từ tháng 07/2026 đến tháng 09/2026"
    expected = {
        "PETITION_PROCESSING_ON_TIME": "Mẫu số bằng 0: được đủ 6 điểm.",
        "SO_HOA_GIAY_TO_GIAI_QUYET": "không có điểm và được tính là 0 trong nhóm",
        "PAYMENT_DOSSIER": "Mẫu số bằng 0: được 0 điểm.",
    }
    for code, text in expected.items():
        assert text in read(site, f"/agencies/H31/why/{code}?period=2026-Q3").words


@pytest.mark.parametrize(
    ("paid", "vietnamese", "english"),
    [
        (
            8475,
            "số biểu diễn được gần nhất nhỏ hơn 5,085, nên được 5,08.",
            "nearest to 5.085 is smaller, so it is 5.08.",
        ),
        (
            8925,
            "số biểu diễn được gần nhất lớn hơn 5,355, nên được 5,36.",
            "nearest to 5.355 is larger, so it is 5.36.",
        ),
        (3125, "1,875 được biểu diễn chính xác, nên được 1,88.", "which hold 1.875 exactly, so it is 1.88."),
        (8476, "", ""),
    ],
)
def test_why_of_a_tie(writer: Client, paid: int, vietnamese: str, english: str) -> None:
    """Where the portal's floating-point numbers decide, it is said; elsewhere they are not spoken of."""
    site = site_on(writer)
    report(writer, "2026-Q3", {"H31": {"dossiers_paid_online": paid, "dossiers_with_fees": 10_000}})
    address = "/agencies/H31/why/PAYMENT_DOSSIER?period=2026-Q3"
    words = read(site, address).words, read(site, f"{address}&lang=en").words
    assert "từ tỷ lệ phần trăm làm tròn đến 2 chữ số thập phân." in words[0]
    assert "from the percentage rounded half up to 2 decimals." in words[1]
    assert [text in told for text, told in zip((vietnamese, english), words, strict=True)] == [True, True]
    assert ["dấu phẩy động" in words[0], "floating-point" in words[1]] == [bool(vietnamese)] * 2


@pytest.mark.parametrize("address", PAGES)
def test_a_frame_shows_the_same_without_what_stands_around(site: TestClient, address: str) -> None:
    whole, framed = site.get(address), site.get(f"/embed{address}")
    assert Page(framed.text).tables == Page(whole.text).tables
    assert not {"header", "footer"} & set(Page(framed.text).tags)
    assert all(link.startswith(("/embed/", "#")) for link in Page(framed.text).links)
    assert whole.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert framed.headers["content-security-policy"].endswith("frame-ancestors *")


@pytest.mark.parametrize("address", PAGES)
def test_nothing_needs_more_than_the_policy_allows_and_a_visit_is_small(site: TestClient, address: str) -> None:
    text = site.get(address).text
    assert "style=" not in text
    assert not {"script", "style"} & set(Page(text).tags)
    files = [site.get(f"/static/{name}") for name in ("colors.css", "charts.css", "page.css", "star.svg")]
    assert all(each.status_code == 200 for each in files)
    assert len(text.encode()) + sum(len(each.content) for each in files) < LIMIT


def test_the_form_leads_to_the_chosen_ranking(site: TestClient) -> None:
    answer = site.get("/rankings?period=2026-Q3&cohort=H44.departments&by=TDGQ&basis=computed&lang=en")
    assert str(answer.url.raw_path, "ascii") == (
        "/rankings/2026-Q3?cohort=H44.departments&by=TDGQ&basis=computed&lang=en"
    )


def test_csv(site: TestClient) -> None:
    answer = site.get("/rankings/2026?format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="tthc766-2026-provinces.csv"'
    assert answer.text.startswith("\ufeffHạng;Mã;")
    table = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert (len(table), table[0]["Cơ quan, đơn vị"], table[0]["Tổng điểm"]) == (34 + 1, "Đồng Tháp", "68,80")
    assert (table[-1]["Cơ quan, đơn vị"], table[-1]["Tổng điểm"], table[-1]["Mã"]) == ("Trung bình", "62,59", "")
    english = site.get("/rankings/2026?format=csv&lang=en").text
    assert english.startswith("\ufeffRank,Code,Agency,Total,")
    assert "1,H20,Đồng Tháp,68.80," in english


def test_xlsx(site: TestClient, busy_site: TestClient) -> None:
    answer = site.get("/rankings/2026?format=xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="tthc766-2026-provinces.xlsx"'
    sheet = load_workbook(io.BytesIO(answer.content))["2026"]
    assert sheet["A1"].value == "Xếp hạng tỉnh, thành phố, năm 2026"
    assert [cell.value for cell in sheet[5]][:6] == [1, "H20", "Đồng Tháp", 68.8, 11.46, 17.69]
    assert sheet["D5"].data_type == "n"
    assert [cell.value for cell in sheet[39]][2:5] == ["Trung bình", 62.59, 10.46]
    other = busy_site.get("/rankings/2026-Q3?cohort=H31.departments&format=xlsx&lang=en")
    cells = {cell.value: cell.data_type for row in load_workbook(io.BytesIO(other.content))["2026-Q3"] for cell in row}
    assert cells[f"'{FORMULA}"] == "s"
    assert "f" not in cells.values()


def test_rubbish_beside_the_question_is_passed_over(site: TestClient) -> None:
    page = read(site, "/rankings/2026?lang=xx&utm_source=letter")
    assert "Xếp hạng tỉnh, thành phố" in page.words


@pytest.mark.parametrize("address", ["/v1/scores/2026/ZZZ", "/v1/nothing", "/nothing", "/agenciesandmore"])
def test_elsewhere_problems_stay_problems(site: TestClient, address: str) -> None:
    answer = site.get(address, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_below_the_frames_all_is_a_page(site: TestClient) -> None:
    assert "Không có trang nào ở địa chỉ này." in read(site, "/embed", 404).words
