"""Lists of single dossiers as files: tables for programs (CSV, Parquet), workbooks for people (XLSX)."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import typer

from app.domain.agencies import Agency
from app.domain.measures import Measure
from app.services.dossiers.csv_lines import csv_head, csv_lines
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
        path.write_bytes(csv_head(Due._fields) + csv_lines(outlooks.due))
    typer.echo(f"{path}: {len(outlooks.due)} hồ sơ / dossiers")
