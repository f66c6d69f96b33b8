"""Screenshots of every page, side by side, for people to look at: ``make gallery`` writes var/gallery/index.html.

At the width of a desk and of a phone, light and dark, in Vietnamese; in English at the desk; and as printed.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from jinja2 import Environment
from playwright.sync_api import Browser

from tests.conftest import CHROMIUM, NO_CHROMIUM, Databases
from tests.system.browser.serving import listening, vietnamese_chromium, weight
from tests.system.browser.sites import SITES, Site, State
from tests.system.browser.test_browser import in_language

FOLDER = Path(__file__).parents[3] / "var" / "gallery"
_TALLEST = 4_000  # pixels: of longer pages the beginning is shown
_PATIENCE = 300_000  # milliseconds: thousands of rows on a busy machine
_PAPER = 1009  # pixels: A4 landscape between margins of 15 mm


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at."""

    name: str
    width: int
    dark: bool = False
    language: str = "vi"
    media: Literal["screen", "print"] = "screen"


VIEWS = [
    View("desk", 1280),
    View("desk, dark", 1280, dark=True),
    View("phone", 390),
    View("phone, dark", 390, dark=True),
    View("desk, English", 1280, language="en"),
    View("print", _PAPER, media="print"),
]


@dataclass(frozen=True, slots=True)
class Shot:
    """``size``: bytes of a first visit, with all that the page needs. ``height``: of the whole page, in pixels."""

    view: View
    file: str
    size: int
    height: int


_INDEX = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""
<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Gallery</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 2rem; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
.row { display: flex; gap: 1rem; overflow-x: auto; align-items: start; } figure { margin: 0; }
img { border: 1px solid #999; height: 30rem; object-fit: cover; object-position: top; width: 34rem; }
img.narrow { width: 15rem; }
</style>
<h1>Gallery</h1>
{% for site, pages in sites.items() %}
<h1>{{ site }}</h1>
{% for address, shots in pages.items() %}
<h2><code>{{ address }}</code> · {{ "%.0f" | format(shots[0].size / 1024) }} KB</h2>
<div class="row">
{% for shot in shots %}
<figure><figcaption>{{ shot.view.name }}, {{ shot.view.width }} × {{ shot.height }}</figcaption>
<a href="{{ shot.file }}"><img src="{{ shot.file }}" alt="" loading="lazy"
  class="{{ "narrow" if shot.view.width < 500 }}"></a></figure>
{% endfor %}
</div>
{% endfor %}
{% endfor %}
""")


def main(folder: Path = FOLDER, sites: Sequence[Site] = SITES) -> None:
    """Take all anew. Refuses without a browser."""
    if CHROMIUM is None:
        sys.exit(NO_CHROMIUM)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with TemporaryDirectory(prefix="tthc766-gallery-") as databases, vietnamese_chromium() as browser:
        taken = {site.name: _shots_of(site, browser, folder, Path(databases)) for site in sites}
    index = folder / "index.html"
    index.write_text(_INDEX.render(sites=taken), encoding="utf-8")
    _say(str(index))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _shots_of(site: Site, browser: Browser, folder: Path, databases: Path) -> dict[str, list[Shot]]:
    """The pictures of each page; ``databases``: a folder for them."""
    _say(f"{site.name}: {len(site.pages)} pages")
    shots: dict[str, list[Shot]] = {str(path): [] for path in site.pages}
    with listening(site.make(Databases("sqlite", databases, None), databases)) as address:
        for view in VIEWS:
            if site.in_english or view.language == "vi":
                for path, shot in _seen(view, browser, address, site, folder):
                    shots[path].append(shot)
    return shots


def _seen(view: View, browser: Browser, address: str, site: Site, folder: Path) -> Iterator[tuple[str, Shot]]:
    """Pictures of a site's pages as somebody sees them."""
    height = 844 if view.width < 500 else 800
    context = browser.new_context(base_url=address, color_scheme="dark" if view.dark else "light")
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    page.emulate_media(media=view.media)
    site.enter(page)
    for number, path in enumerate(site.pages):
        page.set_viewport_size({"width": view.width, "height": height})
        if isinstance(path, State):
            path.reach(page)
        else:
            page.goto(in_language(path, view.language))
        whole = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": view.width, "height": min(whole, _TALLEST)})
        file = f"{site.name}-{number}-{view.name}.png".replace(", ", "-").replace(" ", "-")
        page.screenshot(path=folder / file)
        yield str(path), Shot(view, file, weight(page), whole)
    context.close()


if __name__ == "__main__":
    main()
