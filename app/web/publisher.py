"""Who speaks on the pages, as the settings say."""

import re
from dataclasses import dataclass

from app.settings import Settings

_EMAIL = re.compile(r"[^\s@<>?&]+@[^\s@<>?&]+\.[^\s@<>?&]+")
_WEB = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Publisher:
    """``link``: where the contact leads, if it is an address of mail or of the web; else empty. What is not set is
    empty."""

    name: str
    contact: str
    link: str

    @classmethod
    def of(cls, settings: Settings) -> "Publisher":
        contact = settings.publisher_contact or ""
        return cls(settings.publisher or "", contact, _link(contact))


def _link(contact: str) -> str:
    if _EMAIL.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if _WEB.fullmatch(contact) else ""
