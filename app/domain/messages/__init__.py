"""What the codes of ``app.domain.errors`` say, in Vietnamese and English: a file a noun, all of them in ``CATALOG``."""

from app.domain.messages.catalog import CATALOG, SECTIONS, as_record, as_records, by_code, describe, shorten
from app.domain.messages.general import general, redacted
from app.domain.messages.message import Message, Text

__all__ = [
    "CATALOG",
    "SECTIONS",
    "Message",
    "Text",
    "as_record",
    "as_records",
    "by_code",
    "describe",
    "general",
    "redacted",
    "shorten",
]
