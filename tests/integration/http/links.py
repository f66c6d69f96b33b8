"""Every link of an answer: in its headers, in pages, feeds, catalogues and JSON."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2

_HEADERS = ("location", "content-location", "link")
_ATTRIBUTES = ("href", "src", "action", "formaction", "poster", "data")
_NO_ADDRESS = ("pointer",)  # members that begin with a slash and lead nowhere


def links_of(answer: httpx2.Response) -> set[str]:
    """The absolute addresses on the answer's own host that it holds."""
    here = urlsplit(str(answer.url))
    found = {urljoin(str(answer.url), link) for link in _raw(answer)}
    return {link for link in found if urlsplit(link)[:2] == here[:2]}


def _raw(answer: httpx2.Response) -> Iterator[str]:
    yield from (answer.headers[name] for name in _HEADERS if name in answer.headers)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    host = "{0.scheme}://{0.netloc}".format(urlsplit(str(answer.url)))
    if kind == "text/html":
        yield from _Attributes(answer.text).found
        yield from re.findall(r"""["'](/[^"'\s]*)["']""", " ".join(_scripts(answer.text)))
    elif kind == "application/json" or kind.endswith("+json"):
        document = json.loads(answer.content)
        yield from _servers(document, str(answer.url)) if "openapi" in document else _strings(document, host)
    elif "xml" in kind or kind == "text/turtle":
        yield from re.findall(rf"{re.escape(host)}[^\s\"'<>]*", answer.text)


class _Attributes(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name in _ATTRIBUTES and value]


def _scripts(page: str) -> list[str]:
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def _strings(part: Any, host: str) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name not in _NO_ADDRESS:
                yield from _strings(value, host)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value, host)
    elif isinstance(part, str) and part.startswith(("/", host)):
        yield part.replace("{agency}", "H44")  # a URI template


def _servers(document: Any, address: str) -> Iterator[str]:
    """Of a description of an interface: where its operations are; those without parameters, for a look."""
    for server in document.get("servers", [{"url": "/"}]):
        base = urljoin(address, server["url"]).rstrip("/")
        yield from (f"{base}{path}" for path, item in document["paths"].items() if "{" not in path and "get" in item)
