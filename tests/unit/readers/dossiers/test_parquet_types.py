"""Plain Parquet with other types: what loses nothing is read, all else is a fault with the column and both types."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Fault, Faults
from app.domain.messages import as_record
from app.readers.dossiers import plain
from app.readers.dossiers.files import OWN_FILES, Tally, read_files
from tests.unit.readers.dossiers.reading import PLAIN, SENDER

_TEXT = sorted(["source", "dossier", "agency", "received_by", "procedure", "service", "filed_via"])
_TIME = sorted({name for name in plain.FIELDS if name.endswith("_at")} | {"as_of"})
_FLAG = ["citizen_db", "complained", "deleted", "digitised_flag", "disliked", "result_in_store", "synced", "vneid"]
_LIST = sorted(plain.LISTS)
_NUMBER = sorted(plain.FIELDS - {*_TEXT, *_TIME, *_FLAG, *_LIST})
_EXPECTED = {
    **dict.fromkeys(_TEXT, "string"),
    **dict.fromkeys(_TIME, "timestamp, string"),
    **dict.fromkeys(_FLAG, "bool, int, string"),
    **dict.fromkeys(_NUMBER, "int, string"),
    "supplements": "list<struct<asked_at, returned_at, due_before, due_after>>",
    "progress": "list<struct<at, status>>",
}
_INSTANT = datetime(2026, 10, 8, 1, 15, tzinfo=UTC)
_LOCAL = datetime(2026, 10, 8, 8, 15)  # noqa: DTZ001 - a time without a zone
# A type with a value of it, and whether columns of each kind may have it.
_TYPES: dict[str, tuple[pa.DataType, Any, str]] = {
    "int64": (pa.int64(), 7, "number flag"),
    "uint8": (pa.uint8(), 1, "number flag"),
    "double": (pa.float64(), 1.0, "number"),
    "bool": (pa.bool_(), True, "flag"),
    "decimal128": (pa.decimal128(12, 0), Decimal(7), "number"),
    "decimal with places": (pa.decimal128(12, 2), Decimal("7.50"), ""),
    "binary": (pa.binary(), b"x", ""),
    "date32": (pa.date32(), date(2026, 10, 8), ""),
    "time64": (pa.time64("us"), time(8), ""),
    "timestamp": (pa.timestamp("us"), _LOCAL, "time"),
    "timestamp with zone": (pa.timestamp("ms", "Asia/Ho_Chi_Minh"), _INSTANT, "time"),
    "timestamp with a zone that is none": (pa.timestamp("s", "Mars/Olympus"), 1_791_421_200, "time"),
    "duration": (pa.duration("s"), 7, ""),
    "list of numbers": (pa.list_(pa.int64()), [7], ""),
    "list of lists": (pa.list_(pa.list_(pa.string())), [["x"]], ""),
    "struct": (pa.struct([("Nguyễn Văn A", pa.string())]), {"Nguyễn Văn A": "x"}, ""),
    "map": (pa.map_(pa.string(), pa.string()), [("x", "y")], ""),
    "dictionary of numbers": (pa.dictionary(pa.int32(), pa.int64()), None, "number flag"),
    "dictionary of texts": (pa.dictionary(pa.int32(), pa.string()), None, "text time number flag"),
    "string": (pa.string(), None, "text time number flag"),
    "large_string": (pa.large_string(), None, "text time number flag"),
    "null": (pa.null(), None, "text time number flag list"),
}
_KINDS = {"text": _TEXT, "time": _TIME, "number": _NUMBER, "flag": _FLAG, "list": _LIST}


def _read(path: Path) -> tuple[list[Any], list[Fault]]:
    faults = Faults()
    return list(read_files([path], SENDER, OWN_FILES, faults, Tally())), faults.listed


def _written(path: Path, **columns: pa.Array) -> Path:
    arrays = {name: pa.array([value]) for name, value in PLAIN.items()}
    pq.write_table(pa.table({**arrays, **columns}), path)
    return path


@pytest.mark.parametrize("type_", _TYPES)
def test_every_column_with_every_type_is_read_or_told_with_both_types(tmp_path: Path, type_: str) -> None:
    arrow, value, allowed = _TYPES[type_]
    columns = [name for names in _KINDS.values() for name in names]
    assert set(columns) == plain.FIELDS
    _, faults = _read(_written(tmp_path / "a.parquet", **dict.fromkeys(columns, pa.array([value], arrow))))
    told = {str(each.location.column): each for each in faults if each.code == "parquet_type"}
    assert set(told) == {name for kind, names in _KINDS.items() if kind not in allowed for name in names}
    for name, fault in told.items():
        record = as_record(fault)
        assert re.search(f"Column {name} has the type [a-z].*; it must be {_EXPECTED[name]}", str(record["detail"]))
        assert f"Cột {name} có kiểu " in str(record["detail_vi"])
        assert record["file"] == "a.parquet"
        assert "Nguyễn" not in repr((fault, record))


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array([_INSTANT], pa.timestamp("s", "UTC")), _INSTANT),
        (pa.array([_INSTANT], pa.timestamp("ns", "Asia/Ho_Chi_Minh")), _INSTANT),
        (pa.array([1_791_422_100_000_000_001], pa.timestamp("ns", "UTC")), _INSTANT),  # more than microseconds
        (pa.array([_LOCAL], pa.timestamp("ms")), _INSTANT),  # without a zone: Vietnam's
        (pa.array(["2026-10-08T08:15:00"], pa.large_string()), _INSTANT),
        (pa.array(["20261008081500"]).dictionary_encode(), _INSTANT),
    ],
)
def test_a_time_is_the_same_in_every_type(tmp_path: Path, array: pa.Array, expected: datetime) -> None:
    (found,), faults = _read(_written(tmp_path / "a.parquet", received_at=array))
    assert (found.received_at, faults) == (expected, [])


@pytest.mark.parametrize(
    "array",
    [pa.array([9]), pa.array([9.0]), pa.array([Decimal(9)]), pa.array(["9"]), pa.array([9]).dictionary_encode()],
)
def test_a_number_is_the_same_in_every_type(tmp_path: Path, array: pa.Array) -> None:
    (found,), faults = _read(_written(tmp_path / "a.parquet", status=array, fee_total=array))
    assert (found.status, found.fee_total, faults) == (9, 9, [])


@pytest.mark.parametrize("number", [1.5, float("nan"), float("inf"), -1.0, 1e300])
def test_a_number_with_a_fraction_is_a_fault_of_its_row(tmp_path: Path, number: float) -> None:
    found, faults = _read(
        _written(tmp_path / "a.parquet", fee_total=pa.array([number], pa.float64(), from_pandas=False))
    )
    assert (found, [(each.location.line, each.location.column) for each in faults]) == ([], [(1, "fee_total")])


@pytest.mark.parametrize("make", [pa.list_, pa.large_list])
@pytest.mark.parametrize("text", [pa.string(), pa.large_string(), pa.timestamp("us"), pa.timestamp("ns", "UTC")])
def test_lists_are_read_with_each_type_of_list_and_of_time(
    tmp_path: Path, make: Callable[[pa.DataType], pa.DataType], text: pa.DataType
) -> None:
    moment: Any = "2026-10-08T08:15:00"
    if pa.types.is_timestamp(text):
        moment = _INSTANT if text.tz else _LOCAL
    type_ = make(pa.struct([("asked_at", text), ("other", pa.timestamp("s", "Mars/Olympus"))]))
    array = pa.array([[{"asked_at": moment, "other": 1}, None]], type_)
    (found,), faults = _read(_written(tmp_path / "a.parquet", supplements=array))
    assert faults == []
    assert [each.asked_at for each in found.supplements] == [_INSTANT]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ([("at", pa.float64()), ("status", pa.int64())], "progress.at"),
        ([("at", pa.string()), ("status", pa.list_(pa.int8()))], "progress.status"),
        ([("at", pa.string()), ("status", pa.int8()), ("status", pa.int8())], "progress.status"),
    ],
)
def test_fields_of_lists_have_types_too(tmp_path: Path, fields: list[tuple[str, pa.DataType]], wrong: str) -> None:
    array = pa.array([[]], pa.list_(pa.struct(fields)))
    found, faults = _read(_written(tmp_path / "a.parquet", progress=array))
    assert (found, {(each.code, each.location.column) for each in faults}) == ([], {("parquet_type", wrong)})


@given(number=st.integers(-(2**63), 2**63 - 1), unit=st.sampled_from(["s", "ms", "us", "ns"]), zone=st.booleans())
@settings(max_examples=100)
def test_every_time_that_arrow_can_hold_is_read_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, number: int, unit: str, zone: bool
) -> None:
    array = pa.array([number], pa.int64()).view(pa.timestamp(unit, "UTC" if zone else None))
    path = tmp_path_factory.mktemp("times") / "a.parquet"
    try:
        _written(path, due_at=array)
    except pa.ArrowInvalid:  # Parquet has no seconds: what does not fit into milliseconds cannot be written
        return
    found, faults = _read(path)
    assert len(found) + len(faults) == 1
    assert [each.code for each in faults] in ([], ["dossier_year"])


def test_a_text_that_is_no_text_is_a_fault_of_its_row(tmp_path: Path) -> None:
    bad = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff\xfe"], pa.binary()).buffers())
    found, faults = _read(_written(tmp_path / "a.parquet", procedure=bad))
    assert (found, [(each.code, each.location.column) for each in faults]) == ([], [("encoding_invalid", "procedure")])


def test_a_column_that_is_there_twice_or_not_at_all_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array(["A"])] * 3, ["dossier", "agency", "agency"]), path)
    assert [(each.code, each.location.column) for each in _read(path)[1]] == [("key_repeated", "agency")]
    pq.write_table(pa.table({"MaHoSo": ["A", "B"]}), path)
    assert [each.code for each in _read(path)[1]] == ["dossier_column_missing"]


def test_no_rows_are_no_dossiers(tmp_path: Path) -> None:
    pq.write_table(pa.table({name: pa.array([], pa.string()) for name in PLAIN}), tmp_path / "a.parquet")
    assert _read(tmp_path / "a.parquet") == ([], [])
    pq.write_table(pa.table({}), tmp_path / "a.parquet")
    assert _read(tmp_path / "a.parquet") == ([], [])
