"""The page in a real Chromium: for people who see, hear, type, hold a phone, or have no JavaScript."""

from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import CHROMIUM, NO_CHROMIUM, Client, Databases
from tests.integration.web.conftest import GROUPS, post
from tests.system.browser.serving import chromium, listening

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

KINDS = [
    "/rankings/2026",
    "/rankings/2025-02",
    "/rankings/2026-Q3?cohort=H44.communes",
    "/agencies/H44?period=2026",
    "/agencies/H31?period=2025-02",
    "/agencies/H31?period=2026&target=20",
    "/agencies/H44.45?period=2026-Q3&target=99",
    "/agencies/H44/why/DOSSIER_ON_TIME?period=2026-Q3",
    "/agencies/H44/why/total?period=2026-Q3",
    "/compare",
    "/compare?agency=H31&period=2026",
    "/compare?agency=H31&agency=H44&agency=H20&agency=H26&agency=H29&period=2026",
    "/compare?agency=H31&agency=H44.07&period=2026-Q3",
    "/method",
    "/agencies/ZZZ",
    "/embed/rankings/2026",
    "/embed/agencies/H44",
    "/agencies?q=tho",
    "/agencies?q=xyz",
    "/rankings/2026-Q2",
    "/editions",
    "/editions/1",
    "/rankings/2026-Q3?cohort=H44.departments&edition=1",
    "/agencies/H44.07?period=2026-Q3&edition=1",
    "/rankings/2026?agency=H44&by=MDHL",
    "/rankings/2026-Q3?cohort=H31.communes&agency=H31.7",
]
RANKINGS = [
    "/rankings/2026",
    "/rankings/2026-Q3?cohort=H44.departments",
    "/rankings/2025-02",
    "/rankings/2026-Q3?cohort=H31.communes",
    "/rankings/2026-Q3?cohort=H31.communes&by=MDHL&page=2",
]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address(sqlite_databases: Databases) -> Iterator[str]:
    """Where a service with the bundled figures listens."""
    client = Client.on(sqlite_databases.demo())
    fill_communes(client)
    publish(client.service, Order(Period.parse("2026-Q3"), Cohort.parse("H44.departments")), ADMINISTRATOR)
    with listening(client) as found:
        yield found


def fill_communes(client: Client) -> None:
    """More communes than stand on a page, with long names, that change places between two quarters."""
    codes = [f"H31.{number}" for number in range(1, 131)]
    names = {code: f"Xã Nguyễn Nghiêm Phương Trường {code}" for code in codes}
    agencies = [{"code": code, "name": name, "level": "commune"} for code, name in names.items()]
    post(client, "/v1/agencies", {"agencies": agencies})
    for quarter, order in ((2, codes), (3, codes[5:] + codes[:5])):
        results = [
            {"agency": agency, "code": code, "score": round(most - place / 20, 2), "max": most}
            for place, agency in enumerate(order)
            for code, most in GROUPS.items()
        ]
        body = {"period": f"2026-Q{quarter}", "as_of": f"2026-{7 + quarter:02}-01T00:00:00Z", "source": "test"}
        post(client, "/v1/official-results", {**body, "results": results})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page in which whatever the policy of the page forbids is an error."""
    context = browser.new_context(base_url=address)
    made = context.new_page()
    forbidden: list[str] = []
    made.on("console", lambda message: forbidden.append(message.text) if "Security Policy" in message.text else None)
    yield made
    context.close()
    assert not forbidden


def in_language(path: str, language: str) -> str:
    return path if language == "vi" else f"{path}{'&' if '?' in path else '?'}lang=en"


@pytest.mark.parametrize(("path", "language"), list(product(KINDS, ("vi", "en"))))
def test_a_tool_finds_no_barrier(page: Page, path: str, language: str) -> None:
    page.goto(in_language(path, language))
    assert page.locator("html").get_attribute("lang") == language
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []


@pytest.mark.parametrize("path", KINDS)
def test_a_phone_shows_it_without_scrolling_sideways(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(each => each.tabIndex === 0)")


@pytest.mark.parametrize(("path", "language"), list(product(RANKINGS, ("vi", "en"))))
def test_on_a_phone_a_ranking_begins_within_the_first_screen(page: Page, path: str, language: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(in_language(path, language))
    assert page.locator("tbody tr").first.evaluate("each => each.getBoundingClientRect().top") < 844
    assert page.locator("svg.dots").evaluate("each => each.getBoundingClientRect().bottom") < 844


@pytest.mark.parametrize(("path", "width"), list(product(RANKINGS, (390, 320))))
def test_on_a_phone_a_table_has_the_columns_that_fit_and_cuts_nothing(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("(each => each.scrollWidth <= each.clientWidth)(document.querySelector('.scroll'))")
    assert page.evaluate(
        "[...document.querySelectorAll('.ranking :is(th, td), .gist, summary, figcaption')]"
        ".every(each => each.scrollWidth <= each.clientWidth + 1)"
    )
    heads = page.locator(".ranking thead th:visible")
    assert heads.first.inner_text() == "Hạng"
    assert heads.nth(1).inner_text() == "Cơ quan, đơn vị"
    assert heads.count() == (4 if "Q3?cohort=H31" in path else 3)
    assert page.locator(".ranking thead .lead").is_visible()


def test_on_a_phone_the_other_groups_are_two_taps_away(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/rankings/2026?agency=H44")
    group = page.get_by_role("link", name="Mức độ hài lòng")
    assert not group.is_visible()
    page.get_by_text("Xem theo nhóm").click()
    group.click()
    page.wait_for_url("**/rankings/2026?by=MDHL&agency=H44")
    assert page.locator(".ranking thead .lead").inner_text().startswith("Mức độ hài lòng")


def test_words_of_the_picture_stay_within_it(page: Page) -> None:
    for width, path in product((1280, 390, 320), RANKINGS[1:4]):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{path}&agency=H31.7" if "?" in path else path)
        assert page.locator("svg.dots text").count() > 3
        assert page.evaluate(
            """() => {
                const frame = document.querySelector("svg.dots").getBoundingClientRect();
                const words = [...document.querySelectorAll("svg.dots text")].map(each => each.getBoundingClientRect());
                return words.every(each => each.left >= frame.left - 1 && each.right <= frame.right + 1);
            }"""
        )


@pytest.mark.parametrize("path", ["/rankings/2026-Q3?cohort=H44.departments", "/agencies/H44?period=2026"])
def test_a_tool_finds_no_barrier_on_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(path)
    assert Axe().run(page, options=WCAG).response["violations"] == []


def test_without_javascript_one_gets_everywhere(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    assert page.url == f"{address}/rankings/2026"
    page.get_by_label("Xếp theo").select_option(label="Mức độ hài lòng")
    page.get_by_role("button", name="Xem").first.click()
    assert page.url == f"{address}/rankings/2026?by=MDHL"
    page.get_by_role("link", name="Phú Thọ").click()
    page.get_by_label("Kỳ", exact=True).select_option(label="Quý III/2026")
    page.get_by_role("button", name="Xem").first.click()
    page.get_by_role("link", name="Vì sao? Tiến độ giải quyết").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Vì sao đạt 17,35 điểm?"
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Why is the score 17.35?"
    page.get_by_role("link", name="Back to the card: Phú Thọ").click()
    page.get_by_role("link", name="Departments of Phú Thọ", exact=True).click()
    assert page.url == f"{address}/rankings/2026-Q3?cohort=H44.departments&lang=en"
    context.close()


def test_by_keyboard(page: Page) -> None:
    page.goto("/rankings/2026")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    assert skip.evaluate("each => each === document.activeElement")
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()  # a browser follows the link in its own time
    reached = []
    for _ in range(18):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    groups = ["Tổng điểm", "Công khai, minh bạch", "Tiến độ giải quyết", "Dịch vụ công trực tuyến"]
    groups += ["Thanh toán trực tuyến", "Số hóa hồ sơ", "Mức độ hài lòng"]
    choices = [
        "Tỉnh, thành phố",
        "Bộ, ngành",
        "period",
        "by",
        "basis",
        "Xem",
        "CSV",
        "XLSX",
        "SVG (biểu đồ)",
        "So sánh",
    ]
    assert reached[:17] == [*groups, *choices]
    assert page.evaluate("document.activeElement.className") == "scroll"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agencies/H20?period=2026")


def test_a_first_visit_is_small_and_asks_nobody_else(page: Page, address: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright takes no built-in method
    page.goto("/agencies/H44?period=2026", wait_until="networkidle")
    assert all(answer.url.startswith(f"{address}/") for answer in answers)
    # Read when all have come: to wait for a body while the browser reports the next answer fails on a slow machine.
    assert 10_000 < sum(len(answer.body()) for answer in answers) < 150 * 1024


def test_it_prints_without_what_is_only_for_the_screen(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/rankings/2026")
    assert not page.get_by_role("button", name="Xem").first.is_visible()
    assert page.get_by_role("table").is_visible()


def test_the_interface_for_people_runs_under_its_policy(page: Page) -> None:
    page.goto("/docs")
    page.locator(".opblock").first.wait_for()
    page.locator(".opblock-summary").first.click()
    page.locator(".opblock.is-open .try-out").first.wait_for()
