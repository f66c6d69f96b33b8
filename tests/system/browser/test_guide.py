"""The guide's pictures: a command takes them, both languages show them all, and they are light."""

import re
import struct
from pathlib import Path

import pytest

from tests.conftest import CHROMIUM, NO_CHROMIUM
from tests.system.browser import guide

LIGHT = 600 * 1024  # bytes, all together: they come with every copy of the project


def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(guide, "CHROMIUM", None)
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        guide.main(tmp_path)


@pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
def test_it_takes_every_picture(tmp_path: Path) -> None:
    guide.main(tmp_path / "pictures")
    taken = {path.stem: path.read_bytes() for path in (tmp_path / "pictures").iterdir()}
    assert set(taken) == set(guide.PICTURES)
    assert {struct.unpack(">I", content[16:20])[0] for content in taken.values()} == {1280}
    assert sum(map(len, taken.values())) < LIGHT


@pytest.mark.parametrize("language", ["md", "vi.md"])
def test_the_guide_shows_them_in_the_order_of_the_walk(language: str) -> None:
    text = (guide.FOLDER.parent / f"office-month.{language}").read_text("utf-8")
    assert re.findall(r"!\[[^]]+\]\(office-month/(.+)\.png\)", text) == list(guide.PICTURES)
    assert {path.stem for path in guide.FOLDER.iterdir()} == set(guide.PICTURES)
    assert sum(path.stat().st_size for path in guide.FOLDER.iterdir()) < LIGHT
