"""The bundled month is made up, says so, and goes through the readers as what a system pushes does."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from app.counting.compaction import Compactor
from app.counting.data_quality import find_oddities
from app.domain.dossiers.data_quality import Oddity
from app.domain.dossiers.dossier import Status
from app.domain.dossiers.registers import DossierRegisters, Procedure
from app.domain.errors import Faults
from app.readers.dossiers.files import OWN_FILES, Tally, read_files
from app.readers.dossiers.sender import Sender
from app.services.dossiers.prepare import prepare
from tools.synthetic_dossiers import AGENCIES, DOSSIERS, FOLDER, NUMBER, PROCEDURES, make, packed

_NOW = datetime(2026, 11, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def read_month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Faults, Tally]:
    """The prepared rows of the bundled month."""
    faults, tally = Faults(), Tally()
    items = read_files([FOLDER / DOSSIERS], Sender(source="demo", as_of=_NOW, now=_NOW), OWN_FILES, faults, tally)
    return prepare(items, faults, tmp_path_factory.mktemp("month")), faults, tally


def test_the_bundled_file_is_what_the_generator_makes_and_small() -> None:
    bundled = (FOLDER / DOSSIERS).read_bytes()
    assert gzip.decompress(bundled) == gzip.decompress(packed(make()))
    assert len(bundled) < 1_000_000


def test_whatever_it_names_is_marked_as_made_up() -> None:
    records: list[dict[str, Any]] = [
        record
        for line in gzip.decompress((FOLDER / DOSSIERS).read_bytes()).splitlines()
        for record in json.loads(line)["data"]
    ]
    for record in records:
        names = [record[name] for name in ("ChuHoSo", "TenTTHC", "NguoiXuLy") if name in record]
        assert names
        assert all("dữ liệu tổng hợp" in name for name in names)


def test_it_is_read_without_a_fault_and_without_what_tells_of_people(read_month: tuple[Path, Faults, Tally]) -> None:
    path, faults, tally = read_month
    assert (faults.total, tally.dossiers) == (0, NUMBER)
    assert tally.progress > NUMBER
    assert {"dossier_due_before_received"} == {each.code for each in faults.warnings}
    content = str(pq.read_table(path).to_pylist())
    assert "mẫu" not in content
    assert "example.invalid" not in content


def test_it_has_the_cases_that_are_hard_to_count(read_month: tuple[Path, Faults, Tally]) -> None:
    rows = pq.read_table(read_month[0]).to_pylist()
    statuses = Counter(row["status"] for row in rows)
    assert all(statuses[each] for each in Status)
    assert {len(row["supplements"]) for row in rows} == {0, 1, 2}
    assert {row["received"] is None for row in rows} == {True, False}
    assert {row["due"] is None for row in rows} == {True, False}
    assert {row["channel"] for row in rows} == {1, 2, 3, None}
    months = Counter(row["received_on"].month for row in rows if row["received_on"])
    assert months[9]
    assert months[10] > 5 * months[9]


def test_its_oddities_are_found_with_its_registers(read_month: tuple[Path, Faults, Tally], tmp_path: Path) -> None:
    registers = DossierRegisters(
        Procedure(code=each["code"]) for each in json.loads((FOLDER / PROCEDURES).read_bytes())
    )
    agencies = [each["code"] for each in json.loads((FOLDER / AGENCIES).read_bytes())["agencies"]]
    with Compactor(tmp_path) as engine:
        found = find_oddities(engine, [read_month[0]], agencies, registers)
    assert {each.oddity for each in found} == {
        Oddity.COLLISION,
        Oddity.DUE_BEFORE_RECEIVED,
        Oddity.PROCEDURE_UNKNOWN,
    }
