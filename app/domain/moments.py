"""Days and moments: shown in Vietnamese time, compared in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import Refusal

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_YEARS = range(2000, 2200)  # far from the ends of the calendar, where time zones overflow


def day_of(moment: datetime) -> date:
    """The day that it is in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 time with offset (``2026-10-10T14:00:40+07:00``); refuse with ``moment_invalid``."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("moment_invalid", value=text) from None
    if moment.tzinfo is None or moment.year not in _YEARS:
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
        day = date.fromisoformat(text)
    except ValueError:
        raise Refusal("day_invalid", value=text) from None
    if day.year not in _YEARS:
        raise Refusal("day_invalid", value=text)
    return day
