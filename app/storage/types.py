"""Column types that keep exact what SQLite and PostgreSQL would store differently."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    Text,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.domain.periods import PER_YEAR, Period, PeriodKind

_OFFSETS = {PeriodKind.YEAR: 0, PeriodKind.MONTH: 0, PeriodKind.QUARTER: 20}


class PeriodColumn(TypeDecorator[Period]):
    """A period as a whole number: 202500 the year, 202502 February, 202521 the first quarter."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Period | None, dialect: Dialect) -> int | None:
        return None if value is None else period_number(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Period | None:
        if value is None:
            return None
        return period_of(value)


def period_number(period: Period) -> int:
    """The number that is stored for a period."""
    number = 0 if period.kind is PeriodKind.YEAR else period.number
    return period.year * 100 + _OFFSETS[period.kind] + number


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


class _Texts(TypeDecorator[Sequence[str]]):
    """Any number of texts in one parameter: an array, and in SQLite, which has none, JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text))

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        return orjson.dumps(value).decode() if dialect.name == "sqlite" else value


class _OneOf(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> "_OneOf":
        """As it is: for SQLite, which has no booleans, SQLAlchemy adds ``= 1``, and then no index is used."""
        return self


@compiles(_OneOf)
def _in_array(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    text, texts = (compiler.process(each, **options) for each in element.clauses)
    return f"{text} = ANY ({texts})"


@compiles(_OneOf, "sqlite")
def _in_json(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    text, texts = (compiler.process(each, **options) for each in element.clauses)
    return f"{text} IN (SELECT value FROM json_each({texts}))"  # noqa: S608 - both were compiled by SQLAlchemy


def one_of(text: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a text is among those of the parameter ``name``.

    An ``IN`` with a parameter for each is written anew for every number of them, which takes longer than most answers.
    """
    return _OneOf(text, bindparam(name, type_=_Texts))


def several(name: str) -> BindParameter[Any]:
    """The parameter ``name`` for any number of values, of an ``IN``."""
    return bindparam(name, expanding=True)
