"""The office's desk in a real Chromium: a month without a shell, by keyboard, on a phone, and without barriers."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.enums import Scope
from app.services.keys import create
from tests.conftest import CHROMIUM, NO_CHROMIUM, NOW, Client, Databases
from tests.system.browser.serving import listening
from tests.system.browser.test_browser import WCAG, browser, in_language

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

DESK = "/ban-lam-viec"
PERIOD = "period=2026-Q3&cohort=H44.departments"
SHEET = "agency,dossiers_received,dossiers_on_time\nH44.07,2000,1990\nH44.08,847,603\n"


@pytest.fixture
def client(sqlite_databases: Databases) -> Iterator[Client]:
    made = Client.on(sqlite_databases.demo())
    yield made
    made.service.database.engine.dispose()


@pytest.fixture
def context(browser: Browser, client: Client) -> Iterator[BrowserContext]:
    """Of somebody who has no JavaScript."""
    with listening(client) as address:
        made = browser.new_context(base_url=address, java_script_enabled=False)
        yield made
        made.close()


@pytest.fixture
def page(context: BrowserContext, client: Client) -> Page:
    """Signed in with a key of Phú Thọ."""
    made = context.new_page()
    scopes = [Scope.STATISTICS_WRITE, Scope.PUBLISH_WRITE]
    key, _ = create(client.service.database, client.service.key_secret, "H44", scopes, "", NOW)
    made.goto(DESK)
    made.get_by_label("Khóa").fill(key)
    made.get_by_role("button", name="Đăng nhập").click()
    made.wait_for_load_state()
    assert made.get_by_role("heading", level=1).inner_text() == "Số liệu"
    return made


def send(page: Page, sheet: Path) -> None:
    page.goto(f"{DESK}/so-lieu?{PERIOD}")
    page.get_by_label("Tệp Excel").set_input_files(sheet)
    page.get_by_role("button", name="Kiểm tra tệp").click()


def test_a_month(page: Page, client: Client, tmp_path: Path) -> None:
    sheet = tmp_path / "so-lieu.csv"
    sheet.write_text(SHEET.replace("1990", "2.990"), "utf-8")
    send(page, sheet)
    assert "Dòng 2, cột dossiers_on_time" in page.get_by_role("alert").inner_text()

    sheet.write_text(SHEET, "utf-8")
    send(page, sheet)
    assert page.get_by_role("heading", level=1).inner_text() == "Xem trước khi xác nhận"
    page.get_by_role("button", name="Xác nhận").click()
    assert "Đã nhận" in page.get_by_role("status").inner_text()

    page.get_by_role("link", name="Công bố", exact=True).click()
    page.get_by_label("Kỳ").select_option(label="Quý III/2026")
    page.get_by_label("Nhóm cơ quan").select_option(label="Sở, ban, ngành của Phú Thọ")
    page.get_by_role("button", name="Xem").click()
    page.get_by_role("button", name="Công bố", exact=True).click()
    assert page.get_by_role("status").inner_text() == "Đã công bố."

    sheet.write_text(SHEET.replace("603", "700"), "utf-8")
    send(page, sheet)
    page.get_by_role("button", name="Xác nhận").click()
    page.goto(f"{DESK}/cong-bo?{PERIOD}")
    assert "Sở Giáo dục và Đào tạo" in page.get_by_role("table", name="Thay đổi lớn nhất").inner_text()
    page.get_by_label("Lý do đính chính").fill("Sở Giáo dục và Đào tạo gửi lại số liệu")
    page.get_by_role("button", name="Công bố bản đính chính, thay bản số 1").click()
    assert "bản công bố số 2" in page.get_by_role("heading", level=2).first.inner_text()

    page.get_by_role("link", name="Công văn", exact=True).last.click()
    page.get_by_role("link", name="Sở Y tế").or_(page.get_by_role("link", name="Sở Tài chính")).first.click()
    page.get_by_label("Số công văn").fill("12/PVHCC")
    page.get_by_label("Ngày ký").fill("2026-11-02")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải công văn").click()
    assert download.value.suggested_filename.endswith(".docx")

    page.goto(f"{DESK}/cong-bo?{PERIOD}")
    page.get_by_role("link", name="Rút bản công bố").click()
    page.get_by_label("Lý do rút").fill("Nhầm kỳ")
    page.get_by_label("Tôi đã xem lại").check()
    page.get_by_role("button", name="Rút bản công bố").click()
    assert page.get_by_role("status").inner_text() == "Đã rút bản công bố."
    page.get_by_role("button", name="Đăng xuất").click()
    assert page.get_by_label("Khóa").is_visible()
    answered = client.get("/v1/editions").json()["items"]
    assert [(each["id"], bool(each["withdrawal"])) for each in answered] == [(2, True), (1, False)]


def test_by_keyboard_one_looks_around(page: Page) -> None:
    """Each key waits for the focus: a browser follows the skip link in its own time."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    for name in ("Số liệu", "Công bố"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name, exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DESK}/cong-bo")


def pages(page: Page, sheet: Path) -> list[str]:
    """Every kind of page there is: what was published, and a file that waits."""
    page.goto(f"{DESK}/cong-bo?{PERIOD}")
    page.get_by_role("button", name="Công bố", exact=True).click()
    sheet.write_text(SHEET, "utf-8")
    send(page, sheet)
    found = [f"{DESK}/so-lieu?{PERIOD}", page.url, f"{DESK}/cong-bo?{PERIOD}", f"{DESK}/cong-bo/rut?edition=1"]
    letters = f"{DESK}/cong-van?edition=1"
    return [*found, f"{DESK}/cong-bo?period=2026-01&cohort=H44.departments", letters, f"{letters}&agency=H44.07"]


@pytest.mark.parametrize(("width", "language"), list(product((1280, 390), ("vi", "en"))))
def test_a_tool_finds_no_barrier(page: Page, browser: Browser, tmp_path: Path, width: int, language: str) -> None:
    """The tool needs JavaScript: it looks with the cookies of who is signed in, in the dark too."""
    addresses = pages(page, tmp_path / "x.csv")
    state = page.context.storage_state()
    host = page.url.partition(DESK)[0]
    scheme: Literal["dark", "light"] = "dark" if language == "en" else "light"
    context = browser.new_context(
        base_url=host,
        storage_state=state,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,
    )
    looking = context.new_page()
    for address in (*addresses, DESK):
        if address == DESK:
            context.clear_cookies()
        looking.goto(in_language(address, language))
        assert looking.url.removeprefix(host) == in_language(address, language).removeprefix(host)
        assert looking.locator("html").get_attribute("lang") == language
        assert looking.evaluate("document.documentElement.scrollWidth") == width, address
        found = Axe().run(looking, options=WCAG).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == [], address
    context.close()
