"""The card answers: why this rank, how that came about, whose dossiers are late; in a sentence that may be shared."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.editions.withdrawal import withdraw
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.evaluation.test_rollup import report
from tests.integration.web.conftest import GROUPS, post, site_on
from tests.integration.web.reading import Page, read

LONG = "Phòng Tài chính - Kế hoạch và Cơ sở hạ tầng kỹ thuật nông thôn"


def answers(page: Page, title: str, end: str = "Sáu nhóm chỉ số") -> str:
    """What stands between a heading and the next."""
    return page.words.partition(title)[2].partition(end)[0]


def head(site: TestClient, address: str) -> dict[str, str]:
    """What a page tells those who share it and search engines, by property, name or relation."""
    found: dict[str, str] = {}
    for line in site.get(address).text.splitlines():
        values = line.split('"')[1::2]
        if line.startswith("<meta ") and "content=" in line:
            found[values[0]] = values[1]
        elif 'rel="canonical"' in line:
            found["canonical"] = values[1]
        elif line.startswith('<link rel="alternate" hreflang='):
            found[f"alternate {values[1]}"] = values[2]
    return found


def test_why_this_rank(site: TestClient) -> None:
    why = answers(read(site, "/agencies/H44?period=2026"), "Vì sao đứng hạng 19/34?")
    for sentence in (
        "Tổng điểm thấp hơn trung bình 0,41 điểm.",
        "Kéo tổng điểm lên: Mức độ hài lòng +1,00, Thanh toán trực tuyến +0,34, Tiến độ giải quyết +0,25, ",
        "Kéo tổng điểm xuống: Công khai, minh bạch −2,39.",
        "được đúng chênh lệch của tổng điểm: −0,41.",
        "Ngay trên là Cao Bằng (hạng 18), hơn 0,79 điểm: thêm 0,79 điểm là ngang hạng 18.",
        "Ngay dưới là Vĩnh Long (hạng 20), kém 0,15 điểm.",
    ):
        assert sentence in why, sentence
    english = read(site, "/agencies/H44?period=2026&lang=en").words
    assert "Just ahead: Cao Bằng (rank 18), by 0.79 points." in english


def test_the_first_and_the_last_have_nobody_beyond_them(site: TestClient) -> None:
    rows = read(site, "/rankings/2026").tables["ranking"]
    assert (rows[1][1], rows[34][0]) == ("Đồng Tháp", "34")
    assert "Không có đơn vị nào xếp trên." in read(site, "/agencies/H20?period=2026").words
    (last,) = [each["agency"]["code"] for each in site.get("/v1/rankings/2026").json()["items"] if each["rank"] == 34]
    assert "Không có đơn vị nào xếp dưới." in read(site, f"/agencies/{last}?period=2026").words


def test_a_published_total_says_what_rounding_leaves(site: TestClient) -> None:
    words = read(site, "/agencies/H31?period=2025-02").words
    assert "Vì sao đứng hạng 19/63?" in words
    assert "Kéo tổng điểm xuống: Thanh toán trực tuyến −0,90." in words
    assert "Ngay trên" not in words  # nobody knows who that was


def test_without_a_rank_it_says_why(site: TestClient, busy_site: TestClient) -> None:
    alone = read(site, "/agencies/H44?period=2026-Q3")
    assert answers(alone, "Vì sao chưa có hạng?").strip().startswith("Chỉ 1 trong 34 tỉnh, thành phố có điểm")
    assert alone.words.count("Chỉ 1 trong 34 tỉnh, thành phố có điểm") == 1
    lacking = read(busy_site, "/agencies/H31.5?period=2026-Q3")
    why = answers(lacking, "Vì sao chưa có hạng?")
    assert "Chưa có tổng điểm nên chưa được xếp hạng. Còn thiếu điểm nhóm: Thanh toán trực tuyến." in why
    assert "Chưa so sánh được với trung bình: Thanh toán trực tuyến." in why
    assert "#missing" in lacking.links
    assert "Tổng điểm – trên 100 điểm · Vì sao?" in lacking.words


@pytest.fixture(scope="module")
def long_site(sqlite_databases: Databases) -> Iterator[TestClient]:
    """Published scores of all provinces in the months around the mergers of July 2025; then of half of them."""
    made = Client.on(sqlite_databases.migrated())
    for period, known in {"2025-05": 63, "2025-06": 63, "2025-07": 34, "2025-08": 34, "2025-09": 17}.items():
        codes = [each["agency"]["code"] for each in made.get(f"/v1/rankings/{period}").json()["items"]]
        others = [code for code in codes if code not in ("H31", "H46")]
        results = [
            {"agency": agency, "code": code, "score": most - min(place, 8), "max": most}
            for place, agency in enumerate(["H31", *others, "H46"][:known])
            for code, most in GROUPS.items()
        ]
        post(made, "/v1/official-results", {"period": period, "as_of": f"{period}-28T00:00:00Z", "results": results})
    yield site_on(made)
    made.service.database.engine.dispose()


def test_a_history_says_where_its_scale_breaks(long_site: TestClient) -> None:
    page = read(long_site, "/agencies/H31?period=2025-09")
    breaks = [row[0] for row in page.tables["history"] if len(row) == 1]
    assert breaks == [
        "Ngắt: không so sánh trực tiếp với kỳ trước (63 → 34 đơn vị; sáp nhập Thái Bình).",
        "Ngắt: thứ hạng không so sánh trực tiếp với kỳ trước (xếp hạng trong 34 → 17 đơn vị).",
    ]
    assert [row[0] for row in page.tables["history"]][3] == breaks[0]  # between June and July
    assert "Đường bị ngắt trước tháng 07/2025: 63 → 34 đơn vị; sáp nhập Thái Bình." in page.words
    assert "Đường bị ngắt ở nét đứt" in page.words
    text = long_site.get("/agencies/H31?period=2025-09").text
    score, rank = (
        text.partition(f"aria-labelledby='history-{name}-title'")[2].partition("</svg>")[0]
        for name in ("score", "rank")
    )
    assert (score.count('class="break"'), rank.count('class="break"')) == (1, 2)
    assert (score.count('class="own"'), rank.count('class="own"')) == (3, 2)  # of four gaps between five months
    assert "sáp nhập 1 đơn vị" in score


def test_comparable_periods_are_joined(long_site: TestClient) -> None:
    page = read(long_site, "/agencies/H31?period=2025-06")
    assert [row[0] for row in page.tables["history"][1:]] == ["Tháng 05/2025", "Tháng 06/2025"]
    assert "Ngắt" not in page.words
    assert "nét đứt" not in page.words


def test_an_ended_agency_keeps_its_card(long_site: TestClient) -> None:
    (code,) = [
        each["agency"]["code"]
        for each in long_site.get("/v1/rankings/2025-06").json()["items"]
        if each["agency"]["name"] == "Thái Bình"
    ]
    page = read(long_site, f"/agencies/{code}")
    assert [row[0] for row in page.tables["history"][1:]] == ["Tháng 05/2025", "Tháng 06/2025"]
    assert "Thái Bình đạt " in page.words


def test_of_one_period_nothing_is_drawn(site: TestClient) -> None:
    page = read(site, "/agencies/H44?period=2026")
    assert "Mới có một kỳ cùng loại" in page.words
    assert page.tags.count("svg") == 1


def test_whose_dossiers_are_late(site: TestClient) -> None:
    page = read(site, "/agencies/H44?period=2026-Q3")
    rows = page.tables["late"]
    assert rows[1] == ["Sở Nông Nghiệp và Môi Trường - Tỉnh Phú Thọ", "22.309 trên 65.916 hồ sơ", "36,29%", "0,961"]
    assert (len(rows), rows[10][2]) == (1 + 10 + 2, "dưới 0,01%")
    assert "12 đơn vị trực thuộc có số liệu có 28.102 hồ sơ" in page.words
    assert "Cả Phú Thọ có 61.478; tỷ trọng là phần trong số đó." in page.words
    assert "Bảng có 10 đơn vị nhiều nhất trong 11 đơn vị có hồ sơ không đúng hạn." in page.words
    assert "/agencies/H44.45?period=2026-Q3" in page.links
    assert "/rankings/2026-Q3?cohort=H44.departments&by=DOSSIER_ON_TIME" in page.links
    assert "late" not in read(site, "/agencies/H44?period=2026").tables  # nothing is known below in this period
    assert "late" not in read(site, "/agencies/H44.45?period=2026-Q3").tables


def departments(client: Client, counts: Mapping[str, tuple[int, int]], names: Mapping[str, str]) -> TestClient:
    levels = {code: "commune" if "9" in code else "department" for code in names}
    agencies = [{"code": code, "name": name, "level": levels[code]} for code, name in names.items()]
    post(client, "/v1/agencies", {"agencies": agencies})
    measures = {
        code: {"dossiers_received": received, "dossiers_on_time": on_time}
        for code, (received, on_time) in counts.items()
    }
    report(client, "2026-Q3", measures)
    return site_on(client)


def test_what_is_not_known_of_those_below_is_said(writer: Client) -> None:
    names = {"H31.1": "Sở Y tế", "H31.2": "Sở Nội vụ", "H31.9": LONG}
    site = departments(writer, {"H31": (100, 95), "H31.1": (10, 3), "H31.9": (5, 5)}, names)
    page = read(site, "/agencies/H31?period=2026-Q3")
    assert page.tables["late"][1:] == [
        ["Sở Y tế", "7 trên 10 hồ sơ", "100%", "1,400"],
        ["Số liệu bên dưới nhiều hơn số chung", "−2", "", "−0,400"],
    ]
    assert "Tỷ trọng là phần trong tổng số hồ sơ không đúng hạn của các đơn vị này." in page.words  # the province has 5
    assert "1 đơn vị khác chưa có số liệu; thiếu số liệu không phải là 0." in page.words
    assert LONG in read(site, "/agencies/H31.9?period=2026-Q3").words


def test_where_nobody_is_late_it_is_said(writer: Client) -> None:
    site = departments(writer, {"H31.1": (10, 10)}, {"H31.1": "Sở Y tế"})
    page = read(site, "/agencies/H31?period=2026-Q3")
    assert "Không có hồ sơ nào không đúng hạn trong số liệu đã có." in page.words
    assert "late" not in page.tables


def test_those_below_are_shown_as_their_cards_show_them(writer: Client) -> None:
    """As announced, though newer figures came; and live where these are asked for."""
    site = departments(writer, {"H31.1": (10, 3)}, {"H31.1": "Sở Y tế", "H31.9": "Xã Một"})
    publish(writer.service, Order(Period.parse("2026-Q3"), Cohort.parse("H31.departments")), ADMINISTRATOR)
    report(writer, "2026-Q3", {"H31.1": {"dossiers_received": 20, "dossiers_on_time": 3}}, as_of="2026-10-25")
    report(writer, "2026-Q3", {"H31.9": {"dossiers_received": 9, "dossiers_on_time": 8}})
    page = read(site, "/agencies/H31?period=2026-Q3")
    assert page.tables["late"][1][1] == "7 trên 10 hồ sơ"
    assert "Sở, ban, ngành của Hưng Yên: Số liệu đến" in page.words
    assert "(bản số 1)" in page.words.partition("Sở, ban, ngành của Hưng Yên: Số liệu đến")[2][:80]
    live = read(site, "/agencies/H31?period=2026-Q3&edition=none")
    assert live.tables["late"][1][1] == "17 trên 20 hồ sơ"


def test_below_what_is_announced_nothing_stands_that_is_not(writer: Client) -> None:
    site = departments(writer, {"H31.1": (10, 3), "H31.9": (9, 8)}, {"H31.1": "Sở Y tế", "H31.9": "Xã Một"})
    for cohort in ("provinces", "H31.departments"):
        assert "Không gồm" not in read(site, "/agencies/H31?period=2026-Q3").words
        publish(writer.service, Order(Period.parse("2026-Q3"), Cohort.parse(cohort)), ADMINISTRATOR)
        if cohort == "provinces":
            assert "late" not in read(site, "/agencies/H31?period=2026-Q3").tables
    page = read(site, "/agencies/H31?period=2026-Q3")
    assert page.tables["late"][1] == ["Sở Y tế", "7 trên 10 hồ sơ", "87,5%", "7,368"]  # of the province's 8
    assert "Không gồm xã, phường, đặc khu của Hưng Yên: số liệu trong kỳ này chưa công bố." in page.words
    assert len(read(site, "/agencies/H31?period=2026-Q3&edition=none").tables["late"]) == 3


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "/agencies/H44?period=2026",
            "Phú Thọ đạt 62,18/100 điểm, hạng 19/34 trong năm 2026 (số liệu đến 10/10/2026; chưa công bố), dưới trung "
            "bình cả nước 0,41 điểm.",
        ),
        (
            "/agencies/H44?period=2026&lang=en",
            "Phú Thọ scores 62.18 of 100 points, rank 19 of 34 in 2026 (figures up to 10/10/2026; not announced), 0.41 "
            "points below the national average.",
        ),
        (
            "/agencies/H44?period=2026-Q3",
            "Phú Thọ đạt 61,39/100 điểm trong quý III/2026 (số liệu đến 10/10/2026; chưa công bố).",
        ),
        (
            "/rankings/2026",
            "Xếp hạng tỉnh, thành phố, năm 2026: 34/34 đơn vị được xếp hạng; dẫn đầu Đồng Tháp (68,80 điểm); trung "
            "bình 62,59 điểm (số liệu đến 10/10/2026; chưa công bố).",
        ),
        (
            "/rankings/2025-02?lang=en",
            "Ranking of provinces, February 2025: 1 of 63 ranked (figures up to 28/02/2025; not announced).",
        ),
    ],
)
def test_a_sentence_to_share(site: TestClient, address: str, sentence: str) -> None:
    told = head(site, address)
    assert (told["description"], told["og:description"]) == (sentence, sentence)
    assert told["og:type"] == "website"
    assert (told["og:locale"], told["og:locale:alternate"]) == (
        ("en_GB", "vi_VN") if "lang=en" in address else ("vi_VN", "en_GB")
    )
    if address.startswith("/agencies"):
        assert sentence in read(site, address).words


def test_a_sentence_of_a_part_of_the_cohort_and_of_one_that_was_announced(busy_client: Client) -> None:
    site = site_on(busy_client)
    assert "hạng 1 trong 4 đơn vị có điểm (cả nhóm có 5) trong quý III/2026" in read(site, "/agencies/H31.3").words
    assert "trung bình các sở, ban, ngành của Hưng Yên" in head(site, "/agencies/H31.3")["description"]
    publish(busy_client.service, Order(Period.parse("2026-Q3"), Cohort.parse("H31.departments")), ADMINISTRATOR)
    for address in ("/agencies/H31.3", "/rankings/2026-Q3?cohort=H31.departments", "/editions/1"):
        assert "; công bố ngày " in head(site, address)["description"]
    assert head(site, "/editions/1")["og:title"].startswith("Bản công bố số 1")


def test_what_stands_no_more_is_not_shared_as_announced(busy_client: Client) -> None:
    site = site_on(busy_client)
    order = Order(Period.parse("2026-Q3"), Cohort.parse("H31.departments"))
    publish(busy_client.service, order, ADMINISTRATOR)
    publish(busy_client.service, replace(order, replaces=1, reason="Sửa số liệu"), ADMINISTRATOR)
    assert "; đã được thay thế)" in head(site, "/agencies/H31.3?edition=1")["description"]
    withdraw(busy_client.service, 2, "Sai số liệu", ADMINISTRATOR)
    for address in ("/agencies/H31.3?edition=2", "/editions/2"):
        assert "; đã bị rút ngày " in head(site, address)["description"]


def test_a_name_cannot_leave_the_head(busy_site: TestClient) -> None:
    text = busy_site.get("/agencies/H31.1").text
    assert "<script" not in text
    assert "&lt;script&gt;" in head(busy_site, "/agencies/H31.1")["og:title"]


def test_the_method_says_what_it_is(site: TestClient) -> None:
    assert head(site, "/method")["description"].startswith("Cách tính điểm 100 điểm, 6 nhóm, 21 chỉ số theo")
    assert "description" not in head(site, "/agencies/ZZZ")


def test_whole_addresses_only_where_the_public_one_is_set(site: TestClient, sqlite_databases: Databases) -> None:
    """An answer in the caches is for everybody: no host that one of them asked for may stand in it."""
    assert not {"og:url", "canonical"} & set(head(site, "/rankings/2026"))
    client = Client.on(sqlite_databases.demo(), public_url="https://x.example.vn/tthc")
    told = head(site_on(client), "/tthc/embed/agencies/H44?period=2026&lang=en&utm=1")
    here = "https://x.example.vn/tthc/agencies/H44?period=2026"
    assert (told["og:url"], told["canonical"]) == (f"{here}&amp;lang=en",) * 2
    assert (told["alternate vi"], told["alternate en"]) == (here, f"{here}&amp;lang=en")
    client.service.database.engine.dispose()


def test_claims_and_counts_name_who_sent_them(client: Client) -> None:
    names = {"H31": "Hưng Yên"}
    body = {"period": "2026-Q3", "as_of": "2026-10-01T00:00:00Z", "source": "test"}
    result = {"agency": "H31", "code": "total", "score": 70, "max": 100, "rank": 3, "ranked": 34, "average": 60}
    answer = client.post("/v1/official-results", json={**body, "results": [result]}, headers=client.key("H31"))
    assert answer.status_code == 201, answer.text
    words = read(site_on(client), "/agencies/H31?period=2026-Q3").words
    assert f"{names['H31']} khai hạng 3/34, trung bình 60,00" in words
    assert "H31 khai" not in words
