"""Which types columns of plain Parquet may have, and their values as other formats write them: none loses anything."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args

import pyarrow as pa
from pyarrow import types

from app.domain.dossiers.dossier import Dossier
from app.readers.dossiers import plain
from app.readers.dossiers.values import LONGEST_LIST

_TEXTS = frozenset({"source", "dossier", "agency", "received_by", "procedure", "service", "filed_via"})
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_YEAR = "0001-01-01T00:00:00"  # what lies outside all years is a fault like a year outside those that may be


class Kind(StrEnum):
    """What a column holds, by the types that it may have. A text may stand for each of them."""

    TEXT = "string"
    MOMENT = "timestamp, string"
    NUMBER = "int, string"
    FLAG = "bool, int, string"


class WrongType(Exception):
    """``field``: the column, or a field of the structs in its list; ``found`` and ``expected``: its types."""

    def __init__(self, field: str, found: pa.DataType, expected: str) -> None:
        super().__init__(field)
        inner = found.value_type if types.is_dictionary(found) else found
        # No names of fields that stand inside, nor of time zones.
        self.field, self.found, self.expected = field, str(inner).partition("<")[0].partition("[")[0], expected


class TooLong(Exception):
    """A text or a list is longer than it may be. ``code`` and ``data``: of the fault."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.data = code, data


def _is_flag(field: dataclasses.Field[Any]) -> bool:
    return bool in (field.type, *get_args(field.type))


_FLAGS = frozenset(each.name for each in dataclasses.fields(Dossier) if _is_flag(each))


def _kind(name: str) -> Kind:
    """Of a field of a dossier, a request for papers, or a progress row."""
    if name in _TEXTS:
        return Kind.TEXT
    if name.endswith("_at") or name in ("as_of", "at", "due_before", "due_after"):
        return Kind.MOMENT
    return Kind.FLAG if name in _FLAGS else Kind.NUMBER


def check_type(name: str, type_: pa.DataType) -> None:
    """Raises ``WrongType`` where the values of a column of this type could not be read, or not all of them."""
    if name in plain.LISTS:
        _check_list(name, type_)
    elif not _may_be(_kind(name), type_):
        raise WrongType(name, type_, _kind(name))


def _check_list(name: str, type_: pa.DataType) -> None:
    fields = plain.LISTS[name]
    expected = f"list<struct<{', '.join(fields)}>>"
    if types.is_null(type_):
        return
    if not (types.is_list(type_) or types.is_large_list(type_)):
        raise WrongType(name, type_, expected)
    inner = type_.value_type
    if types.is_null(inner):
        return
    if not types.is_struct(inner):
        raise WrongType(name, inner, expected)
    for field in inner:
        if inner.get_all_field_indices(field.name)[1:]:
            raise WrongType(f"{name}.{field.name}" if field.name in fields else name, inner, expected)
        kind = _kind(field.name)
        if field.name in fields and not _may_be(kind, field.type):
            raise WrongType(f"{name}.{field.name}", field.type, kind)


def _may_be(kind: Kind, type_: pa.DataType) -> bool:
    inner = type_.value_type if types.is_dictionary(type_) else type_
    if types.is_string(inner) or types.is_large_string(inner) or types.is_null(inner):
        return True
    if kind is Kind.MOMENT:
        return bool(types.is_timestamp(inner))
    if kind is Kind.FLAG:
        return bool(types.is_boolean(inner) or types.is_integer(inner))
    # Tables that have numbers with gaps often make them decimals or floats; one with a fraction is a fault of its row.
    whole = types.is_integer(inner) or types.is_floating(inner) or (types.is_decimal(inner) and inner.scale == 0)
    return kind is Kind.NUMBER and bool(whole)


def value_of(name: str, scalar: pa.Scalar, longest: int) -> object:
    """A value as other formats write it. Raises ``TooLong``, and ``UnicodeDecodeError`` for what is no text."""
    if isinstance(scalar, pa.DictionaryScalar):
        scalar = scalar.value
    if scalar is None or not scalar.is_valid:
        return None
    if isinstance(scalar, pa.ListScalar | pa.LargeListScalar):
        return list(_entries(name, scalar, longest))
    if isinstance(scalar, pa.TimestampScalar):
        return _moment(scalar.value, scalar.type.unit, is_local=scalar.type.tz is None)
    if isinstance(scalar, pa.StringScalar | pa.LargeStringScalar) and (size := scalar.as_buffer().size) > longest:
        raise TooLong("field_too_long", found=size, limit=longest)
    value: object = scalar.as_py()
    return int(value) if isinstance(value, Decimal) else value


def _entries(name: str, scalar: pa.ListScalar, longest: int) -> Iterator[dict[str, object] | None]:
    entries = scalar.values
    if len(entries) > LONGEST_LIST:
        raise TooLong("dossier_list_long", field=name, limit=LONGEST_LIST)
    fields = [field.name for field in entries.type] if types.is_struct(entries.type) else []
    known = plain.LISTS[name]
    for entry in entries:
        # Of other fields only the name is looked at.
        told = {each: value_of(each, entry[each], longest) if each in known else None for each in fields}
        yield told if entry.is_valid else None


def _moment(number: int, unit: str, *, is_local: bool) -> str:
    """As ISO 8601, with the offset of UTC or, of a time without a zone, with none."""
    try:
        moment = _EPOCH + timedelta(microseconds=number * _PER_SECOND["us"] // _PER_SECOND[unit])
    except OverflowError:
        return _NO_YEAR
    return (moment.replace(tzinfo=None) if is_local else moment).isoformat()
