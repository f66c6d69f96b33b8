"""What commands on dossiers start from: what was asked, who sends, and dossiers that are read under a progress bar."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer

from app.cli.dossier_printing import print_odd_rows
from app.cli.printing import console
from app.domain.agencies import parse_code
from app.domain.dossiers.options import choose, parse_option
from app.domain.dossiers.registers import DossierRegisters
from app.domain.periods import Period
from app.readers.dossiers.sender import Sender
from app.services.context import AppContext
from app.services.dossiers.counting import Asked
from app.services.dossiers.gather import Item, Watch
from app.services.dossiers.register_files import ReadRegisters, read_registers
from app.storage.database import Database


def sender_of(now: datetime, system: str, handled_by: str | None, root: str | None) -> Sender:
    """Who sends what the files hold; a record is true now unless it says when."""
    return Sender(
        source=system, as_of=now, now=now, agency=handled_by and parse_code(handled_by), root=root and parse_code(root)
    )


def asked_of(
    made: AppContext, period: str, root: str | None, registers: ReadRegisters, options: dict[str, str]
) -> Asked:
    """What is asked of the dossiers, held against these registers."""
    return Asked(
        period=Period.parse(period),
        now=made.now(),
        root=root and parse_code(root),
        options=options,
        registers=registers.registers,
        lacking=registers.lacking,
    )


def chosen_registers(
    stored: DossierRegisters, database: Database | None, procedures: Path | None, services: Path | None = None
) -> ReadRegisters:
    """The registers that are stored; a file goes before the register of its kind. What is odd about it is printed."""
    found = read_registers(stored, database, procedures, services)
    print_odd_rows(found.warnings)
    return found


def chosen_options(pairs: list[str]) -> dict[str, str]:
    """``name=value`` each."""
    if wrong := next((each for each in pairs if "=" not in each), None):
        raise typer.BadParameter(f"ghi dạng / write NAME=VALUE: {wrong}", param_hint="--option")
    return choose(parse_option(each) for each in pairs)


@contextmanager
def watching() -> Iterator[Watch]:
    """Shows how many records have been read, if a person is watching."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    out = console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:

        def watch(items: Iterable[Item]) -> Iterator[Item]:
            return iter(bar.track(items, description="Đọc hồ sơ / Reading dossiers"))

        yield watch
