"""The header by which a server says when it may be asked again."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime


def retry_after(text: str | None, now: datetime, longest: timedelta) -> datetime | None:
    """The time that ``Retry-After`` names, ``None`` if none: seconds or an HTTP date (RFC 9110, 10.2.3).

    It is never before ``now`` nor more than ``longest`` after it.
    """
    given = (text or "").strip()
    if given.isascii() and given.isdigit():
        return now + min(timedelta(seconds=int(given[:9])), longest)
    try:
        return min(max(parsedate_to_datetime(given), now), now + longest)
    except (TypeError, ValueError, OverflowError):  # also a date without an offset, which cannot be compared
        return None
