"""What is read becomes prepared rows, which are what the domain makes of the same dossiers."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from app.counting.columns import COLUMNS
from app.counting.prepare import prepared
from app.domain.dossiers.dossier import Dossier, ProgressRow, Status
from app.domain.dossiers.versions import Version
from app.domain.errors import Faults, Refusal
from app.readers.dossiers.sender import AddedProgress
from app.services.dossiers.prepare import prepare
from tests.support.dossiers import at, dossier

_ROWS = [
    ProgressRow(at("10-01"), Status.RECEIVED),
    ProgressRow(at("10-05"), Status.DONE),
    ProgressRow(at("10-07"), Status.DONE),
    ProgressRow(at("10-08"), Status.RETURNED),
    ProgressRow(at("10-09"), Status.STOPPED),
]


def _written(path: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(path).select([each.name for each in COLUMNS]).to_pylist()
    return sorted(rows, key=lambda row: str(row["arrival"]))


def _expected(*dossiers: Dossier) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = prepared(Version(each, place) for place, each in enumerate(dossiers)).to_pylist()
    return rows


def test_rows_are_those_that_the_domain_prepares(tmp_path: Path) -> None:
    dossiers = [dossier(dossier=f"H31.17-261001-{number:04}", progress=tuple(_ROWS[:number])) for number in range(5)]
    assert _written(prepare(dossiers, Faults(), tmp_path)) == _expected(*dossiers)


@pytest.mark.parametrize("sent", [*permutations(_ROWS[1:4]), (_ROWS[0], _ROWS[4], _ROWS[4])])
def test_progress_sent_by_itself_is_part_of_its_dossier(tmp_path: Path, sent: tuple[ProgressRow, ...]) -> None:
    first = dossier(progress=(_ROWS[1],), done_at=at("10-03"))
    other = dossier(dossier="other", done_at=at("10-03"))
    progress = [AddedProgress("one", first.dossier, row) for row in sent]
    elsewhere = [AddedProgress("two", other.dossier, row) for row in sent]
    path = prepare([*progress[:1], first, other, *progress, *elsewhere], Faults(), tmp_path)
    rows = tuple(sorted({_ROWS[1], *sent}, key=lambda row: row.at))
    assert _written(path) == _expected(replace(first, progress=rows), other)


def test_all_versions_of_a_dossier_are_prepared_but_not_two_of_one_time_that_differ(tmp_path: Path) -> None:
    first = dossier()
    later = replace(first, as_of=at("2026-11-03"), status=Status.DONE, done_at=at("10-08"))
    assert len(_written(prepare([first, later, first], Faults(), tmp_path))) == 3
    faults = Faults()
    with pytest.raises(Refusal, match="submission_invalid") as refused:
        prepare([first, replace(later, as_of=first.as_of), replace(first, source="two")], faults, tmp_path)
    assert [(each.code, each.params) for each in refused.value.faults] == [
        ("dossier_version_conflict", {"dossier": first.dossier})
    ]


def test_nothing_is_prepared_where_reading_found_a_fault(tmp_path: Path) -> None:
    faults = Faults()
    faults.add("json_shape", expected="{…}")
    with pytest.raises(Refusal, match="submission_invalid"):
        prepare([dossier()], faults, tmp_path)


def test_no_dossier_at_all_is_an_empty_file(tmp_path: Path) -> None:
    assert _written(prepare([], Faults(), tmp_path)) == []
