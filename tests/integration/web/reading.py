"""Reads a page as its reader does: its words, its tables, its links."""

import re
from html.parser import HTMLParser

from fastapi.testclient import TestClient


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.links, self.tags = "", list[str](), list[str]()
        self.tables: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._cell: str | None = None
        self._is_on_paper = False  # what stands below a printed page is not seen on a screen
        self.feed(text)
        self.words = _calm(self.words)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.append(tag)
        self._is_on_paper = given.get("class") == "printed"
        if tag not in ("a", "span"):
            self.handle_data(" ")
        if tag == "a":
            self.links.append(given["href"] or "")
        elif tag == "caption":
            self._rows = self.tables[given["id"] or ""] = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        self._is_on_paper = False
        if tag in ("td", "th") and self._cell is not None:
            self._rows[-1].append(_calm(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._is_on_paper:
            return
        self.words += data
        if self._cell is not None:
            self._cell += data


def read(site: TestClient, address: str, status: int = 200) -> Page:
    """The page at an address; it must be one."""
    answer = site.get(address)
    assert answer.status_code == status, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def _calm(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
