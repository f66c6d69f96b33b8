"""What was published, for those who want to be told: Atom (RFC 4287) and JSON Feed 1.1 (https://jsonfeed.org).

The id of an entry is a tag URI (RFC 4151) of the service's host and the entry's number, so that it stays what it is
when addresses below the host change.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from fastapi import Response
from feedgenerator import Atom1Feed

from app.domain.time import VIETNAM

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
LANGUAGE = "vi"
_NO_AUTHOR = "tthc766"
_NO_ENTRY = datetime(1970, 1, 1, tzinfo=UTC)  # Atom wants a date of an empty feed too; now would change at every look
# Neither XML 1.0 nor a reader of text has a use for these.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Something that was published: ``summary`` is plain Vietnamese text; ``replaces`` is the address of what it
    corrects, ``url`` its own; both absolute. ``serial``: that of its publication or of what was said of it since,
    greater than all before; ``updated``: when that was."""

    id: int
    serial: int
    title: str
    title_en: str
    summary: str
    published: datetime
    url: str
    replaces: str | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and where it stands: ``site`` is the page it belongs to, ``url`` its own address; both absolute.

    ``kind`` names its entries in their ids: ``editions``.
    """

    kind: str
    title: str
    description: str
    site: str
    url: str
    author: str | None = None

    @property
    def id(self) -> str:
        return f"tag:{urlsplit(self.site).hostname},2026:tthc766/{self.kind}"

    def entry_id(self, entry: FeedEntry) -> str:
        return f"{self.id}/{entry.id}"


def atom_response(feed: Feed, entries: Sequence[FeedEntry]) -> Response:
    """The feed as Atom, the newest entry first."""
    return Response(atom(feed, entries), media_type=f"{ATOM}; charset=utf-8")


def json_feed_response(feed: Feed, entries: Sequence[FeedEntry]) -> Response:
    """The feed as JSON Feed, the newest entry first."""
    return Response(orjson.dumps(json_feed(feed, entries)), media_type=JSON_FEED)


def atom(feed: Feed, entries: Sequence[FeedEntry]) -> str:
    made: Any = _AtomFeed(  # type: ignore[no-untyped-call]  # the library has no types
        title=_clean(feed.title),
        link=feed.site,
        description=_clean(feed.description),
        language=LANGUAGE,
        author_name=_clean(feed.author or _NO_AUTHOR),
        feed_url=feed.url,
        feed_guid=feed.id,
    )
    for entry in _newest_first(entries):
        made.add_item(
            title=_clean(entry.title),
            link=entry.url,
            description=_summary(entry),
            pubdate=entry.published.astimezone(VIETNAM),
            updateddate=(entry.updated or entry.published).astimezone(VIETNAM),
            unique_id=feed.entry_id(entry),
            replaces=entry.replaces,
            serial={"scheme": f"{feed.id}/serial", "term": str(entry.serial)},
        )
    return str(made.writeString("utf-8"))


def json_feed(feed: Feed, entries: Sequence[FeedEntry]) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _clean(feed.title),
        "home_page_url": feed.site,
        "feed_url": feed.url,
        "description": _clean(feed.description),
        "language": LANGUAGE,
        "authors": [{"name": _clean(feed.author or _NO_AUTHOR)}],
        "items": [_item(feed, entry) for entry in _newest_first(entries)],
    }


def _item(feed: Feed, entry: FeedEntry) -> dict[str, Any]:
    return {
        "id": feed.entry_id(entry),
        "url": entry.url,
        "title": _clean(entry.title),
        "content_text": _clean(entry.summary),
        "date_published": entry.published.astimezone(VIETNAM).isoformat(),
        "date_modified": (entry.updated or entry.published).astimezone(VIETNAM).isoformat(),
        "language": LANGUAGE,
        "_tthc766": {
            "number": entry.id,
            "serial": entry.serial,
            "title_en": _clean(entry.title_en),
            "replaces": entry.replaces,
        },
    }


class _AtomFeed(Atom1Feed):
    """Atom with the date of its newest entry, a link from a correction to what it replaces (RFC 5829), and serials."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=_NO_ENTRY)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)  # type: ignore[no-untyped-call]
        handler.addQuickElement("category", "", item["serial"])
        if item["replaces"]:
            handler.addQuickElement("link", "", {"rel": "predecessor-version", "href": item["replaces"]})


def _newest_first(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    return sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)


def _summary(entry: FeedEntry) -> str:
    """The library writes summaries as HTML: the text, and the English title below it."""
    vietnamese, english = html.escape(_clean(entry.summary)), html.escape(_clean(entry.title_en))
    return f'<p>{vietnamese}</p><p lang="en">{english}</p>'


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
