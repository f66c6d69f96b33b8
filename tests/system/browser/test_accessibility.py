"""WCAG 2.2 AA in the ways in which people look at pages: in the dark, enlarged, on a narrow screen, by keyboard."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import CHROMIUM, NO_CHROMIUM
from tests.system.browser.serving import weight
from tests.system.browser.test_browser import KINDS, WCAG, address, browser, page

__all__ = ["address", "browser", "page"]  # fixtures
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
DARK: dict[str, Any] = {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}
# What depends on colours and width; the rest is the same in the light.
OF_LOOKS = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block"]}}
# Of each link, button and field that is seen, but for links within a sentence or a row of text (2.5.8): what is smaller
# than 24 pixels.
SMALL = """[...document.querySelectorAll('a, button, input, select, summary')].filter(each => {
  const box = each.getBoundingClientRect();
  const inText = getComputedStyle(each).display === 'inline' && each.parentElement.closest('p, li, td, th, dd, dt');
  return box.width > 1 && box.bottom > 0 && !inText && (box.width < 24 || box.height < 24);
}).map(each => each.outerHTML.slice(0, 120))"""
# Where the focus is: its place, and whether it can be seen.
FOCUS = """() => {
  const each = document.activeElement, box = each.getBoundingClientRect(), style = getComputedStyle(each);
  const seen = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
  const all = [...document.querySelectorAll('*')];
  return {body: each === document.body, at: all.indexOf(each), html: each.outerHTML.slice(0, 120),
          seen: seen && box.width > 0 && box.bottom > 0 && box.top < innerHeight};
}"""
TALLER = "[...document.styleSheets].forEach(each => each.insertRule('html { font-size: 200% !important }', 0))"


@pytest.mark.parametrize("path", KINDS)
def test_in_the_dark_on_a_phone(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address, **DARK)
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page, options=OF_LOOKS).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
    assert page.evaluate(SMALL) == []
    context.close()


@pytest.mark.parametrize("path", KINDS)
def test_narrow_enlarged_and_light(page: Page, path: str) -> None:
    """Nothing but tables is scrolled sideways at 320 pixels (1.4.10), nor on a phone with text twice as large (1.4.4);
    and a first visit is small."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert 10_000 < weight(page) < 150 * 1024
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(TALLER)
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


@pytest.mark.parametrize("path", KINDS)
def test_by_keyboard_all_is_reached_in_the_order_of_reading(page: Page, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")  # what is reached is in view at once
    page.goto(path)
    places = []
    for _ in range(page.locator("a, button, input, select, summary, [tabindex]").count() + 1):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["body"]:
            break
        assert focus["seen"], focus["html"]
        places.append(focus["at"])
    else:
        pytest.fail("the focus never leaves the page")
    assert places == sorted(set(places))
    assert places


@pytest.mark.parametrize("path", ["/agencies/H44?period=2026"])
def test_in_forced_colours_what_is_drawn_is_seen(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address, forced_colors="active")
    page = context.new_page()
    page.goto(path)
    assert Axe().run(page, options=WCAG).response["violations"] == []
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["seen"]
    context.close()
