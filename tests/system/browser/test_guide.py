"""The guide's pictures: a command takes them, both languages show them all, and they are light."""

import re
import struct
from pathlib import Path

import pytest

from tests.conftest import CHROMIUM, NO_CHROMIUM
from tests.system.browser import guide
from tests.system.browser.serving import chromium

LIGHT = 700 * 1024  # bytes, all together: they come with every copy of the project


def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(guide, "CHROMIUM", None)
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        guide.main(tmp_path)


@pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
def test_without_vietnamese_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(guide, "vietnamese_chromium", chromium)
    with pytest.raises(SystemExit, match="apt-get install chromium-l10n"):
        guide.main(tmp_path / "pictures")
    assert not (tmp_path / "pictures").exists()


def taken_in(folder: Path) -> dict[str, bytes]:
    try:
        guide.main(folder)
    except SystemExit as reason:
        pytest.skip(str(reason))
    return {path.stem: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
def test_it_takes_every_picture_and_the_same_each_time(tmp_path: Path) -> None:
    taken, again = (taken_in(tmp_path / name) for name in ("pictures", "again"))
    assert {name for name, content in taken.items() if again[name] != content} == set()
    assert set(taken) == set(guide.PICTURES)
    assert {struct.unpack(">I", content[16:20])[0] for content in taken.values()} == {1280}
    assert sum(map(len, taken.values())) < LIGHT


@pytest.mark.parametrize("language", ["md", "vi.md"])
def test_the_guide_shows_them_in_the_order_of_the_walk(language: str) -> None:
    text = (guide.FOLDER.parent / f"office-month.{language}").read_text("utf-8")
    assert re.findall(r"!\[[^]]+\]\(office-month/(.+)\.png\)", text) == list(guide.PICTURES)
    assert {path.stem for path in guide.FOLDER.iterdir()} == set(guide.PICTURES)
    assert sum(path.stat().st_size for path in guide.FOLDER.iterdir()) < LIGHT
