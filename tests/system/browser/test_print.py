"""On paper: A4, with headings on every page, nothing cut off, and what the page is."""

import re
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import CHROMIUM, NO_CHROMIUM
from tests.system.browser.test_browser import KINDS, address, browser, page

__all__ = ["address", "browser", "page"]  # fixtures
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
_PAPER = 1009  # pixels: A4 landscape between margins of 15 mm


@pytest.mark.parametrize("path", KINDS)
def test_nothing_is_cut_off_and_it_says_what_it_is(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address, color_scheme="dark", viewport={"width": _PAPER, "height": 700})
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(path)
    assert (
        page.evaluate("Math.max(...[...document.querySelectorAll('main *')].map(each => each.scrollWidth))") <= _PAPER
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"  # not in the dark
    said = page.locator(".printed")
    assert said.is_visible()
    shown = page.url.removeprefix(address)
    assert said.inner_text() == f"Trang {shown}, lập ngày 01/11/2026."
    heads = page.locator("thead").all()
    assert all(each.evaluate("each => getComputedStyle(each).display") == "table-header-group" for each in heads)
    assert page.get_by_role("button").count() == page.locator("footer.site:visible").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('a')].every(a => getComputedStyle(a, '::after').content === 'none')"
    )
    context.close()


def test_it_is_a4_and_the_average_stands_once(page: Page, tmp_path: Path) -> None:
    page.goto("/rankings/2026")
    assert page.locator("tfoot").count() == 1
    file = tmp_path / "ranking.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", _unpacked(file.read_bytes()))
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(842, 595)}
    page.emulate_media(media="print")
    assert page.locator("tfoot").evaluate("each => getComputedStyle(each).display") == "table-row-group"


def _unpacked(pdf: bytes) -> bytes:
    """A PDF with its streams that can be unpacked, for what is written in them."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)
