"""Parquet files of plain records. Only known columns are read, and only if they have a type that they may have."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from app.domain.errors import Faults, Location, Refusal
from app.readers.dossiers import plain
from app.readers.dossiers.field_names import FieldNames
from app.readers.dossiers.records import Record
from app.readers.dossiers.values import Place
from app.readers.uploads.rows import UploadLimits

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_ROWS = 4096
_BUFFER = 1024 * 1024


def read_parquet(file: BinaryIO, limits: UploadLimits, faults: Faults, names: FieldNames) -> Iterator[Record]:
    """The rows of a Parquet file; a row's line is its number, from 1.

    Whatever Arrow cannot read (no Parquet, cut short, encrypted) is the fault ``parquet_invalid``.
    """
    from pyarrow import ArrowException  # noqa: PLC0415  # a large library, and few files are Parquet

    try:
        yield from _records(file, limits, faults, names)
    except (ArrowException, OSError, ValueError, MemoryError):
        faults.add("parquet_invalid")


def _records(file: BinaryIO, limits: UploadLimits, faults: Faults, names: FieldNames) -> Iterator[Record]:
    parquet = _opened(file)
    _refuse_too_large(parquet.metadata, limits)
    schema = parquet.schema_arrow
    columns = [field for field in schema if field.name in plain.FIELDS]
    if not _are_right(parquet, columns, limits, faults):
        return
    number, read, all_names = 0, [field.name for field in columns], schema.names
    for batch in parquet.iter_batches(_ROWS, columns=read):
        for row in zip(*(batch.column(name) for name in read), strict=True):
            number += 1
            names.see(all_names)
            place = Place(number, None)
            cells = _cells(dict(zip(read, row, strict=True)), place, limits.field, faults)
            if cells is not None:
                yield Record(place, cells)


def _opened(file: BinaryIO) -> "pq.ParquetFile":
    """Texts stay in dictionaries where they are in such: a long one that is repeated would fill the memory."""
    import pyarrow.parquet as pq  # noqa: PLC0415
    from pyarrow import types  # noqa: PLC0415

    first = pq.ParquetFile(file)
    texts = [field.name for field in first.schema_arrow if field.name in plain.FIELDS and types.is_string(field.type)]
    return pq.ParquetFile(file, metadata=first.metadata, read_dictionary=texts, buffer_size=_BUFFER)


def _refuse_too_large(metadata: Any, limits: UploadLimits) -> None:
    limits.refuse_more(metadata.num_rows)
    unpacked = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    if unpacked > limits.unpacked:
        raise Refusal("unpacked_too_large", limit=limits.unpacked)


def _are_right(parquet: "pq.ParquetFile", columns: "list[pa.Field]", limits: UploadLimits, faults: Faults) -> bool:
    """Whether each column is there once and has a type that it may have, and rows are not too long; a fault for each
    that is not so."""
    from app.readers.dossiers.parquet_types import WrongType, check_type  # noqa: PLC0415

    before = faults.total
    counts = Counter(field.name for field in columns)
    if parquet.metadata.num_rows and not counts["dossier"]:
        faults.add("dossier_column_missing")
    for name in (name for name, count in counts.items() if count > 1):
        faults.add("key_repeated", Location(column=name), value=name)
    for field in columns:
        try:
            check_type(field.name, field.type)
        except WrongType as wrong:
            data = {"field": wrong.field, "found": wrong.found, "expected": wrong.expected}
            faults.add("parquet_type", Location(column=wrong.field), **data)
    if _has_long_rows(parquet.metadata, limits.row):
        faults.add("row_too_long", limit=limits.row)
    return faults.total == before


def _has_long_rows(metadata: Any, longest: int) -> bool:
    """Whether rows are, by what the file says and on an average, longer than a record may be.

    Single columns are not asked: where they are encrypted, Arrow ends the process.
    """
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    return any(group.total_byte_size > group.num_rows * longest + _BUFFER for group in groups)


def _cells(row: "dict[str, pa.Scalar]", place: Place, longest: int, faults: Faults) -> dict[str, object] | None:
    """A row as a record; ``None`` if a value cannot be read, which is a fault."""
    from app.readers.dossiers.parquet_types import TooLong, value_of  # noqa: PLC0415

    record: dict[str, object] = {}
    before = faults.total
    for name, scalar in row.items():
        try:
            record[name] = value_of(name, scalar, longest)
        except TooLong as long:
            faults.add(long.code, place.at(name), **long.data)
        except UnicodeDecodeError as error:
            faults.add("encoding_invalid", place.at(name), position=error.start)
    return record if faults.total == before else None
