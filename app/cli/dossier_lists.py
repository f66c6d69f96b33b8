"""Lists of single dossiers as files: tables for programs (CSV, Parquet), workbooks for people (XLSX)."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import typer

from app.domain.agencies import Agency
from app.domain.measures import Measure
from app.domain.text import harmless
from app.services.dossiers.due import Due, Outlooks
from app.services.dossiers.verdicts import VerdictRow, write_verdicts

WORKBOOK = ".xlsx"


def check_ending(path: Path | None, endings: Sequence[str], option: str) -> None:
    """Refuse a file whose kind cannot be written, before anything is read."""
    if path and path.suffix.lower() not in endings:
        raise typer.BadParameter(f"đuôi tệp phải là / the ending must be {', '.join(endings)}", param_hint=option)


def write_verdict_list(
    rows: Iterator[VerdictRow], path: Path, agencies: Mapping[str, Agency], measures: Mapping[str, Measure]
) -> None:
    """Verdicts on dossiers, in the form that the file's name asks for."""
    if path.suffix.lower() == WORKBOOK:
        from app.services.dossiers.worksheets import write_verdict_sheet

        number = write_verdict_sheet(rows, path, agencies, measures)
    else:
        number = write_verdicts(rows, path)
    typer.echo(f"{path}: {number} kết luận / verdicts")


def write_due_list(outlooks: Outlooks, path: Path, agencies: Mapping[str, Agency]) -> None:
    """The dossiers that are late or soon late, those that must be handled first on top."""
    if path.suffix.lower() == WORKBOOK:
        from app.services.dossiers.worksheets import write_due_sheet

        write_due_sheet(outlooks.due, path, agencies)
    else:
        _write_due_table(outlooks.due, path)
    typer.echo(f"{path}: {len(outlooks.due)} hồ sơ / dossiers")


def _write_due_table(rows: Sequence[Due], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(Due._fields)
        table.writerows([harmless(value) if isinstance(value, str) else value for value in row] for row in rows)
