"""Whether files are prepared dossiers: engines read them without looking, and what they find of another type fails."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from app.domain.errors import Faults, Location

_NONE = "–"


def check_prepared(files: Sequence[Path], schema: pa.Schema) -> None:
    """Refuses ``submission_invalid`` with a fault for each column that is not there once or has another type."""
    faults = Faults()
    for path in files:
        faults.file = path.name
        try:
            found = pq.read_schema(path)
        except (pa.ArrowException, OSError, ValueError):
            faults.add("parquet_invalid")
            continue
        for field in schema:
            column = found.field(field.name) if found.names.count(field.name) == 1 else None
            if column is None or not _is_same(column.type, field.type):
                told = _NONE if column is None else str(column.type)
                data = {"field": field.name, "found": told.partition("<")[0], "expected": str(field.type)}
                faults.add("parquet_type", Location(column=field.name), **data)
    faults.refuse("submission_invalid")


def _is_same(found: pa.DataType, expected: pa.DataType) -> bool:
    """Engines name the entries of lists as they like, and keep texts in more than one way."""
    if types.is_dictionary(found):
        found = found.value_type
    if types.is_list(expected):
        return (types.is_list(found) or types.is_large_list(found)) and _is_same(found.value_type, expected.value_type)
    if types.is_struct(expected):
        return types.is_struct(found) and [(each.name, each.type) for each in found] == [
            (each.name, each.type) for each in expected
        ]
    return bool(found == expected or (types.is_string(expected) and types.is_large_string(found)))
