"""The gallery: every page in pictures, or a word that there is no browser."""

from pathlib import Path

import pytest

from tests.conftest import CHROMIUM, NO_CHROMIUM
from tests.system.browser import gallery
from tests.system.browser.sites import SITES


def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(gallery, "CHROMIUM", None)
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        gallery.main(tmp_path / "gallery")


@pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
def test_it_shows_every_page_in_every_view(tmp_path: Path) -> None:
    empty = next(each for each in SITES if each.name == "empty")
    gallery.main(tmp_path / "gallery", [empty])
    index = (tmp_path / "gallery" / "index.html").read_text(encoding="utf-8")
    views = [view for view in gallery.VIEWS if view.language == "vi"]
    assert index.count("<figure>") == len(list((tmp_path / "gallery").glob("*.png"))) == len(empty.pages) * len(views)
    assert all(f"<code>{path}</code>" in index for path in empty.pages)
