"""Days and moments: shown in Vietnamese time, compared in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import Refusal

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CLOCKS_DIFFER = timedelta(minutes=1)
_YEARS = range(2000, 2200)  # far from the ends of the calendar, where time zones overflow
# RFC 3339, but that seconds may be left out. ``fromisoformat`` takes any character for the T, minutes of an offset
# beyond 59, weeks, and more from version to version.
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY_FORM = re.compile(_DAY)
_MOMENT_FORM = re.compile(
    rf"{_DAY}T([01][0-9]|2[0-3]):[0-9]{{2}}(:[0-9]{{2}}(\.[0-9]+)?)?(Z|[+-][0-9]{{2}}:[0-5][0-9])"
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """Which figures an answer rests on: those dated up to ``as_of`` that had been received by ``known_at``.

    ``None`` is no bound.
    """

    as_of: datetime | None = None
    known_at: datetime | None = None


UNBOUNDED = AsOf()


def day_of(moment: datetime) -> date:
    """The day that it is in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def not_ahead(moment: datetime, now: datetime) -> datetime | None:
    """The moment, or now where it is ahead by what clocks differ by; ``None`` for one in the future."""
    return None if moment > now + CLOCKS_DIFFER else min(moment, now)


def in_past(known_at: datetime | None, now: datetime) -> datetime | None:
    """The moment, if it has come; what will be known later is not more than what is known now."""
    return known_at if known_at and known_at <= now else None


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 time with offset (``2026-10-10T14:00:40+07:00``); refuse with ``moment_invalid``."""
    try:
        moment = datetime.fromisoformat(text) if _MOMENT_FORM.fullmatch(text) else None
    except ValueError:  # a day or a second that there is not
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise Refusal("moment_invalid", value=text)
    return moment.astimezone(UTC)


def parse_as_of(text: str) -> datetime:
    """Read a time with offset, or a day, which means its end in Vietnam."""
    try:
        day = parse_day(text)
    except Refusal:
        return parse_moment(text)
    return (datetime.combine(day, time(), VIETNAM) + timedelta(days=1, microseconds=-1)).astimezone(UTC)


def parse_day(text: str) -> date:
    """Read a day written ``2026-10-10``; refuse with ``day_invalid``."""
    try:
        day = date.fromisoformat(text) if _DAY_FORM.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise Refusal("day_invalid", value=text)
    return day
