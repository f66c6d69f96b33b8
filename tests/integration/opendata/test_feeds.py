"""Feeds: what RFC 4287 and JSON Feed 1.1 demand of them, whatever stands in the texts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

import orjson
import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from app.api.opendata.feeds import Feed, FeedEntry, atom_response, json_feed_response

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED = Feed(
    "editions", "Kết quả đã công bố", "Các kỳ công bố", "https://a.example/", "https://a.example/feeds/editions.atom"
)
FIRST = FeedEntry(
    7, 41, "Công bố số 7", "Edition 7", "Năm 2026, các tỉnh", datetime(2026, 10, 10, tzinfo=UTC), "https://a.example/7"
)
SECOND = replace(
    FIRST,
    id=8,
    serial=42,
    title="Công bố số 8",
    summary="Đính chính: 5 < 6 & \x00\x1f\ufffe<script>alert(1)</script>",
    published=FIRST.published + timedelta(days=1),
    url="https://a.example/8?x=1&y=2",
    replaces="https://a.example/7",
)


def parsed(*entries: FeedEntry, feed: Feed = FEED) -> Element:
    answer = atom_response(feed, entries)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root: Element = ElementTree.fromstring(bytes(answer.body))
    check_atom(root)
    return root


def check_atom(root: Element) -> None:
    """What RFC 4287 demands of a feed (4.1.1) and of an entry (4.1.2)."""
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            found = part.findall(f"{ATOM}{name}")
            assert len(found) == 1, name
            assert found[0].text
        moment = datetime.fromisoformat(part.findtext(f"{ATOM}updated", ""))
        assert moment.tzinfo is not None
        assert part.findtext(f"{ATOM}id", "").startswith("tag:")
        assert len([link for link in part.findall(f"{ATOM}link") if link.get("rel") == "alternate"]) == 1
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [FEED.url]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)


def json_of(*entries: FeedEntry, feed: Feed = FEED) -> dict[str, Any]:
    answer = json_feed_response(feed, entries)
    assert answer.headers["content-type"] == "application/feed+json"
    found: dict[str, Any] = orjson.loads(answer.body)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(found["title"], str)
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_text"], str)
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
    return found


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(summary: str) -> tuple[list[str], str]:
    parser = _Text()
    parser.feed(summary)
    parser.close()
    return parser.tags, parser.text


def test_atom() -> None:
    root = parsed(FIRST, SECOND)
    assert root.get(LANG) == "vi"
    assert root.findtext(f"{ATOM}id") == "tag:a.example,2026:tthc766/editions"
    assert root.findtext(f"{ATOM}updated") == "2026-10-11T07:00:00+07:00"
    second, first = root.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}id") == "tag:a.example,2026:tthc766/editions/7"
    assert first.findtext(f"{ATOM}published") == "2026-10-10T07:00:00+07:00"
    assert [(link.get("rel"), link.get("href")) for link in second.findall(f"{ATOM}link")] == [
        ("alternate", "https://a.example/8?x=1&y=2"), ("predecessor-version", "https://a.example/7"),
    ]  # fmt: skip


def test_a_reason_is_text_and_never_markup() -> None:
    summary = parsed(SECOND).find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    assert shown(summary.text or "") == (
        ["p", "p"], "Đính chính: 5 < 6 & \ufffd\ufffd\ufffd<script>alert(1)</script>Edition 7",
    )  # fmt: skip
    item = json_of(SECOND)["items"][0]
    assert item["content_text"] == "Đính chính: 5 < 6 & \ufffd\ufffd\ufffd<script>alert(1)</script>"


def test_json_feed() -> None:
    found = json_of(FIRST, SECOND, feed=replace(FEED, author="Văn phòng"))
    assert (found["language"], found["feed_url"], found["home_page_url"]) == ("vi", FEED.url, FEED.site)
    assert found["authors"] == [{"name": "Văn phòng"}]
    assert [item["id"] for item in found["items"]] == [
        "tag:a.example,2026:tthc766/editions/8", "tag:a.example,2026:tthc766/editions/7",
    ]  # fmt: skip
    assert found["items"][0]["_tthc766"] == {
        "number": 8, "serial": 42, "title_en": "Edition 7", "replaces": "https://a.example/7",
    }  # fmt: skip
    assert found["items"][1]["date_published"] == "2026-10-10T07:00:00+07:00"


def test_an_empty_feed_is_a_feed_and_always_the_same() -> None:
    root = parsed()
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert root.findall(f"{ATOM}entry") == []
    assert json_of()["items"] == []


def test_ids_do_not_hang_on_paths_or_ports() -> None:
    moved = replace(FEED, site="https://a.example:8443/new/")
    assert moved.entry_id(FIRST) == FEED.entry_id(FIRST)


@pytest.mark.parametrize("text", ["]]>", "&amp;", "<!--", "\u2028", "\r\n", "😀", "\ud800", "\x7f"])
@pytest.mark.parametrize("field", ["title", "title_en", "summary"])
def test_odd_texts(field: str, text: str) -> None:
    entry = replace(FIRST, **{field: f"a{text}b"})  # type: ignore[arg-type]
    parsed(entry)
    json_of(entry)


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_makes_a_feed(title: str, summary: str) -> None:
    entry = replace(FIRST, title=f"x{title}", summary=summary)
    found = parsed(entry).findtext(f"{ATOM}entry/{ATOM}summary", "")
    assert shown(found)[0] == ["p", "p"]
    json_of(entry)
