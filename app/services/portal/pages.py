"""An answer in pages, read as one: as many as it says that there are."""

from collections.abc import Callable
from hashlib import sha256
from itertools import count
from typing import Any

from app.domain.errors import Refusal
from app.readers.portal.questions import PortalQuestion
from app.readers.portal.units import Reading
from app.services.portal.response_archive import ResponseArchive

_LISTS = ("evaluation", "items")


def read_pages(
    answers: ResponseArchive, question: Callable[[int], PortalQuestion], read: Callable[[Any, str], Reading]
) -> tuple[Reading, bool]:
    """Everything that ``read`` makes of the pages, and whether that is all that there is.

    The portal grants pages of the size that it likes: the last one is the one that it says. One that is empty before
    ends the list, and so does an answer that does not say how many there are. Refuses ``portal_page_repeated``, so
    that pages which go round in a circle are not asked for without end, and as ``ResponseArchive.read`` does.
    """
    whole, seen = Reading(), set[bytes]()
    for number in count(1):
        asked = question(number)

        def once(data: Any, asked: PortalQuestion = asked, number: int = number) -> Reading:
            page, listed = read(data, asked.path), next((data[key] for key in _LISTS if data.get(key)), None)
            digest = sha256(repr(listed).encode()).digest()
            if listed and digest in seen:
                raise Refusal("portal_page_repeated", path=asked.path, page=number)
            seen.add(digest)
            return page

        page = answers.read(asked, once)
        whole.extend(page)
        if page.page is None:
            return whole, False
        if number >= page.page.total_pages or not page.listed:
            return whole, whole.listed >= page.page.total
    raise AssertionError("there is always a next number")
