"""Lists of dossiers as files: what a spreadsheet must not take for a formula, and what no worksheet holds."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.cli.dossier_lists import write_due_list
from app.domain.dossiers.outlook import Standing
from app.domain.errors import Refusal
from app.services.dossiers import worksheets
from app.services.dossiers.due import Due, Outlooks

DAY = date(2026, 11, 2)
LATE = Due("=1+1", "H99.17", "9.000012", Standing.LATE, None, "Đã yêu cầu bổ sung 2 lần.")
SOON = Due("H99.17-1", "H99.17", "9.000012", Standing.SOON, DAY, "Chưa quá hạn.")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_number_of_a_dossier_is_a_formula(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"due.{ending}"
    write_due_list(Outlooks(DAY, due=[LATE, SOON]), path, {})
    rows: list[list[Any]]
    if ending == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))[1:]
        days = [row[4] for row in rows]
        assert days == ["", "2026-11-02"]
    else:
        sheet = load_workbook(path).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert sheet["F3"].is_date
        assert (sheet["F3"].number_format, sheet.auto_filter.ref) == ("dd/mm/yyyy", "A1:G3")
    assert [row[0] for row in rows] == ["'=1+1", "H99.17-1"]


def test_a_list_that_no_worksheet_holds_is_refused_and_no_file_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worksheets, "MOST_ROWS", 1)
    with pytest.raises(Refusal, match="worksheet_full"):
        worksheets.write_due_sheet([LATE, SOON], tmp_path / "due.xlsx", {})
    assert not list(tmp_path.iterdir())
