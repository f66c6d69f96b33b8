"""The pictures of the guide to an office's month: ``make guide`` writes docs/do/office-month/*.png."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page

from tests.conftest import CHROMIUM, NO_CHROMIUM, Databases
from tests.system.browser.office_month import Month, office
from tests.system.browser.serving import is_vietnamese, vietnamese_chromium

FOLDER = Path(__file__).parents[3] / "docs" / "do" / "office-month"
NO_VIETNAMESE = "chromium speaks no Vietnamese here; apt-get install chromium-l10n"
# Steps of the walk, in its order, and where their pictures begin.
PICTURES = {
    "sign-in": ".heading",
    "register": ".desk-bar",
    "collect": ".desk-bar",
    "fault": ".desk-bar",
    "review": ".desk-bar",
    "publish": "section:first-of-type",
    "package": ".desk-bar",
    "correction": "section:last-of-type",
    "withdrawal": ".desk-bar",
}
_MARGIN = 10  # pixels around what matters


def main(folder: Path = FOLDER) -> None:
    """Take all anew; what has not changed is the same to the byte. Refuses without a browser in Vietnamese."""
    if CHROMIUM is None:
        sys.exit(NO_CHROMIUM)

    def look(step: str, page: Page, last: Locator) -> None:
        if step in PICTURES:
            _take(folder / f"{step}.png", page, page.locator(PICTURES[step]).first, last)

    with (
        TemporaryDirectory(prefix="tthc766-guide-") as scratch,
        vietnamese_chromium() as browser,
    ):
        if not is_vietnamese(browser):
            sys.exit(NO_VIETNAMESE)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with office(browser, Databases("sqlite", Path(scratch), None), log_level="warning") as (page, key):
            Month(page, key, Path(scratch), look).walk()
    size = sum(each.stat().st_size for each in folder.iterdir())
    sys.stdout.write(f"{folder}: {len(PICTURES)} pictures, {size / 1024:.0f} KB\n")


def _take(path: Path, page: Page, first: Locator, last: Locator) -> None:
    """The page from ``first`` to ``last``, in its whole width."""
    # The mouse lies where the last button was clicked, which may be over another one by now.
    page.mouse.move(0, 0)
    page.locator("h1").click()  # the fields lose the focus
    beginning, end = first.bounding_box(), last.bounding_box()
    assert beginning, first
    assert end, last
    # Both are counted from what is seen of the page, a picture from the page's top.
    top = page.evaluate("window.scrollY") + beginning["y"] - _MARGIN
    height = end["y"] + end["height"] - beginning["y"] + 2 * _MARGIN
    page.screenshot(path=path, full_page=True, clip={"x": 0, "y": top, "width": 1280, "height": height})


if __name__ == "__main__":
    main()
