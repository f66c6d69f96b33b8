"""Column types that keep exact what SQLite and PostgreSQL would store differently."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

from app.domain.periods import PER_YEAR, Period, PeriodKind

_OFFSETS = {PeriodKind.YEAR: 0, PeriodKind.MONTH: 0, PeriodKind.QUARTER: 20}


class PeriodColumn(TypeDecorator[Period]):
    """A period as a whole number: 202500 the year, 202502 February, 202521 the first quarter."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Period | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        number = 0 if value.kind is PeriodKind.YEAR else value.number
        return value.year * 100 + _OFFSETS[value.kind] + number

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Period | None:
        if value is None:
            return None
        return period_of(value)


@cache
def period_of(value: int) -> Period:
    """The period behind a stored number; made once, for figures are read by the thousand."""
    year, number = divmod(value, 100)
    if number == 0:
        return Period(PeriodKind.YEAR, year, 1)
    if number <= PER_YEAR[PeriodKind.MONTH]:
        return Period(PeriodKind.MONTH, year, number)
    return Period(PeriodKind.QUARTER, year, number - _OFFSETS[PeriodKind.QUARTER])


class Moment(TypeDecorator[datetime]):
    """An aware time, stored in UTC; SQLite has no time zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware


class Scaled(TypeDecorator[Decimal]):
    """A decimal with a fixed number of decimals, stored as a whole number of its last place."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, decimals: int) -> None:
        super().__init__()
        self.decimals = decimals

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.scaleb(self.decimals))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.decimals)
