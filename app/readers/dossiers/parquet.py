"""Parquet files of plain records. Only known columns are read, and only if they have a type that they may have."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from app.domain.errors import Faults, Location, Refusal
from app.readers.dossiers import plain
from app.readers.dossiers.records import Record
from app.readers.dossiers.values import Place
from app.readers.uploads.rows import UploadLimits

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 4096
_TEXTS = frozenset({"source", "dossier", "agency", "received_by", "procedure", "service", "filed_via"})
_MOMENTS = frozenset(name for name in plain.FIELDS if name.endswith("_at")) | {"as_of"}


def read_parquet(file: BinaryIO, limits: UploadLimits, faults: Faults) -> Iterator[Record]:
    """The rows of a Parquet file; a row's line is its number, from 1."""
    import pyarrow as pa  # noqa: PLC0415  # a large library, and few files are Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        parquet = pq.ParquetFile(file)
    except (pa.ArrowException, OSError):
        faults.add("parquet_invalid")
        return
    _refuse_too_large(parquet.metadata, limits)
    columns = [field for field in parquet.schema_arrow if field.name in plain.FIELDS]
    if not _are_right(columns, faults):
        return
    number = 0
    batches = parquet.iter_batches(_ROWS, columns=[field.name for field in columns])
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError):
            faults.add("parquet_invalid")
            return
        if batch is None:
            return
        for row in batch.to_pylist():
            number += 1
            yield Record(Place(number, None), _cells(row))


def _refuse_too_large(metadata: Any, limits: UploadLimits) -> None:
    if metadata.num_rows > limits.rows:
        raise Refusal("too_many_rows", limit=limits.rows)
    unpacked = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    if unpacked > limits.unpacked:
        raise Refusal("unpacked_too_large", limit=limits.unpacked)


def _are_right(columns: "list[pa.Field]", faults: Faults) -> bool:
    """Whether each column has a type that it may have; a fault for each that has not."""
    before = faults.total
    for field in columns:
        allowed, expected = _allowed(field.name)
        if not allowed(field.type):
            found = str(field.type).partition("<")[0].partition("[")[0]  # no names of fields inside
            faults.add("parquet_type", Location(column=field.name), field=field.name, found=found, expected=expected)
    return faults.total == before


def _allowed(name: str) -> "tuple[Callable[[pa.DataType], bool], str]":
    from pyarrow import types  # noqa: PLC0415

    def is_text(type_: Any) -> bool:
        inner = type_.value_type if types.is_dictionary(type_) else type_
        return bool(types.is_string(inner) or types.is_large_string(inner) or types.is_null(inner))

    if name in _TEXTS:
        return is_text, "string"
    if name in _MOMENTS:
        return lambda type_: is_text(type_) or types.is_timestamp(type_), "timestamp, string"
    if name in plain.LISTS:
        return lambda type_: types.is_list(type_) or types.is_large_list(type_) or types.is_null(type_), "list"
    return lambda type_: is_text(type_) or types.is_integer(type_) or types.is_boolean(type_), "int, bool, string"


def _cells(row: Mapping[str, Any]) -> dict[str, object]:
    """A row as a record; times as they are written, so that they are read like all others."""
    record: dict[str, object] = {name: _written(value) for name, value in row.items()}
    for name in plain.LISTS:
        if isinstance(listed := row.get(name), list):
            record[name] = [
                {key: _written(value) for key, value in each.items()} if isinstance(each, dict) else each
                for each in listed
            ]
    return record


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
