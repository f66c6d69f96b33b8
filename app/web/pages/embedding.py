"""The code with which other sites show a page in a frame."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

from app.web.addresses import EMBED, Addresses
from app.web.i18n.format import Localizer


@dataclass(frozen=True, slots=True)
class Embedding:
    """``lacks``: what is to be put before the address, where the service does not know its own."""

    code: str
    how: str
    lacks: str


def embedding(address: str, title: str, public_url: str | None, say: Localizer, at: Addresses) -> Embedding:
    """``address``: of the page as it stands in frames. Without ``public_url`` no host is named: the one that a request
    names may be anybody's, and the page is kept by caches."""
    whole = urljoin(public_url, address) if public_url else address
    code = (
        f'<iframe src="{escape(whole)}" title="{escape(title)}" lang="{at.language}" width="100%" height="700" '
        'loading="lazy" frameborder="0"></iframe>'
    )
    how = say("embed_how") if at.edition is None or not at.edition.isdigit() else say("embed_frozen")
    return Embedding(code, how, "" if public_url else say("embed_relative", start=at.address(EMBED)))
