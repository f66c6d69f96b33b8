"""Numbers, dates and periods as Vietnamese official documents write them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from app.domain.agencies import Level
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import Title

ROMAN = ("I", "II", "III", "IV")
COHORTS = {
    Level.PROVINCE: Title("tỉnh, thành phố", "provinces"),
    Level.MINISTRY: Title("bộ, ngành", "ministries"),
    Level.DEPARTMENT: Title("sở, ban, ngành", "departments"),
    Level.COMMUNE: Title("xã, phường, đặc khu", "communes"),
    Level.DISTRICT: Title("quận, huyện", "districts"),
}
_HUNDREDTH = Decimal("0.01")


def number(value: Decimal | int) -> str:
    """With a decimal comma and at most two decimals (rounded half up), without zeros at the end: ``1.234,5``."""
    rounded = Decimal(value).quantize(_HUNDREDTH, ROUND_HALF_UP)
    return format_decimal(rounded, "#,##0.##", locale="vi")


def part(value: Decimal) -> str:
    """A part of a loss, with three decimals: ``0,961``."""
    return format_decimal(value, "#,##0.000", locale="vi")


def rate(value: Decimal) -> str:
    """Per cent: ``98,5%``."""
    return f"{number(value)}%"


def over(part: Decimal | int, whole: Decimal | int) -> str:
    """A score of its maximum ``10,8/18``, or a rank among how many ``20/63``."""
    return f"{number(part)}/{number(whole)}"


def place(rank: int, of: int | None, digits: int = 1) -> str:
    """A rank among how many: ``1/63``, with at least so many digits ``01/63``; alone where it is not known of how
    many."""
    text = str(rank).zfill(digits) if digits > 1 else number(rank)
    return text if of is None else f"{text}/{number(of)}"


def short_day(value: date) -> str:
    """In running text: ``23/6/2022``."""
    return (
        f"{value.day:02}/{value.month:02}/{value.year}"
        if value.month < 3
        else f"{value.day}/{value.month}/{value.year}"
    )


def day(value: date) -> str:
    """``ngày 05 tháng 3 năm 2025``: a zero before days under 10 and before January and February (Decree 30/2020)."""
    return f"ngày {value.day:02} {_month(value.month)} năm {value.year}"


def period(value: Period) -> str:
    """``tháng 02 năm 2025``, ``quý III năm 2026``, ``năm 2026``."""
    match value.kind:
        case PeriodKind.MONTH:
            return f"{_month(value.number)} năm {value.year}"
        case PeriodKind.QUARTER:
            return f"quý {ROMAN[value.number - 1]} năm {value.year}"
        case PeriodKind.YEAR:
            return f"năm {value.year}"


def short_period(value: Period) -> str:
    """For tables and titles: ``tháng 02/2025``, ``quý III/2026``, ``năm 2026``."""
    match value.kind:
        case PeriodKind.MONTH:
            return f"tháng {value.number:02}/{value.year}"
        case PeriodKind.QUARTER:
            return f"quý {ROMAN[value.number - 1]}/{value.year}"
        case PeriodKind.YEAR:
            return f"năm {value.year}"


def capital(text: str) -> str:
    """The text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def _month(month: int) -> str:
    return f"tháng {month:02}" if month < 3 else f"tháng {month}"
